"""Rules that are told without an order: as a wish, as what must not be, as what is not needed, or of answers at large.

Each frame ("I'd appreciate it if you …", "you mustn't …", "no need to …", "your answers should …") only opens a
sentence; what stands in it tells a rule of conduct from a favour that is asked once.
"""

import re

from spectron.extraction.builtin.grammar.parsing import Sentence
from spectron.extraction.builtin.lexis.words import listed
from spectron.extraction.builtin.orders.conduct import ALWAYS, LASTING, find_talk, has_word, tongues

_WISH = re.compile(
    r"\bi(?:'d| would)? ?(?:always |really |generally |only |just |also )?"
    r"(?:prefer|rather|like|want|love|hate|dislike|(?:don't|do not) (?:like|want|care for|need|wish)|would like|wish"
    r"|can't stand)\b(?: to (?:see|get|have|hear)\b)?"
)
_REFUSED = re.compile(r"\bi (?:really )?(?:do not|don't|can't|hate|dislike)\b")
_AGENT = re.compile(r"\b(?:you|your|u|the (?:assistant|agent|bot))\b")
_OPENING = r"^(?:(?:please|and|so|but|also|ok|okay|oh|just|kindly|really)\b,? ?)*"
_FAVOUR = re.compile(
    r"\b(?:it (?:works|is|goes) (?:\w+ )?(?:better|best|easier|nicer|clearer)(?: for me)? (?:if|when) (?:you|u)"
    r"|i(?:'d| would) be (?:\w+ )?(?:grateful|glad|happy|happier|obliged) if (?:you|u)"
    r"|it(?:'d| would| will|'ll)? (?:really |also )?(?:be (?:so |really )?(?:nice|great|good|lovely|helpful|better"
    r"|best|cool|ideal|handy)|helps?(?: me)?(?: a lot)?) (?:if|when) (?:you|u)"
    r"|i(?:'d| would) (?:really |much )?(?:appreciate|love|like|prefer)(?: it)? (?:if|when) (?:you|u)"
    r"|(?:would|do) (?:you|u) mind"
    r"|i(?:'d| would)? (?:need|want|expect|like|love|prefer) (?:you|u) to"
    r"|(?:important|essential|crucial)(?: to me| for me)? that (?:you|u))(?: could| would| can| please)*\b"
)
_BARRED = re.compile(
    r"(?:\b(?:you|u) (?:mustn't|must not|shouldn't|should not|must never|should never"
    r"|(?:are not|aren't) (?:allowed|supposed|permitted|free) to)|\byou're not (?:allowed|supposed|permitted) to"
    r"|\bi(?:'d| would) rather (?:you|u)(?: (?:not|didn't|don't|never|did not))?|\bi (?:don't|do not) want (?:you|u) to"
    r"|\b(?:i (?:really )?(?:hate|dislike|love|like|enjoy|(?:don't|do not) like|can't stand)"
    r"|it (?:really )?(?:bothers|annoys|irritates|bugs|upsets|confuses|stresses|tires|puts) me)"
    r"(?: it| off| a lot| out)* when (?:you|u)"
    rf"|{_OPENING}(?:let's not|lets not|let us not|try not to))\b"
)
_SPARED = re.compile(
    r"\b(?:no need (?:to|for)|(?:you|u) (?:needn't|need not|(?:don't|do not|dont) (?:have|need) to)"
    r"|it(?:'s| is) not necessary (?:to|for you to))\b"
)
_CURBED = re.compile(
    rf"{_OPENING}(?:refrain from|quit|enough (?:with|of)|cut (?:down on|back on|out)?|(?:go|take it) easy (?:on|with)"
    r"|easy on|spare (?:me|us)|lay off|ease (?:up|off) (?:on)?|(?:tone|dial) down|steer clear of|hold back on|hold"
    r"|ditch|lose|scrap|less|fewer)\b"
)
_RULED = re.compile(
    rf"{_OPENING}(?:(?:your|all|every|each|any|my)\b(?: of)?(?: (?:your|my|the))?) ([\w' -]{{2,40}}?) "
    r"(?:should|must|(?:need|needs|have|has|ought) to|shouldn't|mustn't|(?:are|is) to be)\b(.*)"
)
_TREATED = re.compile(
    r"\bi\b.{0,12}\b(?:want|wish|like|rather|prefer)(?: not)?(?: to)? be (?:called|contacted|addressed"
    r"|reminded|asked(?! out)"
    r"|quizzed|corrected|spoken to|emailed|phoned|texted)\b(?!.*\bby (?:my (?!\w+ ?name)|the|a|him|her|them)\b)"
)
_SECRET = re.compile(r"\b(?:this|that|it|what i \w+(?: \w+)?) (?:stays|remains|has to stay|must stay) between\b")
_PASSING = re.compile(r"\b(?:today|tonight|tomorrow|now|yet|this time|right now|by \w+day|this (?:week|morning))\b")
_DEFINITE = re.compile(r"(?:[\w-]+ )(?:me |us )?(?:up |out )?(?:a|an|this|that|these|those|the|some|another|one)\b")
_COMPARED = re.compile(r"\b(?:more|less|fewer|instead|rather than|without|first|not to|in (?:full|brackets|words))\b")
_PARTS = re.compile(r"(?:a|an|the|this|that|some|another|one|two|three|four|five|six|ten|\d+)\b")
_POINTED = re.compile(r"(?:the|this|that|these|those|my|his|her|their)\b")
_ELSEWHERE = frozenset(
    "quiz quizzes riddle riddles trivia recipe recipes intro intros detail details adverbs adjectives".split()
)
_BROAD = frozenset(
    "do let make leave order read forget wait return promise push lie book put be bring drop keep act guess start begin"
    " end finish give schedule change delete speak talk write say be".split()
)
_STYLED = frozenset({"greet", "flatter", "lecture", "praise", "sugarcoat"})
_TERSE, _WORDY, _NEAR = 10, 22, 3


def is_wish(sentence: Sentence) -> bool:
    """Whether the user says how answers should be: "I prefer short answers", "I'd rather you didn't joke"."""
    words = sentence.folded.strip(" .!?")
    if len(words.split()) > _WORDY or (sentence.asks and not re.search(r"\b(?:would|do) (?:you|u) mind\b", words)):
        return False
    if _PASSING.search(words) and not LASTING.search(words):
        return False
    framed = _is_favour(sentence, words) or _is_barred(sentence, words) or _is_spared(sentence, words)
    return framed or _is_curbed(sentence, words) or _is_ruled(words) or _is_wanted(words)


def _is_favour(sentence: Sentence, words: str) -> bool:
    """It'd be nice if you used fewer dashes; would you mind not joking; I expect you to correct my French."""
    frame = _FAVOUR.search(words)
    if frame is None:
        return False
    rest = words[frame.end() :].strip()
    verb = _find_verb(sentence, frame.end())
    if re.match(r"(?:not|didn't|don't|did not|never|always|stop|stopped|stopping)\b", rest):
        return bool(verb or find_talk(rest))
    if not verb or _DEFINITE.match(rest):
        return bool(ALWAYS.search(rest) or LASTING.search(rest))
    manner = re.search(rf"\bin (?:{tongues()})\b", rest) or _COMPARED.search(rest)
    return bool(manner or ALWAYS.search(rest) or find_talk(rest)) or has_word(rest, "style_words")


def _is_barred(sentence: Sentence, words: str) -> bool:
    """You mustn't share my number; let's not talk about my ex; it bothers me when you repeat my question."""
    frame = _BARRED.search(words)
    verb = _find_verb(sentence, frame.end()) if frame else ""
    if frame is None or not verb:
        return False
    rest = words[frame.end() :].split()
    if verb not in _BROAD:
        return len(rest) > 1
    told = find_talk(words) or re.search(r"\b(?:to|about|with) (?:me|my|him|her|them|anyone|anybody)\b", words)
    return bool(told or ALWAYS.search(words)) or has_word(words, "style_words")


def _is_spared(sentence: Sentence, words: str) -> bool:
    """No need to say sorry each time; you don't have to be so polite."""
    frame = _SPARED.search(words)
    if frame is None:
        return False
    verb = _find_verb(sentence, frame.end())
    rest = words[frame.end() :].strip()
    if not verb and not rest.startswith("all "):
        return bool(find_talk(rest)) and frame.group().endswith("for")
    named = find_talk(" ".join(rest.split()[1:]))
    styled = has_word(rest, "style_words") or verb in _STYLED or bool(named)
    return styled or bool(ALWAYS.search(rest)) or (verb == "explain" and rest.endswith(" to me"))


def _is_curbed(sentence: Sentence, words: str) -> bool:
    """Go easy on the jargon; quit apologising; less waffle please."""
    frame = _CURBED.match(words)
    if frame is None:
        return False
    rest = words[frame.end() :].strip()
    doing = re.match(r"(?:\w+ing|all the \w+ing)\b", rest) is not None and bool(_find_verb(sentence, frame.end()))
    return len(rest.split()) <= _TERSE and (doing or bool(find_talk(rest)))


def _is_ruled(words: str) -> bool:
    """Your answers should end with a question; my messages should get short replies; this stays between us."""
    if _SECRET.search(words) or _TREATED.search(words):
        return True
    frame = _RULED.match(words)
    if frame is None or not find_talk(frame[1]):
        return False
    mine = re.match(rf"{_OPENING}my\b", words) is not None
    return not mine or bool(find_talk(frame[2])) or has_word(frame[2], "style_words")


def _is_wanted(words: str) -> bool:
    """I'd like all prices in francs; I don't want any more quizzes; I hate long lists in answers."""
    wish = _WISH.search(words)
    if wish is None:
        return False
    rest = words[wish.end() :].strip()
    if re.search(r"\bi(?:'d| would)? (?:rather|prefer)(?: it if| that)? (?:you|u)\b", words):
        return True
    told = find_talk(words)
    if not told:
        return False
    refused = _REFUSED.search(words)
    if not refused and (_PARTS.match(rest) or rest.startswith("to ")) and not ALWAYS.search(rest):
        return False
    if refused is not None and len(words.split()) <= _TERSE:
        return "want" in wish.group() or bool(told - _ELSEWHERE and not _POINTED.match(rest))
    lasting = re.match(r"(?:all|every|each|only|no more|any more)\b", rest) or re.search(r"\bi only\b", words)
    placed = re.search(rf"\bin (?:{tongues()})\b", rest)
    return bool(lasting or placed or _AGENT.search(words)) or has_word(words, "style_words")


def _find_verb(sentence: Sentence, start: int) -> str:
    """What an agent does of which the words behind a frame speak; empty where they speak of something else."""
    behind = [token for token in sentence.tokens if token.start - sentence.start >= start]
    for token in behind[: _NEAR + 1]:
        if token.lemma in listed("conduct_verbs") and token.norm not in ("do", "did") and token.tag[:2] in ("VB", "NN"):
            return token.lemma
    return ""
