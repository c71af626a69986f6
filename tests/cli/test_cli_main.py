"""The command line as a whole."""

import subprocess
import sys
from importlib.metadata import version

import pytest

from spectron.cli.main import COMMANDS, load_command

HEAVY = ("fastapi", "starlette", "sqlalchemy", "alembic", "uvicorn", "spectron.server", "spectron.compose")


def test_help_names_every_command_and_loads_none(environment):
    """Asking for help shows all commands and imports neither the server's nor the database's libraries."""
    asking = (
        "import sys; from spectron.cli.main import app; app(['--help'], standalone_mode=False); "
        f"print('loaded:', [name for name in {HEAVY!r} if name in sys.modules])"
    )
    ended = subprocess.run([sys.executable, "-c", asking], capture_output=True, text=True, env=environment, timeout=180)
    assert ended.stderr == ""
    assert all(f"  {name} " in ended.stdout for name in COMMANDS)
    assert "loaded: []" in ended.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_a_summary_is_what_the_command_says_of_itself(name):
    """The line shown before a command is loaded is the first line of its own help."""
    assert load_command(name).help.splitlines()[0] == COMMANDS[name]


def test_version(spectron):
    """`--version` shows the version of the package and nothing else."""
    assert spectron("--version").stdout == f"{version('spectron-memory')}\n"


def test_a_misspelt_command_is_corrected(spectron):
    """An unknown command is refused with the one that was probably meant."""
    ended = spectron("serv")
    assert ended.returncode == 2
    assert "Did you mean 'serve'" in ended.stderr
