"""What a clause says that somebody does, under a name in normal form."""

from collections.abc import Iterator, Sequence

from spectron.extraction.builtin.cues.pursuits import (
    content_words,
    doings,
    name_loosely,
    name_noun,
    name_person,
    name_words,
    words_of,
)
from spectron.extraction.builtin.grammar.clauses import Clause
from spectron.extraction.builtin.grammar.phrases import Noun
from spectron.extraction.builtin.grammar.tokens import Token
from spectron.extraction.builtin.lexis.words import mapped

_MEASURES = frozenset(
    "hour minute bit lot spot session round game set couple some few bout half kilometre kilometer km k mile lap "
    "length m metre meter loop marathon race trail day time page chapter night morning spin dose way "
    "route circuit distance rep".split()
)
_DOGS = frozenset({"dog", "puppy", "pup", "dogs"})
_INTO = frozenset({"into", "out", "over", "through", "across", "off"})
_ON = frozenset({"for", "on"})
_TOWARDS = frozenset({"to", "at", "in", "into"})
_FROM = frozenset({"from", "of"})
_OWN = frozenset({"my", "our", "the", "", "some", "a"})
_WITHIN = frozenset({"in", "through", "up", "off", "out", "with"})
_AT = frozenset({"spend", "lose", "win", "beat", "compete", "play"})
_TALKING = frozenset({"speak", "talk", "chat", "catch up", "check in", "zoom", "have"})
_DEEPEST = 3
_REACH = 4
_ARTICLES = frozenset({"a", "an", "my", "our", "some", "another"})


def name_doing(clauses: Sequence[Clause], place: int, depth: int = 0) -> str:
    """What the clause at `place`, with the gerunds and infinitives that hang on it, says is done; or ""."""
    clause = clauses[place]
    if clause.verb is None or depth > _DEEPEST:
        return ""
    lemma = clause.verb.lemma
    for name in (_name_contact(clause, lemma), _name_by_object(clause, lemma), _name_by_verb(clause, lemma)):
        if name:
            return name
    if lemma in words_of("returning_verbs"):
        name = _name_place(clause, _FROM) or _name_gerund(clauses, place, depth)
        if name:
            return name
    if lemma in words_of("going_verbs"):
        name = _name_going(clause) or _name_gerund(clauses, place, depth)
        if name:
            return name
    if lemma in words_of("light_verbs"):
        return _name_light(clause, lemma) or _name_gerund(clauses, place, depth)
    return _name_chore(clause, lemma)


def name_gerund(clauses: Sequence[Clause], place: int) -> str:
    """What the gerund that hangs on this clause says is done: "stopped going to the gym"; or ""."""
    return _name_gerund(clauses, place, 0)


def _name_gerund(clauses: Sequence[Clause], place: int, depth: int) -> str:
    for other in range(place + 1, len(clauses)):
        if clauses[other].parent == place and clauses[other].link == "ing":
            return name_doing(clauses, other, depth + 1)
    return ""


def direct_nouns(clause: Clause) -> Iterator[Noun]:
    """The direct objects of a clause; of "an hour of yoga" and "a couple of laps" the second noun."""
    for place, one in enumerate(clause.complements):
        if one.noun is None or one.prep or one.noun.pronoun:
            continue
        after = clause.complements[place + 1] if place + 1 < len(clause.complements) else None
        measured = one.noun.head.lemma in _MEASURES and after is not None and after.prep == "of"
        yield after.noun if measured and after is not None and after.noun is not None else one.noun


def is_owned(noun: Noun) -> bool:
    """Whether a phrase can be the speaker's own doing: "my run", "the run", "a run", not "her run" or "no run"."""
    return noun.det in _OWN and (noun.holder is None or noun.holder.pronoun in ("my", "our", "i"))


def _name_contact(clause: Clause, lemma: str) -> str:
    """Called mum, spoke to my sister, had a call with Anna, visited grandma."""
    if lemma in words_of("calling_verbs"):
        talks = lemma in _TALKING
        preps = {"to", "with"} if talks else {"", "with"}
        if lemma == "have" and not any(
            noun.head.lemma in ("call", "chat", "catch-up") for noun in direct_nouns(clause)
        ):
            preps = set()
        found = _find_person(clause, preps)
        if found:
            return f"call {found}"
    if lemma == "give" and any(noun.head.lemma in ("call", "ring", "bell", "buzz") for noun in direct_nouns(clause)):
        found = _find_person(clause, {"", "to"})
        return f"call {found}" if found else ""
    if lemma in words_of("seeing_verbs") and lemma != "have":
        found = _find_person(clause, {"", "with", "after"})
        return f"{'visit' if lemma in ('visit', 'see', 'go see') else 'meet'} {found}" if found else ""
    return ""


def _find_person(clause: Clause, preps: set[str]) -> str:
    named = (name_person(one.noun) for one in clause.complements if one.noun is not None and one.prep in preps)
    return next((name for name in named if name), "")


def _name_by_object(clause: Clause, lemma: str) -> str:
    """The doings that verb and object tell together: "wrote in my journal", "watched a film", "took the dog out"."""
    objects = doings()["doing_objects"]
    first = lemma.partition(" ")[0]
    for one in reversed(clause.complements):  # "wrote a page in my journal" is of the journal
        if one.noun is None:
            continue
        head = one.noun.head.lemma
        if first in ("take", "walk") and head in _DOGS and not one.prep:
            return "walk dog"
        if one.prep in ("", "in", "to", "on", "at") and is_owned(one.noun):
            found = objects.get(f"{first}+{head}") or objects.get(f"{first}+{head.removesuffix('s')}")
            if found:
                return found
    named = (objects.get(f"{first}+{noun.head.lemma}", "") for noun in direct_nouns(clause) if is_owned(noun))
    return next((name for name in named if name), "")


def _name_by_verb(clause: Clause, lemma: str) -> str:
    """The doings that the verb tells by itself: "ran 5k", "meditated", but not "ran a bath"."""
    name = doings()["doing_verbs"].get(lemma, "")
    if not name or (lemma in words_of("bare_only") and not _is_bare(clause)):
        return ""
    return name


def _is_bare(clause: Clause) -> bool:
    """Whether the verb has no object, or one that only measures how much, and does not walk out of a meeting."""
    for one in clause.complements:
        if one.prep in _INTO or (one.prep == "of" and one.noun is not None and not _measures(one.noun)):
            return False
        if one.noun is not None and not one.prep and not _measures(one.noun):
            return False
    return True


def _measures(noun: Noun) -> bool:
    """Whether a phrase tells a distance, a length or a time: "5k", "three miles", "half an hour"."""
    counted = any(token.tag == "CD" or token.norm == "first" for token in noun.tokens) and not noun.pronoun
    return counted or noun.head.lemma in _MEASURES or noun.head.norm in mapped("number_words")


def _name_going(clause: Clause) -> str:
    """Went for a run, to the gym, on a hike, was at choir."""
    for one in clause.complements:
        if one.noun is None or one.noun.pronoun:
            continue
        if one.prep in _ON and one.noun.head.lemma not in words_of("elsewhere") and is_owned(one.noun):
            name = (
                name_loosely(one.noun) if clause.verb is not None and clause.verb.lemma != "be" else name_noun(one.noun)
            )
            if name:
                return name
    return _name_place(clause, _TOWARDS)


def _name_place(clause: Clause, preps: frozenset[str]) -> str:
    """What one does at the place that the clause leads to or from."""
    for one in clause.complements:
        if one.noun is not None and one.prep in preps and not one.noun.pronoun and is_owned(one.noun):
            name = name_place(one.noun)
            if name:
                return name
    return ""


def name_place(noun: Noun) -> str:
    """What one does at a place, or the pursuit that stands in its stead: "the pool" -> swim, "yoga" -> yoga."""
    norms = [token.norm for token in noun.tokens]
    for start in range(len(norms)):
        found = doings()["places_to"].get(" ".join(norms[start:]))
        if found:
            return found
    return name_noun(noun) or name_words(content_words(noun)[:-1])  # "yoga half" of "from yoga half asleep"


def _name_light(clause: Clause, lemma: str) -> str:
    """Did my stretches, had a guitar lesson, squeezed in a swim, finished reading, played chess."""
    for noun in direct_nouns(clause):
        name = name_noun(noun) if is_owned(noun) or _measures(noun) else ""
        if name:
            return name
        if lemma == "do" and noun.det in ("my", "the", "", "our") and not _measures(noun):
            return name_loosely(noun)
    for one in clause.complements:
        within = one.prep in _WITHIN or (one.prep == "at" and lemma in _AT)
        if one.noun is not None and within and is_owned(one.noun):
            name = name_place(one.noun) if lemma == "spend" else name_noun(one.noun)
            if name:
                return name
    return ""


def name_after(tokens: Sequence[Token]) -> str:
    """The pursuit of the words right behind a light verb, where its object was not seen: "managed a slow jog"."""
    if not tokens or tokens[0].norm not in _ARTICLES:
        return ""
    stop = next((place for place, token in enumerate(tokens) if not token.norm[:1].isalpha()), len(tokens))
    inside = range(2, min(stop, _REACH) + 1)
    return next((name for end in inside if (name := name_words(tokens[1:end]))), "")


def _name_chore(clause: Clause, lemma: str) -> str:
    """Watered the plants, practised my speech: the verb with what it was done to."""
    if lemma not in words_of("chores"):
        return ""
    for noun in direct_nouns(clause):
        head = noun.head
        if noun.name or name_person(noun) or head.tag not in ("NN", "NNS") or head.lemma in words_of("elsewhere"):
            return ""
        return (
            name_noun(noun) if lemma.startswith(("practi", "rehears")) and name_noun(noun) else f"{lemma} {head.norm}"
        )
    return ""
