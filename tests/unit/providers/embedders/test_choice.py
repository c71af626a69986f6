"""From a context's settings to its embedder."""

from pathlib import Path

import pytest
from tiny_model import random_tensors, write_model

from spectron.compose import build_embedding
from spectron.domain.errors import BadValue
from spectron.service.configuration import Configuration
from spectron.settings import Settings, data_folder


def test_without_a_word_in_the_settings_words_are_hashed():
    """A new context needs no model."""
    assert build_embedding(Settings())(Configuration()).name == "builtin/hash"


def test_one_model_serves_all_contexts():
    """Two contexts that name the same model share it, and its cache."""
    choose = build_embedding(Settings())
    named = Configuration(models={"embedding": "builtin/hash"})
    assert choose(named) is choose(Configuration())


@pytest.mark.parametrize("name", ["nobody/model", "builtin/other"])
def test_a_model_nobody_has_is_refused(name: str):
    """The error names the setting."""
    with pytest.raises(BadValue, match=r"models\.embedding: ") as refused:
        build_embedding(Settings())(Configuration(models={"embedding": name}))
    assert refused.value.fields[0].field == "models.embedding"


def test_the_local_model_is_the_usual_one_where_it_is(tmp_path: Path):
    """Fetching its files is all that is needed; a context may still name another."""
    write_model(tmp_path / "minilm", random_tensors(width=48))
    choose = build_embedding(Settings(models_folder=tmp_path))
    assert choose(Configuration()).name == "local/minilm"
    assert choose(Configuration(models={"embedding": "builtin/hash"})).name == "builtin/hash"


def test_the_local_model_without_files_is_refused(tmp_path: Path):
    """Who asks for it by name is told how to get it."""
    with pytest.raises(BadValue, match=r"models\.embedding: .*spectron models pull minilm"):
        build_embedding(Settings(models_folder=tmp_path))(Configuration(models={"embedding": "local/minilm"}))


@pytest.mark.parametrize(
    ("system", "environment", "wanted"),
    [
        ("linux", {}, "/home/ana/.local/share/spectron"),
        ("linux", {"XDG_DATA_HOME": "/data"}, "/data/spectron"),
        ("darwin", {"XDG_DATA_HOME": "/data"}, "/home/ana/Library/Application Support/spectron"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local/spectron"),
        ("win32", {}, "/home/ana/AppData/Local/spectron"),
    ],
)
def test_models_lie_where_the_system_keeps_such_things(system: str, environment: dict[str, str], wanted: str):
    """Each system has its own place for what programs fetch."""
    assert data_folder(system, environment, Path("/home/ana")) == Path(wanted)
