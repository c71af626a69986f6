"""From a context's settings to its embedder."""

import pytest

from spectron.compose import build_embedding
from spectron.domain.errors import BadValue
from spectron.service.configuration import Configuration
from spectron.settings import Settings


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
