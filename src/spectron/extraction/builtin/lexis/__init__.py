"""Words: what they are, of which class, and what may stand in the place of what."""
