"""The shapes that cross the wire, written once for the server and the SDK: pydantic models, nothing else."""
