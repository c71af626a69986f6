"""The prompt, with lines coming from a pipe."""

SAID = "I'm Alice and I live in Berlin.\nI moved to Munich.\n"


def test_each_line_shows_what_it_taught(spectron):
    """A fact is shown as added, then as changed; the end of input ends the chat."""
    ended = spectron("chat", stdin=SAID)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "+ Alice location: Berlin" in ended.stdout
    assert "~ Alice location: Berlin → Munich" in ended.stdout


def test_each_line_is_replied_to(spectron):
    """News are acknowledged, questions answered from what was said, in an earlier run too."""
    spectron("chat", stdin=SAID)
    asked = spectron("chat", stdin="Where do I live?\n").stdout
    question, reply, *_ = [line.strip() for line in asked.splitlines() if line.startswith("  ")]
    assert question == "Where do I live?"
    assert "Munich" in reply
    assert "· nothing new" in asked


def test_the_named_model_replies(spectron, tmp_path):
    """The reply is that of `models.response`; where it fails that is told, and the chat goes on."""
    rules = "rules: [{when: fail, fail: refused}, {when: Berlin, text: Noted by the book.}]"
    (tmp_path / "book.yaml").write_text(rules, encoding="utf-8")
    named = {"SPECTRON_SCRIPTS": str(tmp_path), "SPECTRON_MODELS__RESPONSE": "scripted/book"}
    ended = spectron("chat", stdin="Now fail.\nI live in Berlin.\n", **named)
    assert ended.returncode == 0
    assert "what was said is stored" in ended.stdout
    assert "Noted by the book." in ended.stdout
    assert "location: Berlin" in ended.stdout


def test_commands_show_state_profile_history_and_words(run):
    """Each command answers from the memory, and nothing is read after the last of them."""
    asked = ["/state", "/profile", "/history location", "/why location", "/why", "/quit", "I live in Rome."]
    ended = run("chat", stdin=SAID + "\n".join(asked))
    assert ended.exit_code == 0
    assert ended.stdout.count("location: Munich") == 2
    assert "Munich" in next(line for line in ended.stdout.splitlines() if "changed, believed from" in line)
    assert "“I moved to Munich”" in ended.stdout
    assert "/why KEY, where KEY is one of:" in ended.stdout
    assert "Rome" not in ended.stdout


def test_the_next_chat_remembers(run):
    """What was said is there when the file is opened again, and an ending is told as one."""
    run("chat", "--user", "alice", stdin="I live in Berlin.\n")
    again = run("chat", "--user", "alice", stdin="/profile\nI no longer live in Berlin.\n").stdout
    assert "location: Berlin" in again
    assert "location: Berlin  until" in again.split("I no longer")[1]
    assert "Berlin" not in run("chat", "--user", "bob", stdin="/profile\n").stdout


def test_bad_input_is_survived(run):
    """Bytes that are no text, control characters, too much and unknown commands are answered; the chat goes on."""
    lines = [b"caf\xff\x1b[31m", b"nul \x00 byte", b"a" * 300_000, b"/nonsense", b"/history", b"I live in Berlin."]
    ended = run("chat", stdin=b"\n\n".join(lines))
    assert (ended.exit_code, ended.stderr) == (0, "")
    assert "\x1b" not in ended.stdout
    assert "/nonsense is not a command" in ended.stdout
    assert "location: Berlin" in ended.stdout


def test_a_file_that_is_no_memory_is_refused(run, tmp_path):
    """A file of something else is said to be one, on one line."""
    (tmp_path / "garbage.db").write_text("this is no database", encoding="utf-8")
    refused = run("chat", "--db", "garbage.db", stdin="hello\n")
    assert (refused.exit_code, refused.stderr.count("\n")) == (2, 1)
    assert "not a database" in refused.stderr
