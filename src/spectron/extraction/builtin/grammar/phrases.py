"""Noun and verb phrases, and the small words between them."""

from dataclasses import dataclass, field

from spectron.extraction.builtin.grammar.tokens import Token
from spectron.extraction.dates import TimeExpression


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun phrase: `det` its determiner, `holder` who has it, `name` the proper name at its end."""

    tokens: tuple[Token, ...]
    head: Token
    det: str = ""
    holder: "Noun | None" = None
    name: tuple[Token, ...] = ()
    modifiers: tuple[Token, ...] = ()

    @property
    def start(self) -> int:
        """Where it begins in the turn."""
        return self.tokens[0].start

    @property
    def end(self) -> int:
        """Where it ends in the turn."""
        return self.tokens[-1].end

    @property
    def held(self) -> bool:
        """Whether it says whose it is: "my team", "Ana's house"."""
        return self.holder is not None or self.tokens[0].tag == "PRP$"

    @property
    def pronoun(self) -> str:
        """The pronoun it consists of, or nothing."""
        return self.head.norm if self.head.tag in ("PRP", "EX") else ""

    @property
    def bare_start(self) -> int:
        """Where it begins without its determiner."""
        first = 1 if self.det and len(self.tokens) > 1 and self.tokens[0].norm == self.det else 0
        return self.tokens[first].start


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb phrase. `form` is past, present, base, inf, ing or part; `modal` the modal verb or `going`, `used`."""

    lemma: str
    form: str
    modal: str = ""
    negated: bool = False
    perfect: bool = False
    progressive: bool = False
    passive: bool = False
    adverbs: tuple[str, ...] = ()
    start: int = 0
    begin: int = 0
    third: bool = False
    norm: str = ""

    @property
    def finite(self) -> bool:
        """Whether it can head a clause by itself."""
        return self.form not in ("inf", "ing", "part")


@dataclass(frozen=True, slots=True)
class Chunk:
    """One phrase or small word; `kind` is np, vp, adj, adv, prep, cc, sub, rel, wh, uh, time, comma, stop or open."""

    kind: str
    tokens: tuple[Token, ...]
    noun: Noun | None = None
    verb: Verb | None = None
    time: TimeExpression | None = None
    word: str = field(default="")

    @property
    def start(self) -> int:
        """Where it begins in the turn."""
        return self.tokens[0].start

    @property
    def end(self) -> int:
        """Where it ends in the turn."""
        return self.tokens[-1].end
