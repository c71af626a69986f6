"""Keeping numbers within their bounds."""


def clamp(value: float, least: float = -1.0, most: float = 1.0) -> float:
    """The value itself, or the bound that it lies beyond."""
    return max(least, min(most, value))
