"""What memory is made of: frozen values from the standard library, no IO, no async."""
