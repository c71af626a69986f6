"""Exports in tests: taking them out and in, and the smallest sound line of each kind."""

import json
from typing import Any

import httpx2
from harness import Api

ALICE = {"user": "alice"}
AT = "2026-03-02T09:00:00Z"
NDJSON = "application/x-ndjson"

HEAD = {"format": "spectron", "version": 1}
SESSION = {"record": "session", "scope": ALICE, "id": "session:1", "created_at": AT}
TURN = {
    "record": "turn",
    "scope": ALICE,
    "id": "turn:1",
    "session_id": "session:1",
    "seq": 1,
    "role": "user",
    "content": "I like tea",
    "said_at": AT,
    "learned": True,
}
RECORDED = {"scope": ALICE, "recorded_at": AT, "recorded_in": "turn:1"}
SOURCE = {"source_turn": "turn:1", "source_role": "user", "quote": "I like tea", "quote_start": 0, "quote_end": 10}
ENTITY = {"record": "entity", **RECORDED, "id": "entity:1", "type": "person", "source_turn": "turn:1"}
ALIAS = {"record": "alias", **RECORDED, "id": "alias:1", "entity_id": "entity:1", "text": "Alice", "is_label": True}
MENTION = {"record": "mention", "scope": ALICE, "turn_id": "turn:1", "entity_id": "entity:1", "place": 0}
CLAIM = {
    **RECORDED,
    **SOURCE,
    "entity_id": "entity:1",
    "key": "likes",
    "value": "tea",
    "confidence": 0.9,
    "importance": 0.5,
}
FACT = {"record": "fact", **CLAIM, "id": "fact:1", "kind": "attribute", "timeless": False, "change": "asserted"}
EVIDENCE = {
    "record": "evidence",
    **CLAIM,
    "id": "evidence:1",
    "stance": "holds",
    "said_at": AT,
    "dated": False,
    "also": False,
}
RULE = {"record": "instruction", **RECORDED, **SOURCE, "id": "rule:1", "text": "Be brief.", "priority": "low"}
DOUBT = {
    "record": "uncertainty",
    **RECORDED,
    **SOURCE,
    "id": "doubt:1",
    "text": "I might move",
    "kind": "speculative",
    "reason": "might",
}
CORRECTION = {
    "record": "correction",
    **RECORDED,
    "id": "correction:1",
    "entity_id": "entity:1",
    "previous_id": "fact:1",
    "current_id": "fact:1",
    "previous_until": AT,
    "timestamp": AT,
    "reason": "changed",
}
SIGNAL = {
    "record": "signal",
    "scope": ALICE,
    "id": "turn:1",
    "kind": "affect",
    "place": 0,
    "detail": {
        "push": {"valence": 0.4, "arousal": 0.1, "tension": 0.0, "affiliation": 0.0},
        "reason": "liking",
        "themes": ["joy"],
        "toward": "elsewhere",
    },
    "quote": "I like tea",
    "quote_start": 0,
    "quote_end": 10,
}
NOTICE = {
    "record": "notice",
    "scope": ALICE,
    "id": "notice:1",
    "key": "event:tea",
    "kind": "follow_up",
    "subject": "tea",
    "message": "Ask how the tea was",
    "reason": "they spoke of it",
    "turn_id": "turn:1",
    "due_at": AT,
    "status": "scheduled",
    "created_at": AT,
}
IDENTITY = {
    "record": "identity",
    "scope": {"agent": "guide"},
    "id": "guide",
    "identity": {"bio": "A guide.", "big5": {"openness": 0.8}},
    "updated_at": AT,
}
CAUSE = {"record": "cause", "scope": ALICE, "id": "cause:1", "turn_id": "turn:0"}
SETTING = {
    "record": "setting",
    "scope": ALICE,
    "name": "active_chat",
    "value": {"chat_id": "session:1"},
    "updated_at": AT,
}
STATE = {"record": "state", "scope": ALICE, "key": "game", "value": {"level": 3}, "updated_at": AT}
DOCUMENT = {
    "record": "document",
    "scope": {},
    "id": "document:1",
    "label": "Refund policy",
    "content": "Refunds are paid within 14 days.",
    "created_at": AT,
    "updated_at": AT,
}
SOUND: list[dict[str, Any]] = [HEAD, SESSION, TURN, ENTITY, ALIAS, MENTION, FACT, EVIDENCE, RULE, CORRECTION, DOUBT]
SOUND += [SIGNAL, NOTICE, IDENTITY, STATE, DOCUMENT, CAUSE, SETTING]


def take_out(api: Api, **scope: str) -> bytes:
    """The export of a scope."""
    response = api.send("GET", "/export", params={f"scope[{name}]": value for name, value in scope.items()})
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == NDJSON
    return response.content


def send_in(api: Api, lines: bytes | list[Any]) -> httpx2.Response:
    """Import bytes, or values that become lines."""
    content = lines if isinstance(lines, bytes) else "".join(f"{json.dumps(one)}\n" for one in lines).encode()
    return api.send("POST", "/import", content=content, headers={"Content-Type": NDJSON})


def take_in(api: Api, lines: bytes | list[Any]) -> Any:
    """Import, and expect that it was done."""
    response = send_in(api, lines)
    assert response.status_code == 200, response.text
    return response.json()


def records(export: bytes) -> list[Any]:
    """The lines of an export as values."""
    return [json.loads(line) for line in export.splitlines()]
