"""The page on managed conversation: its program runs as it stands, and its settings can be read."""

import re
import subprocess
import sys
from pathlib import Path

from spectron.settings import load_settings

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "let-spectron-drive-the-conversation.md"


def blocks(language: str) -> list[str]:
    """What the page shows in a language."""
    return re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


def test_the_program_of_the_page_prints_what_the_page_says(tmp_path: Path) -> None:
    """A reader who copies it sees the same lines."""
    command = [sys.executable, "-W", "error", "-c", blocks("python")[0]]
    ended = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=tmp_path, timeout=180, check=False)
    assert (ended.stdout, ended.stderr) == (blocks("text")[0], "")


def test_the_settings_of_the_page_say_what_the_page_says(tmp_path: Path) -> None:
    """Both models and the windows are read from the file as it is shown."""
    (tmp_path / "shown.yaml").write_text(blocks("yaml")[0], encoding="utf-8")
    settings = load_settings(tmp_path / "shown.yaml")
    assert (settings.models.extraction, settings.models.response) == ("openai/gpt-4o-mini", "openai/gpt-4o")
    windows = [settings.model_limits.window(name) for name in ("openai/gpt-4o", "ollama/llama3", "gemini/flash")]
    assert windows == [64_000, 8_000, 16_000]
