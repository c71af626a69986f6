"""Chats over HTTP."""
