"""The table of canonical keys."""

from collections.abc import Callable

import pytest

from spectron.domain.candidate import Extraction
from spectron.extraction.keys import canonical_key, load_keys, normalise_key
from spectron.reconciliation.cardinality import ATTRIBUTES


@pytest.mark.parametrize(
    ("told", "leads_on", "key"),
    [
        ("occupation", False, "job_title"),
        ("Job Title", False, "job_title"),
        ("dateOfBirth", False, "birthday"),
        ("city", False, "location"),
        ("works for", True, "works_at"),
        ("employer", True, "works_at"),
        ("brother_of", True, "sibling_of"),
        ("shoe size", False, "shoe_size"),
        ("mentor_of", True, "mentor_of"),
        ("???", False, None),
    ],
)
def test_other_names_lead_to_the_canonical_key(told: str, leads_on: bool, key: str | None):
    """What the table knows under another name is filed under the canonical one, and the rest under its own."""
    assert canonical_key(told, leads_on) == key


def test_the_table_is_in_order():
    """Every name is a key in normal form, and leads to one key only."""
    table = load_keys()
    for names, keys in ((table.attribute_names, table.attributes), (table.relation_names, table.relations)):
        assert all(normalise_key(name) == name for name in names)
        assert all(names[key] == key for key in keys)
        assert set(names.values()) == set(keys)


def test_every_canonical_attribute_has_a_cardinality():
    """It is known of each how many values it takes at a time."""
    assert [key for key in load_keys().attributes if key not in ATTRIBUTES] == []


def test_every_canonical_key_says_how_much_it_matters():
    """Importance runs from 0 to 1, and what somebody must not eat matters more than what they own."""
    importance = load_keys().importance
    assert all(0 < importance[key] <= 1 for key in (*load_keys().attributes, *load_keys().relations))
    assert importance["allergy"] > importance["possession"]


def test_claims_are_tagged_with_the_topics_of_their_key(extract: Callable[..., Extraction]):
    """An allergy is about health and food, an employer about work; each has the importance of its key."""
    claims = {claim.key: claim for claim in extract("I'm allergic to kiwis and I work at Vantor.").claims}
    assert {key: claim.topics for key, claim in claims.items()} == {
        "allergy": ("health", "food"),
        "works_at": ("work",),
    }
    assert claims["allergy"].importance == load_keys().importance["allergy"]
