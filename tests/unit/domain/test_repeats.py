"""Which messages are new: nothing that was sent again is taken twice, and nothing that was said twice is lost."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from spectron.domain.repeats import Print, Sent, new_in_batch, new_in_transcript, take_print

DAWN = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)
prints = st.sampled_from([Print(letter.encode()) for letter in "abc"])
conversations = st.lists(prints, max_size=12)


def _sent(told: list[Print], start: int = 0) -> list[Sent]:
    """Messages as a session holds them, a second apart."""
    return [Sent(one, DAWN + timedelta(seconds=start + place)) for place, one in enumerate(told)]


@given(told=conversations)
def test_a_transcript_is_taken_once(told: list[Print]):
    """All of it is new to an empty session, and nothing of it to one that took it."""
    assert new_in_transcript(told, {}) == list(range(len(told)))
    assert new_in_transcript(told, Counter(told)) == []


@given(told=conversations, data=st.data())
def test_a_growing_transcript_adds_what_it_grew_by(told: list[Print], data: st.DataObject):
    """Of a transcript whose beginning was taken, the rest is new: however often it is cut and sent."""
    held: Counter[Print] = Counter()
    cuts = sorted(data.draw(st.lists(st.integers(0, len(told)), max_size=4)))
    for cut in [*cuts, len(told)]:
        new = new_in_transcript(told[:cut], held)
        assert new == list(range(held.total(), cut))
        held.update(told[place] for place in new)
    assert held == Counter(told)


@given(told=conversations, held=conversations)
def test_a_transcript_leaves_as_many_of_each_as_were_said_at_most(told: list[Print], held: list[Print]):
    """Afterwards the session holds of each message the larger of both numbers, and the new ones keep their order."""
    new = new_in_transcript(told, Counter(held))
    assert new == sorted(set(new))
    assert Counter(held) + Counter(told[place] for place in new) == Counter(held) | Counter(told)


@given(before=conversations, batch=st.lists(prints, min_size=2, max_size=5))
def test_a_batch_that_was_sent_again_is_known(before: list[Print], batch: list[Print]):
    """Right after a batch of two or more was taken, the same batch holds nothing new."""
    held = _sent([*before, *batch])[-len(batch) - 1 :]
    assert new_in_batch([Sent(one) for one in batch], held, len(held)) == []


@given(told=st.lists(prints, min_size=1, max_size=4), more=st.lists(prints, min_size=1, max_size=4))
def test_a_batch_that_begins_with_the_whole_session_adds_the_rest(told: list[Print], more: list[Print]):
    """A caller who sends everything each time has only the new messages stored."""
    batch, held = [Sent(one) for one in [*told, *more]], _sent(told)
    assert new_in_batch(batch, held, len(held)) == list(range(len(told), len(batch)))


@given(told=conversations, batch=st.lists(prints, min_size=2, max_size=4))
def test_a_batch_that_repeats_nothing_is_new_as_a_whole(told: list[Print], batch: list[Print]):
    """Where neither rule holds, every message is new."""
    held = _sent(told)[-len(batch) - 1 :]
    whole = len(held) == len(told) and batch[: len(told)] == told and bool(told)
    expected = told[-len(batch) :] == batch or whole
    assert (new_in_batch([Sent(one) for one in batch], held, len(held)) == list(range(len(batch)))) is not expected


@given(told=st.lists(prints, min_size=1, max_size=4))
def test_a_single_message_is_new_unless_it_tells_the_same_instant(told: list[Print]):
    """People repeat themselves; a message with the instant and words of the latest is the latest."""
    held = _sent(told)
    latest = held[-1]
    assert new_in_batch([Sent(latest.print)], held, len(held)) == [0]
    assert new_in_batch([Sent(latest.print, DAWN - timedelta(days=1))], held, len(held)) == [0]
    assert new_in_batch([latest], held, len(held)) == []


@given(told=st.lists(prints, min_size=2, max_size=4))
def test_the_same_words_at_other_instants_are_new(told: list[Print]):
    """A batch whose sender tells other instants says the same again."""
    later = [Sent(one.print, (one.at or DAWN) + timedelta(days=1)) for one in _sent(told)]
    assert new_in_batch(later, _sent(told), len(told)) == list(range(len(told)))


def test_prints_compare_what_was_said_and_not_how_it_was_written():
    """Arguments count as values; a role, a name, a call's id or a word makes another message."""
    call = {"id": "c", "function": {"name": "find", "arguments": '{"a": 1, "b": 2}'}}
    same = {"id": "c", "type": "function", "function": {"name": "find", "arguments": {"b": 2, "a": 1}}}
    first = take_print("assistant", "hi", None, None, [call])
    assert take_print("assistant", "hi", None, None, [same]) == first
    others = [
        take_print("user", "hi", None, None, [call]),
        take_print("assistant", "hi!", None, None, [call]),
        take_print("assistant", "hi", "Ana", None, [call]),
        take_print("assistant", "hi", None, "c", [call]),
        take_print("assistant", "hi", None, None, [{**call, "id": "d"}]),
        take_print("assistant", "hi", None, None, []),
    ]
    assert len({first, *others}) == len(others) + 1
