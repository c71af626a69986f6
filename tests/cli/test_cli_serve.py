"""The server as a child process: how it starts, what it says, how it ends."""

import json
import re
import shutil
import signal
import socket
import subprocess
from pathlib import Path

import httpx2
import pytest

from spectron.settings import load_settings

SECRET = re.compile(r"spectron_[\w-]{43}")
CANARY = "I live in Nowhereville and my canary sings"


def say(url: str, secret: str, content: str) -> httpx2.Response:
    """Open a session and send one turn."""
    with httpx2.Client(base_url=f"{url}/api/v1/default", headers={"API-KEY": secret}, timeout=60) as client:
        client.get("/state", params={"scope[user]": "alice"})
        session = client.post("/sessions", json={"scope": {"user": "alice"}})
        said = {"role": "user", "content": content}
        return client.post(f"/sessions/{session.json()['id']}/turns", json=said) if session.is_success else session


def test_the_first_start_shows_a_key_once_and_the_second_its_hint(serve):
    """A new memory comes with a key that works; the next start names it without showing it."""
    first = serve().wait_until_it_listens()
    secret = SECRET.search(first.output)[0]
    assert say(first.url, secret, "I live in Berlin.").status_code == 201
    assert first.end() == 0
    second = serve().wait_until_it_listens()
    assert say(second.url, secret, "I live in Berlin.").status_code == 201
    assert second.end(signal.SIGINT) == 0
    assert not SECRET.search(second.output + second.errors)
    assert f"{secret[:13]}…{secret[-4:]}" in second.output
    assert "spectron keys create --development" in second.output


@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("bash")), reason="needs curl and a shell")
def test_the_two_lines_shown_can_be_pasted(serve):
    """The commands that a first start shows work as they stand, and answer with what was learned."""
    child = serve().wait_until_it_listens()
    commands = [line for line in child.lines if "curl " in line]
    assert len(commands) == 2
    pasted = subprocess.run(["bash", "-c", "".join(commands)], capture_output=True, text=True, timeout=180)
    assert "Alice" in [entity["label"] for entity in json.loads(pasted.stdout)["entities"]]


def test_a_key_from_the_environment_works_and_is_never_shown(serve):
    """SPECTRON_API_KEY becomes the development key; nothing repeats it, and a greeting in a pipe is plain."""
    child = serve(SPECTRON_API_KEY="a-key-of-my-own-making").wait_until_it_listens()
    assert say(child.url, "a-key-of-my-own-making", "I live in Berlin.").status_code == 201
    assert child.end() == 0
    assert "a-key-of-my-own-making" not in child.output + child.errors
    assert "$SPECTRON_API_KEY" in child.output
    assert "\x1b" not in child.output
    assert child.errors == ""


def test_logs_hold_neither_words_nor_keys(serve):
    """Even at the most talkative level nothing that was said, asked or used as a key is written anywhere."""
    child = serve("--log-level", "debug", SPECTRON_API_KEY="a-key-of-my-own-making").wait_until_it_listens()
    assert say(child.url, "a-key-of-my-own-making", CANARY).status_code == 201
    assert say(child.url, "another-key-altogether", CANARY).status_code == 401
    assert child.end() == 0
    written = child.output.split("Try it:")[0] + child.errors
    assert [word for word in ("Nowhereville", "canary", "alice", "-key-") if word in written] == []


def test_no_key_no_door_to_other_machines(run, spectron):
    """An address that others reach is refused while no key was made for them, and a development key does not count."""
    run("keys", "create", "--development", "--db", "memory.db")
    refused = spectron("serve", "--port", "0", "--host", "0.0.0.0", "--db", "memory.db", SPECTRON_API_KEY="mine")
    assert (refused.returncode, refused.stdout, refused.stderr.count("\n")) == (2, "", 1)
    assert "spectron keys create --context NAME" in refused.stderr


def test_with_a_key_for_them_other_machines_are_served(run, serve):
    """A real key opens a server on any address; a development key does not open it there."""
    development = run("keys", "create", "--development", "--db", "memory.db").stdout.strip()
    run("contexts", "create", "default", "--db", "memory.db")
    secret = run("keys", "create", "--context", "default", "--db", "memory.db").stdout.strip()
    child = serve("--host", "0.0.0.0", "--db", "memory.db").wait_until_it_listens()
    near = child.url.replace("0.0.0.0", "127.0.0.1")
    assert say(near, secret, "I live in Berlin.").status_code == 201
    refused = httpx2.get(f"{near}/api/v1/default/state", headers={"API-KEY": development}, timeout=60)
    assert refused.status_code == 401
    assert child.end() == 0
    assert not SECRET.search(child.output)


def test_a_name_is_judged_by_the_address_it_stands_for(serve):
    """`localhost` is this machine, and gets a development key."""
    child = serve("--host", "localhost").wait_until_it_listens()
    assert child.url.startswith("http://localhost:")
    assert SECRET.search(child.output)


def test_a_port_in_use_is_said_on_one_line(run):
    """A taken port is refused before anything else is done."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        refused = run("serve", "--port", str(taken.getsockname()[1]), "--db", "memory.db")
    assert (refused.exit_code, refused.stdout, refused.stderr.count("\n")) == (2, "", 1)
    assert "the port is in use" in refused.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--db", "no/such/folder.db"], "cannot open"),
        (["--db", "."], "cannot open"),
        (["--db", "garbage.db"], "not a database"),
        (["--config", "missing.yaml"], "no configuration file"),
        (["--config", "list.yaml"], "settings"),
        (["--config", "typo.yaml"], "prot"),
        (["--cors-origin", "https://a.example", "--cors-origin", "b.example/chats"], "cors_origins.1"),
    ],
)
def test_what_stands_in_the_way_is_said_on_one_line(run, tmp_path, arguments, said):
    """A start that cannot succeed ends with exit code 2 and one line, never a traceback."""
    for name, text in (("garbage.db", "no database"), ("list.yaml", "- a\n"), ("typo.yaml", "prot: 1\n")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    refused = run("serve", "--port", "0", *arguments)
    assert (refused.exit_code, refused.stdout, refused.stderr.count("\n")) == (2, "", 1)
    assert said in refused.stderr


def test_settings_come_from_options_then_the_environment_then_the_file(tmp_path, monkeypatch):
    """An option goes before SPECTRON_DATABASE, which goes before spectron.config.yaml."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "spectron.config.yaml").write_text("database: file.db\n", encoding="utf-8")
    assert load_settings(database=None).database == Path("file.db")
    monkeypatch.setenv("SPECTRON_DATABASE", "environment.db")
    assert load_settings(database=None).database == Path("environment.db")
    assert load_settings(database=Path("option.db")).database == Path("option.db")


def test_pages_of_the_named_origins_may_ask(serve):
    """`--cors-origin` is repeatable and goes before the environment; nothing is said of it."""
    child = serve(
        "--cors-origin", "http://localhost:5173", "--cors-origin", "https://A.example", SPECTRON_CORS_ORIGINS="*"
    ).wait_until_it_listens()
    for origin in ("http://localhost:5173", "https://a.example", "https://b.example"):
        told = httpx2.get(f"{child.url}/healthz", headers={"Origin": origin}, timeout=60).headers
        assert told.get("access-control-allow-origin") == (origin if origin != "https://b.example" else None)
    assert (child.end(), child.errors) == (0, "")


def test_a_server_that_all_pages_may_ask_warns(serve):
    """`*` is allowed, and said to be unwise in one line that names the setting."""
    child = serve(SPECTRON_CORS_ORIGINS="*").wait_until_it_listens()
    told = httpx2.get(f"{child.url}/healthz", headers={"Origin": "https://b.example"}, timeout=60).headers
    assert told["access-control-allow-origin"] == "*"
    assert child.end() == 0
    assert (child.errors.count("\n"), "WARNING" in child.errors, "cors_origins" in child.errors) == (1, True, True)


def test_a_running_server_feels_what_its_keys_may_do(serve, run):
    """A permission that is given or taken on the command line holds from the next request on, and so does revoking."""
    url = serve().wait_until_it_listens().url
    run("contexts", "create", "acme")
    key = {"API-KEY": run("keys", "create", "--context", "acme", "--scope", "user=alice").stdout.strip()}
    key_id = next(line.split()[0] for line in run("keys", "list").stdout.splitlines() if "user=alice" in line)

    def statuses() -> list[int]:
        return [
            httpx2.get(f"{url}/api/v1/acme/{path}", headers=key, timeout=60).status_code
            for path in ("chats", "chats/active")
        ]

    assert statuses() == [403, 403]
    run("keys", "allow", key_id, "chats")
    assert statuses() == [200, 200]
    run("keys", "deny", key_id, "chats")
    assert statuses() == [403, 403]
    run("keys", "revoke", key_id)
    assert statuses() == [401, 401]
