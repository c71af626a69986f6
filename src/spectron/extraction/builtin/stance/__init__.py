"""How a thing is said: as a fact, in doubt, denied, or not as the speaker's own statement."""
