"""Managed conversation: what a model is shown so that it can reply."""
