"""The page on embedders: its settings can be read and choose what it says."""

import re
from pathlib import Path

import pytest
import yaml

from spectron.settings import load_settings

PAGE = (Path(__file__).parents[4] / "docs" / "how-to" / "use-a-local-embedder.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("block", BLOCKS)
def test_settings_on_the_page_are_settings(tmp_path: Path, block: str):
    """What a reader copies into the configuration file is taken as it stands."""
    (tmp_path / "copied.yaml").write_text(block, encoding="utf-8")
    settings = load_settings(tmp_path / "copied.yaml")
    assert settings.models.embedding == yaml.safe_load(block)["models"]["embedding"]
    assert not settings.providers or settings.providers["openai"].dimensions == {"text-embedding-3-large": 1024}


def test_the_page_shows_both():
    """A local and a remote embedder are set, and the command that fetches stands there."""
    assert len(BLOCKS) == 2
    assert "\nspectron models pull minilm " in PAGE
