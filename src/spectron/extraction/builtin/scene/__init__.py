"""Who and what a turn speaks of: names, kinds of things, and what pronouns stand for."""
