"""What is still worth keeping of a clause that no rule could read: journeys, how long."""

from dataclasses import replace

from spectron.domain.candidate import Manner
from spectron.domain.conversation import Role
from spectron.domain.temporal import ALWAYS, Interval
from spectron.extraction.builtin.claims.framing import tidy
from spectron.extraction.builtin.claims.ledger import Ledger, Reading, Setting, rule
from spectron.extraction.builtin.stance.stance import STATED
from spectron.extraction.dates import LASTING

_JOURNEYS = frozenset({"trip", "holiday", "vacation", "flight", "honeymoon", "cruise", "tour", "visit", "move"})


def read_since(ledger: Ledger, setting: Setting) -> None:
    """I've worked there since 2001: dates what was said just before of the same place."""
    clause, verb = setting.clause, setting.clause.verb
    since = [time for time in clause.times if time.relation in LASTING]
    words = {*clause.adverbs, *(one.word for one in clause.complements), *(verb.adverbs if verb else ())}
    keys = _THERE.get(verb.lemma) if verb else None
    if not since or keys is None or setting.stance is not STATED or setting.negated or not words & {"there", "here"}:
        return
    for place in range(len(ledger.claims) - 1, -1, -1):
        claim = ledger.claims[place]
        if claim.key in keys and claim.valid == ALWAYS and claim.manner is Manner.PLAIN:
            ledger.claims[place] = replace(claim, valid=Interval(since[0].interval.start, None))
            return


_THERE = {"work": ("works_at",), "live": ("location",), "be": ("works_at", "location", "studied_at")}


@rule("journey")
def read_journey(ledger: Ledger, setting: Setting) -> None:
    """A trip to Kenya in August, whatever else the clause says, is a plan of the one who speaks of it."""
    scene, clause = ledger.scene, setting.clause
    ahead = [
        time for time in clause.times if time.interval.start is not None and time.interval.start > scene.turn.said_at
    ]
    if scene.turn.role is not Role.USER or setting.stance is not STATED or setting.negated or not ahead:
        return
    for place, one in enumerate(clause.complements[:-1]):
        after = clause.complements[place + 1]
        if (
            one.noun
            and one.noun.head.lemma in _JOURNEYS
            and after.prep in ("to", "in", "around")
            and one.noun.holder is None
        ):
            value = tidy(scene.turn.content[one.noun.bare_start : max(after.end, ahead[0].end)])
            ledger.enter(
                Setting(clause, STATED, setting.end, setting.sentence),
                Reading(scene.speaker(clause.start, clause.end), "plan", value, None, "fixed"),
            )
