"""A mood as a picture."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from xml.etree import ElementTree

from spectron.domain.behaviour import Feeling
from spectron.domain.estimates import MoodChange
from spectron.domain.ids import TurnId
from spectron.server.agents.drawing import HEIGHT, WIDTH, draw_mood

DAWN = datetime(2026, 3, 2, 6, tzinfo=UTC)
CALM = Feeling()
SVG = "{http://www.w3.org/2000/svg}"


def changed(hours: float, after: Feeling, reason: str = "“glad”") -> MoodChange:
    """A turn so many hours after dawn that took a calm mood elsewhere."""
    return MoodChange(CALM, after, "joyful", DAWN + timedelta(hours=hours), TurnId(f"turn:{hours}"), reason)


def draw(*changes: MoodChange) -> ElementTree.Element:
    """These changes as a picture, with the rest of the day."""
    return ElementTree.fromstring(draw_mood(changes, CALM, DAWN + timedelta(days=1)))


def points(picture: ElementTree.Element) -> list[list[tuple[float, float]]]:
    """The points of each curve."""
    ways = [path.attrib["d"][1:].split(" L") for path in picture.iter(f"{SVG}path")]
    return [[tuple(map(float, point.split())) for point in way] for way in ways]


def test_each_dimension_has_a_curve_inside_the_picture():
    """There are four curves, and none leaves the picture however far a mood goes."""
    curves = points(draw(changed(1, Feeling(1, -1, 1, -1)), changed(2, Feeling(-1, 1, -1, 1))))
    assert len(curves) == 4
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for curve in curves for x, y in curve)


def test_a_curve_goes_up_with_the_mood_and_back_to_the_baseline():
    """After a turn that pleased, valence stands higher, and comes down again with time."""
    valence = points(draw(changed(1, Feeling(valence=0.8))))[0]
    heights = [y for _, y in valence]
    assert min(heights) < heights[0]
    assert heights[-1] > min(heights)


def test_a_turn_tells_when_and_why():
    """Whatever a reason holds, its turn has it as a tooltip."""
    titles = [title.text for title in draw(changed(1, Feeling(0.5), reason='<b>&"')).iter(f"{SVG}title")]
    assert titles == ['2026-03-02T07:00:00Z joyful: <b>&"']


def test_a_mood_that_nothing_moved_is_drawn_flat():
    """Without a turn each curve is a level line."""
    assert all(len({y for _, y in curve}) == 1 for curve in points(draw()))


def test_names_of_curves_do_not_cover_each_other():
    """Where curves end at one height, their names stand below each other."""
    named = {"valence", "arousal", "tension", "affiliation"}
    heights = sorted(float(one.attrib["y"]) for one in draw().iter(f"{SVG}text") if one.text in named)
    assert all(after - before >= 12 for before, after in pairwise(heights))
