"""What several measurements share: reading their data, turns and what they show, and printing."""
