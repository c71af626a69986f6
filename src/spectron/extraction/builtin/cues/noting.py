"""Notes without a verb of their own: "morning run done", "gym again", "forty lengths at the pool this morning"."""

import re

from spectron.extraction.builtin.cues.doing import is_owned, name_doing, name_place
from spectron.extraction.builtin.cues.pursuits import doings, name_noun, name_words, words_of
from spectron.extraction.builtin.grammar.parsing import Sentence
from spectron.extraction.builtin.grammar.tokens import Token

DONE_MARK = re.compile(
    "\u2705|\u2714|\u2611|\U0001f4aa"
    r"|\b(?:done|completed?|finished|ticked off|in the bag|in the books|checked off|smashed|nailed|sorted|over with)\b"
)
_AGAIN = re.compile(r"\b(?:another|again|as usual|as always|back from|home from|fresh from|straight from|fresh off)\b")
_UNMEANT = re.compile(
    r"\b(?:no|not|skip\w*|miss\w*|cancel\w*|instead of|tomorrow|later|soon|need|plan\w*|should|without|due|rather than"
    r"|gonna|will|next|reminder|remind|closed|off)\b"
)
_PASSING = ("this ", "today", "yesterday", "last ", "earlier")
_SHORT_NOTE = 5
_OPENERS = frozenset({"i", "have", "just", "also", "we", "finally", "then"})


def name_note(sentence: Sentence) -> str:
    """The doing that a note tells, or ""."""
    return _name_ticked(sentence) or _name_noted(sentence) or _name_misread(sentence)


def _name_ticked(sentence: Sentence) -> str:
    """Dog walk done, we're both muddy: what stands at the beginning, and is ticked off."""
    mark = DONE_MARK.search(sentence.folded)
    if mark is None or _UNMEANT.search(sentence.folded[: mark.start()]):
        return ""
    before = [token for token in sentence.tokens if token.end <= sentence.start + mark.start()]
    words = [token for token in before if token.norm[:1].isalnum()]
    return name_words(words) if 0 < len(words) <= _SHORT_NOTE and not any(map(_is_pronoun, words)) else ""


def _is_pronoun(token: Token) -> bool:
    return token.tag in ("PRP", "MD") or token.norm in ("his", "her", "their", "your")


def _name_noted(sentence: Sentence) -> str:
    """Gym again; forty lengths at the pool this morning: no verb, but a word or a time that says it was done."""
    folded = sentence.folded
    verbs = [clause.verb for clause in sentence.clauses if clause.verb is not None]
    told = any(verb.form == "past" for verb in verbs if verb.lemma not in ("do", "swim", "run"))
    finite = any(verb.finite and verb.lemma not in ("do", "swim", "run") for verb in verbs)
    if (finite and not told) or _UNMEANT.search(folded) or (told and not _opens_with_noun(sentence)):
        return ""
    again = _AGAIN.search(folded) is not None
    said = [time.text.lower() for clause in sentence.clauses for time in clause.times]
    dated = any(text.startswith(_PASSING) or (told and text == "tonight") for text in said)
    if not (again or dated or DONE_MARK.search(folded)):
        return ""
    if (again or told) and sentence.clauses[0].verb is not None and sentence.clauses[0].verb.form == "ing":
        return name_doing(sentence.clauses, 0)
    parts = [one for clause in sentence.clauses for one in clause.complements if one.noun and is_owned(one.noun)]
    places = again or dated
    named = (
        name_place(one.noun) if places and (again or one.prep) else name_noun(one.noun) for one in parts if one.noun
    )
    return next((name for name in named if name), "")


def _opens_with_noun(sentence: Sentence) -> bool:
    """Whether the first words are those of the note: "football tonight, we won", "swimming was great"."""
    first = sentence.clauses[0]
    return first.verb is None or (first.verb.form == "ing" and first.subject is None)


def _name_misread(sentence: Sentence) -> str:
    """Baked sourdough today; I've baked again: a past verb that was taken for an adjective."""
    tokens = [token for token in sentence.tokens if token.norm[:1].isalpha()][:4]
    while tokens and tokens[0].norm in _OPENERS:
        tokens = tokens[1:]
    if not tokens or not tokens[0].tag.startswith(("JJ", "VB")) or not tokens[0].norm.endswith("ed"):
        return ""
    stem = tokens[0].norm.removesuffix("d")
    verbs = doings()["doing_verbs"]
    own = verbs.get(stem) or verbs.get(stem.removesuffix("e"), "") if tokens[0].tag == "JJ" else ""
    light = {stem, stem.removesuffix("e")} & words_of("light_verbs")
    return own or (next((name for end in (2, 3) if (name := name_words(tokens[1:end]))), "") if light else "")
