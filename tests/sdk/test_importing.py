"""`import spectron` is cheap: the client and the shapes it returns, and nothing of a server."""

import json
import subprocess
import sys

HEAVY = ("fastapi", "starlette", "uvicorn", "sqlalchemy", "alembic", "spectron.server", "spectron.storage", "yaml")


def loaded_by(statements: str) -> set[str]:
    """The modules that a fresh interpreter has loaded after some statements."""
    script = f"import sys, json\n{statements}\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=180, check=True)
    return set(json.loads(done.stdout))


def test_import_loads_no_server() -> None:
    """Neither the import nor a client of a server loads a web framework or a database."""
    loaded = loaded_by("import spectron\nspectron.Spectron('c', api_key='k')\nspectron.BlockingSpectron('c')")
    assert "spectron.client.client" in loaded
    assert not loaded & set(HEAVY)


def test_file_loads_a_server() -> None:
    """A memory in a file does load them, so the test above would notice."""
    assert set(HEAVY[:2]) <= loaded_by("import spectron\nspectron.Spectron('c', path='m.db')")
