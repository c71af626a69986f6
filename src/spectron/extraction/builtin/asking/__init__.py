"""Questions in English: what they want, about whom, and for which time."""

from spectron.extraction.builtin.asking.asking import read_question

__all__ = ["read_question"]
