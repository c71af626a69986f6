"""Described things that are given a name: "a son called Leo", "a boat called Marta"."""

from collections.abc import Sequence
from dataclasses import replace

from spectron.domain.candidate import Claim
from spectron.extraction.builtin.claims.framing import tidy
from spectron.extraction.builtin.claims.ledger import Ledger, rule
from spectron.extraction.builtin.grammar.clauses import Clause
from spectron.extraction.builtin.grammar.phrases import Noun
from spectron.extraction.builtin.lexis.senses import members
from spectron.extraction.builtin.lexis.words import mapped
from spectron.extraction.builtin.scene.kinds import head_matches
from spectron.extraction.builtin.scene.names import name_text
from spectron.extraction.builtin.scene.scene import strip_honorific


@rule("naming")
def name_thing(ledger: Ledger, noun: Noun, name: Noun, foreign: bool = False) -> int | None:
    """Give a described thing its name: "a son called Leo"; `foreign` says that another than the speaker has it."""
    scene = ledger.scene
    if not name.name:
        return None
    label = strip_honorific(name.name)
    kin = noun.head.lemma
    if kin in mapped("kin"):
        place = scene.resolve(noun)
        if place is None:
            return None
        if scene.mentions[place].label == kin:
            scene.name_relative(place, label)
        return place
    type_ = scene.thing_type(noun) or ("project" if kin in members("work") else "")
    if not type_:
        return scene.add(name.name, "person") if kin in members("occupation") else None
    place = scene.christen(kin, label, type_, name.start, name.end)
    key = {"pet": "pet", "vehicle": "vehicle"}.get(type_)
    described = tidy(scene.turn.content[noun.bare_start : noun.end])
    owners = [claim.about for claim in ledger.claims if (claim.key, claim.value) == (key, described)]
    if key:
        ledger.claims[:] = [claim for claim in ledger.claims if (claim.key, claim.value) != (key, described)]
    ledger.claims[:] = [replace(claim, value=label) if claim.value == described else claim for claim in ledger.claims]
    if type_ == "pet":
        ledger.keep(Claim(place, "species", kin, scene.quote(noun.start, name.end)))
    if not owners and not foreign and noun.det in ("a", "an", "my", "our"):
        owners = [scene.own(noun.start, noun.end)]
    for owner in owners if key else ():
        ledger.keep(Claim(owner, key or "", label, scene.quote(noun.start, name.end)))
    return place


def note_christened(ledger: Ledger, clauses: Sequence[Clause]) -> None:
    """Let every firm that is described with its name go by it from the start: "a small startup called Loomwise"."""
    for clause in clauses:
        noun, verb = clause.subject, clause.verb
        name = clause.first.noun if clause.first else None
        given = clause.link == "part" and verb is not None and verb.lemma in ("call", "name")
        if not given or noun is None or noun.name or name is None or not name.name:
            continue
        if any(head_matches(noun, kind) for kind in ("organisation", "workplaces", "generic_firms")):
            place = ledger.scene.add(name.name, "organisation")
            ledger.scene.described[noun.start, noun.end] = place


_NEAR = 90  # letters between a firm that is described and its name


@rule("name of a firm")
def name_described(ledger: Ledger, clause: Clause) -> None:
    """Give a firm that was only described the name that follows: "at a paint firm in Hull, Kessock"."""
    for one in clause.complements:
        noun = one.noun
        apart = one.listed == "," or (clause.verb is None and not one.prep and one is clause.complements[0])
        if noun is None or not apart or not noun.name or len(noun.name) != len(noun.tokens):
            continue
        numbered = any(mark.isdigit() for token in noun.name for mark in token.text)
        if noun.head.tag == "NNP" and not numbered and ledger.scene.type_of(noun) in ("", "organisation"):
            _christen_firm(ledger, noun)
            return


def _christen_firm(ledger: Ledger, noun: Noun) -> None:
    """Pass a name on to the described firm just before it, and keep the description as its line of business."""
    scene = ledger.scene
    for place in reversed(scene.recent):
        mention = scene.mentions[place]
        if mention.type != "organisation":
            continue
        apart = noun.start - mention.quote.end
        if mention.label.islower() and mention.known is None and 0 <= apart < _NEAR:
            name_firm(ledger, place, name_text(noun.name))
        return


def name_firm(ledger: Ledger, place: int, name: str) -> None:
    """Rename a described firm; a description of several words tells its line of business."""
    scene = ledger.scene
    mention = scene.mentions[place]
    scene.rename(place, name)
    kind = mention.label.split()
    if len(kind) > 1 and kind[-1] not in ("team", "department", "group", "side"):
        ledger.keep(Claim(place, "industry", mention.label, mention.quote, confidence=0.8))
