"""Yes or no, with the reason."""

from spectron.domain.graph import DoubtKind
from spectron.domain.responder import Answered
from spectron.retrieval.answering.citing import Quoted, cite
from spectron.retrieval.answering.declining import hesitate
from spectron.retrieval.answering.ground import Ground, find_doubt, know
from spectron.retrieval.answering.phrasing import tell, when
from spectron.retrieval.answering.sayings import find_own_ending
from spectron.retrieval.answering.selection import Told, at_time, has_value, of_any_key, of_keys
from spectron.retrieval.answering.values import is_past, state

_EXCLUSIVE = frozenset(
    "location lives_in works_at job_title name age birthday hometown married_to partner_of reports_to marital_status "
    "address email phone timezone species".split()
)


def tell_whether(ground: Ground) -> Answered | None:
    """Yes where it holds; no where it ended, was denied, or something else holds in its place."""
    question = ground.question
    told = of_any_key(ground.told, question.keys)
    same = [one for one in told if has_value(one, question.value or "")]
    looks_back = question.past or question.time is not None
    holding = [one for one in at_time(same, question, ground.now) if looks_back or not is_past(one, ground.now)]
    ended = _find_ended(ground, holding[-1]) if holding and not looks_back else None
    if ended is not None:
        return Answered(f"No. {cite(ended, ground.note)}", True, (), (ended.turn,))
    if holding:
        return know(f"Yes, {plainly(state(ground, holding[-1:]))}", holding[-1:])
    denied = find_doubt(ground, DoubtKind.NEGATED)
    if denied is not None:
        return Answered(f"No: you said \u201c{denied.quote.text or denied.text}\u201d", True)
    doubted = tell_doubt(ground)
    if doubted is not None:
        return doubted
    past = [one for one in same if is_past(one, ground.now)][-1:]
    current = [one for one in of_keys(told, question.keys) if one.at(ground.now) and not one.fact.timeless][-1:]
    if past:
        until = f"{tell(past[0].key, [past[0].value], ground.who, past=True)}{when(past[0].fact, past[0].said)}"
        return know(" ".join(filter(None, (f"No, {until}.", state(ground, current)))), [*past, *current])
    value = question.value or ""
    if current and current[0].key in _EXCLUSIVE and (value[:1].isupper() or value[:1].isdigit()):
        return know(f"No, {plainly(state(ground, current))}", current)
    return None


def _find_ended(ground: Ground, told: Told) -> Quoted | None:
    """A later sentence of the speaker's own that tells the end of what a fact of theirs still holds."""
    own = any(one.principal == "user" for one in ground.entities)
    return find_own_ending(told.value, told.fact.recorded_at, ground.turns) if own and not told.fact.timeless else None


def plainly(text: str) -> str:
    """A sentence inside another one: its "You" becomes "you"; names keep their capital."""
    return text[:1].lower() + text[1:] if text.split(" ")[0] in ("You", "Your") else text


def tell_doubt(ground: Ground) -> Answered | None:
    """What was told as a doubt only, told as a doubt."""
    doubt = find_doubt(ground, DoubtKind.SPECULATIVE, DoubtKind.CONFLICTING, DoubtKind.NEEDS_VERIFICATION)
    return Answered(hesitate(doubt.quote.text or doubt.text, "you only said"), False) if doubt else None
