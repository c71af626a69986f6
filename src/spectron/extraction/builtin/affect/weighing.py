"""What the words around a feeling do to it: whose it is, whether it is denied, how strong, and how real."""

import math
from collections.abc import Sequence

from spectron.domain.behaviour import Feeling, Toward
from spectron.extraction.builtin.affect.lexicon import Sort
from spectron.extraction.builtin.affect.mention import is_mentioned
from spectron.extraction.builtin.affect.place import (
    ADVERBS,
    FILLERS,
    FIRST,
    LEFT,
    LINKING,
    NEGATORS,
    POSSESSIVE,
    SECOND,
    STRONGER,
    THIRD,
    WEAKER,
    Place,
    find_subject,
    is_beside,
    is_predicate,
)
from spectron.extraction.builtin.affect.tokens import Kind

_NO_DENIAL = frozenset(
    "only just know understand sure why wonder see remember believe get matter stop help forget wait mean care".split()
)
_UNREAL = frozenset("would 'd could might may should if unless whether wouldn't supposed".split())
_WISHES = frozenset("wish wishes wished wishing".split())
_PAST = frozenset("was were had felt wasn't weren't used did didn't".split())
_SAYING = frozenset("said says told tells claims claimed thinks thought asked asks wrote according believes".split())
_COMPARED = frozenset("this so that such more as".split())
_BEEN = frozenset("been felt had seen heard feel met known be loved".split())
_ORDERS = frozenset(
    "remind show set book write draft summarise summarize translate rewrite explain list check turn open close add "
    "find play call order schedule define spell search calculate convert compare describe suggest recommend send "
    "create generate fix".split()
)
_CAN = frozenset("can could will would".split())
_MENTIONS = frozenset("synonym synonyms word words term phrase define meaning mean means spell pronounce emoji".split())
_SCOPE = 5


def weigh(place: Place, asks: bool) -> tuple[Feeling, Toward]:
    """How far a word moves a mood where it stands, and at whom it is directed."""
    subject = find_subject(place)
    toward = _direct(place, subject)
    if is_mentioned(place):
        return Feeling(), toward
    push = strengthen(place.entry.push, _gauge(place))
    denied = _is_denied(place)
    if denied == "more":
        push = strengthen(push, 1.3)
    elif denied == "yes":
        push = _deny(push)
    elif denied:
        push = Feeling()
    scale = _scale(place, subject, toward) * _reality(place, asks, subject)
    near = 1.0 if toward is Toward.OTHER_SIDE else 0.3
    return (
        Feeling(push.valence * scale, push.arousal * scale, push.tension * scale, push.affiliation * scale * near),
        toward,
    )


def _direct(place: Place, subject: str) -> Toward:
    """At whom it is directed: judged by its subject, felt by its object."""
    sort, tokens = place.entry.sort, place.tokens
    if sort is Sort.RATE:
        if subject == "second" and _judges(place, SECOND) and not _is_generic(place):
            return Toward.OTHER_SIDE
        return Toward.SELF if subject == "first" and _judges(place, FIRST - POSSESSIVE) else Toward.ELSEWHERE
    if any(token.form in SECOND for token in tokens[place.start : place.end]):
        return Toward.OTHER_SIDE
    for token in tokens[place.end : place.end + 5]:
        if token.form in ("myself", "me") and sort is Sort.FEEL:
            return Toward.SELF if token.form == "myself" else Toward.ELSEWHERE
        if token.form in SECOND and not _is_generic(place):
            return Toward.OTHER_SIDE
        if token.form in FIRST | THIRD | {"that", "when", "how", "what", "if", "it"} or token.kind is not Kind.WORD:
            return Toward.ELSEWHERE
    return Toward.ELSEWHERE


def _judges(place: Place, persons: frozenset[str]) -> bool:
    """Whether a judgement is of one of these persons: "you are awful", "you idiot", "your help is great"."""
    left = place.before(6)
    for form in left:
        if form in persons:
            return True
        if form in THIRD or form in ("have", "has", "get", "find", "see", "for", "to", "in", "with"):
            return False
    return False


def _is_generic(place: Place) -> bool:
    """Whether "you" means anyone: "if you ...", "you know", "when you ..."."""
    forms = [token.form for token in place.tokens]
    return any(
        form == "you" and (forms[at + 1 : at + 2] == ["know"] or (at > 0 and forms[at - 1] in ("if", "when", "once")))
        for at, form in enumerate(forms[: place.end + 6])
    )


def _gauge(place: Place) -> float:
    """How much the words beside it strengthen or weaken it."""
    factor = 1.0
    for distance, form in enumerate(place.before(4)):
        if form in STRONGER:
            factor *= STRONGER[form]
        elif form in WEAKER:
            factor *= WEAKER[form]
        elif form not in FILLERS or distance > 2:
            break
    forms = [token.form for token in place.tokens[place.end : place.end + 4]]
    if forms[:2] == ["so", "much"] or forms[1:3] == ["so", "much"] or forms[2:4] == ["so", "much"]:
        factor *= 1.4
    words = place.tokens[place.start : place.end]
    if any(token.drawn for token in words) or any(
        token.drawn for token in place.tokens[max(0, place.start - 1) : place.start]
    ):
        factor *= 1.2
    return factor * (1.2 if any(token.shouted for token in words) else 1.0)


def strengthen(push: Feeling, factor: float) -> Feeling:
    """A push with its strength raised to 1 - (1 - |p|)^factor: more than before, and never more than 1."""
    return Feeling(*(_raise(value, factor) for value in (push.valence, push.arousal, push.tension, push.affiliation)))


def _raise(value: float, factor: float) -> float:
    strength = 1.0 - math.pow(1.0 - abs(value), factor)
    return strength if value > 0 else -strength


def _is_close(between: Sequence[str]) -> bool:
    """Whether nothing but linking words stands between a denial and what it denies."""
    return all(form in ADVERBS or form in LINKING or form in ("think", "going", "do", "find") for form in between)


def _is_denied(place: Place) -> str:
    """What a negation makes of it: "yes" turned round, "void" nothing, "more" for what was never more so, or "".

    "Not bad at all" is turned round; "I don't want to know how bad" only takes the feeling away.
    """
    left = place.before(_SCOPE + 2)
    if place.entry.sort in (Sort.SAY, Sort.OATH, Sort.EVENT) and not (left and left[0] in NEGATORS):
        return ""
    for distance, form in enumerate(left[: _SCOPE + 1]):
        if form not in NEGATORS:
            continue
        between = left[:distance]
        if "and" in between:
            return ""
        if form in ("never", "couldn't", "can't", "haven't", "not") and between and between[-1] in _BEEN:
            extreme = place.tokens[place.start].form.endswith("er") or any(word in _COMPARED for word in between)
            if extreme and (form not in ("not", "haven't") or "more" in between or _is_measured(place)):
                return "more"
        if between and (between[-1] in _NO_DENIAL or (form == "nothing" and between[-1] == "but")):
            return ""
        if form in ("stop", "stopped") and left[distance + 1 : distance + 2] not in (["can't"], ["couldn't"]):
            return "" if distance > 1 else "void"
        return "yes" if _is_close(between) or (place.entry.push.valence > 0 and distance < _SCOPE) else "void"
    return ""


def _is_measured(place: Place) -> bool:
    """Whether a time behind it says that it was never so before: "haven't been this happy since ..."."""
    return any(token.form in ("since", "years", "ages") for token in place.tokens[place.end :])


def _deny(push: Feeling) -> Feeling:
    """A denied feeling: it turns round, at less than its strength ("not happy" is milder than "sad")."""
    if push.valence > 0:
        return Feeling(-0.65 * push.valence, 0.0, 0.2 * push.valence, -0.4 * push.affiliation)
    return Feeling(-0.45 * push.valence, 0.0, -0.4 * push.tension, -0.2 * push.affiliation)


def _scale(place: Place, subject: str, toward: Toward) -> float:
    """How much of it is the speaker's own: what others feel moves less than what the speaker feels or judges."""
    sort = place.entry.sort
    if sort is Sort.FEEL:
        return _share(place, subject)
    if sort is Sort.EVENT:
        return {"kin": 0.6, "third": 0.45}.get(subject, 1.0)
    if sort is Sort.RATE and toward is Toward.ELSEWHERE:
        told = is_predicate(place) or subject not in ("third", "kin") or is_beside(place)
        return 0.85 if told else 0.2
    return 1.0


def _share(place: Place, subject: str) -> float:
    """How much of a state is the speaker's: all of their own, half of what their own people feel, little of others'.

    Where nobody is named, a short clause tells of the speaker ("so happy!"), a long one of the world at large.
    """
    left = place.before(4)
    if left[:1] in (["the"], ["his"], ["her"], ["their"]) and place.end < len(place.tokens):
        return 0.2
    if subject:
        return {"first": 1.0, "second": 0.25, "kin": 0.45}.get(subject, 0.12)
    words = place.stretch()
    if (
        len(words) <= 5
        or ("what" in left and "a" in left)
        or any(form in FIRST for form in words)
        or is_predicate(place)
    ):
        return 0.9
    return 0.9 if not left else 0.25


def _is_requested(place: Place, subject: str) -> bool:
    """Whether a word belongs to what someone is asked to do: "rewrite it in a happier tone"."""
    forms = [token.form for token in place.tokens[:3]]
    asked = forms[:1] == ["please"] or forms[0] in _ORDERS or (forms[0] in _CAN and forms[1:2] == ["you"])
    own = subject == "first" and is_predicate(place)
    later = place.tokens[place.end].form if place.end < len(place.tokens) else ""
    mentioned = later in ("mean", "means") or any(form in _MENTIONS for form in place.before(3))
    return mentioned or (asked and place.start > 0 and not own)


def _doubt(place: Place, subject: str) -> float:
    """How much of a feeling stands in a question: "why am I so sad?" tells one, "are you sad?" hardly."""
    own = subject == "first" and is_predicate(place)
    asked_why = place.tokens[0].form in ("why", "how") and place.entry.push.valence < 0
    return 0.7 if own or asked_why else 0.25


def _reality(place: Place, asks: bool, subject: str) -> float:
    """How real it is: wished, supposed, past and asked-for feelings move less."""
    if place.entry.sort in (Sort.SAY, Sort.OATH):
        return 1.0
    left = place.before(LEFT)
    scale = 1.0
    if any(form in _WISHES for form in left):
        scale *= 0.2
    elif any(form in _UNREAL for form in left[:6]):
        scale *= 0.25 if place.entry.sort is Sort.FEEL else 0.7
    if place.entry.sort is Sort.FEEL and any(form in _PAST for form in left[:4]):
        scale *= 0.75
    if "used" in left[:5]:
        scale *= 0.3
    if subject in ("third", "kin") and any(form in _SAYING for form in left):
        scale *= 0.3
    if _is_requested(place, subject):
        return 0.0
    return scale * _doubt(place, subject) if asks else scale
