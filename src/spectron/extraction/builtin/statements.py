"""The statements of one sentence: each clause, what it is about, and what it says."""

from spectron.domain.candidate import Claim
from spectron.domain.conversation import Role
from spectron.domain.graph import DoubtKind
from spectron.extraction.builtin.actions import read_action, read_wish
from spectron.extraction.builtin.clauses import RELATIVE, Clause
from spectron.extraction.builtin.copula import read_be
from spectron.extraction.builtin.framing import tidy
from spectron.extraction.builtin.kinds import head_matches
from spectron.extraction.builtin.ledger import Ledger, Reading, Setting
from spectron.extraction.builtin.parsing import Sentence
from spectron.extraction.builtin.phrases import Noun, Verb
from spectron.extraction.builtin.relatives import note_noun
from spectron.extraction.builtin.scene import strip_honorific
from spectron.extraction.builtin.stance import STATED, judge
from spectron.extraction.builtin.words import listed, mapped

_INNER = frozenset({"inf", "ing", "part"})
_TASTES = {"love": "likes", "like": "likes", "enjoy": "likes", "adore": "likes", "hate": "dislikes", "dislike": "dislikes",
           "loathe": "dislikes", "detest": "dislikes", "prefer": "preference"}  # fmt: skip
_NAMING = frozenset({"called", "named"})


def read_sentence(ledger: Ledger, sentence: Sentence) -> None:
    """Enter all that one sentence states, doubts or takes for granted."""
    for place, clause in enumerate(sentence.clauses):
        if clause.end <= clause.start:
            continue
        setting = Setting(clause, judge(clause, sentence.clauses, sentence.folded), extent(sentence, place), sentence.folded, place)
        subject = clause.subject
        if subject is not None:
            note_noun(ledger, subject, "")
        for complement in clause.complements:
            if complement.noun is not None and not _is_predicate_kin(clause, complement.noun):
                note_noun(ledger, complement.noun, complement.prep)
        before = len(ledger.claims) + len(ledger.doubts)
        _read_clause(ledger, sentence, setting)
        _keep_doubt(ledger, setting, before)


def _is_predicate_kin(clause: Clause, noun: Noun) -> bool:
    """Whether the noun says whose relative a named subject is: "Yusuf is my brother"."""
    copula = clause.verb is not None and clause.verb.lemma == "be" and clause.subject is not None
    if not copula or clause.subject is None or noun.head.lemma not in mapped("kin") or noun.name:
        return False
    return bool(clause.subject.name) or clause.subject.pronoun in ("i", "he", "she", "they")


def extent(sentence: Sentence, place: int) -> int:
    """Where a clause ends together with the infinitives and gerunds that depend on it."""
    end = sentence.clauses[place].end
    inside = {place}
    for other, clause in enumerate(sentence.clauses):
        if other > place and clause.parent in inside and clause.link in (*_INNER, "that", "where"):
            inside.add(other)
            end = max(end, clause.end)
    return end


def _keep_doubt(ledger: Ledger, setting: Setting, before: int) -> None:
    """A doubtful statement that no rule could read is still worth keeping as a doubt."""
    stance, clause = setting.stance, setting.clause
    if stance.doubt is None or clause.verb is None or len(ledger.claims) + len(ledger.doubts) > before:
        return
    if stance.doubt is DoubtKind.NEEDS_VERIFICATION and clause.link in _INNER:
        return
    if ledger.scene.turn.role in (Role.USER, Role.TOOL) and not (clause.subject and clause.subject.pronoun == "you"):
        ledger.doubt(setting, stance.doubt, stance.reason, None)


def _read_clause(ledger: Ledger, sentence: Sentence, setting: Setting) -> None:
    """What one clause says of its subject."""
    clause, verb = setting.clause, setting.clause.verb
    if setting.stance is not STATED and setting.stance.doubt is None:
        return
    if verb is None:
        _read_fragment(ledger, setting)
        return
    if clause.link in _INNER and clause.parent is not None:
        _read_inner(ledger, sentence, setting)
        return
    if verb.form == "base" and clause.subject is None and not clause.inherited:
        return
    about = find_subject(ledger, setting, clause.subject)
    lemmas = find_lemmas(verb, clause)
    if verb.lemma == "be" and not verb.passive:
        read_be(ledger, setting, clause.subject, about)
    elif about is not None:
        read_action(ledger, setting, about, lemmas)


def find_subject(ledger: Ledger, setting: Setting, subject: Noun | None) -> int | None:
    """The mention a clause is about; where it names none, whoever is plainly left out."""
    scene, clause, verb = ledger.scene, setting.clause, setting.clause.verb
    if subject is not None:
        found = scene.resolve(subject)
        if found is None and subject.name and subject.head.tag == "NNP" and not subject.det and verb is not None:
            return scene.add(subject.name, "person") if _acts_like_person(verb) else None
        return found
    if scene.turn.role not in (Role.USER, Role.ASSISTANT) or verb is None:
        return None
    if verb.third and not verb.passive:
        return scene.pronoun("she", clause.start, clause.end) or scene.pronoun("he", clause.start, clause.end)
    if clause.link in RELATIVE or scene.turn.role is Role.ASSISTANT:
        return None
    return scene.speaker(clause.start, clause.end)


_PERSONAL = frozenset("live work study love like hate enjoy teach speak say tell think marry move join play want prefer".split())


def _acts_like_person(verb: Verb) -> bool:
    """Whether the verb is something that people do."""
    return verb.lemma in _PERSONAL


def find_lemmas(verb: Verb, clause: Clause) -> list[str]:
    """The names under which frames may list this verb, the most special first."""
    lemma = verb.lemma
    found = [lemma]
    if lemma == "get" and verb.perfect:
        found = ["have"]
    if verb.passive or (verb.form == "part" and clause.link == "part"):
        found = [f"be {lemma}", lemma] if lemma not in ("found", "run", "build", "love", "hate", "own", "manage") else []
    if lemma in ("stand", "bear", "abide") and verb.modal == "can" and verb.negated:
        found = [f"can't {lemma}"]
    if verb.modal == "would" and lemma in ("like", "love", "prefer"):
        found = []
    if lemma == "be":
        found.extend(f"be {complement.word}" for complement in clause.complements if complement.prep == "")
    return found


def _read_inner(ledger: Ledger, sentence: Sentence, setting: Setting) -> None:
    """An infinitive, gerund or participle under another verb."""
    clause = setting.clause
    outer = sentence.clauses[clause.parent] if clause.parent is not None else None
    if outer is None or clause.verb is None:
        return
    if clause.link == "part":
        _read_participle(ledger, setting)
        return
    if outer.verb is None:
        return
    about = find_subject(ledger, setting, outer.subject) if outer.subject else find_subject(ledger, setting, None)
    if about is None or outer.question:
        return
    if clause.link == "ing" or outer.verb.lemma in _TASTES:
        if _read_taste(ledger, setting, outer, about):
            return
    if clause.link == "inf":
        read_wish(ledger, setting, outer, about)


def _read_taste(ledger: Ledger, setting: Setting, outer: Clause, about: int) -> bool:
    """Loves hiking, hates being late, is into painting: the gerund is what is liked."""
    clause, verb = setting.clause, outer.verb
    if verb is None or clause.verb is None or verb.modal in ("would", "will"):
        return False
    key = _TASTES.get(verb.lemma)
    if verb.lemma == "be" and clause.prep in ("into", "on", "of", "about", "at"):
        adjective = {one.word for one in outer.complements}
        key = "likes" if adjective & {"fond", "keen", "crazy", "passionate", "mad"} or clause.prep == "into" else None
        key = "skill" if "good" in adjective else "fear" if adjective & {"afraid", "scared", "terrified"} else key
    if verb.lemma in ("stand", "bear") and verb.modal == "can" and verb.negated:
        key = "dislikes"
    elif key == "likes" and verb.negated:
        key = "dislikes"
    elif verb.lemma in ("quit", "stop", "give up") and clause.link == "ing":
        key = "habit"
    if key is None:
        return False
    value = tidy(ledger.scene.turn.content[clause.verb.start : setting.end])
    mode = "end" if verb.lemma in ("quit", "stop", "give up") else "lasting"
    mode = "state" if verb.modal == "used" else mode
    ledger.enter(setting, Reading(about, key, value, None, mode))
    return True


def _read_participle(ledger: Ledger, setting: Setting) -> None:
    """A boat called Marta; a firm based in Leeds."""
    clause, subject = setting.clause, setting.clause.subject
    if subject is None or clause.verb is None:
        return
    scene = ledger.scene
    if clause.verb.lemma in ("call", "name") and clause.complements and clause.complements[0].noun:
        name_thing(ledger, subject, clause.complements[0].noun)
        return
    about = scene.resolve(subject)
    if about is not None:
        read_action(ledger, setting, about, find_lemmas(clause.verb, clause))


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
            key = mapped("kin")[kin]
            own = scene.own(noun.start, noun.end)
            place = scene.relative(noun, kin, own)
            if key.endswith(("_of", "_to")):
                scene.name_relative(place, label)
                ledger.keep(Claim(own, key, label, scene.quote(noun.start, name.end), object=place))
        if scene.mentions[place].label == kin:
            scene.name_relative(place, label)
        return place
    customs = {custom.name for custom in scene.window.entity_types}
    type_ = kin if kin in customs else "pet" if head_matches(noun, "animals") else "vehicle" if head_matches(noun, "vehicles") else ""
    type_ = type_ or ("organisation" if head_matches(noun, "org_heads") else "project" if kin == "project" else "")
    if not type_:
        return scene.add(name.name, "person") if kin in listed("title_heads") else None
    place = scene.add_label(label, type_, name.start, name.end)
    key = {"pet": "pet", "vehicle": "vehicle"}.get(type_)
    if type_ == "pet":
        ledger.keep(Claim(place, "species", kin, scene.quote(noun.start, name.end)))
    if key and noun.det in ("a", "an", "my", "our"):
        ledger.keep(Claim(scene.own(noun.start, noun.end), key, label, scene.quote(noun.start, name.end)))
    return place


def _read_fragment(ledger: Ledger, setting: Setting) -> None:
    """A clause without a verb: "vegetarian here", "27", "still in Ghent"."""
    clause = setting.clause
    if ledger.scene.turn.role is not Role.USER or not clause.complements:
        return
    first = clause.complements[0]
    confirming = {"still", "yes", "yep", "yeah", "yup"} & set(clause.adverbs)
    plain = first.prep == "" and (first.word in mapped("status_words") or first.word in ("allergic", "based"))
    if not plain and not (first.prep in ("in", "at", "from") and confirming):
        return
    if len(clause.complements) == 1 or first.prep == "" or confirming:
        about = ledger.scene.speaker(clause.start, clause.end)
        read_be(ledger, setting, None, about)
