"""A chat of a running server, as a caller with a key sees it."""

import time
from dataclasses import dataclass
from typing import Any

import httpx2
from harness import Api, Running

ALICE = {"user": "alice"}


@dataclass(frozen=True, slots=True)
class Chat:
    """One chat of Alice's; `running` is the server that learns what is said in it."""

    running: Running
    api: Api
    id: str

    @classmethod
    def begin(cls, running: Running, api: Api) -> "Chat":
        """Begin a chat."""
        made = api.send("POST", "/chats", json={"user_id": "alice"})
        assert made.status_code == 201, made.text
        return cls(running, api, made.json()["id"])

    @property
    def path(self) -> str:
        """Where its messages are."""
        return f"/chats/{self.id}/messages"

    def send(self, method: str, message: str = "", **more: Any) -> httpx2.Response:
        """One request to its messages, or to one of them, whatever comes back."""
        return self.api.send(method, f"{self.path}/{message}" if message else self.path, **more)

    def append(self, content: str | None, role: str = "user", **more: Any) -> Any:
        """Add a message, and wait until it is learned."""
        response = self.send("POST", json={"role": role, "content": content, **more})
        assert response.status_code == 201, response.text
        self.settle()
        return response.json()

    def edit(self, message: str, **change: Any) -> Any:
        """Change a message, and wait until it is learned."""
        response = self.send("PATCH", message, json=change)
        assert response.status_code == 200, response.text
        self.settle()
        return response.json()

    def delete(self, message: str) -> bool:
        """Delete a message; whether it was there."""
        response = self.send("DELETE", message)
        assert response.status_code == 200, response.text
        return bool(response.json()["deleted"])

    def list(self, **part: Any) -> Any:
        """Its messages."""
        return self.api.get(self.path, **part)

    def settle(self) -> None:
        """Wait until all that waits is learned."""
        for _ in range(3_000):
            backlog = self.running.do(self.running.memory.queue.backlog())
            if not backlog.queued and not backlog.running:
                return
            time.sleep(0.02)
        raise AssertionError("the queue does not get empty")

    def state(self) -> Any:
        """What is known of Alice."""
        return self.api.get("/state", scope=ALICE)

    def believed(self) -> set[tuple[str, str]]:
        """The keys and values that are believed of anything."""
        told = self.state()
        facts = [*told["identity"]["attributes"], *told["knowledge"]["facts"]]
        return {(one["key"], one["value"]) for one in facts} | {
            (one["type"], one["to_label"]) for one in told["knowledge"]["relations"]
        }

    def views(self, question: str) -> str:
        """Everything that is shown now: the state, a search, the context of a prompt, the list of chats."""
        found = self.api.send("POST", "/search", json={"query": question, "scope": ALICE, "k": 100})
        brief = self.api.send("POST", f"/sessions/{self.id}/context", json={"query": question, "token_budget": 4_000})
        assert (found.status_code, brief.status_code) == (200, 200)
        parts = (self.state(), found.json()["hits"], brief.json()["context"], self.api.get("/chats"), self.list())
        return " ".join(map(str, parts))
