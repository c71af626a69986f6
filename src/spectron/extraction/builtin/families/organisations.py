"""What firms and other organisations are and do: their line of business, sites, size, founders and owners."""

from spectron.domain.text import fold
from spectron.extraction.builtin.claims.framing import tidy, trailing_end
from spectron.extraction.builtin.claims.ledger import Ledger, Reading, Setting, rule
from spectron.extraction.builtin.grammar.clauses import Clause, Complement
from spectron.extraction.builtin.grammar.phrases import Noun, Verb
from spectron.extraction.builtin.lexis.words import fold_word, given_names, listed, mapped
from spectron.extraction.builtin.scene.kinds import head_matches, passes
from spectron.extraction.builtin.scene.names import name_text

_OWN = frozenset({"works_at", "founded", "owns", "manages"})
_PLACING = frozenset({"in", "near", "outside", "on", "off", "around", "across"})


def find_firm(ledger: Ledger, clause: Clause) -> int | None:
    """The firm that a clause is about: a named one, a name that does what firms do, or the speaker's behind "we"."""
    subject, verb, scene = clause.subject, clause.verb, ledger.scene
    if subject is None or verb is None:
        return None
    if subject.pronoun in ("we", "us"):
        return find_own_firm(ledger, subject.start, subject.end) if _speaks_of_firm(clause, verb) else None
    if subject.det in ("our", "my") and not subject.name and _is_part_of_firm(subject):
        return find_own_firm(ledger, subject.start, subject.end, held=True)
    if subject.name and subject.head.tag == "NNP" and not scene.type_of(subject):
        known = scene.places.get(f"thing {fold(name_text(subject.name))}")
        if known is None and not _is_firm_clause(clause, verb, subject):
            return None
    place = scene.resolve(subject)
    if place is None and subject.name and _is_firm_clause(clause, verb, subject):
        place = scene.add(subject.name, "organisation")
    return place if place is not None and scene.mentions[place].type == "organisation" else None


def find_own_firm(ledger: Ledger, start: int, end: int, held: bool = False) -> int | None:
    """The firm where the speaker was just said to work, or which they founded; with "our", the last one known."""
    scene = ledger.scene
    for claim in reversed(ledger.claims):
        if scene.mentions[claim.about].principal is not None and claim.key in _OWN and claim.object is not None:
            return claim.object if scene.mentions[claim.object].type == "organisation" else None
    said = fold(" ".join(turn.content for turn in scene.window.turns[-2:]))
    for entity in scene.window.entities:
        if entity.type == "organisation":
            return scene.known(entity, start, end) if held or fold(entity.label) in said else None
    return None


def _speaks_of_firm(clause: Clause, verb: Verb) -> bool:
    """Whether "we" stands for a firm here: what is made or sold, how many we are, where we are based."""
    if verb.lemma in listed("firm_verbs"):
        return verb.form == "present"
    if verb.lemma == "base":
        return True
    nouns = [(one.prep, one.noun) for one in clause.complements if one.noun is not None]
    if verb.lemma == "have":
        return any(is_headcount(noun) or head_matches(noun, "branches") for _, noun in nouns)
    return verb.lemma == "be" and any(is_headcount(noun) or (prep == "in" and noun.name) for prep, noun in nouns)


def _is_firm_clause(clause: Clause, verb: Verb, subject: Noun) -> bool:
    """Whether an unknown name is a firm's by what is said of it."""
    if fold_word(subject.name[0].text) in given_names() or subject.det not in ("", "the"):
        return False
    if verb.lemma == "be" and not verb.passive:
        return any(
            not one.prep and one.noun is not None and one.noun.det in ("a", "an") and _is_kind_of_firm(one.noun)
            for one in clause.complements
        )
    if verb.passive:
        by = any(one.prep == "by" for one in clause.complements)
        return verb.lemma in listed("takeovers") | listed("ventures") and by
    if verb.lemma in listed("closings"):
        return verb.form == "past" and not any(not one.prep for one in clause.complements)
    return verb.lemma in listed("sure_firm_verbs") and verb.form == "present" and not verb.modal


def _is_part_of_firm(noun: Noun) -> bool:
    """Whether a phrase stands for the speaker's firm or its seat: "our office", "my company"."""
    return head_matches(noun, "generic_firms") or noun.head.lemma in ("office", "headquarters", "hq", "shop", "studio")


def _is_kind_of_firm(noun: Noun) -> bool:
    """Whether a phrase says what kind of firm something is: "a bicycle repair co-op"."""
    lists = ("organisation", "workplaces", "generic_firms")
    return not noun.name and any(head_matches(noun, name) for name in lists)


def is_headcount(noun: Noun) -> bool:
    """Whether a phrase counts the people of a firm: "forty people", "9 staff", "a team of twelve"."""
    return noun.tokens[0].tag == "CD" and head_matches(noun, "headcount")


@rule("firm")
def read_firm(ledger: Ledger, setting: Setting, firm: int) -> None:
    """What a clause with a full verb says of a firm."""
    verb = setting.clause.verb
    if verb is None or verb.modal or setting.negated:
        return
    if verb.passive or verb.form == "part":
        _read_origin(ledger, setting, firm, verb)
    elif verb.lemma in listed("closings"):
        ledger.enter(setting, Reading(firm, "status", "closed", None, "change"))
    elif verb.form in ("present", "ing"):
        if verb.lemma in listed("firm_verbs"):
            _read_business(ledger, setting, firm)
        if verb.lemma in ("have", "employ", "be", *listed("firm_verbs")):
            _read_size(ledger, setting, firm)
        if verb.lemma in ("have", "run", "operate", "open"):
            _read_branches(ledger, setting, firm)


@rule("kind of firm")
def read_firm_kind(ledger: Ledger, setting: Setting, firm: int) -> None:
    """What a clause with "to be" says of a firm: a cheese maker, forty people, in Hull."""
    scene, subject = ledger.scene, setting.clause.subject
    _read_size(ledger, setting, firm)
    if subject is not None and subject.pronoun == "it" and scene.mentions[firm].label.islower():
        return  # "I've still got my job at the library, and a van, so it's a mobile bookshop"
    for one in setting.clause.complements:
        noun = one.noun
        if noun is None or one.prep or noun.name or noun.pronoun or noun.det not in ("a", "an", "our", "my"):
            continue
        scene.described[noun.start, noun.end] = firm
        known = _is_kind_of_firm(noun) or head_matches(noun, "occupation")
        telling = known and any(token.tag in ("NN", "NNS", "JJ", "VBG", "NNP") for token in noun.modifiers)
        if telling or (known and not head_matches(noun, "generic_firms")):
            value = tidy(scene.turn.content[noun.bare_start : noun.end])
            ledger.enter(setting, Reading(firm, "industry", value, None, "lasting"))
        _read_ground(ledger, setting, firm, one)


def _read_business(ledger: Ledger, setting: Setting, firm: int) -> None:
    """What a firm makes, sells or looks after, and where."""
    thing = next((one for one in setting.clause.complements if not one.prep and one.noun is not None), None)
    if thing is None or thing.noun is None or thing.noun.pronoun or thing.noun.name or is_headcount(thing.noun):
        return
    if (
        thing.noun.det not in ("", "a", "an", "all")
        or thing.noun.holder is not None
        or head_matches(thing.noun, "stuff")
    ):
        return
    limit = _read_ground(ledger, setting, firm, thing)
    end = min(limit, trailing_end(setting.clause, thing))
    value = tidy(ledger.scene.turn.content[thing.noun.bare_start : end])
    ledger.enter(setting, Reading(firm, "industry", value, None, "lasting"))


def _read_ground(ledger: Ledger, setting: Setting, firm: int, before: Complement) -> int:
    """The place behind what a firm is or does; where its words begin."""
    for one in setting.clause.complements:
        if one.start < before.end or one.prep not in _PLACING or one.noun is None or not one.noun.name:
            continue
        if passes("place", one.noun, one.prep, ledger.scene.type_of(one.noun, one.prep)):
            label = name_text(one.noun.name)
            ledger.scene.add(one.noun.name, "location")
            ledger.enter(setting, Reading(firm, "location", label, None, "lasting"))
            return one.start
    return setting.end


def _read_size(ledger: Ledger, setting: Setting, firm: int) -> None:
    """How many people a firm has."""
    for one in setting.clause.complements:
        noun = one.noun
        counted = noun is not None and (not one.prep or bool(one.listed)) and is_headcount(noun)
        teamed = one.prep == "of" and noun is not None and noun.head.tag == "CD" and "team" in setting.sentence
        if noun is not None and (counted or teamed):
            value = tidy(ledger.scene.turn.content[noun.start : noun.end])
            ledger.enter(setting, Reading(firm, "size", value, None, "lasting"))


def _read_branches(ledger: Ledger, setting: Setting, firm: int) -> None:
    """Offices, shops and workshops that a firm has somewhere."""
    branch = False
    for one in setting.clause.complements:
        if one.noun is None:
            continue
        if one.prep == "in" and branch and one.noun.name:
            label = name_text(one.noun.name)
            if passes("place", one.noun, one.prep, ledger.scene.type_of(one.noun, one.prep)):
                ledger.scene.add(one.noun.name, "location")
                ledger.enter(setting, Reading(firm, "location", label, None, "lasting"))
        branch = head_matches(one.noun, "branches") or (branch and bool(one.listed) and one.prep == "in")


def _read_origin(ledger: Ledger, setting: Setting, firm: int, verb: Verb) -> None:
    """Who founded, bought or runs a firm: "set up by Ada Lindt in 1998", "bought by Fenwick"."""
    key = "founded" if verb.lemma in listed("ventures") else "owns" if verb.lemma in listed("takeovers") else ""
    if not key:
        return
    for one in setting.clause.complements:
        if one.prep != "by" or one.noun is None:
            continue
        who = find_agent(ledger, one.noun)
        if who is not None and who != firm:
            label = ledger.scene.mentions[firm].label
            ledger.enter(setting, Reading(who, key, label, firm, "lasting" if key == "founded" else "change"))


def find_agent(ledger: Ledger, noun: Noun) -> int | None:
    """The person or firm behind "by"."""
    scene = ledger.scene
    found = scene.resolve(noun)
    if found is not None or not noun.name or noun.head.tag != "NNP":
        return found
    person = fold_word(noun.name[0].text) in given_names() or (
        len(noun.name) > 1 and not head_matches(noun, "organisation")
    )
    return scene.add(noun.name, "person" if person else "organisation")


@rule("co-founder")
def read_partner(ledger: Ledger, setting: Setting, about: int, verb: Verb) -> None:
    """With whom somebody founded a firm: "I started it with my friend Ada"."""
    if verb.lemma not in listed("ventures"):
        return
    founded = [claim for claim in ledger.claims if (claim.about, claim.key) == (about, "founded")]
    for one in setting.clause.complements:
        if (
            one.prep == "with"
            and one.noun is not None
            and founded
            and passes("person", one.noun, "", ledger.scene.type_of(one.noun))
        ):
            who = ledger.scene.resolve(one.noun)
            if who is not None and ledger.scene.mentions[who].label not in mapped("kin"):
                ledger.enter(setting, Reading(who, "founded", founded[-1].value, founded[-1].object, "lasting"))
