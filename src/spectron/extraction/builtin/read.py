"""One turn read into candidates: each role in its own way."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from spectron.domain.candidate import ASSISTANT, Claim, Directive, Extraction, Mention, Window
from spectron.domain.conversation import Role, Turn
from spectron.extraction.builtin.amendments.backdrop import Recall
from spectron.extraction.builtin.amendments.corrections import read_corrections
from spectron.extraction.builtin.amendments.endings import join_changes, read_endings
from spectron.extraction.builtin.amendments.signals import Signal, read_signals
from spectron.extraction.builtin.claims.ledger import Ledger, Refusal
from spectron.extraction.builtin.cues.reading import read_cues
from spectron.extraction.builtin.families.contacts import read_contacts
from spectron.extraction.builtin.families.forms import read_form
from spectron.extraction.builtin.families.intros import read_signature
from spectron.extraction.builtin.families.relatives import note_named, note_names
from spectron.extraction.builtin.grammar.parsing import Sentence, parse_turn
from spectron.extraction.builtin.grammar.vocatives import find_addressee
from spectron.extraction.builtin.orders.directives import read_directives
from spectron.extraction.builtin.scene.evidence import gather_hints
from spectron.extraction.builtin.scene.scene import Scene
from spectron.extraction.builtin.stance.fiction import is_fiction
from spectron.extraction.builtin.statements.dating import settle_dates
from spectron.extraction.builtin.statements.statements import read_sentence
from spectron.extraction.builtin.tools.pages import read_page
from spectron.extraction.builtin.tools.records import read_records

_RECALLED = 7


@dataclass(frozen=True, slots=True)
class Walk:
    """A turn that was read: what it proposes, what was refused on the way, and its sentences where it has any."""

    extraction: Extraction
    refusals: Sequence[Refusal]
    sentences: tuple[Sentence, ...] = ()
    fiction: bool = False


def read(turn: Turn, window: Window) -> Extraction:
    """What this turn teaches, given the turns and entities before it; pure, linear in the length of the turn."""
    return walk(turn, window).extraction


def walk(turn: Turn, window: Window, again: bool = False) -> Walk:
    """The same with all that was seen on the way; `again` leaves out the orders of a turn that is only recalled."""
    ledger = Ledger(Scene(turn, window))
    if turn.role is Role.TOOL and read_records(ledger):
        return Walk(_close(ledger, ()), ledger.refusals)
    sentences = parse_turn(turn, find_addressee(turn, window))
    for sentence in sentences:
        gather_hints(sentence.chunks, ledger.scene.customs, ledger.scene.hints)
    ruled = turn.role in (Role.USER, Role.SYSTEM) and not again
    directives = read_directives(ledger.scene, sentences) if ruled else ()
    fiction = is_fiction(turn, window)
    if turn.role is Role.TOOL:
        read_page(ledger)
    if not fiction:
        read_form(ledger)
        recall = _recall(turn, window)
        for sentence, signal in zip(sentences, read_signals(sentences), strict=True):
            _read_one(ledger, sentence, recall, signal)
            note_names(ledger.scene, sentence.chunks)
        settle_dates(ledger, sentences)
        note_named(ledger)
        read_contacts(ledger, sentences)
        read_signature(ledger)
        join_changes(ledger, recall)
    found = _close(ledger, directives)
    signals = () if fiction or again else read_cues(turn, sentences, window.turns)
    return Walk(replace(found, signals=signals), ledger.refusals, sentences, fiction)


def _read_one(ledger: Ledger, sentence: Sentence, recall: Recall, signal: Signal) -> None:
    """One sentence: with an eye to what was said before, or as statements."""
    if ledger.scene.turn.role is not Role.USER or sentence.asks:
        read_sentence(ledger, sentence)
        return
    before = len(ledger.claims)
    if not read_corrections(ledger, sentence, recall, signal):
        read_sentence(ledger, sentence)
    read_endings(ledger, sentence, before, recall)


def _recall(turn: Turn, window: Window) -> Recall:
    """Tells what was said in the turns just before, by anyone but another person: the latest first, as needed."""
    near = [one for one in window.turns if one.role is not Role.USER or one.name in (turn.name, None)][-_RECALLED:]
    bare = Window((), window.entities, window.speaker, window.entity_types)
    read_again = cache(lambda place: walk(near[place], bare, again=True).extraction)
    return lambda: map(read_again, reversed(range(len(near))))


def _trust_less(ledger: Ledger) -> None:
    """Of an assistant's word keep what is said of people, organisations and pets, at half the confidence."""
    mentions, claims = ledger.scene.mentions, ledger.claims[:]
    ledger.claims.clear()
    for claim in claims:
        about = mentions[claim.about]
        if about.principal == ASSISTANT and claim.key not in _ITS_OWN:
            ledger.refuse(claim, "the assistant has no life to tell of")
        elif about.principal is not None or about.type in _SPOKEN_OF:
            ledger.claims.append(replace(claim, confidence=0.5))
        else:
            ledger.refuse(claim, "the assistant's word about a thing is no news")


_ITS_OWN = frozenset({"commitment", "name", "nickname"})
_SPOKEN_OF = frozenset({"person", "organisation", "pet"})  # whom an assistant's word can be news about


def _close(ledger: Ledger, directives: tuple[Directive, ...]) -> Extraction:
    """All candidates of the turn."""
    mentions = tuple(ledger.scene.mentions)
    if ledger.scene.turn.role is Role.ASSISTANT:
        _trust_less(ledger)
    claims = tuple(
        name_object(claim, mentions)
        for claim in ledger.claims
        if claim.key != "name" or claim.value != mentions[claim.about].label or mentions[claim.about].principal
    )
    return Extraction(mentions, claims, directives, tuple(ledger.doubts))


def name_object(claim: Claim, mentions: Sequence[Mention]) -> Claim:
    """The claim with the label of its object for a value, as claims that are kept have it."""
    return claim if claim.object is None else replace(claim, value=mentions[claim.object].label)
