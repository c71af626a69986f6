"""The extractor that asks a language model: one structured call for a turn, or for several turns of a session."""
