"""HTTP over the memory; the web framework is imported here and nowhere else."""
