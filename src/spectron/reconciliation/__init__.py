"""From candidates and what is known to changes; every decision here is pure."""
