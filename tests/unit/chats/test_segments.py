"""A chat is cut into segments so that nothing is lost, nothing is too large, and what was closed stays."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from spectron.chats.segments import Limits, Message, Part, Segment, cut, extend, write_content
from spectron.domain.tokens import estimate

BEGAN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SMALL = Limits(target=256, most=512, overlap=60, pause=timedelta(hours=1))

words = st.text(st.sampled_from("ab é漢😀 \n"), max_size=30)
short = st.lists(words, max_size=20).map(" ".join)
long = st.builds(lambda word, times: (word + " ") * times, words, st.integers(50, 400))
unbroken = st.builds(lambda mark, times: mark * times, st.sampled_from("a漢😀"), st.integers(1, 5_000))
speakers = st.sampled_from(["User", "Assistant", "Iris 漢", "x" * 100, "😀" * 50])


@st.composite
def chats(draw: st.DrawFn) -> list[Message]:
    """Chats of any messages, with pauses between some of them."""
    at, made = BEGAN, []
    for text in draw(st.lists(st.one_of(short, long, unbroken), max_size=25)):
        at += timedelta(minutes=draw(st.sampled_from([0, 1, 59, 61, 600])))
        made.append(Message(draw(speakers), text, at))
    return made


limits = st.builds(
    lambda target, more, overlap, pause: Limits(target, target + more, min(overlap, target // 2), pause),
    st.integers(256, 900),
    st.integers(0, 900),
    st.integers(0, 450),
    st.sampled_from([None, timedelta(hours=1)]),
)


def say(*texts: str, minutes: int = 1) -> list[Message]:
    """Messages some minutes apart, the user's and the assistant's in turns."""
    return [
        Message(("User", "Assistant")[place % 2], text, BEGAN + timedelta(minutes=minutes * place))
        for place, text in enumerate(texts)
    ]


def own_parts(segments: Sequence[Segment]) -> list[Part]:
    """The own parts of all segments, in their order."""
    return [part for one in segments for part in one.own]


@given(chats(), limits)
@example([], SMALL)
@example([Message("User", " " * 9_000, BEGAN)], SMALL)
def test_every_character_is_in_one_own_part(chat: list[Message], sizes: Limits):
    """The own parts of the segments, put together, are the messages of the chat, each once and in order."""
    texts = [""] * len(chat)
    for part in own_parts(cut(chat, sizes)):
        assert part.start == len(texts[part.place])
        texts[part.place] += chat[part.place].text[part.start : part.end]
    assert texts == [one.text for one in chat]
    assert list(dict.fromkeys(part.place for part in own_parts(cut(chat, sizes)))) == list(range(len(chat)))


@given(chats(), limits)
def test_no_segment_is_larger_than_the_most(chat: list[Message], sizes: Limits):
    """The content of a segment, overlap and speakers among it, costs at most what a segment may, the overlap too."""
    for one in cut(chat, sizes):
        assert estimate(write_content(one, chat)[0]) <= sizes.most
        assert estimate(write_content(Segment(one.overlap), chat)[0]) <= sizes.overlap


@given(chats(), limits)
def test_overlap_is_the_end_of_the_segment_before(chat: list[Message], sizes: Limits):
    """A segment begins with what the one before it ends with; not the first, and none behind a pause."""
    segments = cut(chat, sizes)
    assert all(not one.overlap for one in segments[:1])
    for before, one in pairwise(segments):
        if not one.overlap:
            continue
        first, *rest = one.overlap
        assert before.own[len(before.own) - len(rest) :] == tuple(rest) if rest else True
        assert (one.overlap[-1].place, one.overlap[-1].end) == (before.own[-1].place, before.own[-1].end)
        assert any(part.place == first.place and part.start <= first.start for part in before.own)
        assert (
            sizes.pause is None
            or chat[one.start].said_at - chat[one.start - 1].said_at <= sizes.pause
            or (one.own[0].start > 0)
        )


@given(chats(), limits, st.data())
def test_appending_leaves_closed_segments_alone(chat: list[Message], sizes: Limits, data: st.DataObject):
    """All but the last segment of a chat are segments of the chat that it grows into, and cutting can go on there."""
    known = cut(chat[: data.draw(st.integers(0, len(chat)))], sizes)
    whole = cut(chat, sizes)
    assert whole[: len(known) - 1] == known[:-1] or not known
    assert extend(known, chat, sizes) == whole


def test_a_segment_is_closed_near_its_target():
    """Messages are gathered up to the target, whole."""
    chat = say(*["word " * 40] * 30)
    segments = cut(chat, SMALL)
    assert all(150 < estimate(write_content(one, chat)[0]) <= 256 + 60 for one in segments[:-1])
    assert all((part.start, part.end) == (0, 200) for part in own_parts(segments))


def test_a_long_pause_begins_a_segment():
    """What is said after a pause stands in a segment of its own, which repeats nothing."""
    chat = [*say("One.", "Two."), Message("User", "Three.", BEGAN + timedelta(hours=9))]
    assert [write_content(one, chat)[0] for one in cut(chat, Limits())] == [
        "User: One.\nAssistant: Two.",
        "User: Three.",
    ]
    assert len(cut(chat, Limits(pause=None))) == 1


def test_a_long_message_is_cut_where_its_pieces_end():
    """A message beyond the most is cut at whole hundreds of words, and each part tells who goes on."""
    chat = say(" ".join(f"w{number}" for number in range(1_000)))
    segments = cut(chat, SMALL)
    assert len(segments) > 3
    for one in segments:
        said = chat[0].text[one.own[0].start : one.own[0].end].split()
        assert len(said) % 100 == 0
        assert said[0] == f"w{one.own[0].start and int(said[0][1:]) // 100 * 100}"
    assert write_content(segments[1], chat)[0].startswith("User: ... w")


def test_cutting_looks_at_each_message_a_bounded_number_of_times():
    """Twice as long a chat asks for twice as many messages: cutting is linear."""

    class Counted(list[Message]):
        looks = 0

        def __getitem__(self, place):  # type: ignore[no-untyped-def]
            self.looks += 1
            return super().__getitem__(place)

    counts = []
    for size in (1_000, 2_000):
        chat = Counted(say(*["a few words are said here"] * size))
        cut(chat, SMALL)
        counts.append(chat.looks)
    assert counts[1] <= 2.1 * counts[0]
