"""Described things that are given a name: "a son called Leo", "a boat called Marta"."""

from dataclasses import replace

from spectron.domain.candidate import Claim
from spectron.extraction.builtin.framing import tidy
from spectron.extraction.builtin.ledger import Ledger, rule
from spectron.extraction.builtin.phrases import Noun
from spectron.extraction.builtin.scene import strip_honorific
from spectron.extraction.builtin.senses import members
from spectron.extraction.builtin.words import mapped


@rule("naming")
def name_thing(ledger: Ledger, noun: Noun, name: Noun) -> int | None:
    """Give a described thing its name: "a son called Leo", "a boat called Marta"."""
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
    if key:
        ledger.claims[:] = [claim for claim in ledger.claims if (claim.key, claim.value) != (key, described)]
    ledger.claims[:] = [replace(claim, value=label) if claim.value == described else claim for claim in ledger.claims]
    if type_ == "pet":
        ledger.keep(Claim(place, "species", kin, scene.quote(noun.start, name.end)))
    if key and noun.det in ("a", "an", "my", "our"):
        ledger.keep(Claim(scene.own(noun.start, noun.end), key, label, scene.quote(noun.start, name.end)))
    return place
