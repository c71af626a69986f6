"""Ids that callers choose: of an agent, of a user, of an agent's session."""

import unicodedata

LONGEST_ID = 256


def object_to_id(text: str) -> str | None:
    """What is wrong with an id that a caller chose, as the rest of "must …"; None where nothing is.

    An id stands in addresses and in scopes, so it has 1 to `LONGEST_ID` characters, not all of them blank, none of them
    a control character or half of a surrogate pair.
    """
    if not text.strip():
        return "must not be empty or blank"
    if len(text) > LONGEST_ID:
        return f"must have at most {LONGEST_ID} characters"
    kinds = {unicodedata.category(one) for one in text}
    if "Cc" in kinds:
        return "must not contain control characters"
    if "Cs" in kinds:
        return "must not contain half of a surrogate pair, which is not text"
    return None
