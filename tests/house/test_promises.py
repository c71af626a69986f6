"""The page of promises and the tests that prove them name each other."""

import ast
import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "promises.md"
NUMBERS = set(range(1, 162)) - {13}
_ROW = re.compile(r"\| (\d+) \| ([^|]+) \| ([^|]+) \|")
_TEST = re.compile(r"`(tests/[\w/]+\.py::\w+)`")


def _marked() -> dict[int, set[str]]:
    """Which tests carry which numbers, read from their source."""
    found: dict[int, set[str]] = defaultdict(set)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                for number in _numbers(node):
                    found[number].add(f"{path.relative_to(ROOT).as_posix()}::{node.name}")
    return dict(found)


def _numbers(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[int]:
    marks = [
        decorator
        for decorator in node.decorator_list
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.promise"
    ]
    return [ast.literal_eval(argument) for mark in marks for argument in mark.args]


def test_what_is_expected_to_fail_proves_nothing():
    """No test carries both a promise and the expectation to fail."""
    both = [
        node.name
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _numbers(node)
        if any("xfail" in ast.unparse(decorator) for decorator in node.decorator_list)
    ]
    assert both == []


def _rows() -> dict[int, tuple[str, str]]:
    """The rows of the page: number to what is promised and the cell that names the proof."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    found = [match.groups() for line in lines if (match := _ROW.fullmatch(line))]
    assert len({number for number, _, _ in found}) == len(found), "a number stands in two rows"
    return {int(number): (promise.strip(), proof.strip()) for number, promise, proof in found}


def test_every_promise_has_a_row():
    """The page has a row for each number, in order, and says something in it."""
    rows = _rows()
    assert set(rows) == NUMBERS
    assert list(rows) == sorted(rows)
    assert all(promise and proof for promise, proof in rows.values())


def test_the_page_names_exactly_the_tests_that_carry_the_mark():
    """What the page says proves a promise is what is marked with its number, no more and no less."""
    told = {number: set(_TEST.findall(proof)) for number, (_, proof) in _rows().items()}
    assert {number: tests for number, tests in told.items() if tests} == _marked()


def test_a_promise_that_nothing_proves_says_why():
    """A row without a test begins with "not yet:" and a reason."""
    unproved = {number: proof for number, (_, proof) in _rows().items() if not _TEST.search(proof)}
    assert [number for number, proof in unproved.items() if not re.fullmatch(r"not yet: .{10,}", proof)] == []
