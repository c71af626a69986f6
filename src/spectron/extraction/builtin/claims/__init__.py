"""What a reading becomes: a claim, a doubt, or a refusal with its reason."""
