"""Templates of memories: macros are known or refused, and expanded once."""

import pytest

from spectron.chats.settings import DEFAULTS, check_settings, settle
from spectron.chats.templates import check_template, expand
from spectron.domain.errors import Unprocessable


def test_what_looks_like_a_macro_in_a_value_stays_as_it_is():
    """Values are put in at once: none of them is read again."""
    values = {"memories": "{{memoriesCount}} and {{memories}}", "memoriesCount": "2"}
    assert expand("{{ memories }} of {{memoriesCount}}, {alone}", values) == (
        "{{memoriesCount}} and {{memories}} of 2, {alone}"
    )


def test_an_unknown_macro_is_refused_by_its_name():
    """The refusal names the field, the macro, and those that there are."""
    with pytest.raises(
        Unprocessable, match=r"chunk_template: unknown macro \{\{user\}\}; there are .*\{\{content\}\}"
    ) as told:
        check_template("chunk_template", "{{user}}: {{content}}", ("content",))
    assert told.value.fields[0].field == "chunk_template"


def test_a_template_without_what_it_is_for_is_refused():
    """A chunk without its content would tell nothing."""
    with pytest.raises(Unprocessable, match=r"chunk_template: the macro \{\{content\}\} is missing"):
        check_settings({"chunk_template": "Chunk {{index}}"})


def test_nearer_layers_override_what_they_name():
    """What a layer leaves out holds as it does in the one above, and at last as usual."""
    found = settle([{"top_k": 8, "exclude_recent": 3}, {"top_k": 2}])
    assert (found.top_k, found.exclude_recent, found.target_tokens) == (2, 3, DEFAULTS.target_tokens)


def test_sizes_that_do_not_go_together_are_fitted():
    """The most is never below the target, the overlap never above half of it, whichever layer names them."""
    fitted = settle([{"most_tokens": 1_000, "overlap_tokens": 600}, {"target_tokens": 1_100}])
    assert (fitted.target_tokens, fitted.most_tokens, fitted.overlap_tokens) == (1_100, 1_100, 550)
