"""What the words around a name tell of its type: "my deckhand Torquil", "the Moth, a spectrometer", "joined Tern"."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from spectron.domain.text import fold
from spectron.extraction.builtin.grammar.name_parts import is_model_number
from spectron.extraction.builtin.grammar.phrases import Chunk, Noun
from spectron.extraction.builtin.grammar.tokens import Token
from spectron.extraction.builtin.lexis.senses import members
from spectron.extraction.builtin.lexis.words import fold_word, given_names, is_known_word, listed
from spectron.extraction.builtin.scene.kinds import kind_of
from spectron.extraction.builtin.scene.names import Hint, classify_words, name_text

_EXPLAINING = frozenset({"a", "an", "the", "my", "our", "his", "her", "their"})
_NAMING = frozenset({"call", "name", "christen"})
_CLOSING = frozenset({"comma", "stop", "cc", "rel", ""})
_BY_LIST = (
    ("org_objects", "organisation"),
    ("work_objects", "product"),
    ("product_objects", "product"),
    ("place_objects", "location"),
    ("person_objects", "person"),
)


def gather_hints(chunks: Sequence[Chunk], customs: Mapping[str, str], found: dict[str, Hint]) -> None:
    """Add what one sentence tells of the types of its names; the first sure word on a name stands."""
    for place, chunk in enumerate(chunks):
        for noun in each_noun(chunk.noun):
            for words, described in name_spans(noun):
                hint = _judge(chunks, place, noun, words, described, customs)
                held = found.get(key := fold(name_text(words)))
                if hint is not None and (held is None or (hint.sure and not held.sure)):
                    found[key] = hint
    _spread(chunks, found)


def _spread(chunks: Sequence[Chunk], found: dict[str, Hint]) -> None:
    """In "Nico and Santi" an unknown name is of the type of the one beside it."""
    for place in range(2, len(chunks)):
        first, second = chunks[place - 2].noun, chunks[place].noun
        if first is None or second is None or chunks[place - 1].word not in ("and", "&", ",", "or"):
            continue
        if any(len(noun.name) < len(noun.tokens) or noun.head.text.isupper() for noun in (first, second)):
            continue
        keys = [fold(name_text(noun.name)) for noun in (first, second)]
        types = [_own_type(noun, found.get(key)) for noun, key in zip((first, second), keys, strict=True)]
        for one, other in ((0, 1), (1, 0)):
            if types[one] in ("person", "pet") and not types[other]:
                found[keys[other]] = Hint(types[one], False)


def _own_type(noun: Noun, hint: Hint | None) -> str:
    """The type that a name has so far."""
    return hint.type if hint is not None else classify_words([fold_word(token.text) for token in noun.name], "")


def each_noun(noun: Noun | None) -> Iterator[Noun]:
    """A noun phrase and whoever holds it."""
    while noun is not None:
        yield noun
        noun = noun.holder


def name_spans(noun: Noun) -> Iterator[tuple[tuple[Token, ...], bool]]:
    """The names in a phrase: the one at its end, or those before its head, with True: "the Atlas project"."""
    if noun.name:
        yield noun.name, False
        return
    own = [token for token in noun.tokens if noun.holder is None or token.start >= noun.holder.end]
    place = 0
    for named, group in groupby(own, lambda token: token.tag == "NNP"):
        run = list(group)
        place += len(run)
        if named and place < len(own) and len(own) > 1:
            yield (*run, *(own[place : place + 1] if is_model_number(own[place]) else ())), True


def _judge(
    chunks: Sequence[Chunk], place: int, noun: Noun, words: Sequence[Token], inner: bool, customs: Mapping[str, str]
) -> Hint | None:
    """The hint that one naming gives."""
    if inner:
        return _from_head(noun, words, customs)
    if noun.head not in noun.name:
        told = kind_of(noun, customs)
        return Hint(told, True) if told else None
    told = _from_apposition(chunks, place, customs) or _from_copula(chunks, place, customs)
    if told:
        return Hint(told, True)
    told = _from_relative(chunks, place) or _from_verb(chunks, place)
    return Hint(told, False) if told else None


def _from_head(noun: Noun, words: Sequence[Token], customs: Mapping[str, str]) -> Hint | None:
    """The Atlas project, the Bramble 400 air purifier, the Tern job: by what the name stands before."""
    folded = fold_word(name_text(words))
    if folded in members("language") or folded in members("nationality") or noun.head.tag == "NNP":
        return None
    if noun.head.lemma in listed("org_matters"):
        return Hint("organisation", False)
    told = kind_of(noun, customs)
    return (
        Hint(told, told == "project")
        if told in ("project", "product", "location", "vehicle", *customs.values())
        else None
    )


def _from_apposition(chunks: Sequence[Chunk], place: int, customs: Mapping[str, str]) -> str:
    """Kettu, a smoked porter; our cat, Biscuit: by the described thing on the other side of the comma."""
    after = [chunk.kind for chunk in chunks[place + 1 : place + 3]]
    following = chunks[place + 2].noun if after == ["comma", "np"] else None
    if following is not None and not following.name and following.tokens[0].norm in _EXPLAINING:
        return kind_of(following, customs)
    return _from_described(chunks, place, customs) if not after or after[0] in _CLOSING else ""


def _from_relative(chunks: Sequence[Chunk], place: int) -> str:
    """Marlow, where we met; Ilse, who cooks: by the word that refers back to the name."""
    after = [chunk.kind for chunk in chunks[place + 1 : place + 3]]
    if after[:1] != ["rel"] and after != ["comma", "rel"]:
        return ""
    relative = next(one.word for one in chunks[place + 1 : place + 3] if one.kind == "rel")
    somewhere = "location" if _preposition(chunks, place) not in ("at", "for", "with") else ""
    return {"who": "person", "where": somewhere}.get(relative, "")


def _from_described(chunks: Sequence[Chunk], place: int, customs: Mapping[str, str]) -> str:
    """Our cat, Biscuit: by the described thing before the comma, for a name that stands alone after it."""
    own = chunks[place].noun
    before = chunks[place - 2].noun if place > 1 and chunks[place - 1].word in (",", ":", "(") else None
    if before is None or own is None or len(own.tokens) > len(own.name) or before.name or before.pronoun:
        return ""
    several = before.head.tag == "NNS" and before.tokens[0].tag in ("CD", "PRP$")
    return kind_of(before, customs) if several or before.tokens[0].norm in _EXPLAINING - {"the"} else ""


def _from_copula(chunks: Sequence[Chunk], place: int, customs: Mapping[str, str]) -> str:
    """Tern is a bakery; our best seller is the Fresnel; the mare is called Tansy; she's Ilse."""
    return _from_predicate(chunks, place, customs) or _from_subject(chunks, place, customs)


def _from_predicate(chunks: Sequence[Chunk], place: int, customs: Mapping[str, str]) -> str:
    """Tern is a bakery: by what the name is said to be."""
    verb = chunks[place + 1].verb if place + 1 < len(chunks) else None
    said = chunks[place + 2].noun if place + 2 < len(chunks) else None
    if verb is None or said is None or verb.lemma != "be" or verb.negated or _preposition(chunks, place):
        return ""
    if said.name or said.tokens[0].norm not in _EXPLAINING or said.head.lemma in listed("makers"):
        return ""
    return kind_of(said, customs)


def _from_subject(chunks: Sequence[Chunk], place: int, customs: Mapping[str, str]) -> str:
    """Our best seller is the Fresnel; the mare is called Tansy; her name is Oksana: by what is given the name."""
    verb = chunks[place - 1].verb if place else None
    before = chunks[place - 2].noun if place > 1 else None
    if verb is None or before is None or before.name or verb.negated or verb.lemma not in ("be", *_NAMING):
        return ""
    if before.pronoun or before.head.norm == "name":
        if chunks[place].tokens[0].tag == "DT":
            return ""
        return "person" if before.tokens[0].norm in ("her", "his", "she", "he", "they") else ""
    return kind_of(before, customs)


def _from_verb(chunks: Sequence[Chunk], place: int) -> str:
    """Joined Tern, watched Heat, flew to Otranto, Ilse said: by the verb whose object, goal or subject the name is."""
    verb = chunks[place - 1].verb if place else None
    if verb is not None and not verb.passive:
        told = next((type_ for name, type_ in _BY_LIST if verb.lemma in listed(name)), "")
        return told or ("product" if verb.lemma in listed("taste_objects") and _is_title(chunks[place].noun) else "")
    if place > 1 and chunks[place - 1].kind == "prep":
        return _from_goal(chunks[place - 2], chunks[place - 1].word)
    after = next((one.verb for one in chunks[place + 1 : place + 3] if one.kind != "adv"), None)
    if _preposition(chunks, place) or after is None or not after.finite or after.passive:
        return ""
    return "person" if after.lemma in listed("personal_verbs") else ""


def _is_title(noun: Noun | None) -> bool:
    """Whether a name is made of ordinary words, as the titles of films and books are: "Perfect Days"."""
    if noun is None or len(noun.name) < 2 or len(noun.name) < len(noun.tokens) - 1:
        return False
    words = [fold_word(token.text) for token in noun.name]
    return words[0] not in given_names() and all(is_known_word(word) for word in words)


def _preposition(chunks: Sequence[Chunk], place: int) -> str:
    """The preposition before a phrase."""
    return chunks[place - 1].word if place and chunks[place - 1].kind == "prep" else ""


def _from_goal(before: Chunk, prep: str) -> str:
    """Flew to Otranto, a ferry from Harwich, an offer from Bolt, with Ilse."""
    word = before.verb.lemma if before.verb is not None else before.noun.head.lemma if before.noun is not None else ""
    if prep in ("to", "from", "for") and (word in members("motion_verb") or word in listed("journeys")):
        return "location"
    if prep == "of" and word in listed("copies"):
        return "product"
    if prep in ("from", "with", "by", "at", "for") and word in listed("org_matters"):
        return "organisation"
    return ""
