"""Short ways of telling what lies ahead: who marries, who comes to the house, where one starts, the leaving do."""

import re

from spectron.domain.conversation import Turn
from spectron.extraction.builtin.cues.ahead.names import is_kin, is_outing, is_public, name_noun, name_of
from spectron.extraction.builtin.cues.ahead.words import among, words_behind
from spectron.extraction.builtin.grammar.clauses import SPEAKER, Clause
from spectron.extraction.builtin.grammar.parsing import Sentence
from spectron.extraction.builtin.grammar.phrases import Noun, Verb
from spectron.extraction.builtin.lexis.words import fold_word, given_names
from spectron.extraction.builtin.scene.kinds import head_matches

WEDDING = "wedding"
_DO = re.compile(
    r"(?i)\b(?:(?:my|our|the) )?((?:\w+(?:'s|s'|s)? )?"
    r"(?:leaving|christmas|xmas|work|works|office|engagement|retirement|staff|birthday|farewell|summer) do)(?:'s| is)\b"
)


def read_wedding(clause: Clause, verb: Verb) -> str:
    """Whose wedding it is, where a clause says that somebody gets married: the speaker's own, or "sister's wedding"."""
    marries = verb.lemma == "get" and any(one.word == "married" and not one.prep for one in clause.complements)
    who = clause.subject
    if not marries or verb.negated or who is None:
        return ""
    if who.pronoun:
        return WEDDING if who.pronoun in SPEAKER else ""
    return name_of(who, WEDDING) if is_kin(who) or _is_named(who) else ""


def read_visitors(turn: Turn, clause: Clause, verb: Verb) -> str:
    """The inspectors are in on Monday; the plumber is coming tomorrow: "inspectors' visit"."""
    who = clause.subject
    if who is None or verb.negated or verb.passive or not {who.head.lemma, who.head.norm} & among("visitors"):
        return ""
    comes = verb.lemma in ("come", "visit", "arrive", "come over", "come round")
    there = verb.lemma == "be" and bool({*words_behind(turn, clause)} & among("here"))
    return name_of(who, "visit") if comes or there else ""


def read_first_day(clause: Clause, verb: Verb) -> str:
    """I start at the bakery tomorrow: "starting at the bakery"."""
    where = clause.first
    noun = where.noun if where is not None else None
    if verb.lemma not in ("start", "begin") or where is None or where.prep not in ("at", "with") or noun is None:
        return ""
    works = noun.name or any(head_matches(noun, kind) for kind in ("workplaces", "organisation", "venue"))
    if noun.pronoun or noun.head.tag == "CD" or not works:
        return ""
    return f"starting {where.prep} {'the ' if noun.det else ''}{name_noun(noun)}"


def read_do(sentence: Sentence, clause: Clause, verb: Verb) -> str:
    """Our leaving do is on Friday: a "do", which else is a verb."""
    found = _DO.search(sentence.text) if verb.lemma == "be" and not verb.negated and " do" in sentence.folded else None
    begins = found is not None and clause.start <= sentence.start + found.end()
    return found[1] if found is not None and begins and clause.times else ""


def read_bare(clause: Clause) -> str:
    """It's sports day on Friday, tonight is our school reunion: what a day is, whosever it is."""
    noun = clause.find_noun()
    if noun is None or not is_outing(noun) or is_public(noun) or noun.det in ("a", "an", "no", "this", "that"):
        return ""
    return name_noun(noun, clause)


def read_gerund(clause: Clause, verb: Verb) -> str:
    """Viewing tomorrow at 5 with the agent: a gerund that names what one attends."""
    alone = clause.subject is None and not clause.find_noun()
    return verb.norm if alone and verb.form == "ing" and verb.norm in among("outing") else ""


def read_off_to(sentence: Sentence, clause: Clause) -> str:
    """Off to a gig tonight."""
    first = clause.first
    noun = first.noun if first is not None else None
    if first is None or noun is None or first.prep not in ("to", "off to") or not is_outing(noun):
        return ""
    lead = sentence.folded[: max(first.start - sentence.start, 0)].split()
    return name_noun(noun, clause) if "off" in (*lead[-3:], *first.prep.split()) else ""


def _is_named(who: Noun) -> bool:
    return bool(who.name) and not who.det and fold_word(who.name[0].text) in given_names()
