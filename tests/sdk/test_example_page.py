"""The page of chats that people copy, in a real browser: what it shows, what it does, and that it follows others."""

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx2
import pytest
from browser import Page, browse, find_browser
from serving import Server, serve

from spectron.domain.ids import ContextId
from spectron.domain.scope import Scope
from spectron.service.access import Grant

PROGRAM = find_browser()
EXAMPLES = Path(__file__).parents[2] / "examples"
HOSTILE = "<img src=x onerror=\"document.title='broken'\"><script>alert(1)</script>"
OPEN = "document.querySelector('#title').textContent"
NAMES = "Array.from(document.querySelectorAll('#list .name'), (one) => one.textContent)"
SAID = "Array.from(document.querySelectorAll('.message .content'), (one) => one.textContent)"

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="needs a Chromium on the path")


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing of requests."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where the page is served, by whose memory it is answered, and the browser that shows it."""

    url: str
    server: Server
    page: Page


@dataclass(frozen=True, slots=True)
class Front:
    """The page, connected to one context, and somebody else who uses the same."""

    site: Site
    context: str
    http: httpx2.Client

    def ask(self, method: str, path: str, **body: Any) -> Any:
        """A request of somebody else's, with Alice for its user."""
        response = self.http.request(method, path, json=body or None)
        assert response.is_success, response.text
        return response.json()

    def begin(self, **wish: Any) -> Any:
        """A new chat of Alice's."""
        return self.ask("POST", "/chats", user_id="alice", **wish)

    def say(self, chat: Any, content: str, role: str = "user") -> Any:
        """A message in a chat."""
        return self.ask("POST", f"/chats/{chat['id']}/messages", role=role, content=content)

    def switch(self, chat: Any) -> None:
        """Open a chat, or with None the home screen, as another window would."""
        self.ask("PUT", "/chats/active", chat_id=chat and chat["id"], user_id="alice")

    def enter(self, width: int = 1_280, key: str = "") -> Page:
        """The page as it stands when it listens, with a key of its own where one is given."""
        page, server = self.site.page, self.site.server
        given = {"address": server.url, "context": self.context, "key": key or server.key, "user": "alice"}
        page.open(self.site.url, width)
        page.run(f"sessionStorage.setItem('spectron-chats', {json.dumps(json.dumps(given))})")
        page.open(self.site.url, width)
        page.wait("document.querySelector('#live').dataset.state === 'live'")
        return page

    def enter_chat(self, chat: Any, width: int = 1_280) -> Page:
        """The page with this chat open."""
        self.switch(chat)
        page = self.enter(width)
        page.wait(f"{OPEN} === {json.dumps(self.ask('GET', '/chats/' + chat['id'])['name'] or 'Unnamed chat')}")
        return page


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The page on an origin of its own, which the memory lets ask; nothing may have gone wrong in it unsaid."""
    folder = tmp_path_factory.mktemp("page")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=EXAMPLES)) as web:
        thread = threading.Thread(target=web.serve_forever, args=(0.05,))
        thread.start()
        origin = f"http://localhost:{web.server_address[1]}"
        with serve(folder / "page.db", cors_origins=[origin]) as server, browse(str(PROGRAM), folder) as page:
            yield Site(f"{origin}/chats.html", server, page)
        web.shutdown()
        thread.join()


@contextmanager
def call(site: Site, server: Server, context: str) -> Iterator[Front]:
    """The page in front of a context of this server."""
    url = f"{server.url}/api/v1/{context}"
    with httpx2.Client(base_url=url, headers={"API-KEY": server.key}, timeout=60, trust_env=False) as http:
        yield Front(Site(site.url, server, site.page), context, http)


@pytest.fixture
def front(site: Site, context: str) -> Iterator[Front]:
    """A fresh context, and a page that complained of nothing."""
    with call(site, site.server, context) as calling:
        yield calling
    complaints, site.page.complaints = site.page.complaints, []
    assert complaints == []


def test_the_page_asks_once_and_lists_chats_newest_first(front: Front) -> None:
    """Address, context and key are entered, kept for the tab, and the chats that were made over the API are there."""
    for number in range(23):
        front.begin(name=f"Chat {number}", character_id="iris" if number % 2 else "tomas")
    page = front.site.page
    page.open(front.site.url)
    page.run("sessionStorage.clear()")
    page.open(front.site.url)
    given = {"address": front.site.server.url, "context": front.context, "key": front.site.server.key, "user": "alice"}
    for name, value in given.items():
        page.type(f"#entry [name={name}]", value)
    page.press("Enter")
    newest = [f"Chat {number}" for number in range(22, 2, -1)]
    assert page.wait(f"{NAMES}.length === 20 && {NAMES}") == newest
    assert page.run("document.querySelector('#range').textContent") == "1–20 of 23"
    page.click("#older")
    assert page.wait(f"{NAMES}.length === 3 && {NAMES}") == ["Chat 2", "Chat 1", "Chat 0"]
    page.type("#character", "iris")
    assert page.wait(f"{NAMES}.length === 11 && {NAMES}")[0] == "Chat 21"
    page.open(front.site.url)
    assert page.wait(f"{NAMES}.length === 20 && {NAMES}") == newest


def test_the_page_opens_a_chat_with_the_keyboard(front: Front) -> None:
    """The arrow keys go through the list, Enter opens, and everybody knows which chat is open; closing it as well."""
    chats = [front.begin(name=name) for name in ("First", "Second")]
    page = front.enter()
    page.wait(f"{NAMES}.length === 2")
    page.run("document.querySelector('#list button').focus()")
    page.press("ArrowDown")
    page.press("Enter")
    page.wait(f"{OPEN} === 'First'")
    assert front.ask("GET", "/chats/active?user_id=alice") == chats[0]
    page.click("#close")
    page.wait("!document.querySelector('#home').hidden")
    assert front.ask("GET", "/chats/active?user_id=alice") is None


def test_the_page_follows_what_is_done_elsewhere(front: Front) -> None:
    """A chat that is switched, named, added to, edited, or deleted by somebody else is shown so at once."""
    chat = front.begin(name="Lisbon")
    page = front.enter()
    front.switch(chat)
    page.wait(f"{OPEN} === 'Lisbon'")
    message = front.say(chat, "We go by train.")
    assert page.wait(f"{SAID}.length === 1 && {SAID}") == ["We go by train."]
    front.ask("PATCH", f"/chats/{chat['id']}", name="Porto")
    page.wait(f"{OPEN} === 'Porto' && {NAMES}[0] === 'Porto'")
    front.ask("PATCH", f"/chats/{chat['id']}/messages/{message['id']}", content="We go by boat.")
    page.wait(f"{SAID}[0] === 'We go by boat.' && document.querySelector('.edited').textContent")
    page.wait("document.querySelector('#news').textContent.includes('learned')")
    front.ask("POST", f"/sessions/{chat['id']}/turns", role="assistant", content="A good choice.")
    page.wait(f"{SAID}.length === 2")
    front.ask("DELETE", f"/chats/{chat['id']}/messages/{message['id']}")
    page.wait(f"{SAID}.length === 1 && {SAID}[0] === 'A good choice.'")
    front.begin(name="Another")
    page.wait(f"{NAMES}[0] === 'Another'")
    front.ask("DELETE", f"/chats/{chat['id']}")
    page.wait(f"!document.querySelector('#home').hidden && {NAMES}.length === 1")


def test_what_is_being_written_outlives_what_happens(front: Front) -> None:
    """A message that is edited in the page keeps its field and its cursor while others speak."""
    chat = front.begin(name="Lisbon")
    front.say(chat, "We go by train.")
    page = front.enter_chat(chat)
    page.click(".message .actions button")
    page.type(".message textarea", "We go by")
    front.say(chat, "Hello!")
    page.wait(f"{SAID}.length === 2")
    page.call("Input.insertText", text=" boat.")
    page.press("Enter")
    page.wait(f"{SAID}[0] === 'We go by boat.' && !document.querySelector('.message textarea')")
    assert front.ask("GET", f"/chats/{chat['id']}/messages")["data"][0]["content"] == "We go by boat."


def test_the_page_renames_writes_and_deletes(front: Front) -> None:
    """What is done in the page reaches the API: a new chat, a name, messages, and their end, which is asked about."""
    page = front.enter()
    page.click("#new")
    page.type("#begin [name=character]", "iris")
    page.press("Enter")
    page.wait(f"{OPEN} === 'Unnamed chat' && document.activeElement.name === 'content'")
    page.call("Input.insertText", text="We plan a trip to Lisbon.")
    page.press("Enter")
    page.wait(f"{SAID}.length === 1 && {OPEN} === 'We plan a trip to Lisbon.'")
    page.click("#edit")
    page.type("#rename input", "Lisbon")
    page.press("Enter")
    page.wait(f"{OPEN} === 'Lisbon' && {NAMES}[0] === 'Lisbon'")
    (chat,) = front.ask("GET", "/chats")["data"]
    assert (chat["name"], chat["character_id"]) == ("Lisbon", "iris")
    (message,) = front.ask("GET", f"/chats/{chat['id']}/messages")["data"]
    assert (message["role"], message["content"]) == ("user", "We plan a trip to Lisbon.")
    page.click(".message .actions button:last-child")
    page.press("Enter")  # on what keeps it
    page.wait("!document.querySelector('#question').open")
    assert front.ask("GET", f"/chats/{chat['id']}/messages")["total"] == 1
    page.click("#delete")
    page.click("#question button[value=yes]")
    page.wait("!document.querySelector('#home').hidden")
    page.wait(f"{NAMES}.length === 0")
    assert front.ask("GET", "/chats") == {"data": [], "total": 0}


def test_what_was_said_stays_text(front: Front) -> None:
    """Markup in a name, a character, or a message is shown as it was written, and nothing of it is run."""
    chat = front.begin(name=HOSTILE, character_id=HOSTILE)
    front.say(chat, HOSTILE)
    front.say(chat, HOSTILE, "assistant")
    settings = {"vectorize_chat_messages": True, "exclude_recent": 0, "chunk_template": HOSTILE + "{{content}}"}
    front.ask("PUT", f"/chats/{chat['id']}/settings/memory", **settings)
    page = front.enter_chat(chat)
    assert page.wait(f"{SAID}.length === 2 && {SAID}") == [HOSTILE, HOSTILE]
    page.wait("document.querySelector('.chunk .content')?.textContent.includes('onerror')")
    page.wait("document.querySelector('#formatted pre').textContent.includes('onerror')")
    page.click(".message .actions button")
    assert page.run("document.querySelector('.message textarea').value") == HOSTILE
    assert page.run("document.querySelectorAll('img').length + document.scripts.length") == 1
    assert page.run("document.title") == f"{HOSTILE} · Chats"


def test_the_page_shows_memories(front: Front) -> None:
    """Memories are switched on in the page without losing what else was set, and shown with their distances."""
    chat = front.begin(name="Lisbon")
    front.ask("PUT", f"/chats/{chat['id']}/settings/memory", exclude_recent=1, pause_minutes=60)
    for day, words in enumerate(("Ana is vegetarian.", "The train leaves at nine.", "Is Ana vegetarian?")):
        body = {"role": "user", "content": words, "at": f"2026-03-0{day + 1}T09:00:00Z"}
        front.ask("POST", f"/chats/{chat['id']}/messages", **body)
    page = front.enter_chat(chat)
    page.wait("document.querySelector('#count').textContent.includes('not looked for')")
    page.click("#switch")
    shown = "Array.from(document.querySelectorAll('.chunk .content'), (one) => one.textContent)"
    first, second = page.wait(f"{shown}.length === 2 && {shown}")
    assert ("Ana is vegetarian." in first, "The train" in second) == (True, True)
    told = front.ask("GET", f"/chats/{chat['id']}/memories")
    bars = "Array.from(document.querySelectorAll('.distance b'), (one) => parseFloat(one.style.width) || 0)"
    assert page.run(bars) == pytest.approx([100 * max(0, 1 - one["score"]) for one in told["chunks"]], abs=0.01)
    assert page.run("document.querySelector('#formatted pre').textContent") == told["formatted"]
    held = front.ask("GET", f"/chats/{chat['id']}/settings/memory")
    assert (held["vectorize_chat_messages"], held["exclude_recent"], held["pause_minutes"]) == (True, 1, 60)
    page.run("document.querySelector('#top').value = 1")
    page.run("document.querySelector('#top').dispatchEvent(new Event('input'))")
    page.wait(f"{shown}.length === 1")


def test_a_key_that_may_not_read_messages_shows_none(front: Front) -> None:
    """The reason stands in the place of messages; what the key may do later is shown without a reload."""
    chat = front.begin(name="Lisbon")
    front.say(chat, "We go by train.")
    front.switch(chat)
    gate = front.site.server.memory.gate
    grant = Grant(ContextId(front.context), Scope.of({"user": "alice"}), frozenset({"chats"}))
    made, secret = asyncio.run(gate.create_key(grant))
    page = front.enter(key=secret)
    page.wait(f"{OPEN} === 'Lisbon' && document.querySelector('#sealed').textContent.includes('chat_mutation')")
    assert page.run(f"{SAID}.length + document.querySelector('#composer').offsetHeight") == 0
    asyncio.run(gate.change_permissions(made.id, frozenset({"chat_mutation"}), frozenset()))
    assert page.wait(f"{SAID}.length && {SAID}") == ["We go by train."]
    assert page.run("document.querySelector('#composer').offsetHeight") > 0


@pytest.mark.parametrize(("permissions", "reason"), [({"chats"}, "user_id"), ({"chat_mutation"}, "permission chats")])
def test_a_key_that_can_see_no_chat_is_told_why(front: Front, permissions: set[str], reason: str):
    """A key of many users without a user, and one that may not see chats, lead back to where they are entered."""
    front.begin(name="Lisbon")
    grant = Grant(ContextId(front.context), Scope.of({}), frozenset(permissions))
    _, secret = asyncio.run(front.site.server.memory.gate.create_key(grant))
    page = front.site.page
    given = {"address": front.site.server.url, "context": front.context, "key": secret, "user": ""}
    page.open(front.site.url)
    page.run(f"sessionStorage.setItem('spectron-chats', {json.dumps(json.dumps(given))})")
    page.open(front.site.url)
    assert reason in page.wait("document.querySelector('#app').hidden && document.querySelector('#wrong').textContent")
    assert page.run("document.querySelector('#told').hidden && !document.querySelector('#entry').hidden")


def test_every_part_has_a_name_for_who_cannot_see_it(front: Front) -> None:
    """Whatever can be used has a name in the tree that a screen reader reads."""
    chat = front.begin(name="Lisbon", character_id="iris")
    front.say(chat, "Hello!")
    front.ask("PUT", f"/chats/{chat['id']}/settings/memory", vectorize_chat_messages=True)
    page = front.enter_chat(chat)
    page.wait(f"{SAID}.length === 1 && document.querySelector('#count').textContent")
    nodes = page.call("Accessibility.getFullAXTree")["nodes"]
    kinds = {"button", "textbox", "searchbox", "combobox", "slider", "switch", "navigation", "main", "complementary"}
    used = [one for one in nodes if one.get("role", {}).get("value") in kinds and not one["ignored"]]
    assert {one["role"]["value"] for one in used} >= {"button", "textbox", "slider", "switch", "navigation", "main"}
    assert [one for one in used if not one["name"].get("value")] == []


def test_on_a_phone_there_is_the_list_or_the_chat(front: Front) -> None:
    """In a narrow window one of the two is shown, whole, and the way back closes the chat."""
    chat = front.begin(name="A name that is much longer than the window of a phone is wide, by far")
    page = front.enter_chat(chat, width=390)
    assert page.run("[document.querySelector('#aside').offsetWidth, document.querySelector('#chat').offsetWidth]") == [
        0,
        390,
    ]
    assert page.run("document.documentElement.scrollWidth") == 390
    page.click("#back")
    page.wait("document.querySelector('#aside').offsetWidth === 390")
    assert front.ask("GET", "/chats/active?user_id=alice") is None


def test_a_page_that_may_not_ask_says_what_to_do(front: Front) -> None:
    """From an origin that the memory was not told of, and with a key that opens nothing, the page says why."""
    page = front.site.page
    page.open(front.site.url.replace("localhost", "127.0.0.1"))
    page.type("#entry [name=address]", front.site.server.url)
    page.type("#entry [name=key]", "no-key")
    page.press("Enter")
    page.wait("document.querySelector('#wrong').textContent.includes('--cors-origin ' + location.origin)")
    page.open(front.site.url)
    page.run("sessionStorage.clear()")
    page.open(front.site.url)
    page.type("#entry [name=address]", front.site.server.url)
    page.type("#entry [name=key]", "no-key")
    page.press("Enter")
    assert "key" in page.wait("document.querySelector('#wrong').textContent")


def test_the_page_catches_up_when_the_line_was_broken(site: Site, context: str, tmp_path: Path) -> None:
    """What happened while the server was away is shown when it is back, from the last event that came."""
    origin = site.url.removesuffix("/chats.html")
    with serve(tmp_path / "again.db", cors_origins=[origin]) as server, call(site, server, context) as front:
        chat = front.begin(name="Lisbon")
        page = front.enter_chat(chat)
    page.wait("document.querySelector('#live').dataset.state === 'waiting'")
    port = int(server.url.rpartition(":")[2])
    with serve(tmp_path / "again.db", port, cors_origins=[origin]) as server, call(site, server, context) as front:
        front.say(chat, "Are you there?")
        page.wait(f"document.querySelector('#live').dataset.state === 'live' && {SAID}[0] === 'Are you there?'")
        page.wait("document.querySelector('#news').textContent.includes('a message of the user')")
        page.run("sessionStorage.clear()")
        page.open("about:blank")
    assert page.complaints == []
