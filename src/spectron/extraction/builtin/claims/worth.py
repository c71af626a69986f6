"""Why a reading is not worth remembering: its value lacks content, or tells no more than a polite reaction."""

from collections.abc import Callable
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from spectron.domain.candidate import Mention
from spectron.domain.conversation import Role
from spectron.extraction.builtin.grammar.clauses import Clause
from spectron.extraction.builtin.lexis.content import dangles, find_content, split_value
from spectron.extraction.builtin.lexis.senses import members
from spectron.extraction.builtin.lexis.words import listed, mapped
from spectron.extraction.dates import TimeRelation

_SECOND = frozenset({"you", "your", "yours", "yourself"})
_POINTING = frozenset({"this", "that", "these", "those", "your", "his", "her", "their", "its"})
_OBJECTS = frozenset({"one", "it", "this", "that", "them", "him", "her", "us", "me", "these", "those"})
_NOTHINGS = frozenset({"something", "anything", "everything", "nothing", "job"})
_LONG_GONE = frozenset({"last", "ago", "yesterday", "earlier"})
_LONE_AIMS = frozenset(
    "travel retire move graduate emigrate volunteer drive swim sing dance cook paint teach study write".split()
)
_SPANS = frozenset({"year", "month", "week", "weekend", "spring", "summer", "autumn", "winter"})
_SOFT_KEYS = frozenset("likes dislikes plan goal habit hobby skill possession event job_title health status".split())

_FAULTS = {
    **dict.fromkeys(("likes", "dislikes"), "a reaction to what was just said, and no lasting taste"),
    "goal": "too small or too vague for a goal",
    "plan": "it names no time, place or event, or lies behind already",
    "habit": "done once, or a state; no habit",
    "event": "the words do not name what happened",
    "education": "an activity, and no subject, school or degree",
    "family": "it names no relative",
    "location": "a visit, and no home",
    "works_at": "no employer",
    "job_title": "only people hold a job",
    "member_of": "nothing one can be a member of",
    "hobby": "done once, and no pastime",
    **dict.fromkeys(("name", "nickname"), "it has a name already"),
}


class Proposal(NamedTuple):
    """A value under its key, of whom it is said, the clause that says so, and the words from there to the value."""

    key: str
    value: str
    about: Mention
    object: Mention | None
    clause: Clause
    role: Role
    before: str


def find_fault(proposal: Proposal) -> str | None:
    """Why nobody would keep this, in a few plain words; None where it is worth keeping."""
    if proposal.role in (Role.TOOL, Role.SYSTEM):
        return None
    if _addresses(proposal):
        return "it tells the one who is spoken to about themselves"
    if proposal.value.lower() in _NOTHINGS:
        return f'"{proposal.value}" names nothing'
    if proposal.about.principal is not None and _last(proposal.before) == "your" and proposal.role is Role.USER:
        return "it is a thing of the one who is spoken to"
    check = _checks().get(proposal.key)
    return None if check is None or check(proposal) else _describe_fault(proposal)


def _describe_fault(it: Proposal) -> str:
    """What is amiss with a value that its key's check turned down."""
    words = split_value(it.value)
    if not find_content(it.value):
        return "no word of it tells anything"
    if dangles(it.value):
        return "it breaks off"
    if _SECOND & set(words):
        return 'it is about "you"'
    if _acts_on_pronoun(words):
        return "what it is about is known to this conversation only"
    return _FAULTS.get(it.key, "it is too vague to keep")


def _addresses(it: Proposal) -> bool:
    """Whether it tells the one who is spoken to about themselves: "you'll do great"."""
    subject = it.clause.subject
    if it.role is not Role.USER or it.about.principal is not None or subject is None:
        return False
    if subject.tokens[0].norm == "your":
        return it.key not in listed("single_keys") and not it.key.startswith("favourite_")
    return it.key in _SOFT_KEYS and subject.pronoun == "you"


def _last(text: str) -> str:
    """The last word of a text."""
    return text.rsplit(" ", 1)[-1]


def _is_taste(it: Proposal) -> bool:
    """Hiking, jazz, my garden; not "your painting", "that theme", "the energy there"."""
    words = split_value(it.value)
    verb = it.clause.verb
    if not find_content(it.value) or dangles(it.value) or _SECOND & set(words):
        return False
    if (
        words[0] in ("see", "seeing", "hear", "hearing", "say", "saying", "take")
        or "me" in words
        or _acts_on_pronoun(words)
    ):
        return False
    fond = verb is not None and verb.lemma in ("love", "like", "enjoy", "adore")
    if not fond or verb is None:
        return True
    if verb.form == "past" and not verb.modal and not verb.perfect:
        return False
    leading = {*it.before.split()}
    if leading & _POINTING or (verb.form == "base" and verb.lemma == "enjoy" and it.clause.subject is None):
        return False
    named = any(word[:1].isupper() for word in it.value.split())
    return "the" not in leading or named or words[-1] in listed("common_sights")


def _is_goal(it: Proposal) -> bool:
    """Something concrete and of some lasting: to adopt a child, to run a marathon."""
    words = split_value(it.value)
    if _is_loose(it.value, words):
        return False
    if len(words) == 1 and words[0] not in _LONE_AIMS:
        return False
    if words[0] in listed("passing_aims"):
        return words[:2] == ["see", "the"]
    return len(find_content(it.value)) > 0


def _is_plan(it: Proposal) -> bool:
    """What has a time, a place, an event or a thing with a name; not "check it out", "keep going"."""
    words = split_value(it.value)
    if (
        _is_loose(it.value, words)
        or words[0] in ("one", "something")
        or (words[0] in ("switch", "write", "speak") and words[-1] in members("language"))
        or not find_content(it.value)
        or set(words) & _LONG_GONE
    ):
        return False
    if not _is_under_way(it):
        return False
    relations = (TimeRelation.AT, TimeRelation.DURING)
    if it.clause.is_timed(*relations):
        return True
    if words[0] in listed("passing_aims"):
        return False
    verb = it.clause.verb
    if verb is not None and verb.modal == "will" and it.about.principal != "assistant":
        return _is_anchored(it.value)
    return True


def _is_loose(value: str, words: list[str]) -> bool:
    """Whether an aim is cut off, is about "you" or "it", or is only to make sure."""
    acts = _acts_on_pronoun(words) or words[1:2] in ([word] for word in _OBJECTS) or words[:2] == ["make", "sure"]
    return dangles(value) or acts or bool(set(words) & (_SECOND | {"is", "are", "was", "were"}))


def _is_under_way(it: Proposal) -> bool:
    """Whether the verb puts a plan ahead: not "we organised a meal", nor "travelling" by itself."""
    verb, timed = it.clause.verb, bool(it.clause.times)
    if verb is None or verb.modal:
        return True
    if verb.form == "past" or (verb.perfect and not verb.progressive):
        return False
    if verb.form == "ing" and it.clause.subject is None and not it.clause.inherited:
        return timed
    return (
        verb.lemma not in ("plan", "organise", "organize", "arrange") or verb.progressive or timed or verb.form == "ing"
    )


def _is_anchored(value: str) -> bool:
    """Whether the value names something or speaks of an event or a stay."""
    names = any(word[:1].isupper() or word[:1].isdigit() for word in value.split())
    if _SPANS & {*split_value(value)}:
        return True
    return names or any(word in members("event") or word in mapped("kin") for word in split_value(value))


def _is_habit(it: Proposal) -> bool:
    """What somebody does, not what they did once or how they are."""
    verb = it.clause.verb
    given_up = verb is not None and verb.lemma in ("quit", "stop", "give up")
    past = verb is not None and verb.form == "past" and not verb.modal and not verb.perfect and not given_up
    words = split_value(it.value)
    tries = words[0] in ("try", "hold", "thinking") or bool(set(words) & {"is", "are", "was"})
    return not past and not tries and bool(find_content(it.value)) and not dangles(it.value)


def _is_event(it: Proposal) -> bool:
    """What happened to something that the words themselves name."""
    words = split_value(it.value)
    loose = _acts_on_pronoun(words) or words[1:2] in ([word] for word in _OBJECTS - {"her"}) or "something" in words
    whole = it.clause.verb is not None and it.clause.verb.lemma in listed("whole_turns")
    return (bool(_without_times(it)) or whole) and not loose


def _without_times(it: Proposal) -> list[str]:
    """The telling words of a value without those that only say when."""
    dated = {word for time in it.clause.times for word in split_value(time.text)}
    return [word for word in find_content(it.value) if word not in dated]


def _is_thing(it: Proposal) -> bool:
    """Something of its own: not "something", "a way", "one"."""
    words = split_value(it.value)
    return bool(find_content(it.value)) and not _SECOND & set(words) and words[-1] not in listed("stuff")


def _is_belonging(it: Proposal) -> bool:
    """A thing that somebody has; what a firm has is its size or its sites."""
    return it.about.type != "organisation" and _is_thing(it)


def _is_learning(it: Proposal) -> bool:
    """A subject, a school, a degree; not the activity that a sentence is about."""
    verb = it.clause.verb
    activity = verb is not None and verb.form == "ing" and it.clause.subject is None
    return not activity and _is_thing(it)


def _is_family(it: Proposal) -> bool:
    """Relatives; "friends" are none, and "my motivation" neither."""
    kin = mapped("kin")
    words = [word for word in split_value(it.value) if kin.get(word, kin.get(word.removesuffix("s"), ""))]
    named = any(word[:1].isupper() for word in it.value.split())
    return named or any(word.removesuffix("s") != "friend" for word in words) or "child" in it.value


def _is_home(it: Proposal) -> bool:
    """Where somebody lives; "I was in Rome" and "we stayed in Bonn" tell of a visit."""
    verb = it.clause.verb
    if verb is None or verb.form != "past" or verb.lemma not in ("be", "stay"):
        return True
    return verb.lemma == "be" and bool(it.clause.times)


def _is_pay(it: Proposal) -> bool:
    """An amount, and nothing that costs it."""
    return it.value[:1].isdigit() or it.value[:1] in "$€£"


def _is_work(it: Proposal) -> bool:
    """An employer; one does not work "for" whoever a website is made for."""
    working = it.clause.verb is not None and it.clause.verb.lemma == "work"
    return not working or not any(one.prep == "on" for one in it.clause.complements)


def _is_job(it: Proposal) -> bool:
    """What a person does for a living; nobody lives by teaching themselves."""
    return it.about.type == "person" and not any(word.endswith("self") for word in split_value(it.value))


def _is_membership(it: Proposal) -> bool:
    """A group, or something with a name; nobody is a member of a journey."""
    named = any(word[:1].isupper() for word in it.value.split())
    grouped = any(word in members("group") or word in members("organisation") for word in split_value(it.value))
    return it.about.type == "person" and (named or grouped)


def _is_hobby(it: Proposal) -> bool:
    """Playing chess, collecting stamps; not playing a song."""
    words = split_value(it.value)
    return it.about.type == "person" and bool(find_content(it.value)) and words[1:2] not in (["a"], ["an"], ["the"])


def _is_name(it: Proposal) -> bool:
    """A name that its bearer tells, or that of somebody or something without one."""
    return it.about.principal is not None or it.about.label.islower() or it.about.type != "person"


def _is_by_name(it: Proposal) -> bool:
    """Another name than the one somebody is known under."""
    return it.value.casefold() != it.about.label.casefold()


def _acts_on_pronoun(words: list[str]) -> bool:
    """Whether a light verb is done to something that only the conversation knows: "try it", "check them out"."""
    return any(verb in listed("light_verbs") and after in _OBJECTS for verb, after in pairwise(words[:4]))


@cache
def _checks() -> dict[str, Callable[[Proposal], bool]]:
    """Key -> what a value under it has to be."""
    return {
        **dict.fromkeys(("likes", "dislikes"), _is_taste),
        "goal": _is_goal,
        "plan": _is_plan,
        "habit": _is_habit,
        "event": _is_event,
        "possession": _is_belonging,
        **dict.fromkeys(("project", "skill", "fear", "debt"), _is_thing),
        "education": _is_learning,
        "family": _is_family,
        "location": _is_home,
        "salary": _is_pay,
        "works_at": _is_work,
        "job_title": _is_job,
        "member_of": _is_membership,
        "hobby": _is_hobby,
        "name": _is_name,
        "nickname": _is_by_name,
    }
