"""How two stand to each other."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spectron.behaviour.relationship import HARM, estimate_relationship
from spectron.domain.behaviour import Affect, Facet, Feeling, Observed, Regard, Toward
from spectron.domain.conversation import Role
from spectron.domain.estimates import Side
from spectron.domain.graph import Quote
from spectron.domain.ids import SessionId, TurnId

START = datetime(2026, 5, 3, 9, tzinfo=UTC)
QUOTE = Quote("so", 0, 2)


def sign(
    facet: Facet, strength: float, days: float = 0, role: Role = Role.USER, reason: str = "", session: str = ""
) -> Observed[Regard]:
    """A regard so many days after the start; reason and session are its own unless they are named."""
    turn = TurnId(f"turn:{days:09.4f}{role}{facet}{reason}{strength}")
    told = Regard(facet, strength, QUOTE, reason or f"reason {days}")
    return Observed(told, turn, SessionId(session or f"session:{days}"), role, START + timedelta(days=days))


def feeling(push: Feeling, toward: Toward, days: float = 0, role: Role = Role.USER) -> Observed[Affect]:
    """An affect so many days after the start."""
    turn = TurnId(f"turn:{days:09.4f}{role}affect{push}")
    told = Affect(push, QUOTE, "glad", (), toward)
    return Observed(told, turn, SessionId(f"session:{days}"), role, START + timedelta(days=days))


def after(days: float) -> datetime:
    """So many days after the start."""
    return START + timedelta(days=days)


def test_strangers_stand_at_nothing() -> None:
    """Without a sign every number is 0 and the narrative says so."""
    found = estimate_relationship([], [], START, "Alice", "Nova")
    assert found.user == found.agent == Side(0, 0, 0, 0)
    assert (found.chemistry, found.changes) == (0, ())
    assert found.narrative == "Nothing has shown yet how Alice and Nova stand to each other."


def test_a_sign_moves_its_facet_of_its_side_alone() -> None:
    """A user who confides trusts; the agent's side and the other facets stay."""
    found = estimate_relationship([sign(Facet.TRUST, 0.8)], [], START)
    assert found.user.trust > 0
    assert found.user.rapport == found.user.connection == 0
    assert found.user.love == pytest.approx(0.3 * found.user.trust)
    assert found.agent == Side(0, 0, 0, 0)


def test_growth_saturates() -> None:
    """The tenth sign moves less than the first, and no number leaves its bounds."""
    signs = [sign(Facet.RAPPORT, 1.0, days / 10) for days in range(300)]
    first, second, tenth, eleventh = (
        estimate_relationship(signs[:count], [], after(count / 10)).user.rapport for count in (1, 2, 10, 11)
    )
    assert eleventh - tenth < second - first
    assert estimate_relationship(signs, [], after(30)).user.rapport < 1


def test_harm_weighs_more_than_good() -> None:
    """Cruel words lower a neutral regard by more than kind ones of the same strength raise it."""
    good = estimate_relationship([sign(Facet.RAPPORT, 0.5)], [], START).user.rapport
    bad = estimate_relationship([sign(Facet.RAPPORT, -0.5)], [], START).user.rapport
    assert bad == pytest.approx(-HARM * good)


def test_courtesy_wears_off_within_a_session() -> None:
    """Ten thanks in one session are worth less than three on three days."""
    often = [sign(Facet.RAPPORT, 0.3, place / 1000, reason="gave thanks", session="session:x") for place in range(10)]
    seldom = [sign(Facet.RAPPORT, 0.3, place, reason="gave thanks") for place in range(3)]
    late = after(3)
    assert (
        0 < estimate_relationship(often, [], late).user.rapport < estimate_relationship(seldom, [], late).user.rapport
    )


def test_absence_cools_and_trust_lasts_longest() -> None:
    """After a year without a word every facet is nearer to 0 and on its side of it, trust least so."""
    signs = [sign(facet, 0.9) for facet in Facet]
    then, now = (estimate_relationship(signs, [], at).user for at in (START, after(365)))
    assert 0 < now.rapport < now.connection < now.trust < then.trust
    assert now.love < then.love


def test_only_what_was_said_by_then_counts() -> None:
    """A later sign, a tool's and a system's change nothing."""
    later = [sign(Facet.TRUST, 0.9, 5), sign(Facet.TRUST, 0.9, 0, Role.TOOL), sign(Facet.TRUST, 0.9, 0, Role.SYSTEM)]
    assert estimate_relationship(later, [], START) == estimate_relationship([], [], START)


def test_a_feeling_towards_the_other_counts_where_no_sign_was_read() -> None:
    """Warmth towards the other side is rapport; about something else it is not; and no words count twice."""
    warm = Feeling(0.6, 0.2, 0.0, 0.8)
    assert estimate_relationship([], [feeling(warm, Toward.OTHER_SIDE)], START).user.rapport > 0
    assert estimate_relationship([], [feeling(warm, Toward.ELSEWHERE)], START).user.rapport == 0
    read, felt = sign(Facet.TRUST, 0.5), feeling(warm, Toward.OTHER_SIDE)
    same = Observed(felt.signal, read.turn_id, read.session_id, read.role, read.said_at)
    assert estimate_relationship([read], [same], START).user.rapport == 0


def test_chemistry_needs_both() -> None:
    """Warmth from both sides, good mood of both and meeting often raise it; one side alone hardly does."""
    glad = Feeling(0.8, 0.3, -0.2, 0.4)
    mine = [sign(Facet.CONNECTION, 0.8, days) for days in range(20)]
    yours = [sign(Facet.CONNECTION, 0.8, days + 0.01, Role.ASSISTANT) for days in range(20)]
    moods: list[Observed[Affect]] = [
        feeling(glad, Toward.ELSEWHERE, days, role) for days in range(20) for role in (Role.USER, Role.ASSISTANT)
    ]
    alone = estimate_relationship(mine, [], after(20)).chemistry
    both = estimate_relationship([*mine, *yours], [], after(20)).chemistry
    glad_both = estimate_relationship([*mine, *yours], moods, after(20)).chemistry
    long_after = estimate_relationship([*mine, *yours], moods, after(400)).chemistry
    assert alone < both < glad_both <= 1
    assert long_after < glad_both


def test_the_narrative_says_who_since_when_how_warm_and_why() -> None:
    """At most three sentences name both, the first day, the warmth of each and the last reasons."""
    signs = [sign(Facet.CONNECTION, 0.9, days, reason="said they missed the other") for days in range(8)]
    signs += [sign(Facet.TRUST, 0.9, days + 0.1, reason="confided something personal") for days in range(8)]
    signs += [sign(Facet.RAPPORT, -0.6, 9, Role.ASSISTANT, "was curt")]
    told = estimate_relationship(signs, [], after(10), "Alice", "Nova").narrative
    assert told == (
        "Alice and Nova have known each other since 3 May 2026. Alice is warm towards and trusts Nova; Nova is cool "
        "towards Alice. Lately: was curt (Nova, 12 May 2026), confided something personal (Alice, 10 May 2026)."
    )


def test_names_left_out_open_a_sentence_with_a_capital() -> None:
    """Without names it is the user and the agent."""
    told = estimate_relationship([sign(Facet.TRUST, 0.1)], [], START).narrative
    assert told.startswith("The user and the agent have known each other since 3 May 2026. The user is neutral towards")


def test_changes_tell_each_turn_that_moved_a_side() -> None:
    """Latest first, with side, before and after, and every reason of the turn."""
    turn = sign(Facet.TRUST, 0.9, 1, reason="confided something personal")
    thanks = Regard(Facet.RAPPORT, 0.4, QUOTE, "gave thanks")
    both = Observed(thanks, turn.turn_id, turn.session_id, turn.role, turn.said_at, 1)
    kind = sign(Facet.CONNECTION, 0.5, 2, Role.ASSISTANT, "asked how the other feels")
    changes = estimate_relationship([both, kind, turn], [], after(3)).changes
    assert [(one.side, one.reason) for one in changes] == [
        ("agent", "asked how the other feels"),
        ("user", "confided something personal; gave thanks"),
    ]
    assert all(one.before < one.after for one in changes)
    assert changes[1].turn_id == turn.turn_id
    assert changes[1].at == turn.said_at


pushes = st.builds(Feeling, *[st.floats(min_value=-1, max_value=1)] * 4)
days_after = st.floats(min_value=0, max_value=500).map(lambda days: round(days, 2))
roles = st.sampled_from([Role.USER, Role.ASSISTANT, Role.TOOL])
regards = st.lists(
    st.builds(
        sign,
        st.sampled_from(Facet),
        st.floats(min_value=-3, max_value=3),
        days_after,
        roles,
        st.sampled_from(["a", "b"]),
        st.sampled_from(["session:x", "session:y"]),
    ),
    max_size=25,
    unique_by=lambda one: one.turn_id,
)
feelings = st.lists(
    st.builds(feeling, pushes, st.sampled_from(Toward), days_after, roles),
    max_size=15,
    unique_by=lambda one: one.turn_id,
)


@settings(max_examples=80, deadline=None)
@given(regards, feelings, st.integers())
def test_everything_is_bounded_and_the_same_in_any_order(
    signs: Sequence[Observed[Regard]], felt: Sequence[Observed[Affect]], seed: int
) -> None:
    """Numbers keep their bounds, and the order of arrival does not matter."""
    found = estimate_relationship(signs, felt, after(300))
    for side in (found.user, found.agent):
        assert all(-1 <= value <= 1 for value in (side.love, side.rapport, side.trust, side.connection))
    assert 0 <= found.chemistry <= 1
    assert found.narrative.count(". ") <= 2
    shuffled: tuple[list[Any], list[Any]] = (list(signs), list(felt))
    for one in shuffled:
        Random(seed).shuffle(one)
    assert estimate_relationship(shuffled[0], shuffled[1], after(300)) == found


@settings(max_examples=40, deadline=None)
@given(regards, st.floats(min_value=0, max_value=400))
def test_what_comes_later_never_changes_what_was_estimated_before(
    signs: Sequence[Observed[Regard]], days: float
) -> None:
    """An estimate as of a day is that of the signs up to that day."""
    early = [one for one in signs if one.said_at <= after(days)]
    assert estimate_relationship(signs, [], after(days)) == estimate_relationship(early, [], after(days))
