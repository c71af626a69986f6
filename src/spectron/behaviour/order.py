"""The order in which signals were shown: by when they were said, then by turn, then by their place in it."""

from operator import attrgetter

as_said = attrgetter("said_at", "turn_id", "place")
