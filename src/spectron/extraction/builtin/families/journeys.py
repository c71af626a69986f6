"""Where people have been: "I've been to Peru and Morocco", "she's visited Oslo twice"."""

from collections.abc import Iterator

from spectron.extraction.builtin.claims.ledger import Ledger, Reading, Setting, rule
from spectron.extraction.builtin.grammar.clauses import Clause
from spectron.extraction.builtin.grammar.phrases import Noun, Verb
from spectron.extraction.builtin.lexis.words import fold_word, places
from spectron.extraction.builtin.scene.names import name_text

_GOING = frozenset({"be", "travel"})
_SEEING = frozenset({"visit"})


@rule("visited")
def read_visited(ledger: Ledger, setting: Setting, about: int, verb: Verb) -> bool:
    """Each place that somebody has been to or visited by now; True where there is one.

    A single visit in the past is an event; only the perfect sums up a life.
    """
    person = ledger.scene.mentions[about].type == "person"
    if not person or not verb.perfect or verb.passive or verb.progressive or verb.modal or setting.negated:
        return False
    found = False
    for noun in _list_places(setting.clause, verb):
        ledger.scene.add(noun.name, "location")
        ledger.enter(setting, Reading(about, "visited", name_text(noun.name), None, "lasting"))
        found = True
    return found


def _list_places(clause: Clause, verb: Verb) -> Iterator[Noun]:
    """The names of places behind "been to" or "visited", and of those that go on with their list."""
    slot = "to" if verb.lemma in _GOING else "" if verb.lemma in _SEEING else None
    opened = False
    for one in clause.complements:
        opened = (one.prep == slot and slot is not None) or (opened and bool(one.listed) and not one.prep)
        named = one.noun is not None and len(one.noun.name) == len(one.noun.tokens)
        if opened and named and one.noun is not None and fold_word(name_text(one.noun.name)) in places():
            yield one.noun
