"""Forms that people fill in about themselves: lines such as "- city: Izmir"."""

import re

from spectron.domain.candidate import Claim
from spectron.domain.conversation import Role
from spectron.extraction.builtin.claims.framing import RELATIONS, tidy
from spectron.extraction.builtin.claims.ledger import Ledger, rule
from spectron.extraction.builtin.grammar.sentences import MOST_CHARACTERS, find_foreign, veil
from spectron.extraction.builtin.lexis.words import mapped

_FIELD = re.compile(
    r"^[ \t]*(?:[-*\u2022][ \t]*)?([A-Za-z][A-Za-z -]{1,24}?)[ \t]*:[ \t]+([^\n]{1,160})$", re.MULTILINE
)
_LISTS = frozenset({"language", "allergy", "likes", "dislikes", "hobby", "skill", "diet", "goal", "pet", "health"})
_FEWEST = 2


@rule("form")
def read_form(ledger: Ledger) -> None:
    """The fields of a form in a user turn, as claims about the speaker; one field alone is no form."""
    turn = ledger.scene.turn
    if turn.role is not Role.USER:
        return
    text = turn.content[:MOST_CHARACTERS]
    found = [
        match for match in _FIELD.finditer(veil(text, find_foreign(text))) if match[1].lower() in mapped("form_keys")
    ]
    if len(found) < _FEWEST:
        return
    for match in found:
        _enter(ledger, mapped("form_keys")[match[1].lower()], match)


def _enter(ledger: Ledger, key: str, match: re.Match[str]) -> None:
    """One field, or each item of a field that lists several."""
    scene = ledger.scene
    about = scene.speaker(match.start(1), match.end(2))
    quote = scene.quote(match.start(1), match.end(2))
    value = tidy(match[2])
    items = [tidy(item) for item in re.split(r",|;| and ", value)] if key in _LISTS else [value]
    for item in items:
        if not item:
            continue
        target = None
        if key in RELATIONS:
            target = scene.add_label(item, "organisation", match.start(2), match.end(2))
        elif key == "location":
            scene.add_label(item, "location", match.start(2), match.end(2))
        ledger.keep(Claim(about, key, item, quote, object=target))
