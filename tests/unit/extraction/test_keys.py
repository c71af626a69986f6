"""The table of canonical keys."""

import pytest

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
