"""A feeling word where it stands: the words around it, whose they are, and the word classes that tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from spectron.extraction.builtin.affect.lexicon import Entry
from spectron.extraction.builtin.affect.tokens import Kind, Token
from spectron.extraction.builtin.lexis.senses import members

FIRST = frozenset("i we me us myself ourselves my our mine imma".split())
SECOND = frozenset("you your yours yourself yourselves".split())
THIRD = frozenset(
    "he she they him them his their theirs himself herself themselves everyone everybody someone somebody anyone "
    "anybody people who name person man woman men women guy guys girl girls boy boys kid kids child children baby "
    "friend friends boss bosses manager team customer customers client clients colleague colleagues coworker coworkers "
    "neighbour neighbours neighbor neighbors fans folks character hero teacher students".split()
)
_CLOSE = frozenset("friend friends baby kid kids child children partner boy girl dog cat puppy kitten".split())
POSSESSIVE = frozenset(("my", "our"))
BE = frozenset("be is are am was were 'm 're 's been being isn't aren't wasn't weren't ain't".split())
LINKING = BE | frozenset(
    "feel feels felt feeling get gets got getting gotten seem seems seemed look looks looked looking sound sounds "
    "sounded become becomes became becoming stay stayed remain remains turn turned keep keeps make makes made making "
    "find found 've".split()
)
NEGATORS = frozenset(
    "not no never none nobody nothing neither nor without hardly barely scarcely don't doesn't didn't isn't aren't "
    "wasn't weren't ain't can't couldn't won't wouldn't shouldn't haven't hasn't hadn't needn't nowhere lacks lack "
    "stopped stop".split()
)
STRONGER = {
    "so": 1.35, "very": 1.3, "really": 1.3, "extremely": 1.6, "absolutely": 1.45, "totally": 1.35, "completely": 1.4,
    "utterly": 1.5, "incredibly": 1.5, "insanely": 1.5, "super": 1.35, "such": 1.25, "fucking": 1.5, "fuckin": 1.5,
    "freaking": 1.35, "frickin": 1.35, "bloody": 1.3, "damn": 1.3, "hella": 1.35, "truly": 1.3, "deeply": 1.45,
    "terribly": 1.3, "awfully": 1.3, "too": 1.15, "way": 1.2, "more": 1.1, "most": 1.25, "all": 1.05, "seriously": 1.3,
    "beyond": 1.4, "unbelievably": 1.5, "genuinely": 1.2, "always": 1.1, "especially": 1.2, "extra": 1.25,
    "literally": 1.15, "thoroughly": 1.35, "hugely": 1.4, "immensely": 1.45, "overly": 1.1, "real": 1.2, "soo": 1.5,
    "huge": 1.2, "ridiculously": 1.35, "completly": 1.35, "crazy": 1.2, "quite": 1.0, "pretty": 1.0, "much": 1.15,
}  # fmt: skip
WEAKER = {
    "slightly": 0.5, "somewhat": 0.55, "mildly": 0.5, "kinda": 0.6, "sorta": 0.6, "fairly": 0.8, "rather": 0.85,
    "bit": 0.55, "little": 0.6, "touch": 0.5, "tad": 0.5, "mostly": 0.8, "almost": 0.6, "partly": 0.5, "less": 0.35,
    "kind": 0.6, "sort": 0.6, "moderately": 0.6, "vaguely": 0.4, "nearly": 0.6, "relatively": 0.6,
}  # fmt: skip
FILLERS = frozenset(
    "this that just even still now already also ever actually honestly a an the of at to be again rn".split()
)
ADVERBS = frozenset((*STRONGER, *WEAKER, *FILLERS, *NEGATORS))
LEFT = 9


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

    def stretch(self) -> list[str]:
        """The forms of all words around it, up to a comma or bracket on either side, and its own."""
        behind = takewhile(lambda token: token.kind is Kind.WORD, self.tokens[self.end :])
        own = [token.form for token in self.tokens[self.start : self.end]]
        return [*self.before(self.start)[::-1], *own, *(token.form for token in behind)]


def _leftwards(tokens: Sequence[Token], start: int, reach: int) -> list[str]:
    found = []
    for token in tokens[max(0, start - reach) : start][::-1]:
        if token.kind is not Kind.WORD:
            break
        found.append(token.form)
    return found


def find_subject(place: Place) -> str:
    """Who the nearest person left of a word is: first, second, third, kin (the speaker's own people), or nobody."""
    tokens = place.tokens
    inside = [token.form for token in tokens[place.start : place.end]]
    if "i" in inside or "me" in inside or "my" in inside or (inside[0] == "it" and len(inside) > 1):
        return "first"
    for at in range(place.start - 1, max(-1, place.start - 1 - LEFT), -1):
        form = tokens[at].form
        if tokens[at].kind is Kind.MARK:
            return ""
        if form in FIRST:
            return "first"
        if form in SECOND:
            return "second"
        if form in THIRD or form in _kin():
            mine = any(token.form in POSSESSIVE for token in tokens[max(0, at - 3) : at])
            return "kin" if mine and (form in _kin() or form in _CLOSE) else "third"
    return ""


def is_predicate(place: Place) -> bool:
    """Said of something: "is low", "feeling really down", "so lost", or all that the clause says."""
    left = place.before(6)
    if not left:
        return fills_clause(place)
    near = next((form for form in left if form not in ADVERBS), "")
    return near in LINKING or (left[0] in ("so", "too", "very", "such") and not near)


def is_beside(place: Place) -> bool:
    """Whether a person stands right before a word: "people suck"."""
    near = next((form for form in place.before(4) if form not in ADVERBS), "")
    return near in THIRD or near in _kin()


def is_living(place: Place) -> bool:
    """Whether an expression names a person or an animal: "my dog died", not "my battery died"."""
    return any(
        token.form in _kin() or token.form in _CLOSE or token.form in THIRD or token.form in members("animal")
        for token in place.tokens[place.start : place.end]
    )


def _kin() -> frozenset[str]:
    return members("kinship")


def fills_clause(place: Place) -> bool:
    """All that a clause says, or nearly: "No way!"."""
    return len([one for one in place.tokens if one.kind is Kind.WORD]) <= place.end - place.start + 1
