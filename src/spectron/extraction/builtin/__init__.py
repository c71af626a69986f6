"""The extractor that needs no model and no network: English read by rules, words and lists that ship as data."""

from spectron.extraction.builtin.extractor import BuiltinExtractor

__all__ = ["BuiltinExtractor"]
