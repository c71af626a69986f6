"""Simulated users: what is planted in them, what they say, and whether it was found."""
