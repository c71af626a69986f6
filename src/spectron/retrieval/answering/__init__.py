"""Answers made of memory alone, without a language model."""

from spectron.retrieval.answering.respond import respond

__all__ = ["respond"]
