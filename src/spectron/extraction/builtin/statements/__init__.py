"""One clause at a time: which readers it is given to, and what it says."""
