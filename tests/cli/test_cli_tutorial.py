"""The first minute, as the tutorial tells it."""

import re
import subprocess
import sys
from pathlib import Path

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial" / "first-minute.md"


def block(language):
    """The one block of the page in a language."""
    (found,) = re.findall(rf"```{language}\n(.*?)```", TUTORIAL.read_text(encoding="utf-8"), re.DOTALL)
    return found


def test_the_python_of_the_page_prints_what_the_page_says(tmp_path, environment):
    """The program of the tutorial runs as it stands, and its output is the one shown."""
    ended = subprocess.run(
        [sys.executable, "-c", block("python")],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environment,
        timeout=180,
    )
    assert (ended.stdout, ended.stderr) == (block("text"), "")


def test_the_page_explains_every_mark():
    """Each mark that the demo and the chat print has its row in the table."""
    assert re.findall(r"^\| `(.)` \|", TUTORIAL.read_text(encoding="utf-8"), re.MULTILINE) == list("+~-!?=")
