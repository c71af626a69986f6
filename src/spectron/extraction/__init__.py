"""From a turn to candidates: what it proposes, in which words, and when it is true."""
