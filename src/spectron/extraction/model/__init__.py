"""The extractor that asks a language model: one structured call for a turn, or for several turns of a session."""

from spectron.extraction.model.extractor import ModelExtractor

__all__ = ["ModelExtractor"]
