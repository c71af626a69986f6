"""How people say who they are: "Hi, Robert Haigh.", "it's Priya, 28, vegan", and a name under a letter."""

import re

from spectron.domain.candidate import Claim
from spectron.domain.conversation import Role
from spectron.extraction.builtin.claims.ledger import Ledger, rule
from spectron.extraction.builtin.grammar.clauses import Clause
from spectron.extraction.builtin.grammar.vocatives import clips
from spectron.extraction.builtin.lexis.words import fold_word, given_names, listed

_CLOSING = r"(?:yours(?: \w+)?|(?:kind |best |warm )?(?:regards|wishes)|sincerely|best),?\s+"
_SIGNED = re.compile(
    rf"(?:^|\n|[.!?] )\s*(?:[-\u2013\u2014]\s?|{_CLOSING})"
    r"([^\W\d_][^\W\d_'\u2019-]{1,20}(?: [^\W\d_][\w'\u2019-]{1,20}){0,2})\s*\Z",
    re.IGNORECASE,
)


def greets_with_name(ledger: Ledger, clause: Clause) -> bool:
    """Whether a clause is a greeting and the full name of the one who greets, before anything else was said."""
    scene = ledger.scene
    first = clause.first.noun if clause.first else None
    if first is None or clause.complements[0].prep or len(first.name) < 2 or len(first.name) != len(first.tokens):
        return False
    known = fold_word(first.name[0].text) in given_names() and scene.type_of(first) in ("person", "")
    opening = not any(turn.role is Role.USER for turn in scene.window.turns)
    return known and opening and bool(listed("greetings") & set(clause.adverbs))


@rule("signature")
def read_signature(ledger: Ledger) -> None:
    """The name under a letter: "- Tom", "yours, Ana Ruiz"."""
    turn = ledger.scene.turn
    match = _SIGNED.search(turn.content) if turn.role is Role.USER and len(turn.content) < _LONGEST else None
    if match is None or not match.group(1)[0].isupper():
        return
    name = match.group(1)
    if fold_word(name.split(" ")[0]) not in given_names() or (turn.name and not clips(name, turn.name)):
        return
    start, end = match.span(1)
    speaker = ledger.scene.speaker(start, end)
    if not any(claim.about == speaker and claim.key == "name" for claim in ledger.claims):
        ledger.keep(Claim(speaker, "name", name, ledger.scene.quote(start, end), confidence=0.8))


_LONGEST = 8_000
