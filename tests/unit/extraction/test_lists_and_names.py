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


BEEN = [
    ("I've been to Peru, Morocco and Vietnam so far.", {"me visited=Peru", "me visited=Morocco", "me visited=Vietnam"}),
    ("I've visited Rome and Oslo.", {"me visited=Rome", "me visited=Oslo"}),
    ("Tom has been to Japan twice.", {"Tom visited=Japan"}),
    ("I've never been to Japan.", set()),
    ("Have you been to Japan?", set()),
    ("I've been to the dentist.", set()),
]


@pytest.mark.parametrize(("text", "expected"), BEEN)
def test_been(tell, text, expected):
    """The perfect sums up where somebody has been, place by place; errands, questions and denials do not."""
    assert tell(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I founded a company called Loomwise.", "me founded=Loomwise"),
        ("I run a company called Loomwise.", "me owns=Loomwise"),
        ("I keep bees.", "me hobby=keep bees"),
    ],
)
def test_kept(tell, text, expected):
    """A company is a firm and no group of people, and bees are no form of "be"."""
    assert expected in tell(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I stopped working at Green Acre.", {"me works_at=Green Acre !end"}),
        ("My brother quit working for Halden last year.", {"me sibling_of=brother", "brother works_at=Halden !end"}),
        ("I stopped playing tennis.", {"me habit=playing tennis !end"}),
    ],
)
def test_ceased(tell, text, expected):
    """What somebody stopped doing ends the job that it tells of."""
    assert tell(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Hello, this is Ingrid Solberg from Nordlys Energy.",
            {"me name=Ingrid Solberg", "me works_at=Nordlys Energy"},
        ),
        ("This is Tom from Quillmark.", {"me name=Tom", "me works_at=Quillmark"}),
        ("This is Tom from Leeds.", {"me name=Tom", "me hometown=Leeds"}),
    ],
)
def test_introduced(tell, text, expected):
    """Who introduces themselves from something that is no known place speaks for a firm."""
    assert tell(text) == expected
