"""Scopes: one value for whose memory it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spectron.domain.access import Access
from spectron.domain.errors import BadValue, Forbidden
from spectron.domain.ids import ContextId
from spectron.domain.scope import EVERYWHERE, LONGEST_NAME, LONGEST_VALUE, MOST_DIMENSIONS, Scope

_words = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=8).filter(
    str.strip
)
_maps = st.dictionaries(_words, _words, max_size=4)


@given(_maps, _maps)
def test_a_key_tells_scopes_apart(one: dict[str, str], other: dict[str, str]):
    """Keys and ids are equal for equal maps and for no others, whatever characters they hold."""
    assert (Scope.of(one).key == Scope.of(other).key) is (one == other)
    assert (Scope.of(one).id == Scope.of(other).id) is (one == other)


@given(_maps)
def test_a_scope_is_the_map_it_was_made_of(one: dict[str, str]):
    """The map comes back as it was given, and its order does not count."""
    assert Scope.of(one).as_dict() == one
    assert Scope.of(dict(reversed(one.items()))) == Scope.of(one)


@given(_maps)
def test_the_parts_of_a_scope_are_those_it_contains(one: dict[str, str]):
    """There are two to the number of dimensions parts, each contained, the whole and nothing among them."""
    whole = Scope.of(one)
    parts = list(whole.parts())
    assert len(set(parts)) == len(parts) == 2 ** len(one)
    assert all(whole.contains(part) for part in parts)
    assert {whole, EVERYWHERE} <= set(parts)


@given(_maps, _maps)
def test_a_clamped_scope_contains_the_clamp(one: dict[str, str], other: dict[str, str]):
    """Clamping adds the clamp's dimensions or, where the two disagree, is refused."""
    mine, clamp = Scope.of(one), Scope.of(other)
    if any(one[name] != other[name] for name in one.keys() & other.keys()):
        with pytest.raises(Forbidden):
            mine.clamped(clamp)
    else:
        assert mine.clamped(clamp).as_dict() == one | other


@pytest.mark.parametrize(
    "dimensions",
    [
        {"": "x"},
        {" ": "x"},
        {"user": ""},
        {"user": " \t"},
        {"user": "a\0b"},
        {"us\0er": "a"},
        {"n" * (LONGEST_NAME + 1): "x"},
        {"user": "v" * (LONGEST_VALUE + 1)},
        {f"d{number}": "x" for number in range(MOST_DIMENSIONS + 1)},
    ],
)
def test_a_scope_that_cannot_be_used_is_refused(dimensions: dict[str, str]):
    """Too many, empty and over-long parts are refused, and the refusal names the field."""
    with pytest.raises(BadValue) as refused:
        Scope.of(dimensions, "scope")
    assert refused.value.fields[0].field.startswith("scope")


def test_the_largest_scope_is_taken():
    """All limits may be reached."""
    sizes = {f"{number}".ljust(LONGEST_NAME, "n"): "v" * LONGEST_VALUE for number in range(MOST_DIMENSIONS)}
    assert len(Scope.of(sizes).pairs) == MOST_DIMENSIONS
    assert len(Scope.of(sizes).id) == 32


@pytest.mark.parametrize(
    ("record", "open_"),
    [({"org": "acme", "user": "alice"}, True), ({"org": "acme"}, True), ({"org": "globex"}, False), ({}, False)],
)
def test_a_key_opens_what_lies_in_its_clamp(record: dict[str, str], open_: bool):
    """A record is within reach where its scope contains every dimension of the clamp."""
    access = Access(ContextId("demo"), Scope.of({"org": "acme"}))
    if open_:
        access.require(Scope.of(record), "the record")
    else:
        with pytest.raises(Forbidden, match="the record"):
            access.require(Scope.of(record), "the record")
