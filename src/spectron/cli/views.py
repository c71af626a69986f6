"""Profile, state, history and quotes, as lines for a terminal; pure."""

from collections.abc import Iterable, Iterator, Sequence

from rich.text import Text

from spectron.cli.render import (
    CHANGED,
    DOUBT,
    RULE,
    Statement,
    clean,
    name_of,
    owner_of,
    tell_day,
    tell_instant,
    value_of,
)
from spectron.wire.knowledge import AttributeInfo, FactVersion, History, Profile, State
from spectron.wire.library import Consultation
from spectron.wire.recall import HitInfo, SearchResult, SignalInfo


def tell_profile(profile: Profile) -> list[Text]:
    """A profile, part by part."""
    lines: list[Text] = []
    for part in (profile.static, profile.dynamic, profile.preferences):
        lines += [_pair(item.key.replace("_", " "), clean(item.value)) for item in part]
    lines += [_pair("instruction", clean(rule.text), RULE) for rule in profile.instructions]
    return lines or _nothing()


def tell_state(state: State) -> list[Text]:
    """What holds now, what is asked of the answerer, what is open."""
    statements: list[Statement] = [*state.identity.attributes, *state.knowledge.relations]
    lines = [_pair(f"{owner_of(one)} {name_of(one)}", value_of(one)) for one in statements]
    lines += [_pair("instruction", clean(rule.text), RULE) for rule in state.instructions]
    lines += [_pair("doubt", clean(doubt.text), DOUBT) for doubt in state.unknowns]
    lines += [_pair("open", clean(thread)) for thread in state.context.open_threads]
    lines += [_pair("asked", clean(question)) for question in state.context.pending_questions]
    return lines or _nothing()


def tell_history(histories: Sequence[History]) -> list[Text]:
    """Every version there was, oldest first, with both clocks."""
    return [_version(history, one) for history in histories for one in history.versions] or _nothing()


def tell_quotes(histories: Sequence[History]) -> list[Text]:
    """The words that each version rests on."""
    return list(_quotes(histories)) or _nothing()


def tell_found(found: SearchResult) -> list[Text]:
    """What was found, best first, each with what spoke for it."""
    lines = [line for hit in found.hits for line in _hit(hit)]
    if found.unseen:
        lines.append(Text(f"{found.unseen} turns wait to be embedded: they are found by their words alone", "dim"))
    return [*lines, Text(found.reason, "dim")] if lines else [Text("nothing was found", "dim")]


def tell_excerpts(found: Consultation) -> list[Text]:
    """The parts of documents that were found, best first, each with what spoke for it."""
    lines: list[Text] = []
    for one in found.results:
        words = Text.assemble((f"{clean(one.label)}, {one.start}: ", "dim"), " ".join(clean(one.content).split()))
        lines += [Text.assemble((f"{one.score:5.2f}  ", "bold"), words), _reasons(one.why)]
    if found.unseen:
        lines.append(Text(f"{found.unseen} chunks wait to be embedded: they are found by their words alone", "dim"))
    return [*lines, Text(found.reason, "dim")] if lines else [Text("nothing was found", "dim")]


def tell_keys(state: State) -> list[Text]:
    """The keys that something is known under."""
    statements: list[Statement] = [*state.identity.attributes, *state.knowledge.relations]
    names = sorted({one.key if isinstance(one, AttributeInfo) else one.type for one in statements})
    return [Text(", ".join(names))] if names else _nothing()


def _hit(hit: HitInfo) -> Iterator[Text]:
    if hit.turn:
        speaker = clean(hit.turn.name or hit.turn.role)
        line = Text.assemble((f"{speaker}, {tell_day(hit.turn.at)}: ", "dim"), clean(hit.turn.content))
    elif hit.fact:
        line = _pair(f"{owner_of(hit.fact)} {name_of(hit.fact)}", value_of(hit.fact))
    else:
        return
    yield Text.assemble((f"{hit.score:5.2f}  ", "bold"), line)
    yield _reasons(hit.why)


def _reasons(why: Iterable[SignalInfo]) -> Text:
    told = (clean(f"{one.signal} {one.points:.2f}{f' ({one.note})' if one.note else ''}") for one in why)
    return Text.assemble("       ", (", ".join(told), "dim"))


def _version(history: History, one: FactVersion) -> Text:
    gone = one.superseded_at is not None
    holds = f"{_edge(one.valid_from)} – {_edge(one.valid_until)}"
    believed = f"believed from {tell_instant(one.recorded_at)}"
    if one.superseded_at:
        believed += f" to {tell_instant(one.superseded_at)}"
    line = Text.assemble(
        (clean(history.entity.label), "dim"), "  ", (clean(one.value), "dim strike" if gone else "bold")
    )
    return line.append(f"  {holds}", CHANGED if gone else "green").append(f"  {one.change}, {believed}", "dim")


def _edge(instant: str | None) -> str:
    return tell_instant(instant) if instant else "…"


def _quotes(histories: Iterable[History]) -> Iterator[Text]:
    for history in histories:
        for one in history.versions:
            yield Text.assemble((clean(history.entity.label), "dim"), "  ", (clean(one.value), "bold"))
            for ground in one.provenance:
                words = Text.assemble("  ", (f"“{clean(ground.quote.text)}”", "italic"))
                taken_back = ", taken back" if ground.retracted else ""
                yield words.append(f"  {ground.source}, {tell_day(ground.said_at)}{taken_back}", "dim")


def _pair(name: str, value: str, colour: str = "") -> Text:
    return Text.assemble((f"{name}: ", "dim"), (value, colour))


def _nothing() -> list[Text]:
    return [Text("nothing is known yet", "dim")]
