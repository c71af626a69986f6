"""`spectron keys`: who may open a memory."""

import sys
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, TypeAlias

import typer
from rich.table import Table

from spectron.cli.apps import new_app
from spectron.cli.door import is_open
from spectron.cli.opening import Database, at_gate
from spectron.cli.outcomes import refuse, refusing
from spectron.cli.output import show, table
from spectron.cli.readings import read_expiry, read_permissions, read_scope
from spectron.domain.ids import ContextId, KeyId
from spectron.domain.permissions import PERMISSIONS
from spectron.domain.temporal import utc_now
from spectron.service.access import Grant
from spectron.storage.queries.contexts import Key

app = new_app("Make, list and revoke the keys that open a memory.")


Context: TypeAlias = Annotated[str | None, typer.Option(metavar="NAME", help="The context that the key opens.")]
Confined: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--scope", metavar="DIMENSION=VALUE", help="Confine it to a part, such as user=alice; repeatable."),
]
Allowed: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--permission", metavar="NAME", help=f"Allow one of {', '.join(PERMISSIONS)}; repeatable."),
]
KeyName: TypeAlias = Annotated[str, typer.Argument(metavar="ID", help="As `keys list` shows it.")]
Named: TypeAlias = Annotated[
    list[str], typer.Argument(metavar="PERMISSION...", help=f"Some of {', '.join(PERMISSIONS)}.")
]
Expiry: TypeAlias = Annotated[
    str | None, typer.Option(metavar="WHEN", help="When it ends: 12h, 90d, 6w, 1y, or a date.")
]
Label: TypeAlias = Annotated[str, typer.Option(metavar="TEXT", help="What it is for.")]
Development: TypeAlias = Annotated[
    bool, typer.Option("--development", help="Opens every context, on this machine's own address only.")
]


@app.command("create")
def create(  # noqa: PLR0913 - a parameter is an option here
    context: Context = None,
    scope: Confined = None,
    permission: Allowed = None,
    expires: Expiry = None,
    label: Label = "",
    development: Development = False,
    db: Database = None,
) -> None:
    """Make a key. Its secret goes to stdout, this once."""
    if development == bool(context):
        refuse("name the one --context that the key opens, or ask for a --development key, which opens all")
    with refusing():
        grant = Grant(
            context_id=ContextId(context) if context else None,
            scope=read_scope(scope or ()),
            permissions=read_permissions(permission or ()),
            label=label,
            expires_at=read_expiry(expires, utc_now()) if expires else None,
            development=development,
        )
    key, secret = at_gate(db, lambda gate: gate.create_key(grant), must_exist=not development)
    typer.echo(f"{key.id} opens {_opens(key)}; keep the secret, it is not shown again:", err=True)
    sys.stdout.write(secret + "\n")


@app.command("list")
def list_keys(
    every: Annotated[bool, typer.Option("--all", help="Those that are revoked or have expired, too.")] = False,
    db: Database = None,
) -> None:
    """List the open keys by what is known of them; secrets are not kept."""
    now = utc_now()
    keys = at_gate(db, lambda gate: gate.list_keys())
    show(tabulate([key for key in keys if every or is_open(key, now)], now))


@app.command("revoke")
def revoke(key_id: KeyName, db: Database = None) -> None:
    """Close a key for good."""
    at_gate(db, lambda gate: gate.revoke_key(KeyId(key_id)))
    typer.echo(f"{key_id} is revoked", err=True)


@app.command("allow")
def allow(key_id: KeyName, permission: Named, db: Database = None) -> None:
    """Permit a key more, from its next request on."""
    with refusing():
        more = read_permissions(permission)
    _say_permissions(at_gate(db, lambda gate: gate.change_permissions(KeyId(key_id), more, frozenset())))


@app.command("deny")
def deny(key_id: KeyName, permission: Named, db: Database = None) -> None:
    """Take permissions from a key, from its next request on."""
    with refusing():
        fewer = read_permissions(permission)
    _say_permissions(at_gate(db, lambda gate: gate.change_permissions(KeyId(key_id), frozenset(), fewer)))


def _say_permissions(key: Key) -> None:
    typer.echo(f"{key.id} has the permissions: {', '.join(sorted(key.permissions)) or 'none'}", err=True)


def tabulate(keys: Sequence[Key], now: datetime) -> Table:
    """A row for each key."""
    shown = table("id", "secret", "opens", "permissions", "label", "made", "state")
    for key in keys:
        permissions = ", ".join(sorted(key.permissions))
        made = f"{key.created_at:%Y-%m-%d}"
        shown.add_row(key.id, key.hint, _opens(key), permissions, key.label, made, standing(key, now))
    return shown


def standing(key: Key, now: datetime) -> str:
    """Whether it is open, and until when."""
    if key.revoked_at:
        return f"revoked {key.revoked_at:%Y-%m-%d}"
    if key.expires_at:
        return f"{'open until' if key.expires_at > now else 'expired'} {key.expires_at:%Y-%m-%d}"
    return "open"


def _opens(key: Key) -> str:
    parts = ", ".join(f"{name}={value}" for name, value in key.scope.pairs)
    whole = "every context (development)" if key.development else f"{key.context_id}"
    return f"{whole} where {parts}" if parts else whole
