"""Names by which somebody is spoken to: "Thanks, Mel!" is said to Melanie and says nothing of her."""

from collections.abc import Sequence

from spectron.domain.candidate import Window
from spectron.domain.conversation import Role, Turn
from spectron.extraction.builtin.grammar.phrases import Chunk
from spectron.extraction.builtin.lexis.words import fold_word, given_names

_LEAST = 3
_MOST = 5
_EDGES = frozenset({"comma", "uh", "stop"})


def find_addressee(turn: Turn, window: Window) -> str:
    """The one other named speaker of the conversation, or nothing."""
    if not turn.name or turn.role is not Role.USER:
        return ""
    others = {one.name for one in window.turns if one.name and one.role is Role.USER} - {turn.name}
    return others.pop() if len(others) == 1 else ""


def clips(word: str, name: str) -> bool:
    """Whether a word is a name or a short form of its first part: Mel, Mell and Melly for Melanie."""
    short, first = fold_word(word), fold_word(name.split(" ")[0])
    if short in (first, fold_word(name)):
        return True
    forms = [short, *(short.removesuffix(end) for end in ("y", "ie", "s") if short.endswith(end))]
    forms = [form[:-1] if form[-2:-1] == form[-1:] else form for form in forms] + forms
    return any(_LEAST <= len(form) <= _MOST and first.startswith(form) for form in forms)


def find_called(chunks: Sequence[Chunk], addressee: str) -> tuple[int, ...]:
    """The places of the phrases that are names which only call somebody."""
    return tuple(place for place in range(len(chunks)) if _calls(chunks, place, addressee))


def set_aside(chunks: Sequence[Chunk], called: Sequence[int]) -> list[Chunk]:
    """The phrases of a sentence, with those at the places `called` made opaque."""
    return [Chunk("open", one.tokens, word=one.word) if place in called else one for place, one in enumerate(chunks)]


def _calls(chunks: Sequence[Chunk], place: int, addressee: str) -> bool:
    """Whether the phrase at this place is a name set apart from the sentence."""
    noun = chunks[place].noun
    if noun is None or not noun.name or noun.det or noun.holder is not None or len(noun.name) > 2:
        return False
    before = chunks[place - 1] if place else None
    after = chunks[place + 1] if place + 1 < len(chunks) else None
    bare = len(noun.name) == len(noun.tokens)
    fits = bool(addressee) and clips(noun.name[0].text, addressee)
    if not bare:
        return fits and all(token.tag in ("JJ", "UH", "RB") for token in noun.tokens[: -len(noun.name)])
    near = [one.kind for one in chunks[max(0, place - 2) : place]]
    greeted = near[-1:] == ["uh"] or near == ["uh", "comma"]
    greeted = greeted and (after is None or after.kind in _EDGES)
    if greeted and (fits or fold_word(noun.name[0].text) in given_names()):
        return True
    opens = before is None or before.kind in _EDGES
    closes = after is None or after.kind in _EDGES
    trails = before is not None and before.kind in ("np", "adj", "adv", "time") and after is not None and closes
    return fits and closes and (opens or (trails and after is not None and after.kind == "stop"))
