"""What tools answer, read by its structure."""
