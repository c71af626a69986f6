"""Nothing of one user reaches another through any read of agents, whoever asks with whatever key."""

from collections.abc import Mapping
from typing import Any

from agents import Agent
from harness import Api, Running
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

ORGS = ("", "acme", "globex")
AGENTS = ("guide", "coach")
USERS = ("alice", "bob")
PLACES = tuple((org, agent, user) for org in ORGS for agent in ("", *AGENTS) for user in USERS)
READS = (
    "/memory",
    "/memory/search?query=love",
    "/mood",
    "/mood/history",
    "/personality",
    "/personality/recent-shifts",
    "/personality/significant-moments",
    "/goals",
    "/habits",
    "/interests",
    "/themes",
    "/relationships",
    "/notifications?status=all",
    "/context?query=love",
)
SAID = (
    "I love {word}, I am so happy! I run with {word} every Monday and I want to learn {word}. I have a {word} exam "
    "tomorrow. Thank you, I trust you."
)


def scope_of(place: tuple[str, str, str]) -> dict[str, str]:
    """The dimensions of a place that are named."""
    names = zip(("org", "agent", "user"), place, strict=True)
    return {name: value for name, value in names if value}


def word_of(place: tuple[str, str, str]) -> str:
    """A word that is said in one place alone."""
    return "Zorb" + "".join(f"{value[:1] or 'x'}" for value in place)


def reaches(clamp: Mapping[str, str], agent: str, user: str, home: Mapping[str, str]) -> bool:
    """Whether what lives in a scope may show to a key that asks for an agent's user: it has to be a part of that."""
    asked = {"agent": agent, "user": user, **clamp}
    inside = all(home.get(name) == value for name, value in clamp.items())
    return inside and all(asked.get(name) == value for name, value in home.items())


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    told=st.lists(st.sampled_from(PLACES), min_size=1, max_size=4, unique=True),
    clamp=st.sampled_from(
        [{}, {"org": "acme"}, {"user": "alice"}, {"org": "globex", "user": "bob"}, {"agent": "guide"}]
    ),
    data=st.data(),
)
def test_no_read_shows_what_was_said_elsewhere(
    server: Running, told: list[tuple[str, str, str]], clamp: dict[str, str], data: Any
):
    """A word said in one place is in an answer only where that place is a part of what is asked, inside the key."""
    context = f"apart-{data.draw(st.uuids(version=4)).hex}"
    api = server.api(context)
    turns: dict[str, str] = {}
    for place in told:
        learned = api.say(api.open(**scope_of(place)), SAID.format(word=word_of(place)))
        turns[learned["turn_id"]] = word_of(place)
    asking = Agent(Api(api.http, api.root, server.add_key(context, clamp)), clamp.get("agent", "guide"))
    user = clamp.get("user") or data.draw(st.sampled_from(USERS))
    expected = {word_of(place) for place in told if reaches(clamp, asking.name, user, scope_of(place))}
    for path in READS:
        response = asking.send("GET", path + ("&" if "?" in path else "?") + f"user_id={user}")
        assert response.status_code == 200, (path, response.text)
        shown = response.text
        seen = {word for turn, word in turns.items() if word.casefold() in shown.casefold() or turn in shown}
        assert seen <= expected, path
        if path in ("/memory", "/mood", "/context?query=love"):
            assert seen == expected, path
