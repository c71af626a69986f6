"""A question as it was understood: what it wants, about whom, and for which time."""

from dataclasses import dataclass
from enum import StrEnum

from spectron.domain.temporal import Interval

PLACE = "place"
PERSON = "person"
AMOUNT = "amount"


class Wanted(StrEnum):
    """What kind of answer would satisfy."""

    VALUE = "value"  # "Where do I work?", "Who is my sister?", "What is the name of ...?"
    LIST = "list"  # "Which instruments do I play?"
    COUNT = "count"  # "How many siblings do I have?"
    WHEN = "when"  # "When is my appointment?", "When did I buy the bike?"
    SINCE = "since"  # "Since when do I live in Munich?", "When did I join Acme?"
    UNTIL = "until"  # "Until when ...?", "When did I leave ...?"
    CHANGE = "change"  # "What changed since March?"
    CORRECTION = "correction"  # "What corrections did I make?"
    WHETHER = "whether"  # "Do I still live in Berlin?"
    PORTRAIT = "portrait"  # "What do you know about me?", "Who is Ana?"
    RULES = "rules"  # "What rules did I give you?"
    REPORT = "report"  # "What did I say about the trip?"
    REASON = "reason"  # "Why did I ...?"
    REQUEST = "request"  # "Write me a poem.": a task, and no question
    OTHER = "other"  # asks, but nobody could tell for what
    NOTHING = "nothing"  # no question at all


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a question is about: the speaker, the assistant, a name, or a role towards somebody ("my sister").

    `principal` is `user` or `assistant`; `name` a name as it stands in the question; `role` a word such as `sister`,
    held towards `holder`.
    """

    principal: str | None = None
    name: str | None = None
    role: str | None = None
    holder: "Subject | None" = None


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked.

    `keys` are the canonical keys under which an answer may stand, the likeliest first; `value` is a value that the
    question itself names ("Do I still live in Berlin?"); `kind` the type of thing that is wanted, as a singular noun
    ("instrument"; PLACE for "where", PERSON for "who", AMOUNT for "how much"), `members` words for things of that kind,
    and `sure` tells that all that stands under the keys is of it; `time` the stretch of valid time it asks about.
    `before` and `after` tell that it asks for what held before, or after, `value` or `time`, `past` that it looks
    back, and `first` that it asks for the very first ("originally"). Without `subjects` it asks who it is of whom
    `value` is told ("Who works at Acme?"). `terms` are its words of content in their order, each with other forms of
    the same word, and `names` those that name somebody or something: what answers in other words has to hold them.
    `deed` are the forms of the verb whose object is asked for by a noun: of "what book is Ana reading" those of "read".
    """

    text: str
    wanted: Wanted = Wanted.OTHER
    subjects: tuple[Subject, ...] = ()
    keys: tuple[str, ...] = ()
    value: str | None = None
    kind: str | None = None
    members: frozenset[str] = frozenset()
    sure: bool = True
    time: Interval | None = None
    before: bool = False
    after: bool = False
    past: bool = False
    first: bool = False
    terms: tuple[tuple[str, ...], ...] = ()
    names: tuple[str, ...] = ()
    deed: tuple[str, ...] = ()

    @property
    def direct(self) -> bool:
        """Whether it names whom and what: then facts answer it by key, and no search is needed to find them."""
        return self.wanted is Wanted.PORTRAIT or bool(self.keys and (self.subjects or self.value))
