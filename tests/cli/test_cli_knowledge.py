"""The knowledge base from a terminal."""

from pathlib import Path

import pytest


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A folder with two documents and one file that is no text."""
    (tmp_path / "refunds.md").write_text("Refunds are paid within 14 days.", encoding="utf-8")
    (tmp_path / "travel.md").write_text("Trains come before planes. " * 900, encoding="utf-8")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\xff")
    return tmp_path


def test_files_go_in_under_their_names_and_are_found(run, shelf: Path):
    """What was added is listed with its chunks, and found with the reasons; a long file is embedded to its end."""
    ended = run("knowledge", "add", str(shelf / "refunds.md"), str(shelf / "travel.md"))
    assert ended.exit_code == 0, ended.stderr
    assert "refunds.md: 1 chunk\n" in ended.stdout
    listed = run("knowledge", "list").stdout
    assert "refunds.md" in listed
    assert "travel.md" in listed
    found = run("knowledge", "search", "when is a refund paid", "-k", "1")
    assert "refunds.md, 0: Refunds are paid within 14 days." in found.stdout
    assert "words" in found.stdout
    assert "wait to be embedded" not in run("knowledge", "search", "trains").stdout


def test_a_file_under_a_label_and_in_a_scope_can_be_deleted(run, shelf: Path):
    """The label stands for the name, another scope does not list it, and what is deleted is gone."""
    added = run("knowledge", "add", str(shelf / "refunds.md"), "--label", "Refund policy", "--scope", "user=alice")
    made = added.stdout.split()[0]
    assert "Refund policy" in run("knowledge", "list", "--scope", "user=alice").stdout
    assert "Refund policy" not in run("knowledge", "list", "--scope", "user=bob").stdout
    assert run("knowledge", "delete", made).exit_code == 0
    assert "Refund policy" not in run("knowledge", "list").stdout
    assert run("knowledge", "search", "refund").stdout.strip() == "nothing was found"


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("add", "picture.png"), "is not text in UTF-8"),
        (("add", "nothing.md"), "cannot be read"),
        (("add", "refunds.md", "travel.md", "--label", "x"), "for one file"),
        (("add", "refunds.md", "--scope", "alice"), "expected dimension=value"),
        (("list",), "no database"),
        (("delete", "document:1"), "no database"),
        (("search", " "), "no words"),
        (("search", "x", "--scope", "alice"), "no database"),
    ],
)
def test_what_cannot_be_is_refused(run, arguments: tuple[str, ...], why: str):
    """On one line, with exit code 2."""
    ended = run("knowledge", *arguments)
    assert (ended.exit_code, why in " ".join(ended.stderr.split())) == (2, True), ended.stderr


@pytest.mark.usefixtures("shelf")
def test_a_document_that_is_not_there_is_refused(run):
    """Deleting what nobody added says so."""
    run("knowledge", "add", "refunds.md")
    ended = run("knowledge", "delete", "document:none")
    assert (ended.exit_code, "no document" in ended.stderr) == (2, True)
