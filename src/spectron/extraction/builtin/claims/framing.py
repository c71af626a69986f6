"""Verb frames: "works at Acme as a nurse" read by the rows of frames.tsv."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from spectron.extraction.builtin.claims.ledger import Ledger, Reading, Setting, rule
from spectron.extraction.builtin.grammar.clauses import Clause, Complement
from spectron.extraction.builtin.grammar.phrases import Noun
from spectron.extraction.builtin.lexis.words import Frame, fold_word, frames, places
from spectron.extraction.builtin.scene.kinds import brand_of, head_matches, passes, site_of
from spectron.extraction.builtin.scene.names import name_text

RELATIONS = frozenset(
    "works_at reports_to manages owns founded member_of married_to partner_of parent_of child_of sibling_of friend_of "
    "colleague_of neighbour_of located_in studied_at uses built lives_with".split()
)
_OBJECT_TYPES = {
    **dict.fromkeys(("reports_to", "married_to", "partner_of", "colleague_of"), "person"),
    **dict.fromkeys(("uses", "built"), "product"),
}
_TEST_TYPES = {
    "person": "person",
    "somebody": "person",
    "group": "organisation",
    "place": "location",
    "org": "organisation",
}
_THINGS = frozenset({"organisation", "project", "product", "vehicle"})
_TRAILING = frozenset({"of", "by", "about", "with", "for", "in", "from", "on", "at", "to"})


@dataclass(frozen=True, slots=True)
class Filled:
    """A frame whose slot a complement fills."""

    frame: Frame
    complement: Complement


def find_filled(ledger: Ledger, clause: Clause, lemmas: Sequence[str]) -> Iterator[Filled]:
    """The frames of these verbs that the clause fills; for each complement the first that fits."""
    rows = [row for lemma in lemmas for row in frames().get(lemma, ())]
    last: Filled | None = None
    for complement in clause.complements:
        slot = complement.prep or "obj"
        noun = complement.noun
        if noun is None:
            continue
        prep = "in" if complement.listed == "," and fold_word(name_text(noun.name)) in places() else complement.prep
        type_ = ledger.scene.type_of(noun, prep)
        fitting = (row for row in rows if row.slot == slot and passes(row.test, noun, prep, type_))
        found = next(fitting, last.frame if last is not None and _goes_on(last, complement) else None)
        last = Filled(found, complement) if found is not None else None
        if last is not None:
            yield last


def _goes_on(before: Filled, complement: Complement) -> bool:
    """Whether a plain plural goes on with a list of plain plurals: "grow tomatoes, beans and pumpkins"."""
    nouns = (before.complement.noun, complement.noun)
    same = bool(complement.listed) and before.complement.prep == complement.prep == "" and before.frame.slot == "obj"
    return same and all(one is not None and one.head.tag == "NNS" and len(one.tokens) == 1 for one in nouns)


def enter_filled(ledger: Ledger, setting: Setting, about: int, filled: Filled) -> None:
    """Keep the claim that a filled frame makes."""
    frame, complement = filled.frame, filled.complement
    noun = complement.noun
    if noun is None or _repeats_place(ledger, setting, filled):
        return
    if frame.mode.endswith(":all") and not _is_done(setting.clause):
        return
    frame, setting = _turn_round(frame, setting)
    value = value_of(ledger, setting, complement, frame.mode)
    if noun.pronoun:
        meant = ledger.scene.resolve(noun, complement.prep)
        if meant is None:
            return
        value = ledger.scene.mentions[meant].label
    target = None
    if frame.key in RELATIONS:
        target = find_object(ledger, frame, noun, complement.prep, of_end(setting.clause, complement))
        value = ledger.scene.mentions[target].label if target is not None else value
    else:
        value = _note_filler(ledger, frame, complement, noun, value)
    named = frame.key == "name" and _name_subject(ledger, setting, about, value)
    if target != about and not named:
        reading = Reading(about, frame.key, value, target, frame.mode, rule=frame.name)
        ledger.enter(deny_missing(at_complement(setting, complement), noun), reading)


def deny_missing(setting: Setting, noun: Noun) -> Setting:
    """The setting as a denial where there is none of what is named: "I own no car", "zero debt"."""
    verb = setting.clause.verb
    if verb is None or noun.tokens[0].norm not in ("no", "zero"):
        return setting
    return replace(setting, clause=replace(setting.clause, verb=replace(verb, negated=True)))


def _turn_round(frame: Frame, setting: Setting) -> tuple[Frame, Setting]:
    """A denied liking is a dislike ("not keen on sushi"), and "can't resist" denies nothing."""
    verb, denied = setting.clause.verb, setting.negated and not setting.ended
    turned = denied and (frame.key == "likes" or (frame.verb == "be" and frame.slot == "into"))
    if verb is None or not (turned or frame.verb.startswith("can't")):
        return frame, setting
    plain = replace(verb, form="present", modal="", negated=False, adverbs=())
    positive = replace(setting, clause=replace(setting.clause, verb=plain, adverbs=()))
    return (frame._replace(key="dislikes") if turned and not frame.verb.startswith("can't") else frame), positive


def _is_done(clause: Clause) -> bool:
    """Whether the verb tells what was done or is under way, not what somebody always does."""
    verb = clause.verb
    return verb is not None and (
        verb.form in ("past", "part") or verb.perfect or verb.passive or verb.lemma in ("have", "complete")
    )


def _note_filler(ledger: Ledger, frame: Frame, complement: Complement, noun: Noun, value: str) -> str:
    """Mention what fills the slot of an attribute where it is a thing of its own; the value, put in order."""
    if frame.test == "place":
        return _place_value(ledger, noun, value)
    if frame.test == "named":
        ledger.scene.resolve(noun, complement.prep)
    elif frame.test == "vehicle" and brand_of(noun):
        ledger.scene.add(tuple(brand_of(noun)), "vehicle")
    elif frame.test == "animal" and noun.head.tag == "NN" and not noun.name:
        ledger.scene.describe(noun, "pet")
    return value


@rule("naming")
def _name_subject(ledger: Ledger, setting: Setting, about: int, value: str) -> bool:
    """Give the subject its name where it was only described so far: "my manager is called Tom"."""
    mention = ledger.scene.mentions[about]
    if mention.type == "pet" and mention.label.islower():
        name_pet(ledger, setting, about, value)
        return True
    if mention.type in _THINGS and mention.label.islower() and mention.known is None and setting.stance.asserted:
        ledger.scene.rename(about, value)
        return True
    if mention.role != mention.label:
        return False
    if setting.stance.asserted and not setting.negated:
        ledger.scene.name_relative(about, value)
    elif setting.stance.doubt:
        ledger.doubt(setting, setting.stance.doubt, setting.stance.reason, None)
    return True


def _place_value(ledger: Ledger, noun: Noun, value: str) -> str:
    """The name of a place, which becomes a mention; "the Denver office" lies in Denver."""
    site = site_of(noun)
    if noun.name and not site:
        ledger.scene.add(noun.name, "location")
        return value
    ledger.scene.add_label(site or value, "location", noun.start, noun.end)
    return site or value


def at_complement(setting: Setting, complement: Complement) -> Setting:
    """The setting with the times of one member of a list or chain: "at Globo until 2019, then at Tern since 2020".

    A time behind all members counts for each: "at Globo and Tern since 2020".
    """
    clause = setting.clause
    listed = any(one.listed for one in clause.complements if one.start >= complement.start)
    if not listed and "then" not in clause.adverbs:
        return setting
    starts = [one.start for one in clause.complements]
    inner = [time for time in clause.times if starts[0] < time.start < starts[-1]]
    if not inner and "then" not in clause.adverbs:
        return setting
    following = [time for time in clause.times if time.start > complement.start]
    limit = min((start for start in starts if following and start > following[0].start), default=None)
    own = tuple(time for time in following if limit is None or time.start < limit)
    opening = tuple(time for time in clause.times if time.start < starts[0])
    return replace(setting, clause=replace(clause, times=own or opening))


def name_pet(ledger: Ledger, setting: Setting, place: int, name: str) -> None:
    """Give a pet that was only described its name, and keep the description as its species."""
    species = ledger.scene.mentions[place].label
    if not setting.stance.asserted or setting.negated:
        return
    ledger.scene.name_relative(place, name)
    ledger.claims[:] = [
        replace(claim, value=name) if claim.key == "pet" and claim.value.split(" ")[-1] == species else claim
        for claim in ledger.claims
    ]
    ledger.enter(setting, Reading(place, "species", species))


def _repeats_place(ledger: Ledger, setting: Setting, filled: Filled) -> bool:
    """Whether a place only says where the place before it lies: "Wellington, New Zealand"."""
    complements = setting.clause.complements
    before = complements[complements.index(filled.complement) - 1] if filled.complement.listed == "," else None
    if filled.frame.test != "place" or before is None or before.noun is None:
        return False
    return ledger.scene.type_of(before.noun, before.prep or "in") == "location"


def find_object(ledger: Ledger, frame: Frame, noun: Noun, prep: str, end: int = 0) -> int | None:
    """The mention a relation leads to; a described group or firm ("a bank") is a mention only by its name."""
    scene = ledger.scene
    found = (
        scene.resolve(noun, prep) if frame.test not in ("person", "somebody") or not noun.name else scene.resolve(noun)
    )
    if found is not None:
        mention = scene.mentions[found]
        wanted = _TEST_TYPES.get(frame.test)
        if not noun.name or mention.type == wanted or wanted is None:
            return found
    if noun.name and noun.head.tag == "NNP":
        return scene.add(noun.name, _TEST_TYPES.get(frame.test) or _OBJECT_TYPES.get(frame.key, "organisation"))
    if noun.pronoun or (frame.key == "member_of" and not _is_group(noun)):
        return None
    text = tidy(scene.turn.content[noun.bare_start : max(noun.end, end)])
    return scene.add_label(text, _OBJECT_TYPES.get(frame.key, "organisation"), noun.start, noun.end)


def _is_group(noun: Noun) -> bool:
    """Whether a phrase without a name describes something that has members."""
    return head_matches(noun, "group") or head_matches(noun, "organisation") or bool(noun.name)


def value_of(ledger: Ledger, setting: Setting, complement: Complement, mode: str) -> str:
    """The words of a complement as a value: without article, with what is attached to it where the mode asks so."""
    content = ledger.scene.turn.content
    noun = complement.noun
    start = noun.bare_start if noun else complement.start
    end = complement.end
    extra = mode.partition(":")[2]
    find_end = trailing_end if extra in ("rest", "verbrest") else of_end
    end = find_end(setting.clause, complement)
    if extra in ("all", "clause") and setting.clause.verb:
        return tidy(content[setting.clause.verb.start : setting.end])
    if extra == "prep":
        start = complement.start
    elif extra in ("verb", "verbrest") and setting.clause.verb and not complement.listed:
        start = setting.clause.verb.start
    return tidy(content[start:end])


def trailing_end(clause: Clause, complement: Complement) -> int:
    """Where the phrases end that hang on to this complement: "films by Kelly Reichardt"."""
    end = complement.end
    after = [one for one in clause.complements if one.start >= complement.end]
    for one in after:
        if one.prep not in _TRAILING or one.listed:
            break
        end = one.end
    return end


def of_end(clause: Clause, complement: Complement) -> int:
    """The end of the complement with an "of" phrase right behind it: "head of marketing"."""
    following = [one for one in clause.complements if one.start >= complement.end]
    return following[0].end if following and following[0].prep == "of" else complement.end


def tidy(text: str) -> str:
    """A value without the spaces and signs at its edges."""
    return " ".join(text.split()).strip(" ,;:.!?-\u2014\u2013()*\"'\u201c\u201d")
