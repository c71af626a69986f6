"""The page on scripted models: every script it shows can be read, and plays what it says."""

import asyncio
import re
from pathlib import Path

import pytest

from spectron.providers.ports import Request
from spectron.providers.scripted import load_script

PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "test-with-a-scripted-model.md"
SCRIPTS = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_script_on_the_page_answers(tmp_path: Path, script: str):
    """A script that a reader copies answers to a turn about Lyon."""
    (tmp_path / "copied.yaml").write_text(script, encoding="utf-8")
    model = load_script(tmp_path, "copied")
    texts = [asyncio.run(model.complete(Request("", (), about="I live in Lyon"))).text for _ in range(2)]
    assert '"value": "Lyon"' in texts[-1]


def test_the_page_shows_scripts():
    """There is something to copy, a repair among it."""
    assert len(SCRIPTS) == 2
    assert "times: 1" in SCRIPTS[1]
