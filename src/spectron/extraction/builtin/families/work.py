"""What people do for a living: their post, their trade, and where they work."""

from collections.abc import Sequence
from typing import NamedTuple

from spectron.domain.candidate import Claim
from spectron.extraction.builtin.claims.framing import at_complement, of_end, tidy, value_of
from spectron.extraction.builtin.claims.ledger import Ledger, Reading, Setting, rule
from spectron.extraction.builtin.grammar.clauses import Clause, Complement
from spectron.extraction.builtin.grammar.phrases import Noun, Verb
from spectron.extraction.builtin.lexis.words import fold_word, listed, places
from spectron.extraction.builtin.scene.kinds import head_matches, is_title, passes
from spectron.extraction.builtin.scene.names import name_text
from spectron.extraction.dates import TimeRelation

_EMPLOYED = frozenset({"work", "intern", "temp", "freelance", "consult", "moonlight", "slave away", "toil"})
_LEADING = frozenset({"run", "head", "lead", "manage", "oversee", "direct", "coordinate", "head up"})
_CHAIRED = frozenset({"board", "committee", "council", "panel", "department", "trust", "society", "association"})
_LEADERS = frozenset({"chair", "co-chair", "captain", "steward", "helm"})
_NEAR = frozenset({"in", "on", "near", "outside", "off"})
_LASTING = frozenset({TimeRelation.FOR, TimeRelation.UNTIL, TimeRelation.SPAN, TimeRelation.DURING, TimeRelation.SINCE})
_SITE_SLOTS = frozenset({"at", "for", "with", "in"})


class Site(NamedTuple):
    """A workplace that a clause names or describes."""

    complement: Complement
    noun: Noun


@rule("trade")
def read_work(ledger: Ledger, setting: Setting, about: int, verb: Verb) -> None:
    """What a clause with a full verb tells of somebody's work, beyond the frames of its verb."""
    if not _may_tell_work(ledger, setting, about, verb):
        return
    site = find_site(ledger, setting.clause)
    trade = _find_trade(ledger, setting, verb, site) or _find_chore(ledger, setting, verb)
    if trade:
        ledger.enter(setting, Reading(about, "job_title", trade))
    if site is not None and trade:  # the van that somebody drives for a firm is the firm's
        ledger.claims[:] = [claim for claim in ledger.claims if not _is_tool(claim, about, setting)]
    if site is not None and (trade or verb.lemma in _EMPLOYED):
        enter_site(ledger, setting, about, site)


def _is_tool(claim: Claim, about: int, setting: Setting) -> bool:
    """Whether a claim makes what somebody works with their own."""
    return (claim.about, claim.key, claim.quote.start) == (about, "vehicle", setting.clause.start)


def _may_tell_work(ledger: Ledger, setting: Setting, about: int, verb: Verb) -> bool:
    """Whether a clause of a person speaks of what is done as a rule, not of one deed or of what lies ahead."""
    if ledger.scene.mentions[about].type != "person" or verb.passive or verb.modal not in ("", "used"):
        return False
    if verb.form != "past" or verb.modal == "used" or verb.lemma in _EMPLOYED | listed("sure_trades"):
        return verb.form != "inf" and not (verb.form == "past" and _is_dated(setting.clause))
    return setting.clause.is_timed(*_LASTING)


def _is_dated(clause: Clause) -> bool:
    """Whether a clause speaks of one point in time."""
    return clause.is_timed(TimeRelation.AT)


def find_site(ledger: Ledger, clause: Clause) -> Site | None:
    """The first complement that can be a workplace: "at Acme", "for a bank", "in a bakery"."""
    for one in clause.complements:
        if one.noun is None or one.prep not in _SITE_SLOTS:
            continue
        type_ = ledger.scene.type_of(one.noun, one.prep)
        guessed = type_ == "location" and fold_word(name_text(one.noun.name)) not in places()
        named = one.prep != "in" and passes("org", one.noun, one.prep, "" if guessed else type_)
        if named or passes("workplace", one.noun, one.prep, ""):
            return Site(one, one.noun)
    return None


def _find_trade(ledger: Ledger, setting: Setting, verb: Verb, site: Site | None) -> str:
    """The activity that is somebody's trade: "translate patents", "run procurement"; nothing where it is none."""
    clause = setting.clause
    living = next((one for one in clause.complements if one.prep == "for" and one.word == "living"), None)
    content = ledger.scene.turn.content
    if living is not None:
        return tidy(content[verb.start : living.start])
    thing = next((one for one in clause.complements if not one.prep and not one.listed), None)
    whole = setting.end <= clause.end  # nothing hangs on, as in "I teach singing"
    teaching = whole and verb.lemma == "teach" and verb.form == "present" and not verb.progressive
    if teaching and (thing is None or (thing.noun is not None and thing.noun.pronoun == "them")):
        return tidy(content[verb.start : verb.start + len(verb.norm)])
    if thing is None or thing.noun is None:
        alone = site is not None and verb.lemma in listed("lone_trades")
        return tidy(content[verb.start : verb.start + len(verb.norm)]) if alone else ""
    if (
        thing.noun.pronoun
        or thing.noun.head.norm.endswith("self")
        or thing.noun.holder is not None
        or thing.noun.tokens[0].tag == "PRP$"
    ):
        return ""
    phrase = tidy(content[verb.start : of_end(clause, thing)])
    return phrase if _is_trade(verb, thing.noun, site is not None) else ""


def _is_trade(verb: Verb, thing: Noun, at_work: bool) -> bool:
    """Whether doing this to such a thing, perhaps at a workplace, is what somebody is paid for."""
    if verb.lemma in _LEADERS:
        return head_matches(thing, "group") or thing.head.norm in _CHAIRED
    if verb.lemma in _LEADING and at_work:
        return _is_function(thing)
    if verb.lemma in _LEADING or verb.lemma == "do":
        field = verb.lemma != "do" and not thing.det and not thing.name and thing.head.norm.endswith("ing")
        return field or passes("craft", thing, "", "")
    bare = not thing.det and not thing.name and thing.head.tag in ("NN", "NNS") and not head_matches(thing, "stuff")
    sure = verb.lemma in listed("sure_trades") and bare
    return not verb.progressive and (sure or (at_work and verb.lemma in listed("trades")))


def _is_function(noun: Noun) -> bool:
    """Whether a phrase names a field of work, and neither people nor a firm: "procurement", "the night shift"."""
    firm = bool(noun.det) and head_matches(noun, "organisation")
    vague = noun.pronoun or head_matches(noun, "stuff")
    return not noun.name and not firm and not vague and not passes("person", noun, "", "")


def _find_chore(ledger: Ledger, setting: Setting, verb: Verb) -> str:
    """The part somebody has in a firm: "does the books", "does the flying"; not the work of a household."""
    if verb.lemma != "do" or verb.progressive:
        return ""
    for one in setting.clause.complements:
        noun = one.noun
        if noun is None or one.prep or noun.det != "the" or noun.name or head_matches(noun, "household"):
            continue
        acting = noun.head.norm.endswith("ing") or noun.head.norm in ("books", "accounts", "payroll", "admin")
        if acting and len(noun.tokens) < 4:
            return tidy(ledger.scene.turn.content[verb.start : one.end])
    return ""


def enter_site(ledger: Ledger, setting: Setting, about: int, site: Site, mode: str = "state") -> None:
    """Keep where somebody works, and the place in which that lies."""
    scene, noun = ledger.scene, site.noun
    if (noun.start, noun.end) in scene.described:
        target = scene.described[noun.start, noun.end]
    elif noun.name and noun.head.tag == "NNP":
        target = scene.add(noun.name, "organisation")
    else:
        text = tidy(scene.turn.content[noun.bare_start : of_end(setting.clause, site.complement)])
        target = scene.add_label(text, "organisation", noun.start, noun.end)
    ledger.enter(setting, Reading(about, "works_at", scene.mentions[target].label, target, mode))
    place = find_ground(ledger, setting.clause.complements, site.complement)
    if place is None:
        return
    if noun.name:
        ledger.enter(setting, Reading(target, "location", place, None, "lasting"))
    elif mode == "state" and setting.clause.verb is not None and setting.clause.verb.form != "past":
        ledger.enter(setting, Reading(about, "location", place, None, "lasting", 0.7))


def find_ground(ledger: Ledger, complements: Sequence[Complement], site: Complement) -> str | None:
    """The place right behind a workplace, in which it lies: "at a school in Cardiff"."""
    after = [one for one in complements if one.start >= site.end]
    if not after or after[0].noun is None or after[0].prep not in _NEAR or after[0].start - site.end > 1:
        return None
    noun = after[0].noun
    if not noun.name or not passes("place", noun, after[0].prep, ledger.scene.type_of(noun, after[0].prep)):
        return None
    ledger.scene.add(noun.name, "location")
    return name_text(noun.name)


@rule("employer")
def read_employer(ledger: Ledger, setting: Setting, about: int, complement: Complement) -> None:
    """A nurse at St Mary's; a cook for a care home; at Acme."""
    noun = complement.noun
    if noun is None or complement.prep not in ("at", "for", "with") or ledger.scene.mentions[about].type != "person":
        return
    setting = at_complement(setting, complement)
    words = {one.word for one in setting.clause.complements}
    titled = any(not one.prep and one.noun is not None and is_title(one.noun) for one in setting.clause.complements)
    named = bool(noun.name) and noun.head.tag == "NNP"
    if named and passes("school", noun, "at", "") and (not titled or "student" in words):
        target = ledger.scene.add(noun.name, "organisation")
        ledger.enter(setting, Reading(about, "studied_at", ledger.scene.mentions[target].label, target))
    elif "year" in words:
        return
    elif named:
        type_ = ledger.scene.type_of(noun, complement.prep)
        if passes("org", noun, complement.prep, type_) and (titled or _is_at_work(ledger, setting, complement)):
            enter_site(ledger, setting, about, Site(complement, noun))
    elif titled and not complement.listed and (passes("workplace", noun, complement.prep, "") or _is_bare(complement)):
        enter_site(ledger, setting, about, Site(complement, noun))


def _is_bare(complement: Complement) -> bool:
    """Whether the phrase is an ordinary noun without article: "teacher at school nr 7"."""
    noun = complement.noun
    bare = noun is not None and not noun.det and not noun.name and noun.head.tag != "CD"
    return bare and complement.prep == "at" and noun is not None and noun.head.norm not in listed("at_states")


def _is_at_work(ledger: Ledger, setting: Setting, complement: Complement) -> bool:
    """Whether being at a place with such a name is to work there: "I'm at Fenwick", but "we're at Elderholm"."""
    subject, noun = setting.clause.subject, complement.noun
    if complement.prep != "at" or noun is None:
        return False
    if ledger.scene.type_of(noun) == "organisation":
        return True
    known = subject is not None or bool({"still", "now", "back"} & set(setting.clause.adverbs))
    known = known or any(one.prep == "on" for one in setting.clause.complements)  # "on call at Fenwick"
    return known and (subject is None or subject.pronoun != "we")


@rule("office")
def read_office(ledger: Ledger, setting: Setting, about: int, title: Complement) -> None:
    """The firm of which somebody is head: "treasurer of Fenland Choir"."""
    following = next((one for one in setting.clause.complements if one.start >= title.end), None)
    noun = following.noun if following is not None and following.prep == "of" else None
    if following is None or noun is None or title.noun is None or not head_matches(title.noun, "offices"):
        return
    if noun.name and noun.head.tag == "NNP" and passes("org", noun, "of", ledger.scene.type_of(noun)):
        enter_site(ledger, setting, about, Site(following, noun))


@rule("job")
def read_job(ledger: Ledger, setting: Setting, about: int, verb: Verb) -> None:
    """A job at Acme as a tester; a teaching job in a primary school; the head nurse position."""
    clause = setting.clause
    job = next(
        (one for one in clause.complements if one.noun and not one.prep and one.noun.head.lemma in listed("posts")),
        None,
    )
    if job is None or job.noun is None:
        return
    mode = {"have": "state", "quit": "end", "leave": "end", "lose": "end"}.get(verb.lemma, "change")
    post = _name_post(ledger, job.noun)
    if post:
        ledger.enter(setting, Reading(about, "job_title", post, None, mode))
    for one in clause.complements:
        if one.noun is None or one.start < job.end:
            continue
        if one.prep == "as":
            ledger.enter(setting, Reading(about, "job_title", value_of(ledger, setting, one, mode), None, mode))
    after = [one for one in clause.complements if one.start >= job.end]
    site = find_site(ledger, _only(clause, after))
    if site is not None:
        enter_site(ledger, setting, about, site, mode)


def _only(clause: Clause, complements: Sequence[Complement]) -> Clause:
    """The clause with some of its complements only."""
    return Clause(
        clause.subject, clause.verb, tuple(complements), clause.times, clause.adverbs, clause.link, clause.parent,
        clause.start, clause.end,
    )  # fmt: skip


def _name_post(ledger: Ledger, noun: Noun) -> str:
    """What a job is called by the words before it, or by itself: "teaching job", "apprenticeship"."""
    content = ledger.scene.turn.content
    if noun.head.lemma in listed("apprenticeships"):
        return tidy(content[noun.bare_start : noun.end])
    kinds = [one for one in noun.modifiers if one.norm not in listed("plain_posts") and one.tag not in ("DT", "PRP$")]
    telling = bool(kinds) and all(
        one.tag in ("NN", "VBG", "NNP") or one.norm in listed("title_modifiers") for one in kinds
    )
    return tidy(content[kinds[0].start : noun.head.start]) if telling and noun.holder is None else ""
