"""What a noun phrase presupposes: "my sister Ana", "our dog Rex", "Tom's Volvo"."""

from collections.abc import Sequence
from dataclasses import replace

from spectron.domain.candidate import Claim
from spectron.extraction.builtin.claims.ledger import Ledger, rule
from spectron.extraction.builtin.families.offices import note_office
from spectron.extraction.builtin.grammar.phrases import Chunk, Noun
from spectron.extraction.builtin.lexis.senses import members
from spectron.extraction.builtin.lexis.words import fold_word, listed, mapped, places
from spectron.extraction.builtin.scene.evidence import each_noun, name_spans
from spectron.extraction.builtin.scene.kinds import head_matches
from spectron.extraction.builtin.scene.names import name_text
from spectron.extraction.builtin.scene.scene import Scene

_ANIMAL = frozenset({"furry", "four-legged", "fluffy"})
_WITH_GROUPS = frozenset({"", "with", "for", "to", "of"})  # not "better than I get from my own kids"
_FORMER = frozenset({"former", "ex", "late", "old"})


@rule("noun phrase")
def note_noun(ledger: Ledger, noun: Noun, prep: str) -> None:
    """Keep the mentions that a noun phrase makes, and the ties between them that it takes for granted."""
    if noun.holder is not None:
        note_noun(ledger, noun.holder, "")
    if noun.pronoun:
        return
    scene = ledger.scene
    _note_modifiers(ledger, noun)
    place = scene.resolve(noun, prep)
    holder = scene.holder(noun)
    kin = noun.head.lemma
    if place is not None and scene.mentions[place].role in listed("household_kin"):
        if prep in _WITH_GROUPS:
            _note_group(ledger, noun, place)
    elif place is not None and kin in mapped("kin") and noun.head.tag != "NNS":
        _note_kin(ledger, noun, kin, place)
    elif place is not None and scene.is_office(noun):
        start = next(
            token.start for token in noun.tokens if token.tag not in ("PRP$", "DT") and token.start >= _own(noun)
        )
        title = scene.turn.content[start : noun.head.end]
        ledger.keep(Claim(place, "job_title", title, scene.quote(noun.start, noun.end), confidence=0.85))
    elif holder is not None and not _in_compound(noun):
        _note_belonging(ledger, noun, holder)
    note_office(ledger, noun)


@rule("name of a role")
def note_named(ledger: Ledger) -> None:
    """The ties to people whose names came later than their roles: "my physio's name is Bram"."""
    scene = ledger.scene
    for place, mention in enumerate(scene.mentions):
        if mention.role is None or mention.holder is None or mention.label == mention.role:
            continue
        key = mapped("kin").get(mention.role, "")
        if key == "manages" and mention.quote.text.lower().startswith("our "):
            continue
        if key in ("manages", "reports_to"):
            ledger.keep(Claim(mention.holder, key, mention.label, mention.quote, object=place, confidence=0.85))
        elif key == "family":
            told = f"{mention.role} {mention.label}"
            ledger.claims[:] = [
                replace(claim, value=told)
                if (claim.about, claim.key, claim.value) == (mention.holder, key, mention.role)
                else claim
                for claim in ledger.claims
            ]
        elif key and not key.endswith(("_of", "_to", "_with")):
            ledger.keep(Claim(mention.holder, key, mention.label, mention.quote, confidence=0.85))
        if (
            key
            and mention.role in members("occupation")
            and not key.endswith(("_of", "_to", "_with"))
            and key != "manages"
        ):
            ledger.keep(Claim(place, "job_title", mention.role, mention.quote, confidence=0.8))


def _own(noun: Noun) -> int:
    """Where the phrase itself begins behind the one who has it: "Tom's deckhand Bo"."""
    return noun.start if noun.holder is None else noun.holder.end + 2


def _note_group(ledger: Ledger, noun: Noun, place: int) -> None:
    """Whose parents or children a group is; a phrase that only points back to one ("this person") tells nothing."""
    mention = ledger.scene.mentions[place]
    key = mapped("group_kin").get(noun.head.norm)
    if key is None or mention.holder is None or mention.holder == place or not noun.tokens:
        return
    quote = ledger.scene.quote(noun.start, noun.end)
    target = place if key.endswith(("_of", "_with")) else None
    ledger.keep(Claim(mention.holder, key, mention.label, quote, object=target, confidence=0.8))


def note_names(scene: Scene, chunks: Sequence[Chunk]) -> None:
    """Mention every name of a sentence whose type is plain, whatever is said of it."""
    for place, chunk in enumerate(chunks):
        before = chunks[place - 1] if place else None
        prep = before.word if before is not None and before.kind == "prep" else ""
        for noun in each_noun(chunk.noun):
            for words, _ in name_spans(noun):
                type_ = scene.type_of_name(words, prep)
                if type_:
                    scene.add(words, type_)


def _note_modifiers(ledger: Ledger, noun: Noun) -> None:
    """Places named inside a phrase, and events that have a name: "the Denver office", "the Valencia marathon"."""
    inner = [token for token in noun.tokens if token.tag == "NNP"]
    if noun.name or not inner or noun.holder is not None:
        return
    name = name_text(inner)
    if fold_word(name) in places():
        ledger.scene.add_label(name, "location", inner[0].start, inner[-1].end)
    if head_matches(noun, "event") and noun.det in ("the", ""):
        text = ledger.scene.turn.content[noun.bare_start : noun.end]
        ledger.scene.add_label(text, "event", noun.start, noun.end)


def _in_compound(noun: Noun) -> bool:
    """Whether the head is followed by a further noun of the phrase, so that it only describes it."""
    return not noun.name and noun.tokens[-1] is not noun.head


def _note_kin(ledger: Ledger, noun: Noun, kin: str, place: int) -> None:
    """The tie between a relative and whose relative it is."""
    mention = ledger.scene.mentions[place]
    key = mapped("kin")[kin]
    former = any(one.norm in _FORMER for one in noun.modifiers)
    key = "friend_of" if former and key == "lives_with" else key
    former = former and key != "friend_of"
    furry = any(one.norm in _ANIMAL for one in noun.modifiers)
    if mention.holder is None or mention.holder == place or former or furry:
        return
    if kin == "old" and noun.tokens[1].tag == "CD":
        ledger.keep(Claim(place, "age", noun.tokens[1].text, ledger.scene.quote(noun.start, noun.end)))
    for one in noun.modifiers:
        if one.norm.endswith(("-year-old", "-years-old")):
            ledger.keep(Claim(place, "age", one.norm.split("-")[0], ledger.scene.quote(noun.start, noun.end)))
    about, target, label = mention.holder, place, mention.label
    if key == "ex_partner" and label == kin:
        return
    if not key.endswith(("_of", "_to", "_with")) and key != "manages":
        if key != "family" and label == kin:
            return
        value = label if label == kin or key != "family" else f"{kin} {label}"
        ledger.keep(Claim(about, key, value, ledger.scene.quote(noun.start, noun.end), confidence=0.85))
        return
    if key in ("manages", "reports_to") and label == kin:
        return
    if key == "manages" and noun.det == "our":
        ledger.keep(Claim(place, "job_title", kin, ledger.scene.quote(noun.start, noun.end), confidence=0.8))
        return
    ledger.keep(Claim(about, key, label, ledger.scene.quote(noun.start, noun.end), object=target, confidence=0.85))


def _note_belonging(ledger: Ledger, noun: Noun, holder: int) -> None:
    """A pet or vehicle that the phrase says somebody has."""
    scene = ledger.scene
    quote = scene.quote(noun.start, noun.end)
    if head_matches(noun, "animal") and noun.head.tag != "NNS":
        label = noun.head.lemma
        if noun.name and noun.head not in noun.name:
            label = name_text(noun.name)
            pet = scene.add_label(label, "pet", noun.name[0].start, noun.name[-1].end)
            ledger.keep(Claim(pet, "species", noun.head.lemma, quote))
        ledger.keep(Claim(holder, "pet", label, quote, confidence=0.85))
    elif any(token.norm in listed("vehicle_brands") for token in noun.tokens) and noun.name:
        label = name_text(noun.name)
        scene.add_label(label, "vehicle", noun.name[0].start, noun.name[-1].end)
        ledger.keep(Claim(holder, "vehicle", label, quote, confidence=0.85))
