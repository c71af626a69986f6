"""Bringing a database to the schema that this program knows: forward only, in one transaction."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, Engine

from spectron.domain.errors import NotReady

_MIGRATIONS = Path(__file__).parent / "migrations"
HEAD = "0007"


def migrate(engine: Engine) -> None:
    """Run the migrations a database lacks; raises NotReady for one that a newer program has written."""
    with engine.connect() as connection, connection.begin():
        if MigrationContext.configure(connection).get_current_revision() != HEAD:
            upgrade(connection, HEAD)


def upgrade(connection: Connection, target: str) -> None:
    """Run the migrations up to one; raises NotReady where the database stands at one that is not known here."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, target)
    except CommandError as error:
        raise NotReady(f"this database was written by a newer Spectron: {error}") from error


def script_head() -> str | None:
    """The newest migration on disk, for the test that `HEAD` names it."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    return ScriptDirectory.from_config(config).get_current_head()
