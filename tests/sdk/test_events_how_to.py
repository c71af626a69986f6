"""The page on events: its program runs as it stands."""

import re
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "listen-to-events.md"


def test_the_program_of_the_page_prints_what_the_page_says(tmp_path: Path) -> None:
    """A reader who copies it sees the same lines."""
    text = PAGE.read_text(encoding="utf-8")
    program, shown = (re.search(rf"```{language}\n(.*?)```", text, re.DOTALL) for language in ("python", "text"))
    assert program is not None
    assert shown is not None
    command = [sys.executable, "-W", "error", "-c", program[1]]
    ended = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=tmp_path, timeout=180, check=False)
    assert (ended.stdout, ended.stderr) == (shown[1], "")
