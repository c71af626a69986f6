"""Spectron: a memory for AI agents."""
