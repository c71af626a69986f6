"""Rules of the house that no linter knows: how large a module and a function may be, and how modules are named."""

import ast
from collections import Counter
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "spectron"
MOST_LINES = 400
MOST_FUNCTION_LINES = 60
BANNED_NAMES = ("manager", "util", "utils", "helper", "helpers", "common", "misc", "crud", "models", "base_")
DECIDING = ("domain", "reconciliation", "behaviour", "retrieval", "chats")
MODULES = sorted(path for path in SOURCE.rglob("*.py") if "migrations/versions" not in path.as_posix())


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_a_module_fits_the_mind(path: Path):
    """No module is longer than 400 lines, and no function longer than 60."""
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MOST_LINES
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    long = {node.name: (node.end_lineno or 0) - node.lineno + 1 for node in functions}
    assert {name: lines for name, lines in long.items() if lines > MOST_FUNCTION_LINES} == {}


def test_rooms_are_named_after_the_job():
    """No module is called after a technical kind."""
    names = {path.stem for path in MODULES} | {path.parent.name for path in MODULES}
    assert [name for name in names if name in BANNED_NAMES] == []


def test_no_two_files_of_tests_have_one_name():
    """Files of tests are imported by their bare names, so that each name stands once."""
    names = Counter(path.name for path in SOURCE.parents[1].glob("tests/**/test_*.py"))
    assert [name for name, count in names.items() if count > 1] == []


def test_the_facade_decides_nothing():
    """Every method of the façade has at most 15 lines of code beside its docstring."""
    tree = ast.parse((SOURCE / "service" / "memory.py").read_text(encoding="utf-8"))
    facade = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Memory")
    methods = [node for node in facade.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    lengths = {node.name: (node.end_lineno or 0) - node.body[0].lineno + 1 for node in methods}
    assert {name: lines for name, lines in lengths.items() if lines > 15} == {}


def test_pure_rooms_have_no_coroutines():
    """In the rooms that decide there is no `async def` but the interface of extractors."""
    pure = [path for room in DECIDING for path in (SOURCE / room).rglob("*.py")]
    found = [
        f"{path.relative_to(SOURCE)}:{node.name}"
        for path in pure
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.AsyncFunctionDef)
    ]
    assert found == ["domain/extractor.py:extract", "domain/extractor.py:explain"]
