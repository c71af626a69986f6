"""The page on agents: its program runs as it stands."""

import re
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "give-an-agent-a-memory-of-people.md"


def blocks(language: str) -> list[str]:
    """What the page shows in a language."""
    return re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


def test_the_program_of_the_page_prints_what_the_page_says(tmp_path: Path) -> None:
    """A reader who copies it sees the same lines."""
    command = [sys.executable, "-W", "error", "-c", blocks("python")[0]]
    ended = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=tmp_path, timeout=180, check=False)
    assert (ended.stdout, ended.stderr) == (blocks("text")[0], "")
