"""Names that stand in lists, behind "called" and "this one", and what goes on after it was begun."""

import pytest

TOLD = [
    (
        "I have three grandchildren: Lily, Oscar and Ben.",
        {f"me family=grandchild {one}" for one in ("Lily", "Oscar", "Ben")},
    ),
    ("My grandchildren are Lily and Ben.", {"me family=grandchild Lily", "me family=grandchild Ben"}),
    ("My kids are Ana and Bo.", {"me parent_of=Ana", "me parent_of=Bo"}),
    ("My cousins are Max and Paul.", {"me family=cousin Max", "me family=cousin Paul"}),
    ("I run a small startup called Loomwise in Izmir.", {"me owns=Loomwise"}),
    ("I work part-time at a garden centre called Green Acre.", {"me works_at=Green Acre"}),
    ("I adopted another cat, this one is called Basil.", {"me pet=Basil", "Basil species=cat"}),
    ("We have a new dog, that one is called Rex.", {"me pet=Rex", "Rex species=dog"}),
    ("I grow tomatoes, beans and pumpkins.", {"me hobby=grow tomatoes", "me hobby=beans", "me hobby=pumpkins"}),
    (
        "My team: Tom does backend, Lucia does frontend and Sam is our designer.",
        {"Tom job_title=does backend", "Lucia job_title=does frontend", "Sam job_title=designer"},
    ),
]


@pytest.mark.parametrize(("text", "expected"), TOLD)
def test_named(tell, text, expected):
    """Each member of a list and each thing with a name of its own is told by its name, and by nothing else."""
    assert tell(text) == expected


@pytest.mark.parametrize(
    ("text", "month"), [("I started learning the violin in January.", 1), ("I began working at Acme in February.", 2)]
)
def test_begun(extract, text, month):
    """What was begun in some month holds since then, and does not end with the month."""
    (claim,) = extract(text).claims
    assert (claim.valid.start.month, claim.valid.end) == (month, None)
