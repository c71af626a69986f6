"""Whether words of the user's are a rule of conduct for the agent, or a task, a taste or a remark."""

import re

from spectron.extraction.builtin.grammar.parsing import Sentence
from spectron.extraction.builtin.lexis.words import listed
from spectron.extraction.builtin.orders.conduct import (
    ALWAYS,
    LASTING,
    LOOSE,
    find_conduct,
    find_talk,
    has_word,
    tongues,
)
from spectron.extraction.builtin.orders.pieces import Piece

_CASE = re.compile(
    r"\b(?:when(?:ever)? (?:i|you|u|we|it|replying|answering|explaining)"
    r"|(?<!as )if (?:i|u|anything|anyone|any|someone|somebody|something|it's|it|the|there)"
    r"|in case of|unless|before (?:you |every |each )?\w+)\b"
)
_COURTESY = re.compile(
    r"\bif (?:you|u) (?:can|could|like|want|have|don't mind|get|would)"
    r"|\bif (?:possible|that's|needed|it's (?:ok|okay|not))"
    r"|\bwhen (?:you|u) (?:can|get|have|are free|'re)"
)
_ONCE = re.compile(
    r"(?:let me know|tell me (?:about|what|how|a|more|if|why|which)"
    r"|remind me (?!every|if|when|each|daily|before|\w+ (?:days?|hours?|weeks?) before)"
    r"|(?:do not|don't|dont|never) (?:worry|mind|forget|ask(?: me)? (?:why|how|which|what)|know|think|get|panic|care"
    r"|judge|quote me|hold me"
    r"|laugh|even|bother|look|want|have|need|like|love|eat|drink|feel|see|believe|understand|trust|remember)\b"
    r"|be (?:honest|good|careful|kind|patient|gentle|nice)(?: with me)?(?:,|$| is| was| are| do| does))"
)
_MAKING = re.compile(
    r"(?:write|draft|make|create|give|show|tell|send|suggest|recommend|book|find|list|add|put|explain|translate|say)"
    r" (?:me |us )?(?:a|an|this|that|these|some|another|the|two|three|five|ten|it|my|more)\b"
)
_MANNER = re.compile(
    r"\b(?:in (?:brackets|words|full|capitals|caps|bold|italics|order|metric|lower ?case|upper ?case|parentheses)"
    r"|first\b"
    r"|underneath|next to|at the (?:end|top|start|bottom|beginning)|spel(?:led|t) out|without|instead of|rather than"
    r"|sentences|paragraphs|bullets?|straight$|by (?:post|e-?mail|phone|text)|out of (?:it|this|everything)"
    r"|between \w+ and \w+|empty|free)\b"
)
_CHANNEL = re.compile(
    r"(?:only |just )?(?:e-?mail|text|call|phone|ring|message|write to|contact|ping)"
    r" (?:me|us|her|him|my \w+|rather than|instead of|not)\b"
)
_LIMIT = re.compile(r"\b(?:max(?:imum)?|at most|tops|only|or less|or fewer|at a time)\b")
_BACK = re.compile(
    r"\b(?:(?:are|is|'s|'re)? ?(?:allowed|ok|okay|fine|welcome|back(?: in| on)?) ?(?:again|now)?$|back to|again$"
    r"|(?:is|are) back (?:in|on)?\b|use .*\bagain\b)"
)
_NAYS = re.compile(
    r"(?:no|nothing|zero|without)\b(?! (?:else|more|much|special|wrong|problem|worries|worry|idea|clue|way|rush|luck"
    r"|doubt|wonder|need|one|thanks))"
)
_COURTEOUS = re.compile(r"[\s,]*\b(?:please|pls|plz|thanks|thx|ok|okay|lol|btw|yes|and|so|but|also)\b[\s,]*")
_AT_LARGE = re.compile(r"\w+ (?:things|everything|it all|stuff)\b(?! (?:that|which|about))")
_TERSE = 10


def is_rule(sentence: Sentence, piece: Piece, *, given: bool, told: bool) -> bool:
    """Whether an order is a rule of conduct and not a task.

    `given` says that the sentence gave a rule before, `told` that it stated something, so that "and never eat fish"
    goes on with that.
    """
    words, lemma = piece.words, piece.lemma
    core = words.rpartition(", ")[2] if _CASE.match(words) else words
    if (_ONCE.match(core) or _ONCE.match(words)) and not (lemma == "remind" and ALWAYS.search(words)):
        return False
    if re.match(r"make (?:it|this|that|them|these)\b", core) and not LASTING.search(sentence.folded):
        return False
    led = _is_polite(sentence) or sentence.folded[piece.start - sentence.start :].startswith("so ")
    if told and not led and re.match(r"(?:never|always)\b", words):
        return False
    if lemma in ("call", "address", "refer", "be"):
        return _is_address(sentence, piece)
    if is_back(words):
        return True
    if LASTING.search(sentence.folded) and not _MAKING.match(core):
        return True
    if ALWAYS.search(words) or (_CASE.search(words) and not _COURTESY.search(words) and not sentence.asks):
        return True
    if lemma.partition(" ")[0] not in listed("conduct_verbs") and not _CHANNEL.match(core):
        return False
    if piece.negated:
        return True
    return (given and not _MAKING.match(core)) or _is_manner(sentence, piece, core)


def _is_address(sentence: Sentence, piece: Piece) -> bool:
    """Call me Kit; address me as Doctor Oduya; be brief."""
    if piece.lemma == "call":
        return _is_naming(sentence, piece)
    if piece.lemma == "be":
        return piece.negated or has_word(piece.words, "style_words")
    return re.search(r"\bme\b", piece.words) is not None


def _is_naming(sentence: Sentence, piece: Piece) -> bool:
    """Call me Kit; call her Astrid from now on."""
    match = re.match(r"(?:just |always |please )*call (me|him|her|them|it|us|my \w+) (?:by )?([\w'\"]+)", piece.words)
    if match is None or match[2] in ("back", "on", "at", "later", "when", "if", "tomorrow", "a", "an", "the", "about"):
        return match is not None and "emergency" in sentence.folded
    return match[1] == "me" or bool(LASTING.search(sentence.folded) or ALWAYS.search(piece.words))


def _is_manner(sentence: Sentence, piece: Piece, words: str) -> bool:
    """Whether an order says how something is done rather than what."""
    lemma, polite = piece.lemma, _is_polite(sentence)
    placed = bool(_MANNER.search(words)) and not re.search(r"\b(?:this|that|these)\b", words)
    if _CHANNEL.match(words):
        return placed or bool(re.search(r"\b(?:only|not|before|after)\b", words))
    if re.search(rf"\bin (?:{tongues()})\b", words) and not _MAKING.match(words):
        return True
    nouns = find_conduct(words)
    styled = has_word(words, "style_words")
    if lemma in ("reply", "respond", "answer", "speak", "talk", "write"):
        bare = re.sub(r"\b(?:in|with|like|as|to) (?:a|an|this)\b", "", words)
        made = re.search(r"\b(?:email|letter|story|poem|essay|post|code|function|script|note|this|a|an)\b", bare)
        told = re.search(r"\b(?:in|with|like|as if|as you|briefly|shortly|slowly|using|by)\b|\b(?:first|last)$", words)
        return not made and (bool(told) or styled or (polite and _has_name(sentence, piece)))
    if _is_habitual(sentence, piece, words, nouns):
        return True
    if lemma in ("keep", "use", "skip", "drop", "stick", "make", "leave", "include", "add"):
        return (
            bool(nouns - LOOSE)
            or (styled and (bool(nouns) or polite))
            or (lemma == "use" and _is_usage(sentence, piece, polite=polite))
        )
    if lemma in ("correct", "spell", "format", "quote", "cite", "round", "translate"):
        plural = lemma == "format" and not re.match(r"\w+ (?:the|my|it)\b", words)
        return (polite or plural) and not re.search(r"\b(?:this|that|these|the following|below)\b", words)
    return (
        placed
        and (polite or lemma in ("put", "write", "give", "show", "tell"))
        and not re.match(r"\w+ (?:me )?(?:a|an|two|three)\b", words)
    )


def _is_habitual(sentence: Sentence, piece: Piece, words: str, nouns: set[str]) -> bool:
    """Whether an order by its verb alone speaks of a habit: stop joking, treat me as a child, stick to Catalan."""
    lemma = piece.lemma
    if lemma == "stop":
        return bool(nouns) or re.match(r"(?:please |just )*stop (?:\w+ing|with)\b", words) is not None
    if lemma == "stick":
        return _has_name(sentence, piece)
    if lemma == "treat":
        return re.match(r"\w+ (?:me|us)\b", words) is not None
    if lemma in ("explain", "describe"):
        return _AT_LARGE.match(words) is not None
    if lemma == "keep":
        return re.search(r"\b(?:out of|between us|to yourself|my \w+)\b", words) is not None
    return lemma in ("avoid", "assume", "only") or re.match(r"only\b", words) is not None


def _is_usage(sentence: Sentence, piece: Piece, *, polite: bool) -> bool:
    """Use a name, an address, a pronoun."""
    if re.match(r"(?:please |just )*use (?:this|that|these|those|the|it|a|an|my (?:notes|draft|text))\b", piece.words):
        return False
    return polite or _has_name(sentence, piece)


def is_terse_rule(sentence: Sentence, piece: Piece, *, ruled: bool, told: bool) -> bool:
    """Whether words without a verb are a rule: "no emojis please", "two paragraphs max", "in English from now on".

    `ruled` says that the agent was given a rule or a task just before, `told` that the sentence stated something.
    """
    words = piece.words
    plain = _COURTEOUS.sub(" ", words).strip()
    core = plain.rpartition(", ")[2] if re.match(r"(?:when|if)", plain) else plain
    polite, nouns = _is_polite(sentence, piece), find_conduct(words)
    if not core or len(plain.split()) > _TERSE + 4 or sentence.asks or (told and not polite and not nouns):
        return False
    if LASTING.search(words) or (nouns and LASTING.search(sentence.folded)):
        return True
    if _NAYS.match(core):
        firm = (ruled and len(core.split()) <= _TERSE) or core.endswith(" ever")
        return len(core.split()) > 1 and (polite or bool(nouns - LOOSE) or firm)
    if is_back(words):
        return True
    if re.match(rf"(?:in |only )*(?:{tongues()})(?: only)?$", core):
        return polite
    if _LIMIT.search(core):
        return polite or bool(nouns - LOOSE) or has_word(core, "style_words")
    return _is_elliptic(core, nouns, polite=polite)


def _is_elliptic(plain: str, nouns: set[str], *, polite: bool) -> bool:
    """Short answers; less jargon; always dry."""
    if re.match(r"(?:always|never)\b", plain):
        return bool(nouns - LOOSE) or has_word(plain, "style_words")
    placed = re.search(rf"\bin (?:{tongues()})\b", plain)
    if placed and nouns - LOOSE and not re.match(r"(?:a|an|the|some|\d+)\b", plain):
        return True
    styled = re.match(r"(?:less|fewer|more|short(?:er)?|brief(?:er)?|plain|formal|simple|low|longer)\b", plain)
    told = bool(nouns - LOOSE) or (polite and plain.startswith("low"))
    return bool(styled) and told and len(plain.split()) <= _TERSE


def is_back(words: str) -> bool:
    """Whether words allow again what was forbidden, or go back to what was before."""
    bare = _COURTEOUS.sub(" ", words).strip(" .!")
    return bool(_BACK.search(bare)) and bool(find_talk(bare))


def _is_polite(sentence: Sentence, piece: Piece | None = None) -> bool:
    """Whether somebody is asked: please."""
    text = sentence.folded
    if piece is not None:
        text = text[max(0, piece.start - sentence.start - 12) : piece.end - sentence.start + 12]
    return re.search(r"\b(?:please|pls|plz|kindly|(?:make|be) sure)\b", text) is not None


def _has_name(sentence: Sentence, piece: Piece) -> bool:
    """Whether a name stands in a piece behind its verb."""
    inside = [one for one in sentence.tokens if piece.start < one.start < piece.end]
    return any(one.tag == "NNP" and one.capital for one in inside[1:])


__all__ = ["is_back", "is_rule", "is_terse_rule"]
