"""Chats: the entity, its messages, its memories."""
