"""An agent of a running server, as a caller with a key sees it."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2
from harness import Api


@dataclass(frozen=True, slots=True)
class Agent:
    """One agent in one context; `send` takes paths below the agent. A header of None is not sent."""

    api: Api
    name: str = "guide"
    headers: Mapping[str, str | None] = field(default_factory=dict)

    def send(self, method: str, path: str, **more: Any) -> httpx2.Response:
        """One request below the agent, whatever comes back."""
        context = self.api.root.removeprefix("/api/v1/")
        told = {"API-KEY": self.api.key, "Spectron-Context": context, **self.headers, **more.pop("headers", {})}
        headers = {name: value for name, value in told.items() if value is not None}
        return self.api.http.request(method, f"/api/v1/agents/{self.name}{path}", headers=headers, **more)

    def call(self, path: str, status: int = 200, **body: Any) -> Any:
        """POST, and expect an answer."""
        response = self.send("POST", path, json=body)
        assert response.status_code == status, response.text
        return response.json()

    def start(self, user: str = "alice", session: str = "s-1", **more: Any) -> str:
        """Start a session and return its id."""
        return str(self.call("/sessions/start", user_id=user, session_id=session, **more)["session_id"])

    def get(self, path: str, **query: Any) -> Any:
        """Read, and expect an answer; what is None is not asked."""
        asked = {name: value for name, value in query.items() if value is not None}
        response = self.send("GET", path, params=asked)
        assert response.status_code == 200, response.text
        return response.json()

    def put(self, path: str, body: Any, **query: Any) -> Any:
        """PUT, and expect an answer."""
        response = self.send("PUT", path, json=body, params=query)
        assert response.status_code == 200, response.text
        return response.json()

    def hear(self, *said: str, user: str = "alice", session: str = "s-1", **more: Any) -> list[str]:
        """Let a user say something in a session of the agent, which is learned at once; returns the turns' ids."""
        self.start(user, session)
        sessions = self.api.get("/sessions", scope={"agent": self.name, "user": user})["data"]
        [record] = [one["record_id"] for one in sessions if one["id"] == session]
        return [self.api.say(record, one, **more)["turn_id"] for one in said]

    def wait(self, extraction: str) -> Any:
        """Wait until an extraction has ended, and return its status."""
        for _ in range(1_200):
            response = self.send("GET", f"/turns/{extraction}/status")
            assert response.status_code == 200, response.text
            if (told := response.json())["state"] in ("done", "failed"):
                return told
            time.sleep(0.05)
        raise AssertionError(f"not ended: {told}")
