"""Notices in words: a line for the agent, and one that can be sent as it stands."""

import re

from spectron.domain.estimates import Notice, NoticeKind

OWN_BIRTHDAY = "birthday"
THEIRS = "the user's"
_GERUND = re.compile(r"^\w{2,}ing\b(?= \w)")
_NOUNS = re.compile(
    r"^(?:wedding|meeting|hearing|viewing|christening|fitting|training|outing|reading|opening|gathering|screening|"
    r"briefing|recording|sitting|signing|housewarming|evening|crossing|casting|tasting|greeting|boxing|"
    r"sailing|surfing|climbing|skiing|swimming|rowing|fishing|spring|king|wing|ring|string)\b"
)


def write_message(kind: NoticeKind, subject: str) -> str:
    """What a notice asks of the agent: "Ask how the hike went."."""
    if kind is NoticeKind.FOLLOW_UP:
        return f"Ask how {_name(subject, THEIRS)} went."
    if kind is NoticeKind.PROMISE:
        return f"You said that you would {subject}."
    if kind is NoticeKind.CHECK_IN:
        return "Check in with the user, who has not written for a while."
    own = subject == OWN_BIRTHDAY
    return "Wish the user a happy birthday." if own else f"Today is {_name(subject, THEIRS)}."


def generate_message(notice: Notice) -> str:
    """The same as words to the user: "How did the hike go?"."""
    kind, subject = notice.kind, notice.subject
    if kind is NoticeKind.FOLLOW_UP:
        return f"How did {_name(subject, 'your')} go?"
    if kind is NoticeKind.PROMISE:
        return f"I said I would {_to_user(subject)}."
    if kind is NoticeKind.CHECK_IN:
        return "It has been a while. How have you been?"
    return "Happy birthday!" if subject == OWN_BIRTHDAY else f"Today is {_name(subject, 'your')}."


def _name(subject: str, whose: str) -> str:
    """A subject as it stands in a sentence: "the hike", "your sister's wedding", "Ana's visit", "moving house"."""
    first = subject.split(" ", 1)[0]
    if first.endswith(("'s", "s'")):
        return subject if first[0].isupper() else f"{whose} {subject}"
    if _GERUND.match(subject) and not _NOUNS.match(subject):
        return subject
    return subject if first[0].isupper() and " " not in subject else f"the {subject}"


def _to_user(subject: str) -> str:
    """Words about the user as words to them."""
    told = re.sub(r"\bthe user's\b|\btheir\b", "your", subject)
    return re.sub(r"\bthe user\b|\bthem\b", "you", told)
