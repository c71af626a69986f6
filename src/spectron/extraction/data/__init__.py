"""The table of canonical keys."""
