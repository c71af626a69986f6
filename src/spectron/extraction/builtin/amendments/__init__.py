"""What was said before, put right, changed or ended."""
