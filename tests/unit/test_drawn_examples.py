"""The tests themselves: property tests draw the same examples beside whatever other tests run."""

import importlib
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

NUMBERS = range(10**6, 10**6 + 500)


def draw() -> list[list[int]]:
    """All examples of a property of lists of numbers."""
    drawn: list[list[int]] = []

    @given(st.lists(st.integers(), min_size=20))
    def note(numbers: list[int]) -> None:
        drawn.append(numbers)

    note()
    return drawn


@pytest.mark.skipif(settings.get_current_profile_name() != "ci", reason="other profiles draw by chance")
def test_examples_do_not_depend_on_what_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A module that another test imports, with constants of its own, changes no example of a later one."""
    before = draw()
    (tmp_path / "lately_loaded.py").write_text(f"NUMBERS = {list(NUMBERS)}\n")
    monkeypatch.syspath_prepend(tmp_path)
    importlib.import_module("lately_loaded")
    after = draw()
    monkeypatch.delitem(sys.modules, "lately_loaded")
    assert after == before
