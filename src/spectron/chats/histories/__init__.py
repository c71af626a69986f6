"""Histories: conversations that people had elsewhere, read from the files that other programs export. Pure."""
