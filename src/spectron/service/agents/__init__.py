"""The agents' side of a memory: their sessions, the queue of what is still to be learned, and what they read."""
