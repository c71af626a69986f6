"""What the words around a feeling do to it: whose it is, whether it is denied, how strong, and how real."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from spectron.domain.behaviour import Feeling, Toward
from spectron.extraction.builtin.affect.lexicon import Entry, Sort
from spectron.extraction.builtin.affect.tokens import Kind, Token
from spectron.extraction.builtin.lexis.senses import members

_FIRST = frozenset("i we me us myself ourselves my our mine imma".split())
_SECOND = frozenset("you your yours yourself yourselves".split())
_THIRD = frozenset(
    "he she they him them his their theirs himself herself themselves everyone everybody someone somebody anyone "
    "anybody people who name person man woman men women guy guys girl girls boy boys kid kids child children baby "
    "friend friends boss bosses manager team customer customers client clients colleague colleagues coworker coworkers "
    "neighbour neighbours neighbor neighbors fans folks character hero teacher students".split()
)
_POSSESSIVE = frozenset(("my", "our"))
_BE = frozenset("be is are am was were 'm 're 's been being isn't aren't wasn't weren't ain't".split())
_LINKING = _BE | frozenset(
    "feel feels felt feeling get gets got getting gotten seem seems seemed look looks looked looking sound sounds "
    "sounded become becomes became becoming stay stayed remain remains turn turned keep keeps make makes made making "
    "find found leave leaves left drives drive 've".split()
)
_NEGATORS = frozenset(
    "not no never none nobody nothing neither nor without hardly barely scarcely don't doesn't didn't isn't aren't "
    "wasn't weren't ain't can't couldn't won't wouldn't shouldn't haven't hasn't hadn't needn't nowhere lacks lack "
    "stopped stop".split()
)
_NO_DENIAL = frozenset("only just know understand sure why wonder see remember believe get".split())
_STRONGER = {
    "so": 1.35, "very": 1.3, "really": 1.3, "extremely": 1.6, "absolutely": 1.45, "totally": 1.35, "completely": 1.4,
    "utterly": 1.5, "incredibly": 1.5, "insanely": 1.5, "super": 1.35, "such": 1.25, "fucking": 1.5, "fuckin": 1.5,
    "freaking": 1.35, "frickin": 1.35, "bloody": 1.3, "damn": 1.3, "hella": 1.35, "truly": 1.3, "deeply": 1.45,
    "terribly": 1.3, "awfully": 1.3, "too": 1.15, "way": 1.2, "more": 1.1, "most": 1.25, "all": 1.05, "seriously": 1.3,
    "beyond": 1.4, "unbelievably": 1.5, "genuinely": 1.2, "always": 1.1, "especially": 1.2, "extra": 1.25,
    "literally": 1.15, "thoroughly": 1.35, "hugely": 1.4, "immensely": 1.45, "overly": 1.1, "real": 1.2, "soo": 1.5,
    "huge": 1.2, "ridiculously": 1.35, "completly": 1.35, "crazy": 1.2, "quite": 1.0, "pretty": 1.0, "much": 1.15,
}  # fmt: skip
_WEAKER = {
    "slightly": 0.5, "somewhat": 0.55, "mildly": 0.5, "kinda": 0.6, "sorta": 0.6, "fairly": 0.8, "rather": 0.85,
    "bit": 0.55, "little": 0.6, "touch": 0.5, "tad": 0.5, "mostly": 0.8, "almost": 0.6, "partly": 0.5, "less": 0.35,
    "kind": 0.6, "sort": 0.6, "moderately": 0.6, "vaguely": 0.4, "nearly": 0.6, "relatively": 0.6,
}  # fmt: skip
_FILLERS = frozenset("just even still now already also ever actually honestly a an the of at to be again rn".split())
_ADVERBS = frozenset((*_STRONGER, *_WEAKER, *_FILLERS, *_NEGATORS))
_UNREAL = frozenset("would 'd could might may should if unless whether wouldn't supposed".split())
_WISHES = frozenset("wish wishes wished wishing".split())
_PAST = frozenset("was were had felt wasn't weren't used did didn't".split())
_SAYING = frozenset("said says told tells claims claimed thinks thought asked asks wrote according believes".split())
_COMPARED = frozenset("this so that such more as".split())
_BEEN = frozenset("been felt had seen heard feel met known be loved".split())
_DOING = _BE | frozenset("do did look sound seem make made have 've always never really just absolutely".split())
_NAMING = frozenset("called named titled entitled film movie song album band book novel".split())
_SCOPE = 5
_LEFT = 9


@dataclass(frozen=True, slots=True)
class Place:
    """An entry that was found at `tokens[start:end]` of a clause."""

    tokens: Sequence[Token]
    start: int
    end: int
    entry: Entry

    def before(self, reach: int) -> list[str]:
        """The forms left of it, nearest first, at most `reach` of them, and none from behind a comma or colon."""
        return _leftwards(self.tokens, self.start, reach)


def _leftwards(tokens: Sequence[Token], start: int, reach: int) -> list[str]:
    found = []
    for token in tokens[max(0, start - reach) : start][::-1]:
        if token.kind is not Kind.WORD:
            break
        found.append(token.form)
    return found


def is_meant(place: Place) -> bool:
    """Whether a word is used in its feeling sense: it is no name, and the guard of its entry holds."""
    token, guard = place.tokens[place.start], place.entry.guard
    left = place.before(6)
    if place.end - place.start == 1 and token.kind is Kind.WORD:
        if token.capital and not token.shouted and place.start and left and place.entry.sort is not Sort.SAY:
            return False
        if left and left[0] in _NAMING:
            return False
    return _GUARDS[guard](place, left) if guard else True


def _as_verb(place: Place, left: list[str]) -> bool:
    """A verb: "I like", "they don't really like", "to like"; not "is like", "looks like", "I'd like"."""
    near = next((form for form in left if form not in _ADVERBS or form in ("don't", "doesn't", "didn't", "to")), "")
    later = place.tokens[place.end].form if place.end < len(place.tokens) else ""
    return (near in _FIRST | _SECOND | _THIRD | {"don't", "doesn't", "didn't", "do"}) and later not in (",", "to be")


def _as_predicate(place: Place, left: list[str]) -> bool:
    """Said of something: "is low", "feeling really down", "so lost", or all that the clause says."""
    if not left:
        return len([one for one in place.tokens if one.kind is Kind.WORD]) <= place.end - place.start + 1
    near = next((form for form in left if form not in _ADVERBS), "")
    return near in _LINKING or (left[0] in ("so", "too", "very", "such") and not near)


def _of_myself(place: Place, left: list[str]) -> bool:
    """Said of the speaker: "I'm lost", "feeling down"."""
    return _as_predicate(place, left) and (_find_subject(place) in ("first", "") or "feeling" in left)


def _at_end(place: Place, left: list[str]) -> bool:
    """A predicate with nothing behind it that it could describe: "she's pretty", not "pretty large"."""
    later = place.tokens[place.end] if place.end < len(place.tokens) else None
    closed = later is None or later.kind is not Kind.WORD or later.form in ("and", "or", "to", "in", "for", "today")
    return closed and _as_predicate(place, left)


def _with_name(place: Place, left: list[str]) -> bool:
    """An adjective that judges someone: "a mean person", "you're mean", not "I mean", "the mean of"."""
    later = place.tokens[place.end].form if place.end < len(place.tokens) else ""
    return (_as_predicate(place, left) or later in _THIRD) and later not in ("to", "that", "of", "by", "i", "it")


_GUARDS = {"v": _as_verb, "p": _as_predicate, "i": _of_myself, "e": _at_end, "n": _with_name}


def _find_subject(place: Place) -> str:
    """Who the nearest person left of a word is: first, second, third, or nobody."""
    found = ""
    tokens = place.tokens
    for at in range(place.start - 1, max(-1, place.start - 1 - _LEFT), -1):
        form = tokens[at].form
        if form in _FIRST:
            return "third" if form in _POSSESSIVE and found == "kin" else "first"
        if form in _SECOND:
            return "second"
        if form in _THIRD:
            return "third"
        if found == "" and form in _kin():
            return "third"
    return found


def _kin() -> frozenset[str]:
    return members("kinship")


def weigh(place: Place, asks: bool) -> tuple[Feeling, Toward]:
    """How far a word moves a mood where it stands, and at whom it is directed."""
    subject = _find_subject(place)
    toward = _direct(place, subject)
    push = _strengthen(place.entry.push, _gauge(place))
    denied = _is_denied(place)
    if denied == "more":
        push = _strengthen(push, 1.3)
    elif denied:
        push = _deny(push)
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
        if subject == "second" and _judges(place, _SECOND) and not _is_generic(place):
            return Toward.OTHER_SIDE
        return Toward.SELF if subject == "first" and _judges(place, _FIRST - _POSSESSIVE) else Toward.ELSEWHERE
    if any(token.form in _SECOND for token in tokens[place.start : place.end]):
        return Toward.OTHER_SIDE
    for token in tokens[place.end : place.end + 5]:
        if token.form in ("myself", "me") and sort is Sort.FEEL:
            return Toward.SELF if token.form == "myself" else Toward.ELSEWHERE
        if token.form in _SECOND and not _is_generic(place):
            return Toward.OTHER_SIDE
        if token.form in _FIRST | _THIRD | {"that", "when", "how", "what", "if", "it"} or token.kind is not Kind.WORD:
            return Toward.ELSEWHERE
    return Toward.ELSEWHERE


def _judges(place: Place, persons: frozenset[str]) -> bool:
    """Whether a judgement is of one of these persons: "you are awful", "you idiot", "your help is great"."""
    left = place.before(6)
    for form in left:
        if form in persons:
            return True
        if form in _THIRD or form in ("have", "has", "get", "find", "see", "for", "to", "in", "with"):
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
        if form in _STRONGER:
            factor *= _STRONGER[form]
        elif form in _WEAKER:
            factor *= _WEAKER[form]
        elif form not in _FILLERS or distance > 2:
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


def _strengthen(push: Feeling, factor: float) -> Feeling:
    """A push with its strength raised to 1 - (1 - |p|)^factor: more than before, and never more than 1."""
    return Feeling(*(_raise(value, factor) for value in (push.valence, push.arousal, push.tension, push.affiliation)))


def _raise(value: float, factor: float) -> float:
    strength = 1.0 - math.pow(1.0 - abs(value), factor)
    return strength if value > 0 else -strength


def _is_denied(place: Place) -> str:
    """ "yes" where a negation covers it, "more" where the negation says that nothing was ever more so, else nothing."""
    left = place.before(_SCOPE + 2)
    if place.entry.sort in (Sort.SAY, Sort.OATH, Sort.EVENT) and not (left and left[0] in _NEGATORS):
        return ""
    for distance, form in enumerate(left[: _SCOPE + 1]):
        if form not in _NEGATORS:
            continue
        between = left[:distance]
        if form in ("never", "couldn't", "can't", "haven't", "not") and between and between[-1] in _BEEN:
            extreme = place.tokens[place.start].form.endswith("er") or any(word in _COMPARED for word in between)
            if extreme and ((form != "not" and form != "haven't") or "more" in between):
                return "more"
        if between and between[-1] in _NO_DENIAL:
            return ""
        return "" if form in ("stop", "stopped") and distance > 1 else "yes"
    return ""


def _deny(push: Feeling) -> Feeling:
    """A denied feeling: it turns round, at less than its strength ("not happy" is milder than "sad")."""
    if push.valence > 0:
        return Feeling(-0.65 * push.valence, 0.0, 0.2 * push.valence, -0.4 * push.affiliation)
    return Feeling(-0.35 * push.valence, 0.0, -0.35 * push.tension, -0.2 * push.affiliation)


def _scale(place: Place, subject: str, toward: Toward) -> float:
    """How much of it is the speaker's own: what others feel moves less than what the speaker feels or judges."""
    sort = place.entry.sort
    if sort is Sort.FEEL:
        return {"first": 1.0, "second": 0.35, "third": 0.3}.get(subject, 0.9)
    if sort is Sort.RATE and toward is Toward.ELSEWHERE:
        return 0.85
    return 1.0


def _reality(place: Place, asks: bool, subject: str) -> float:
    """How real it is: wished, supposed, past and asked-for feelings move less."""
    if place.entry.sort in (Sort.SAY, Sort.OATH):
        return 1.0
    left = place.before(_LEFT)
    scale = 1.0
    if any(form in _WISHES for form in left):
        scale *= 0.2
    elif any(form in _UNREAL for form in left[:6]):
        scale *= 0.4
    if place.entry.sort is Sort.FEEL and any(form in _PAST for form in left[:4]):
        scale *= 0.75
    if "used" in left[:5]:
        scale *= 0.3
    if subject == "third" and any(form in _SAYING for form in left):
        scale *= 0.3
    return scale * (0.4 if asks else 1.0)
