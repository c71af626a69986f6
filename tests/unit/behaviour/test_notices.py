"""Planning what to bring up, over random stories of what was told."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from spectron.behaviour.birthdays import Birthday, foresee_birthdays, list_birthdays
from spectron.behaviour.civil import is_quiet
from spectron.behaviour.foresight import Outlook, Told, look_ahead
from spectron.behaviour.notices import NoticePlan, is_pending, plan_check_in, plan_notices
from spectron.domain.behaviour import Observed, Occasion, OccasionKind, Standing
from spectron.domain.conversation import Role
from spectron.domain.estimates import Notice, NoticeKind, NoticeStatus
from spectron.domain.graph import Quote
from spectron.domain.ids import SessionId, TurnId
from spectron.domain.temporal import as_utc

START = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)
LONG_AGO = START - timedelta(days=400)
ZONES = [ZoneInfo(name) for name in ("UTC", "Europe/Berlin", "America/Los_Angeles", "Asia/Kolkata", "Pacific/Auckland")]


def observe(
    subject: str,
    said: timedelta = timedelta(0),
    at: timedelta | None = timedelta(days=1),
    standing: Standing = Standing.AHEAD,
    **more: object,
) -> Observed[Occasion]:
    """An occasion that was told so long after the start, and is so long after it."""
    when = START + at if at is not None else None
    occasion = Occasion(subject, when, Quote(subject, 0, len(subject)), standing=standing, **more)  # type: ignore[arg-type]
    turn = TurnId(f"turn:{said.total_seconds():012.0f}")
    return Observed(occasion, turn, SessionId("session:1"), Role.USER, START + said)


def plan(told: Sequence[Told], known: Sequence[Notice] = (), zone: ZoneInfo = ZONES[0]) -> NoticePlan:
    """What changes of the notices there are."""
    return plan_notices(look_ahead(told, zone), known, START, LONG_AGO)


def carry_out(made: NoticePlan, known: Sequence[Notice]) -> list[Notice]:
    """The notices after a plan was written."""
    written = {one.id: one for one in (*known, *made.changed, *made.cancelled, *made.new)}
    return list(written.values())


def told(*observed: Observed[Occasion], zone: ZoneInfo = ZONES[0]) -> list[Told]:
    """As told in this zone."""
    return [Told(one, zone) for one in observed]


def scheduled(notices: Sequence[Notice]) -> list[tuple[str, datetime, str]]:
    """What waits, apart from its ids."""
    waiting = [one for one in notices if one.status is NoticeStatus.SCHEDULED]
    return sorted((one.key, one.due_at, one.message) for one in waiting)


@st.composite
def stories(draw: st.DrawFn) -> list[Observed[Occasion]]:
    """Up to eight tellings of a few occasions, in any order, at any hour."""
    count = draw(st.integers(1, 8))
    found = []
    for place in range(count):
        said = timedelta(minutes=draw(st.integers(0, 60 * 24 * 30)))
        standing = draw(st.sampled_from(list(Standing)))
        dated = standing in (Standing.AHEAD, Standing.MOVED) or draw(st.booleans())
        at = timedelta(minutes=draw(st.integers(-60 * 24, 60 * 24 * 45))) if dated else None
        whole = draw(st.booleans())
        until = START + at + timedelta(days=draw(st.integers(2, 9))) if at is not None and draw(st.booleans()) else None
        kind = draw(st.sampled_from([OccasionKind.EVENT, OccasionKind.EVENT, OccasionKind.PROMISE]))
        subject = draw(st.sampled_from(["hike", "big hike", "interview", "trip to Rome", "trip", "hiking with Tom"]))
        one = observe(subject, said, at, standing, kind=kind, whole_day=whole, until=until if whole else None)
        found.append(replace(one, place=place))
    return found


@given(stories(), st.sampled_from(ZONES))
def test_planning_twice_plans_nothing_new(story: list[Observed[Occasion]], zone: ZoneInfo) -> None:
    """A second plan over what the first one wrote changes nothing."""
    notices = carry_out(plan(told(*story, zone=zone), (), zone), ())
    assert not plan(told(*story, zone=zone), notices, zone)


@given(stories(), st.sampled_from(ZONES), st.randoms())
def test_the_order_of_arrival_does_not_matter(
    story: list[Observed[Occasion]],
    zone: ZoneInfo,
    random: Random,
) -> None:
    """Told one by one in any order, or all at once: the same notices wait in the end."""
    whole = scheduled(carry_out(plan(told(*story, zone=zone), (), zone), ()))
    order = list(story)
    random.shuffle(order)
    notices: list[Notice] = []
    for count in range(1, len(order) + 1):
        notices = carry_out(plan(told(*order[:count], zone=zone), notices, zone), notices)
    assert scheduled(notices) == whole


@given(stories(), st.sampled_from(ZONES))
def test_nobody_is_spoken_to_at_night_or_too_early(story: list[Observed[Occasion]], zone: ZoneInfo) -> None:
    """No notice is due in the quiet hours, but for an hour that was promised; none before it was told."""
    for one in look_ahead(told(*story, zone=zone), zone).foreseen:
        assert one.due_at > one.told_at
        hours = {each.signal.at for each in story if not each.signal.whole_day}
        promised = one.kind is NoticeKind.PROMISE and one.due_at in hours
        assert promised or not is_quiet(one.due_at, zone)


@given(stories())
def test_an_event_is_asked_about_when_it_is_over(story: list[Observed[Occasion]]) -> None:
    """A follow-up is due after the hour of its occasion, or on the evening of its day."""
    begins = {as_utc(each.signal.at) for each in story if each.signal.at is not None}
    for one in look_ahead(told(*story), UTC).foreseen:
        if one.kind is NoticeKind.FOLLOW_UP:
            assert any(begin < one.due_at or begin.date() == one.due_at.date() for begin in begins)


def test_an_occasion_told_twice_is_asked_about_once() -> None:
    """In other words, and with the hour the second time: one notice, at the better time."""
    first = observe("big hike")
    second = observe("hike", timedelta(hours=1), timedelta(days=1, hours=1), whole_day=False)
    notices = carry_out(plan(told(first)), ())
    assert [one.due_at.hour for one in notices] == [19]
    later = carry_out(plan(told(first, second), notices), notices)
    assert [(one.id, one.due_at.hour) for one in later] == [(notices[0].id, 13)]


def test_a_consumed_notice_does_not_come_back() -> None:
    """Telling of the same occasion again after it was brought up schedules nothing."""
    (notice,) = plan(told(observe("hike"))).new
    consumed = replace(notice, status=NoticeStatus.CONSUMED, settled_at=notice.due_at)
    assert not plan(told(observe("hike"), observe("hike", timedelta(hours=2))), [consumed])


def test_a_cancelled_occasion_can_be_told_again() -> None:
    """On, off, and on again: one notice waits."""
    on, off = observe("hike"), observe("hike", timedelta(hours=1), None, Standing.CANCELLED)
    notices = carry_out(plan(told(on)), ())
    notices = carry_out(plan(told(on, off), notices), notices)
    assert scheduled(notices) == []
    again = observe("hike", timedelta(hours=2))
    notices = carry_out(plan(told(on, off, again), notices), notices)
    assert [key for key, _, _ in scheduled(notices)] == ["follow_up:hike:2026-03-03"]


def test_a_moved_occasion_is_at_its_new_time_alone() -> None:
    """The notice of Tuesday goes, that of Friday comes."""
    moved = observe("interview", timedelta(hours=1), timedelta(days=4), Standing.MOVED)
    outlook = look_ahead(told(observe("interview"), moved), UTC)
    assert [one.key for one in outlook.foreseen] == ["follow_up:interview:2026-03-06"]
    assert [one.foreseen.key for one in outlook.dropped] == ["follow_up:interview:2026-03-03"]


def test_what_is_cancelled_by_its_day_leaves_the_other_days() -> None:
    """ "I'm not hiking tomorrow" leaves the hike of Saturday."""
    off = observe("hiking", timedelta(hours=1), timedelta(days=1), Standing.CANCELLED)
    outlook = look_ahead(told(observe("hike"), observe("hike", at=timedelta(days=5)), off), UTC)
    assert [one.key for one in outlook.foreseen] == ["follow_up:hike:2026-03-07"]


def test_what_was_told_how_it_went_is_not_asked_about() -> None:
    """ "The hike was great" ends what began before it, and not the next one."""
    over = observe("hike", timedelta(days=1, hours=9), None, Standing.OVER)
    outlook = look_ahead(told(observe("hike"), observe("hike", at=timedelta(days=5)), over), UTC)
    assert [one.key for one in outlook.foreseen] == ["follow_up:hike:2026-03-07"]


def test_a_journey_is_asked_about_on_the_morning_after_it_ends() -> None:
    """From Friday to Sunday in Rome: Monday at nine, by the clock of Los Angeles."""
    zone = ZONES[2]
    friday = datetime(2026, 3, 6, tzinfo=zone)
    trip = Occasion("trip to Rome", friday, Quote("", 0, 0), until=datetime(2026, 3, 9, tzinfo=zone))
    seen = Observed(trip, TurnId("turn:1"), SessionId("session:1"), Role.USER, START)
    (one,) = look_ahead(told(seen, zone=zone), zone).foreseen
    assert one.due_at.astimezone(zone) == datetime(2026, 3, 9, 9, tzinfo=zone)


BORN = Birthday("birthday", 2, 29, START, "", None)


def test_one_born_on_a_leap_day_is_wished_well_every_year() -> None:
    """On 29 February where there is one, else on the 28th."""
    years = [datetime(year, 1, 1, tzinfo=UTC) for year in (2027, 2028, 2029)]
    dues = [foresee_birthdays([BORN], lambda _: False, at, UTC)[0].due_at for at in years]
    assert [(due.month, due.day, due.hour) for due in dues] == [(2, 28, 9), (2, 29, 9), (2, 28, 9)]


def test_a_birthday_that_was_wished_comes_back_next_year() -> None:
    """A consumed notice leaves the next year's."""
    at = datetime(2027, 2, 28, 10, tzinfo=UTC)
    (first,) = foresee_birthdays([BORN], lambda _: False, at, UTC)
    (second,) = foresee_birthdays([BORN], lambda key: key == first.key, at, UTC)
    assert (first.due_at.year, second.due_at.year) == (2027, 2028)


def test_a_birthday_told_on_the_day_waits_for_a_year() -> None:
    """Nobody is wished a happy birthday for what they said themselves this morning."""
    told_today = Birthday("birthday", 3, 2, START, "", None)
    (one,) = foresee_birthdays([told_today], lambda _: False, START, UTC)
    assert one.due_at.year == 2027


def test_a_fact_goes_before_what_was_told_of_a_birthday() -> None:
    """Of the two days of one person the one that is believed counts."""
    said = observe("Ana's birthday", at=timedelta(days=6), kind=OccasionKind.BIRTHDAY)
    believed = Birthday("Ana's birthday", 5, 14, START, "", None)
    assert list_birthdays([believed], told(said)) == [believed]


def _wait(days: int, known: Sequence[Notice] = (), turns: int = 3) -> NoticePlan:
    return plan_check_in(START + timedelta(days=days), turns, known, 7, UTC)


def test_a_check_in_needs_a_conversation() -> None:
    """Two turns are none; after the third a silence of seven days is asked about, at the hour of the last word."""
    assert not _wait(0, turns=2)
    (one,) = _wait(0).new
    assert one.due_at == START + timedelta(days=7)


def test_a_check_in_moves_with_every_word() -> None:
    """A later turn puts it off under its id; an earlier one that arrives late does not."""
    (one,) = _wait(0).new
    (moved,) = _wait(2, [one]).changed
    assert (moved.id, moved.due_at) == (one.id, START + timedelta(days=9))
    assert not _wait(1, [moved])


def test_a_silence_is_asked_about_once() -> None:
    """A consumed check-in comes back only when the user wrote again after it."""
    (one,) = _wait(0).new
    consumed = replace(one, status=NoticeStatus.CONSUMED, settled_at=one.due_at)
    assert not _wait(3, [consumed])
    assert _wait(9, [consumed]).new


def test_no_check_in_where_it_is_turned_off() -> None:
    """With no days set none is made, and one that waits is cancelled."""
    (one,) = _wait(0).new
    assert not plan_check_in(START, 9, [], 0, UTC)
    assert [each.status for each in plan_check_in(START, 9, [one], 0, UTC).cancelled] == [NoticeStatus.CANCELLED]


def test_what_is_called_off_of_a_wider_scope_is_hidden() -> None:
    """A cancelled notice stands in the narrower scope, once."""
    wide = Told(observe("hike"), UTC, here=False)
    off = Told(observe("hike", timedelta(hours=1), None, Standing.CANCELLED), UTC)
    made = plan([wide, off])
    assert [(one.key, one.status) for one in made.new] == [("follow_up:hike:2026-03-03", NoticeStatus.CANCELLED)]
    assert not plan([wide, off], made.new)


def test_older_notices_stay_where_the_outlook_does_not_reach() -> None:
    """A wedding that was told of before the window keeps its notice."""
    (one,) = plan(told(observe("wedding", at=timedelta(days=60)))).new
    assert not plan_notices(Outlook((), ()), [one], START, START + timedelta(days=1))


def _tell_of(words: str, subject: str, said: int, at: int) -> Observed[Occasion]:
    """An event told in these words on one day, for another, both counted from the start."""
    one = observe(subject, timedelta(days=said), timedelta(days=at))
    return replace(one, signal=replace(one.signal, quote=Quote(words, 0, len(words))))


def test_what_is_told_anew_for_another_day_moves() -> None:
    """The later day wins, and there is one notice."""
    first, later = _tell_of("my interview", "interview", 0, 4), _tell_of("My interview", "interview", 1, 7)
    made = plan(told(first, later))
    assert [(one.subject, one.due_at.date()) for one in made.new] == [("interview", (START + timedelta(days=7)).date())]


def test_another_of_the_same_name_stands_beside_it() -> None:
    """What is not certain, called another, or weeks away does not move what was told before."""
    first = _tell_of("my interview", "interview", 0, 4)
    for words, day in (("an interview", 7), ("my second interview", 7), ("my interview", 30)):
        assert len(plan(told(first, _tell_of(words, "interview", 1, day))).new) == 2


def test_a_promise_not_to_do_something_has_no_notice() -> None:
    """There is nothing to be reminded of."""
    promise = observe("not mention their ex", at=None, kind=OccasionKind.PROMISE)
    assert not plan(told(promise)).new


def test_a_follow_up_ends_after_a_week_and_a_promise_does_not() -> None:
    """Nobody is asked weeks later how it went, but a promise is pending until it is kept."""
    made = plan(told(observe("hike"), observe("send the recipe", at=None, kind=OccasionKind.PROMISE))).new
    due = {one.kind: one for one in made}
    week, later = timedelta(days=6), timedelta(days=8)
    follow_up, promise = due[NoticeKind.FOLLOW_UP], due[NoticeKind.PROMISE]
    assert is_pending(follow_up, follow_up.due_at + week)
    assert not is_pending(follow_up, follow_up.due_at + later)
    assert is_pending(promise, promise.due_at + timedelta(days=300))


def test_a_result_without_a_name_ends_what_began_last() -> None:
    """Of what is over, only the latest is not asked about any more; what is ahead stays."""
    first, later = observe("exam", at=timedelta(days=1)), observe("interview", at=timedelta(days=2))
    ahead = observe("concert", at=timedelta(days=9))
    result = observe("it", timedelta(days=2, hours=5), None, Standing.OVER)
    assert {one.subject for one in plan(told(first, later, ahead, result)).new} == {"exam", "concert"}
