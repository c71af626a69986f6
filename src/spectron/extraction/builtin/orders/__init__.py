"""Standing instructions: which words are a rule of conduct for the agent."""
