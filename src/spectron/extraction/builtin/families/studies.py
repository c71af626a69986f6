"""What people learn: subjects and degrees, at which school, in which year; languages and what they can do."""

from spectron.extraction.builtin.claims.framing import tidy
from spectron.extraction.builtin.claims.ledger import Ledger, Reading, Setting, rule
from spectron.extraction.builtin.grammar.clauses import Clause, Complement
from spectron.extraction.builtin.grammar.phrases import Noun, Verb
from spectron.extraction.builtin.lexis.senses import members
from spectron.extraction.builtin.lexis.words import fold_word, listed, places
from spectron.extraction.builtin.scene.kinds import head_matches, passes
from spectron.extraction.builtin.scene.names import name_text

_AT = frozenset({"at", "from", "with"})
_SPEAKING = frozenset(
    {"speak", "learn", "understand", "translate", "interpret", "practise", "practice", "study", "know"}
)
_EARNING = frozenset({"have", "get", "hold", "do", "finish", "complete", "take", "start", "earn"})
_SURE = frozenset({"study", "major", "graduate", "enrol", "enroll", "switch", "change", "train"})
_ORDINALS = frozenset("first second third fourth fifth sixth seventh eighth ninth tenth final last penultimate".split())


@rule("studies")
def read_studies(ledger: Ledger, setting: Setting, about: int, verb: Verb) -> None:
    """What a clause with a full verb tells of somebody's studies and languages."""
    if ledger.scene.mentions[about].type != "person" or verb.modal not in ("", "used", "can", "will", "going"):
        return
    if verb.lemma in _SPEAKING or (verb.lemma == "have" and not setting.clause.times and not setting.negated):
        _read_languages(ledger, setting, about)
    degree = verb.lemma in _EARNING and any(
        not one.prep and one.noun and head_matches(one.noun, "degree") for one in setting.clause.complements
    )
    if verb.lemma not in listed("studying") and not degree:
        return
    if verb.lemma == "drop out":
        _read_leaving(ledger, setting, about)
        return
    subjects = _find_subjects(setting.clause, verb)
    school = _find_school(setting.clause)
    if degree and school is not None:
        _keep_school(ledger, setting, about, school)
    placed = school is not None and (verb.lemma not in ("do", "take") or _is_seat_of_learning(school))
    if not subjects or not (verb.lemma in _SURE or placed or _in_year(setting)):
        return
    for subject in subjects:
        value = tidy(ledger.scene.turn.content[subject.bare_start : subject.end])
        ledger.enter(setting, Reading(about, "education", value, None, "lasting"))
    if school is not None:
        _keep_school(ledger, setting, about, school)


def _find_subjects(clause: Clause, verb: Verb) -> list[Noun]:
    """The disciplines that somebody studies: objects of the verb, or behind "in" and "to"."""
    slots = {"switch": ("to",), "change": ("to",), "graduate": ("in",), "major": ("in",), "enrol": ("in", "on")}
    preps = slots.get(verb.lemma, ("",))
    return [
        one.noun
        for one in clause.complements
        if one.noun is not None and one.prep in preps and not one.noun.name and is_subject(one.noun)
    ]


def is_subject(noun: Noun) -> bool:
    """Whether a phrase names something that one studies."""
    return not noun.det and noun.holder is None and head_matches(noun, "discipline")


def _find_school(clause: Clause) -> Noun | None:
    """The school with a name behind "at" or "from"."""
    for one in clause.complements:
        if one.noun is not None and one.prep in _AT and one.noun.name and one.noun.head.tag == "NNP":
            return one.noun
    return None


def _is_seat_of_learning(noun: Noun) -> bool:
    """Whether a name is a school's or that of a town, and not of a pub where one does karaoke."""
    return passes("school", noun, "at", "") or fold_word(name_text(noun.name)) in places()


def _in_year(setting: Setting) -> bool:
    """Whether the sentence speaks of a year at school or university: "in year 12 doing maths"."""
    words = setting.sentence.split()
    return any(word.strip(",.") in listed("school_years") for word in words) or "degree" in words


def _keep_school(ledger: Ledger, setting: Setting, about: int, school: Noun) -> None:
    """The school or university at which somebody studies."""
    target = ledger.scene.add(school.name, "organisation")
    ledger.enter(setting, Reading(about, "studied_at", ledger.scene.mentions[target].label, target, "lasting"))


def _read_leaving(ledger: Ledger, setting: Setting, about: int) -> None:
    """Dropped out of medicine at Leipzig."""
    what = next((one for one in setting.clause.complements if one.prep == "of" and one.noun is not None), None)
    if what is None or what.noun is None or what.noun.pronoun:
        return
    value = tidy(ledger.scene.turn.content[what.noun.bare_start : what.end])
    ledger.enter(setting, Reading(about, "education", value, None, "end"))
    school = _find_school(setting.clause)
    if school is not None:
        target = ledger.scene.add(school.name, "organisation")
        ledger.enter(setting, Reading(about, "studied_at", name_text(school.name), target, "end"))


def _read_languages(ledger: Ledger, setting: Setting, about: int) -> None:
    """Every language that the clause names, wherever it stands: "Swedish at home and English at work"."""
    for one in setting.clause.complements:
        if one.noun is not None and one.prep in ("", "at", "of", "from", "into", "to") and is_language(one.noun):
            value = tidy(ledger.scene.turn.content[one.noun.bare_start : one.noun.end])
            ledger.enter(setting, Reading(about, "language", value))


def is_language(noun: Noun) -> bool:
    """Whether a phrase names a language, perhaps with how well it is spoken."""
    return noun.head.norm in members("language") and noun.holder is None and len(noun.tokens) < 4


@rule("year of study")
def read_study_year(ledger: Ledger, setting: Setting, about: int, complement: Complement) -> bool:
    """In my third year of medicine at Leiden; in year 9; in the fourth grade: whether it was one."""
    noun = complement.noun
    if noun is None or complement.prep != "in" or not _is_school_year(noun):
        return False
    rest = [one for one in setting.clause.complements if one.start >= complement.end]
    of = rest[0] if rest and rest[0].prep == "of" else None
    if noun.head.lemma == "year" and noun.head is noun.tokens[-1] and of is None and not _is_graded(noun):
        return False
    end = of.end if of is not None else noun.end
    end = setting.end if of is not None and of.noun is not None and head_matches(of.noun, "degree") else end
    value = tidy(ledger.scene.turn.content[noun.bare_start : end])
    ledger.enter(setting, Reading(about, "education", value.removeprefix("my ")))
    school = _find_school(setting.clause)
    if school is not None:
        _keep_school(ledger, setting, about, school)
    return True


def _is_school_year(noun: Noun) -> bool:
    """Whether a phrase counts the years of a school or course."""
    counted = noun.tokens[-1].tag == "CD" or any(token.norm in _ORDINALS for token in noun.tokens)
    words = {token.lemma for token in noun.tokens}
    return (bool(words & {"year", "grade", "form", "semester"}) and counted) or head_matches(noun, "sixth form")


def _is_graded(noun: Noun) -> bool:
    """Whether the phrase says which year it is by itself: "second year", "final year"."""
    return noun.det in ("", "my", "his", "her", "their") and any(token.norm in _ORDINALS for token in noun.tokens)


@rule("student")
def read_student(ledger: Ledger, setting: Setting, about: int, complement: Complement) -> None:
    """A third-year law student; a native Spanish speaker."""
    noun = complement.noun
    if (
        noun is None
        or ledger.scene.mentions[about].type != "person"
        or noun.head.norm not in ("student", "speaker", "undergraduate", "graduate")
    ):
        return
    content = ledger.scene.turn.content
    for token in noun.modifiers:
        if token.norm in members("language") and noun.head.norm == "speaker":
            ledger.enter(setting, Reading(about, "language", token.text))
    kinds = [token for token in noun.modifiers if token.tag in ("NN", "NNS", "NNP", "JJ") and "year" not in token.norm]
    kinds = [token for token in kinds if token.norm not in ("mature", "international", "exchange", "full-time", "good")]
    if noun.head.norm != "speaker" and kinds:
        value = tidy(content[kinds[0].start : kinds[-1].end])
        ledger.enter(setting, Reading(about, "education", value))


@rule("fragment of studies")
def read_study_fragment(ledger: Ledger, setting: Setting) -> bool:
    """Third-year civil engineering at IIT Madras: whether a clause without a verb tells of the speaker's studies."""
    first = setting.clause.complements[0]
    school = _find_school(setting.clause)
    if first.noun is None or first.prep or school is None or not is_subject(first.noun):
        return False
    about = ledger.scene.speaker(setting.clause.start, setting.clause.end)
    value = tidy(ledger.scene.turn.content[first.noun.bare_start : first.noun.end])
    ledger.enter(setting, Reading(about, "education", value))
    _keep_school(ledger, setting, about, school)
    return True


@rule("language of somebody's")
def read_own_language(ledger: Ledger, setting: Setting, subject: Noun) -> bool:
    """My Spanish is rusty: whether the subject is a language of somebody's."""
    holder = ledger.scene.holder(subject)
    if holder is None or subject.head.norm not in members("language") or setting.clause.verb is None:
        return False
    if setting.clause.complements:
        ledger.enter(setting, Reading(holder, "language", subject.head.text))
    return True
