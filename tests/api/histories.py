"""Files as other programs export them, made by the tests: ChatGPT, Claude, SillyTavern."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

BEGUN = 1_700_000_000


def said(
    place: int, role: str, words: str, parent: str | None = None, prefix: str = "m", **more: Any
) -> dict[str, Any]:
    """A node of a ChatGPT conversation: a message with its parent."""
    name = f"{prefix}{place}"
    message = {
        "id": name,
        "author": {"role": role, "name": None, "metadata": {}},
        "create_time": BEGUN + 60.5 * place,
        "content": {"content_type": "text", "parts": [words]},
        "status": "finished_successfully",
        "metadata": {},
        "recipient": "all",
    }
    return {"id": name, "parent": parent, "children": [], "message": message | more}


def chatgpt(name: str, words: Sequence[str], **more: Any) -> dict[str, Any]:
    """A ChatGPT conversation in which user and assistant take turns."""
    nodes: dict[str, Any] = {"root": {"id": "root", "parent": None, "children": [f"{name}-0"], "message": None}}
    parent = "root"
    for place, text in enumerate(words):
        node = said(place, "assistant" if place % 2 else "user", text, parent, prefix=f"{name}-")
        nodes[node["id"]] = node
        parent = node["id"]
    told = {"title": f"About {name}", "create_time": BEGUN, "update_time": BEGUN + 100, "mapping": nodes}
    return told | {"current_node": parent, "conversation_id": name, "id": name, "gizmo_id": None} | more


def claude(name: str, words: Sequence[str], **more: Any) -> dict[str, Any]:
    """A Claude conversation in which human and assistant take turns."""
    messages = [claude_message(f"{name}-{place}", place, text) for place, text in enumerate(words)]
    stamped = "2024-03-01T10:00:00.000000Z"
    told = {"uuid": name, "name": f"About {name}", "created_at": stamped, "updated_at": stamped}
    return told | {"account": {"uuid": "account"}, "chat_messages": messages} | more


def claude_message(name: str, place: int, words: str, **more: Any) -> dict[str, Any]:
    """One message of a Claude conversation."""
    return {
        "uuid": name,
        "text": words,
        "content": [{"type": "text", "text": words, "citations": []}],
        "sender": "assistant" if place % 2 else "human",
        "created_at": f"2024-03-01T10:{place % 60:02}:00.000000Z",
        "attachments": [],
        "files": [],
    } | more


def tavern(words: Sequence[str], character: str = "Iris", begun: str = "2024-3-3 @16h 5m 6s 7ms", **more: Any) -> bytes:
    """A SillyTavern chat in which character and user take turns; the character greets first."""
    head = {"user_name": "Al", "character_name": character, "create_date": begun, "chat_metadata": {}} | more
    return lines([head, *(tavern_message(place, text, character) for place, text in enumerate(words))])


def tavern_message(place: int, words: str, character: str = "Iris", **more: Any) -> dict[str, Any]:
    """One line of a SillyTavern chat."""
    user = place % 2 == 1
    told = {"name": "Al" if user else character, "is_user": user, "is_system": False, "mes": words}
    return told | {"send_date": f"March 3, 2024 4:{place % 60:02}pm", "extra": {}} | more


def lines(items: Sequence[Any]) -> bytes:
    """JSON Lines."""
    return "\n".join(json.dumps(one, ensure_ascii=False) for one in items).encode()


def packed(members: Mapping[str, Any]) -> bytes:
    """A zip file; what is not bytes becomes JSON."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content if isinstance(content, bytes) else json.dumps(content))
    return made.getvalue()
