"""What is believed after a story: each row is one story, told turn by turn."""

from dataclasses import dataclass
from datetime import datetime

import pytest
from telling import Ledger, Line, Says, day, line

from spectron.domain.candidate import Manner
from spectron.domain.graph import Change

Belief = tuple[str, str, datetime | None, datetime | None]
CORRECTION, END, DENIAL = Manner.CORRECTION, Manner.END, Manner.DENIAL


@dataclass(frozen=True)
class Story:
    """Turns, what is believed in the end, and the corrections told on the way as "old -> new"."""

    claim: str
    lines: tuple[Line, ...]
    beliefs: set[Belief]
    corrections: tuple[str, ...] = ()


def lives(city: str, manner: Manner = Manner.PLAIN, **more: object) -> Says:
    """A claim about where the user lives."""
    return Says("location", city, manner, **more)  # type: ignore[arg-type]


def works(name: str, manner: Manner = Manner.PLAIN, **more: object) -> Says:
    """A claim about where the user works."""
    return Says("works_at", name, manner, to="organisation", **more)  # type: ignore[arg-type]


CHANGES = [
    Story(
        "A change without a date takes effect when it is said, and the old value ends just then.",
        (line(day(1), lives("Berlin")), line(day(5), lives("Munich"))),
        {("location", "berlin", day(1), day(5)), ("location", "munich", day(5), None)},
        ("Berlin -> Munich",),
    ),
    Story(
        "A dated change closes the old value at the stated date.",
        (line(day(1), lives("Berlin")), line(day(9), lives("Munich", since=day(5)))),
        {("location", "berlin", day(1), day(5)), ("location", "munich", day(5), None)},
        ("Berlin -> Munich",),
    ),
    Story(
        "A move that is dated before an undated statement of the same minute leaves the old value until then.",
        (line(day(1), lives("Berlin")), line(day(1.0001), lives("Munich", since=day(-30)))),
        {("location", "berlin", None, day(-30)), ("location", "munich", day(-30), None)},
        ("Berlin -> Munich",),
    ),
    Story(
        "A restatement leaves the one version there is.",
        (line(day(1), lives("Berlin")), line(day(3), lives("berlin"))),
        {("location", "berlin", day(1), None)},
    ),
    Story(
        "Going back to an earlier place gives it a second stretch.",
        (line(day(1), lives("Berlin")), line(day(3), lives("Munich")), line(day(5), lives("Berlin"))),
        {
            ("location", "berlin", day(1), day(3)),
            ("location", "munich", day(3), day(5)),
            ("location", "berlin", day(5), None),
        },
        ("Berlin -> Munich", "Munich -> Berlin"),
    ),
    Story(
        "A fact that is told late finds its place before the newer one.",
        (line(day(5), lives("Munich")), line(day(1), lives("Berlin"))),
        {("location", "berlin", day(1), day(5)), ("location", "munich", day(5), None)},
    ),
    Story(
        "Of two places in one turn the one that is said last holds.",
        (line(day(1), lives("Munich"), lives("Berlin")),),
        {("location", "berlin", day(1), None)},
    ),
    Story(
        "Of two turns at one instant the one that was recorded last holds.",
        (line(day(1), lives("Munich")), line(day(1), lives("Berlin"))),
        {("location", "berlin", day(1), None)},
        ("Munich -> Berlin",),
    ),
    Story(
        "A bounded stretch of the past is cut out of what held around it.",
        (
            line(day(5), lives("Berlin", since=day(-100))),
            line(day(6), lives("Rome", since=day(-50), until=day(-20))),
        ),
        {
            ("location", "berlin", day(-100), day(-50)),
            ("location", "rome", day(-50), day(-20)),
            ("location", "berlin", day(-20), None),
        },
        ("Berlin -> Rome",),
    ),
    Story(
        "A stay with an end in the future is known to end, and nothing is believed of the time behind it.",
        (line(day(1), lives("Lyon", until=day(30))),),
        {("location", "lyon", day(1), day(30))},
    ),
    Story(
        "A restatement does not lift an end that was named.",
        (line(day(1), lives("Lyon", until=day(30))), line(day(3), lives("Lyon"))),
        {("location", "lyon", day(1), day(30))},
    ),
    Story(
        "Who comes back on the day a stay ended is there from then on.",
        (line(day(1), lives("Lyon", until=day(30))), line(day(30), lives("Lyon"))),
        {("location", "lyon", day(1), None)},
    ),
    Story(
        "What was over before anyone dated it has no beginning.",
        (line(day(1), lives("Porto", until=day(-10))), line(day(2), lives("Lyon", since=day(-10)))),
        {("location", "porto", None, day(-10)), ("location", "lyon", day(-10), None)},
    ),
]

CORRECTIONS = [
    Story(
        "A correction takes the place and the time of what was believed.",
        (line(day(1), lives("Berlin", since=day(-9))), line(day(2), lives("Bern", CORRECTION))),
        {("location", "bern", day(-9), None)},
        ("Berlin -> Bern",),
    ),
    Story(
        "A correction that names the wrong value takes back that one.",
        (
            line(day(1), Says("likes", "tea"), Says("likes", "coffee")),
            line(day(2), Says("likes", "cocoa", CORRECTION, replaces="coffee")),
        ),
        {("likes", "tea", day(1), None), ("likes", "cocoa", day(1), None)},
        ("coffee -> cocoa",),
    ),
    Story(
        "A correction inside one turn leaves no trace of the slip.",
        (line(day(1), lives("Berlin"), lives("Bern", CORRECTION, replaces="Berlin")),),
        {("location", "bern", day(1), None)},
    ),
    Story(
        "A correction of what nobody believed is a statement.",
        (line(day(1), lives("Bern", CORRECTION, replaces="Berlin")),),
        {("location", "bern", day(1), None)},
    ),
    Story(
        "A corrected relation leads to the right entity from the old beginning on.",
        (line(day(1), works("Acme")), line(day(2), works("Apex", CORRECTION, replaces="Acme"))),
        {("works_at", "apex", day(1), None)},
        ("Acme -> Apex",),
    ),
    Story(
        "A correction leaves the stretches before the wrong one alone.",
        (
            line(day(1), lives("Rome")),
            line(day(3), lives("Berlin")),
            line(day(4), lives("Bern", CORRECTION, replaces="Berlin")),
        ),
        {("location", "rome", day(1), day(3)), ("location", "bern", day(3), None)},
        ("Rome -> Berlin", "Berlin -> Bern"),
    ),
    Story(
        "A second birthday can only be a correction: nobody has two.",
        (line(day(1), Says("birthday", "4 May")), line(day(2), Says("birthday", "5 May"))),
        {("birthday", "5 may", day(1), None)},
        ("4 May -> 5 May",),
    ),
]

ENDS = [
    Story(
        "What is no longer so holds until it was said to be over.",
        (line(day(1), lives("Berlin")), line(day(5), lives("Berlin", END))),
        {("location", "berlin", day(1), day(5))},
    ),
    Story(
        "An end with a date ends at the date.",
        (line(day(1), works("Acme")), line(day(5), works("Acme", END, since=day(3)))),
        {("works_at", "acme", day(1), day(3))},
    ),
    Story(
        "The end of what nobody told tells that it was so until then.",
        (line(day(5), works("Acme", END)),),
        {("works_at", "acme", None, day(5))},
    ),
    Story(
        "An end that arrives before the beginning it ends is not lost.",
        (line(day(5), lives("Berlin", END)), line(day(1), lives("Berlin"))),
        {("location", "berlin", day(1), day(5))},
    ),
    Story(
        "The end of one place does not end another.",
        (line(day(1), lives("Berlin")), line(day(5), lives("Rome", END))),
        {("location", "rome", None, day(1)), ("location", "berlin", day(1), None)},
    ),
    Story(
        "A denial of what is believed ends it.",
        (line(day(1), lives("Berlin")), line(day(5), lives("Berlin", DENIAL))),
        {("location", "berlin", day(1), day(5))},
    ),
    Story("A denial of what nobody believed teaches no fact.", (line(day(5), lives("Berlin", DENIAL)),), set()),
]

SIDE_BY_SIDE = [
    Story(
        "Things one likes stand side by side.",
        (line(day(1), Says("likes", "tea")), line(day(2), Says("likes", "coffee"))),
        {("likes", "tea", day(1), None), ("likes", "coffee", day(2), None)},
    ),
    Story(
        "Disliking a thing ends liking it, and only it.",
        (line(day(1), Says("likes", "tea"), Says("likes", "coffee")), line(day(4), Says("dislikes", "coffee"))),
        {("likes", "tea", day(1), None), ("likes", "coffee", day(1), day(4)), ("dislikes", "coffee", day(4), None)},
        ("coffee -> coffee",),
    ),
    Story(
        "Who switched from one thing to another likes only the other.",
        (
            line(day(1), Says("likes", "coffee"), Says("likes", "cake")),
            line(day(4), Says("likes", "tea", replaces="coffee")),
        ),
        {("likes", "coffee", day(1), day(4)), ("likes", "cake", day(1), None), ("likes", "tea", day(4), None)},
        ("coffee -> tea",),
    ),
    Story(
        "A second job stands beside the first.",
        (line(day(1), works("Acme")), line(day(4), works("Globex", also=True))),
        {("works_at", "acme", day(1), None), ("works_at", "globex", day(4), None)},
    ),
    Story(
        "Speaking of the second job again does not end the first.",
        (line(day(1), works("Acme")), line(day(4), works("Globex", also=True)), line(day(5), works("Globex"))),
        {("works_at", "acme", day(1), None), ("works_at", "globex", day(4), None)},
    ),
    Story(
        "The second job can be left.",
        (line(day(1), works("Acme")), line(day(4), works("Globex", also=True)), line(day(6), works("Globex", END))),
        {("works_at", "acme", day(1), None), ("works_at", "globex", day(4), day(6))},
    ),
    Story(
        "A job thought to be over is taken up again when it is said to be held too.",
        (line(day(1), works("Acme")), line(day(4), works("Globex")), line(day(5), works("Acme", also=True))),
        {("works_at", "acme", day(1), None), ("works_at", "globex", day(4), None)},
        ("Acme -> Globex",),
    ),
    Story(
        "A new job does not end the one that was said to stand beside.",
        (line(day(1), works("Acme")), line(day(4), works("Globex", also=True)), line(day(6), works("Initech"))),
        {
            ("works_at", "acme", day(1), day(6)),
            ("works_at", "globex", day(4), None),
            ("works_at", "initech", day(6), None),
        },
        ("Acme -> Initech",),
    ),
    Story(
        "What one's sister does leaves one's own facts alone.",
        (line(day(1), lives("Berlin")), line(day(2), lives("Porto", about="my sister"))),
        {("location", "berlin", day(1), None), ("location", "porto", day(2), None)},
    ),
]

NURSE = line(day(1), works("Mercy"), Says("job_title", "nurse", together=True))
FAMILIES = [
    Story(
        "A thing that was switched from is put aside in every key that tells tastes, and nowhere else.",
        (
            line(
                day(1),
                Says("likes", "coffee"),
                Says("habit", "drink coffee every morning"),
                Says("hobby", "coffee"),
                Says("habit", "drink coffee liqueur"),
                Says("likes", "coffee cake"),
                Says("allergy", "coffee"),
                Says("likes", "coffee", about="my sister"),
            ),
            line(day(4), Says("preference", "tea", replaces="coffee")),
        ),
        {
            ("likes", "coffee", day(1), day(4)),
            ("habit", "drink coffee every morning", day(1), day(4)),
            ("hobby", "coffee", day(1), day(4)),
            ("habit", "drink coffee liqueur", day(1), None),
            ("likes", "coffee cake", day(1), None),
            ("allergy", "coffee", day(1), None),
            ("likes", "coffee", day(1), None),
            ("preference", "tea", day(4), None),
        },
        ("coffee -> tea", "drink coffee every morning -> tea", "coffee -> tea"),
    ),
    Story(
        "A taste told under one key is corrected under another.",
        (line(day(1), Says("likes", "coffee")), line(day(2), Says("preference", "tea", CORRECTION, replaces="coffee"))),
        {("preference", "tea", day(1), None)},
        ("coffee -> tea",),
    ),
    Story(
        "Another diet takes the place of the one before.",
        (line(day(1), Says("diet", "vegetarian")), line(day(2), Says("diet", "pescatarian"))),
        {("diet", "vegetarian", day(1), day(2)), ("diet", "pescatarian", day(2), None)},
        ("vegetarian -> pescatarian",),
    ),
    Story(
        "Where someone lives is one thing, told as a value or as a relation.",
        (
            line(day(1), lives("Berlin")),
            line(day(2), Says("lives_in", "Berlin", to="location")),
            line(day(3), Says("lives_in", "Munich", to="location")),
            line(day(4), lives("munich")),
            line(day(5), lives("Lyon")),
        ),
        {
            ("location", "berlin", day(1), day(3)),
            ("lives_in", "munich", day(3), day(5)),
            ("location", "lyon", day(5), None),
        },
        ("Berlin -> Munich", "Munich -> Lyon"),
    ),
    Story(
        "A title that was told with a job ends when the job does.",
        (NURSE, line(day(5), works("Mercy", END))),
        {("works_at", "mercy", day(1), day(5)), ("job_title", "nurse", day(1), day(5))},
    ),
    Story(
        "A title that was told by itself goes on.",
        (line(day(1), works("Mercy"), Says("job_title", "nurse")), line(day(5), works("Mercy", END))),
        {("works_at", "mercy", day(1), day(5)), ("job_title", "nurse", day(1), None)},
    ),
    Story(
        "Another job ends the title that was told with the old one, and a title of its own takes its place.",
        (NURSE, line(day(5), works("Globex"), Says("job_title", "cook", together=True))),
        {
            ("works_at", "mercy", day(1), day(5)),
            ("works_at", "globex", day(5), None),
            ("job_title", "nurse", day(1), day(5)),
            ("job_title", "cook", day(5), None),
        },
        ("Mercy -> Globex", "nurse -> cook"),
    ),
    Story(
        "Who is still a nurse afterwards says so.",
        (NURSE, line(day(5), works("Mercy", END)), line(day(7), Says("job_title", "nurse"))),
        {
            ("works_at", "mercy", day(1), day(5)),
            ("job_title", "nurse", day(1), day(5)),
            ("job_title", "nurse", day(7), None),
        },
    ),
    Story(
        "A job that was left before it was told of takes its title along.",
        (NURSE, line(day(5), works("Mercy", END, since=day(-9)))),
        {("works_at", "mercy", None, day(-9)), ("job_title", "nurse", None, day(-9))},
    ),
    Story(
        "An end that arrives first ends the title all the same.",
        (line(day(5), works("Mercy", END)), NURSE),
        {("works_at", "mercy", day(1), day(5)), ("job_title", "nurse", day(1), day(5))},
    ),
]

UNORDERED = [
    Story(
        "A denial that arrives before what it denies ends it.",
        (line(day(5), lives("Berlin", DENIAL)), line(day(1), lives("Berlin"))),
        {("location", "berlin", day(1), day(5))},
    ),
    Story(
        "What is said after it was denied holds from then on.",
        (line(day(1), lives("Berlin", DENIAL)), line(day(5), lives("Berlin"))),
        {("location", "berlin", day(5), None)},
    ),
    Story(
        "Of two birthdays the one said last is right, whichever arrives first.",
        (line(day(2), Says("birthday", "5 May")), line(day(1), Says("birthday", "4 May"))),
        {("birthday", "5 may", day(1), None)},
    ),
]

ALL = [*CHANGES, *CORRECTIONS, *ENDS, *SIDE_BY_SIDE, *FAMILIES, *UNORDERED]


@pytest.mark.parametrize("story", ALL, ids=lambda story: story.claim)
def test_a_story_leaves_the_beliefs_it_should(story: Story):
    """After its last turn a story leaves exactly the beliefs it claims, and told exactly its corrections."""
    memory = Ledger().hear_all(story.lines)
    told = [f"{one.previous.value} -> {one.current.value}" for made in memory.plans for one in made.corrections]
    assert memory.beliefs() == story.beliefs
    assert told == list(story.corrections)


TEMPERS = [
    (lives("Munich"), Change.CHANGED, Change.CHANGED),
    (lives("Munich", CORRECTION), Change.CORRECTED, Change.CORRECTED),
    (lives("Berlin", END), Change.ENDED, Change.ENDED),
    (lives("Rome", until=day(-50), since=day(-70)), Change.ASSERTED, None),
]


@pytest.mark.parametrize(("claim", "change", "closing"), TEMPERS)
def test_change_correction_and_end_are_told_apart(claim: Says, change: Change, closing: Change | None):
    """The version a claim writes, and the reason the old one was closed for, say how it came about."""
    memory = Ledger()
    memory.hear(line(day(1), lives("Berlin")))
    changes = memory.hear(line(day(4), claim))
    assert [one.change for one in changes.facts if one.change is not Change.REDATED] == [change]
    assert [why for _, why in changes.superseded] == ([closing] if closing else [])


def test_a_change_says_what_it_replaced():
    """A new version names the version it took the place of, and the correction tells both with their times."""
    memory = Ledger()
    (old,) = memory.hear(line(day(1), lives("Berlin"))).facts
    changes = memory.hear(line(day(5), lives("Munich")))
    (new,) = [one for one in changes.facts if one.value == "Munich"]
    (told,) = changes.corrections
    assert new.replaces == old.id
    assert (told.previous.id, told.current, told.reason) == (old.id, new, "changed")
    assert (told.previous_from, told.previous_until, told.timestamp) == (day(1), day(5), day(5))


def test_a_correction_says_until_when_the_wrong_value_was_believed():
    """What never was is told as believed until the instant it was corrected."""
    memory = Ledger()
    memory.hear(line(day(1), lives("Berlin")))
    (told,) = memory.hear(line(day(5), lives("Bern", CORRECTION))).corrections
    assert (told.reason, told.previous_from, told.previous_until) == ("corrected", day(1), day(5))


def test_a_restatement_adds_evidence():
    """Saying the same again writes no version, and keeps the words it was said in."""
    memory = Ledger()
    memory.hear(line(day(1), lives("Berlin")))
    changes = memory.hear(line(day(3), lives("Berlin")))
    assert (changes.facts, changes.superseded, changes.corrections) == ((), (), ())
    assert [one.said_at for one in memory.evidence.values()] == [day(1), day(3)]


def test_what_holds_again_is_news():
    """A place that is said to be left, and lived in at the same instant after all, is told in the answer."""
    memory = Ledger()
    memory.hear(line(day(1), lives("Berlin")))
    memory.hear(line(day(5), lives("Berlin", END)))
    changes = memory.hear(line(day(5), lives("Berlin")))
    assert [(one.value, one.change) for one in changes.facts] == [("Berlin", Change.ASSERTED)]
