"""Nouns that explain the one before them: "Ana, a nurse", "our treasurer, Kofi Osei", "Tom and Ana, both nine"."""

from dataclasses import replace

from spectron.extraction.builtin.grammar.clauses import Complement
from spectron.extraction.builtin.grammar.drafts import Draft
from spectron.extraction.builtin.grammar.grouping import explains, is_distributed, is_group, look_ahead, names_only
from spectron.extraction.builtin.grammar.phrases import Chunk, Noun, Verb
from spectron.extraction.builtin.grammar.walk import BE, Walk
from spectron.extraction.builtin.lexis.senses import members

_CALLED = Verb("call", "part", norm="called")


def appose(walk: Walk, place: int, chunk: Chunk, noun: Noun) -> bool:
    """Read a noun behind a comma as a clause about the one that it explains; False where it explains none."""
    if _is_epithet(walk, place, noun):
        around = walk.current
        _explain(walk, around, walk.chunks[place - 1].noun or noun, chunk)
        walk.current = around
        return True
    if walk.joint != "," or noun.pronoun:
        return False
    if is_distributed(noun):
        return _distribute(walk, chunk, noun)
    outer = walk.find_waiting()
    if outer is not None and _name_several(walk, outer, place):
        return True
    after = look_ahead(walk.chunks, place, "adv", "time")
    if after is not None and (after.kind in ("np", "cc") or (after.verb is not None and after.verb.finite)):
        return False
    before = walk.find_last_noun(place) if walk.chunks[place - 1].word != "then" else None
    if before is not None and not (is_group(before) and names_only(noun)) and explains(before, noun):
        _explain(walk, walk.current, before, chunk)
        return True
    subject = walk.drafts[outer].subject if outer is not None else None
    if outer is None or subject is None or not (_verb_comes(walk, place) or (noun.det in ("a", "an") and walk.broken)):
        return False
    _explain(walk, outer, subject, chunk)
    return True


def _is_epithet(walk: Walk, place: int, noun: Noun) -> bool:
    """Whether "the" and a trade stand right behind a name, and say whose it is: "Catriona the osteopath"."""
    before = walk.chunks[place - 1].noun if place and not walk.joint else None
    trade = noun.det == "the" and not noun.name and noun.head.tag == "NN" and noun.head.norm in members("occupation")
    return trade and before is not None and names_only(before)


def _explain(walk: Walk, outer: int, before: Noun, chunk: Chunk) -> None:
    """Open the clause that says what the noun before is, and let the one around call it by its name."""
    noun = chunk.noun
    single = before.det in ("a", "an") or (before.tokens[0].norm == "one" and len(before.tokens) > 1)
    single = single and before.head.lemma not in members("occupation")
    given = noun is not None and names_only(noun) and single
    link, verb = ("part", _CALLED) if given else ("apposition", BE)
    walk.open(Draft(link=link, parent=outer, subject=before, verb=verb, apart=True, inherited=given))
    walk.draft.complements.append(Complement("", chunk.start, chunk.end, noun, chunk.word))
    walk.keep(chunk)
    if noun is not None and names_only(noun) and not before.name and not given:
        _christen(walk.drafts[outer], before, noun)


def _christen(draft: Draft, before: Noun, name: Noun) -> None:
    """Let the clause around speak of the phrase by its name: of "our treasurer, Kwabena" as "our treasurer Kwabena"."""
    named = replace(before, tokens=(*before.tokens, *name.tokens), name=name.name)
    if draft.subject is before:
        draft.subject = named
    for place, one in enumerate(draft.complements):
        if one.noun is before:
            draft.complements[place] = replace(one, noun=named)


def _verb_comes(walk: Walk, place: int) -> bool:
    """Whether a finite verb follows right behind the comma after this place."""
    after = walk.chunks[place + 2] if place + 2 < len(walk.chunks) else None
    return after is not None and after.verb is not None and after.verb.finite


def _name_several(walk: Walk, outer: int, place: int) -> bool:
    """Read "my parents, Joe and Maria, live in Rome": the names of several, who then are the subject."""
    draft = walk.drafts[outer]
    subject = draft.subject
    if subject is None or subject.name or subject.head.tag != "NNS":
        return False
    names, at = [], place
    while at < len(walk.chunks) and walk.chunks[at].kind in ("np", "comma", "cc"):
        noun = walk.chunks[at].noun
        if noun is not None and not names_only(noun):
            return False
        names += [walk.chunks[at]] if noun is not None else []
        at += 1
    verb = walk.chunks[at].verb if at < len(walk.chunks) else None
    if len(names) < 2 or verb is None or not verb.finite or walk.chunks[at - 1].kind != "comma":
        return False
    parts = [Complement("", one.start, one.end, one.noun, one.word, "and" if number else "")
             for number, one in enumerate(names)]  # fmt: skip
    nouns = [one.noun for one in names if one.noun is not None]
    walk.drafts.append(Draft("apposition", outer, subject, [], BE, parts, chunks=list(names)))
    walk.current = outer
    draft.subject, draft.others = nouns[0], nouns[1:]
    walk.absorbed = at
    return True


def _distribute(walk: Walk, chunk: Chunk, noun: Noun) -> bool:
    """Both nine: said of each of those who were named just before."""
    named = [one.noun for one in walk.draft.complements if one.noun is not None and one.noun.name]
    if walk.draft.waiting or len(named) < 2:
        named = [one for one in (walk.draft.subject, *walk.draft.others) if one is not None]
    if len(named) < 2:
        return False
    bare = replace(noun, tokens=noun.tokens[1:], det="")
    walk.open(Draft(link="apposition", parent=walk.current, subject=named[0], others=named[1:], verb=BE, apart=True))
    start = bare.start
    walk.draft.complements.append(Complement("", start, chunk.end, bare, chunk.word))
    walk.keep(replace(chunk, tokens=chunk.tokens[1:], noun=bare))
    return True
