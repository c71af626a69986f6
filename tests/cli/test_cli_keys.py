"""Keys and contexts from the command line, in process."""

import re

import pytest


def rows(run, *arguments):
    """The lines of a listing, without its heading."""
    return run(*arguments).stdout.splitlines()[1:]


def test_stdout_is_the_secret_alone(run):
    """A script can take the secret from stdout as it is; the rest is said on stderr."""
    run("contexts", "create", "acme")
    made = run("keys", "create", "--context", "acme", "--scope", "user=alice", "--expires", "90d")
    assert made.exit_code == 0
    assert re.fullmatch(r"spectron_[\w-]{43}\n", made.stdout)
    assert "opens acme where user=alice" in made.stderr
    assert made.stdout.strip() not in made.stderr


def test_a_listing_never_shows_a_secret(run):
    """Keys are told apart by their ends."""
    run("contexts", "create", "acme")
    made = run("keys", "create", "--context", "acme", "--permission", "chats", "--label", "my [bold]app")
    secret = made.stdout.strip()
    (row,) = rows(run, "keys", "list")
    assert secret not in row
    assert f"{secret[:13]}…{secret[-4:]}" in row
    assert "chats" in row
    assert "my [bold]app" in row


def test_a_revoked_key_leaves_the_listing(run):
    """Revoking closes a key once; `--all` still shows it."""
    run("keys", "create", "--development")
    key_id = rows(run, "keys", "list")[0].split()[0]
    assert run("keys", "revoke", key_id).exit_code == 0
    assert rows(run, "keys", "list") == []
    assert "revoked" in rows(run, "keys", "list", "--all")[0]
    again = run("keys", "revoke", key_id)
    assert (again.exit_code, again.stderr) == (2, f"spectron: no open key {key_id}\n")


def test_permissions_are_given_and_taken(run):
    """`allow` adds to what a key may do, `deny` takes from it; the listing and stderr say what it has then."""
    run("contexts", "create", "acme")
    run("keys", "create", "--context", "acme", "--permission", "agent_wide")
    key_id = rows(run, "keys", "list")[0].split()[0]
    allowed = run("keys", "allow", key_id, "chats", "chat_mutation")
    assert (allowed.exit_code, allowed.stdout) == (0, "")
    assert allowed.stderr == f"{key_id} has the permissions: agent_wide, chat_mutation, chats\n"
    assert "agent_wide, chat_mutation, chats" in rows(run, "keys", "list")[0]
    denied = run("keys", "deny", key_id, "chats", "agent_wide", "chats")
    assert denied.stderr == f"{key_id} has the permissions: chat_mutation\n"
    assert run("keys", "deny", key_id, "chat_mutation").stderr == f"{key_id} has the permissions: none\n"
    run("keys", "revoke", key_id)
    again = run("keys", "allow", key_id, "chats")
    assert (again.exit_code, again.stderr) == (2, f"spectron: no open key {key_id}\n")


def test_a_development_key_has_no_permissions_to_change(run):
    """It needs none, so none can be taken from it."""
    run("keys", "create", "--development")
    key_id = rows(run, "keys", "list")[0].split()[0]
    for command in ("allow", "deny"):
        refused = run("keys", command, key_id, "chats")
        assert (refused.exit_code, refused.stderr.count("\n")) == (2, 1)
        assert "development key" in refused.stderr


def test_contexts_are_made_once_and_listed(run):
    """A context is listed by name; making it again is refused."""
    assert run("contexts", "create", "beta").exit_code == 0
    assert run("contexts", "create", "acme").exit_code == 0
    assert [row.split()[:2] for row in rows(run, "contexts", "list")] == [["acme", "0"], ["beta", "0"]]
    assert run("contexts", "create", "acme").exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["create"], "--context"),
        (["create", "--context", "acme", "--development"], "--context"),
        (["create", "--context", "nowhere"], "no context nowhere"),
        (["create", "--context", "acme", "--scope", "user"], "user=alice"),
        (["create", "--context", "acme", "--expires", "1999"], "ahead"),
        (["create", "--context", "acme", "--permission", "chat"], "there are agent_wide, chats, chat_mutation"),
        (["revoke", "key:none"], "no open key"),
        (["allow", "key:none", "chats"], "no open key"),
        (["allow", "key:none", "chats,chat_mutation"], "there are agent_wide, chats, chat_mutation"),
        (["deny", "key:none", "Chats"], "no permission 'Chats'"),
        (["list", "--db", "elsewhere.db"], "no database elsewhere.db"),
        (["list", "--db", "garbage.db"], "not a database"),
        (["create", "--development", "--db", "no/such/folder.db"], "cannot open"),
    ],
)
def test_what_cannot_be_done_is_said_on_one_line(run, tmp_path, arguments, said):
    """A refusal is one line on stderr and exit code 2."""
    run("contexts", "create", "acme")
    (tmp_path / "garbage.db").write_text("this is no database", encoding="utf-8")
    refused = run("keys", *arguments)
    assert (refused.exit_code, refused.stdout, refused.stderr.count("\n")) == (2, "", 1)
    assert said in refused.stderr


def test_a_broken_settings_file_is_said_on_one_line(run, tmp_path):
    """Settings that are no settings are refused, whatever is wrong with them."""
    for broken in ("- a\n- list\n", "port: [1\n", "unknown: 1\n", "port: many\n"):
        (tmp_path / "spectron.config.yaml").write_text(broken, encoding="utf-8")
        refused = run("contexts", "create", "acme")
        assert (refused.exit_code, refused.stderr.count("\n")) == (2, 1), broken
