"""A mood as a picture, over HTTP."""

from xml.etree import ElementTree

from agents import Agent
from harness import Api, check_problem

TITLE = ".//{http://www.w3.org/2000/svg}title"


def test_a_mood_can_be_looked_at(api: Api):
    """The picture of one user's mood tells of the turns that moved it."""
    agent = Agent(api)
    agent.hear("I am so happy today, this is wonderful!")
    answer = agent.send("GET", "/mood/picture", params={"user_id": "alice"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")
    [title] = ElementTree.fromstring(answer.text).findall(TITLE)
    assert "happy" in (title.text or "")


def test_a_picture_shows_one_user(api: Api):
    """Who names nobody is told to."""
    answer = Agent(api).send("GET", "/mood/picture")
    check_problem(answer, 400, "user_id")
