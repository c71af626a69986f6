"""Infinitives, gerunds and participles that depend on another verb."""

from dataclasses import replace

from spectron.domain.temporal import Interval
from spectron.extraction.builtin.claims.framing import RELATIONS, enter_filled, find_filled, tidy
from spectron.extraction.builtin.claims.ledger import Ledger, Reading, Setting, rule
from spectron.extraction.builtin.claims.subjects import ELLIPTIC_VERBS, find_lemmas, find_subject
from spectron.extraction.builtin.families.eating import CONSUMING
from spectron.extraction.builtin.families.intentions import read_wish
from spectron.extraction.builtin.families.naming import name_thing
from spectron.extraction.builtin.families.organisations import read_firm
from spectron.extraction.builtin.families.properties import find_key
from spectron.extraction.builtin.families.studies import read_studies
from spectron.extraction.builtin.families.work import read_work
from spectron.extraction.builtin.grammar.clauses import Clause, find_outer
from spectron.extraction.builtin.grammar.parsing import Sentence
from spectron.extraction.builtin.grammar.phrases import Verb
from spectron.extraction.builtin.lexis.senses import members
from spectron.extraction.builtin.lexis.words import Frame, frames
from spectron.extraction.builtin.statements.actions import read_action
from spectron.extraction.dates import TimeRelation

_TASTES = frozenset({"love", "like", "hate", "prefer", "adore"})
_ACTIVITIES = frozenset({"any", "field", "habitual"})
_OPENINGS = frozenset({"start", "begin"})
_CLOSINGS = frozenset({"stop", "quit", "finish"})
_PHASES = frozenset({"go", "start", "begin", "continue", "keep", "grow up"})


def read_dependent(ledger: Ledger, sentence: Sentence, setting: Setting) -> None:
    """An infinitive, gerund or participle under another verb."""
    clause = setting.clause
    outer = find_outer(sentence.clauses, clause)
    if outer is None or clause.verb is None:
        return
    if clause.link == "part":
        _read_participle(ledger, sentence, setting)
        return
    if outer.verb is None or (clause.link == "inf" and _read_aim(ledger, setting, outer)):
        return
    ordered = outer.verb.form == "base" and outer.subject is None and outer.verb.lemma not in ELLIPTIC_VERBS
    if ordered and not outer.inherited:
        return
    about = find_subject(ledger, setting, outer.subject) if outer.subject else find_subject(ledger, setting, None)
    if about is None or outer.question:
        return
    if clause.link == "ing" and outer.verb.lemma in _PHASES and not clause.prep:
        begun = _since_then(setting) if outer.verb.lemma in _OPENINGS else setting
        read_action(ledger, begun, about, find_lemmas(clause.verb, clause))
        return
    if outer.verb.lemma in _CLOSINGS and _read_ceasing(ledger, setting, about):
        return
    if (clause.link == "ing" or outer.verb.lemma in _TASTES) and _read_taste(ledger, setting, outer, about):
        return
    _read_calling(ledger, setting, outer.verb, about)
    if clause.link == "inf":
        read_wish(ledger, setting, outer, about)


def _since_then(setting: Setting) -> Setting:
    """The setting of what was begun: "started learning the violin in April" holds since then, not in April only."""
    times = tuple(
        replace(one, relation=TimeRelation.SINCE, interval=Interval(one.interval.start, None))
        if one.relation is TimeRelation.AT
        else one
        for one in setting.clause.times
    )
    return replace(setting, clause=replace(setting.clause, times=times))


@rule("ceasing")
def _read_ceasing(ledger: Ledger, setting: Setting, about: int) -> bool:
    """Stopped working at Acme: the tie or the home that the gerund tells is over; True where it tells one."""
    clause = setting.clause
    if clause.verb is None or clause.link != "ing":
        return False
    over = replace(clause, verb=replace(clause.verb, negated=True), adverbs=(*clause.adverbs, "anymore"))
    found = False
    for filled in find_filled(ledger, clause, find_lemmas(clause.verb, clause)):
        if filled.frame.key in RELATIONS or filled.frame.key == "location":
            enter_filled(ledger, replace(setting, clause=over), about, filled)
            found = True
    return found


def _read_calling(ledger: Ledger, setting: Setting, outer: Verb, about: int) -> None:
    """Works nights stacking shelves; is in year 12 doing maths; was accepted to read law."""
    clause = setting.clause
    if clause.verb is None:
        return
    if clause.link == "ing" or outer.lemma in ("accept", "admit", "go"):
        read_studies(ledger, setting, about, clause.verb)
    if clause.link == "ing" and outer.lemma == "work":
        read_work(ledger, setting, about, clause.verb)


@rule("taste in doing")
def _read_taste(ledger: Ledger, setting: Setting, outer: Clause, about: int) -> bool:
    """Loves hiking, hates being late, is into painting: the gerund is what is liked."""
    clause, verb = setting.clause, outer.verb
    if verb is None or clause.verb is None or verb.modal in ("would", "will"):
        return False
    frame = find_gerund_frame(outer, clause.prep or "obj", clause.verb.norm)
    if frame is None:
        return False
    key, mode = frame.key, frame.mode.partition(":")[0]
    if verb.negated and key == "likes":
        key = "dislikes"
    once = verb.form == "past" and not verb.modal and not verb.perfect and mode not in ("end", "change")
    if (clause.link == "ing" and clause.verb.negated) or once:
        return True
    begin = clause.verb.begin if clause.link == "ing" else clause.verb.start
    value = _without_time(tidy(ledger.scene.turn.content[begin : setting.end]), clause)
    ended = mode == "end" or verb.modal == "used"
    if ended and clause.verb.lemma in CONSUMING:
        key, ended = "diet", False
        value = tidy(ledger.scene.turn.content[verb.start : setting.end])
    timeless = Setting(clause, setting.stance, setting.end, setting.sentence)
    ledger.enter(timeless, Reading(about, key, value, None, "end" if ended else "lasting"))
    return True


@rule("aim")
def _read_aim(ledger: Ledger, setting: Setting, outer: Clause) -> bool:
    """My goal is to read thirty books: the infinitive is the value of what the subject stands for."""
    verb, inner = outer.verb, setting.clause.verb
    if verb is None or inner is None or verb.lemma != "be" or outer.subject is None:
        return False
    holder, key = ledger.scene.holder(outer.subject), find_key(outer.subject)
    if holder is None or key not in _AIMS:
        return False
    value = tidy(ledger.scene.turn.content[inner.start : setting.end])
    ledger.enter(setting, Reading(holder, _AIMS[key], value, None, "fixed"))
    return True


_AIMS = {"goal": "goal", "likes": "likes", "hobby": "hobby", "plan": "plan"}


def _without_time(value: str, clause: Clause) -> str:
    """What is done without when it was: that is told beside it."""
    dated = (one.text for one in clause.times if one.relation is TimeRelation.AT)
    return next((tidy(value.removesuffix(text)) for text in dated if value.endswith(text)), value)


def find_gerund_frame(outer: Clause, slot: str, gerund: str) -> Frame | None:
    """The frame of the outer verb whose slot an activity can fill: loves hiking, is afraid of flying."""
    if outer.verb is None:
        return None
    rows = [row for lemma in find_lemmas(outer.verb, outer) for row in frames().get(lemma, ())]
    fitting = (row for row in rows if row.slot == slot and (row.test in _ACTIVITIES or _is_of(gerund, row.test)))
    return next(fitting, None)


def _is_of(gerund: str, test: str) -> bool:
    """Whether a gerund is of one of the classes that a frame asks for: "climbing" is a sport."""
    return test.startswith("~") and any(gerund in members(kind) for kind in test[1:].split(","))


def _read_participle(ledger: Ledger, sentence: Sentence, setting: Setting) -> None:
    """A boat called Marta; a firm based in Leeds; I'm Alice, CTO at Acme, based in Berlin."""
    clause, subject = setting.clause, setting.clause.subject
    if subject is None or clause.verb is None:
        return
    scene = ledger.scene
    if clause.verb.lemma in ("call", "name") and clause.complements and clause.complements[0].noun:
        outer = sentence.clauses[clause.parent].subject if clause.parent is not None else None
        foreign = outer is not None and outer is not subject and outer.pronoun not in ("", "i", "we", "there")
        name_thing(ledger, subject, clause.complements[0].noun, foreign)
        return
    about = _find_described(ledger, sentence, setting)
    if about is None:
        about = scene.resolve(subject)
    if about is not None:
        if scene.mentions[about].type == "organisation":
            read_firm(ledger, setting, about)
        read_action(ledger, setting, about, find_lemmas(clause.verb, clause))


def _find_described(ledger: Ledger, sentence: Sentence, setting: Setting) -> int | None:
    """The person whom a participle behind a comma describes: the subject of the sentence, not the word before it."""
    clause, scene = setting.clause, ledger.scene
    if clause.verb is None or not scene.turn.content[: clause.verb.start].rstrip().endswith(","):
        return None
    place = clause.parent
    while place is not None and sentence.clauses[place].subject is None:
        place = sentence.clauses[place].parent
    subject = sentence.clauses[place].subject if place is not None else None
    about = scene.resolve(subject) if subject is not None else None
    return about if about is not None and scene.mentions[about].type == "person" else None
