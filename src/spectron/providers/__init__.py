"""Models behind small ports: what may be asked of them, and what guards the asking."""
