"""How words feel, from a lexicon and the grammar around its words: fast enough to run before a turn is answered."""

from spectron.extraction.builtin.affect.reading import read_affect

__all__ = ["read_affect"]
