"""Texts to vectors: hashing that always works, a small model on this machine, models over the network."""
