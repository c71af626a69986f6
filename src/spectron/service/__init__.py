"""The verbs of memory: what every surface calls."""
