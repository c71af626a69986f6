"""The command line: thin commands over the same memory that the server and the SDK speak to."""
