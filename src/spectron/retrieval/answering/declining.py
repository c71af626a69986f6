"""The one place for the words of not knowing. Every answer that declines begins with `DECLINE`."""

DECLINE = "I don't know"
UNABLE = f"{DECLINE} how to do that without a language model: I can only tell what is in memory."


def decline(what: str = "") -> str:
    """Say that memory does not hold it: "I don't know that yet."."""
    return f"{DECLINE} {what or 'that'} yet."


def hesitate(quote: str, said: str) -> str:
    """Say that it was told as a doubt only."""
    return f"{DECLINE} that for certain: {said} \u201c{quote}\u201d"
