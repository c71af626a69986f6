"""The demo, whose every line comes out of the memory."""

import re

from spectron.cli.demo import SAID


def test_the_demo_shows_what_each_sentence_taught(run):
    """All sentences are shown, with something added, corrected, asked for, doubted and confirmed, in plain text."""
    ended = run("demo", "--plain")
    assert (ended.exit_code, ended.stderr) == (0, "")
    assert "\x1b" not in ended.stdout
    assert all(sentence in ended.stdout for sentence in SAID)
    assert re.search(r"\+ Alice works at: Acme", ended.stdout)
    assert re.search(r"~ Ana location: Porto → Lisbon", ended.stdout)
    assert re.search(r"~ Alice works at: Acme → Globex", ended.stdout)
    assert re.search(r"! Always reply in French\.", ended.stdout)
    assert re.search(r"\? I might join Globex", ended.stdout)
    assert re.search(r"= I might join Globex.* doubt confirmed", ended.stdout)


def test_the_two_clocks_answer_differently(run):
    """What was known on a day and what was true on it are two answers, each with its words."""
    answers = run("demo", "--plain").stdout.split("Two clocks")[1]
    known, true = answers.split("Where did she live")
    assert "Berlin" in known
    assert "“based in Berlin”" in known
    assert "Munich" in true
    assert "I moved to Munich last month" in true


def test_the_demo_leaves_nothing_behind_unless_asked(run, tmp_path):
    """Without a file nothing is kept; with one the memory is, and an existing file is not written to."""
    run("demo", "--plain")
    assert list(tmp_path.iterdir()) == []
    assert "spectron serve --db kept.db" in run("demo", "--plain", "--db", "kept.db").stdout
    kept = (tmp_path / "kept.db").stat().st_mtime_ns
    refused = run("demo", "--db", "kept.db")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert (tmp_path / "kept.db").stat().st_mtime_ns == kept
