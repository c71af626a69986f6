"""The page on chats in a front end: its program runs as it stands."""

import re
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "show-chats-in-a-front-end.md"


def test_the_program_of_the_page_prints_what_the_page_says(tmp_path: Path) -> None:
    """A reader who copies it sees the same lines."""
    shown = PAGE.read_text(encoding="utf-8")
    program, text = (re.findall(rf"```{kind}\n(.*?)```", shown, re.DOTALL)[0] for kind in ("python", "text"))
    command = [sys.executable, "-W", "error", "-c", program]
    ended = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=tmp_path, timeout=180, check=False)
    assert (ended.stdout, ended.stderr) == (text, "")
