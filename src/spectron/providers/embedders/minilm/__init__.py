"""`local/minilm`: all-MiniLM-L6-v2, a small model of sentence meanings, run on this machine without a framework."""
