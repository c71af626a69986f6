"""What goes wrong, told by the right class, alike in every form of the client."""

import pickle
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

import spectron
from spectron import (
    AuthenticationError,
    BadRequestError,
    BlockingSpectron,
    ConflictError,
    ConnectionFailedError,
    NotFoundError,
    NotReadyError,
    PermissionDeniedError,
    ProviderError,
    RateLimitError,
    ServerError,
    Spectron,
    SpectronError,
    StatusError,
    TooLargeError,
    ValidationError,
)
from spectron.client.errors import read_error
from spectron.domain.ids import ContextId
from spectron.domain.scope import Scope
from spectron.service.access import Grant

ALICE = {"user": "alice"}


@pytest.mark.anyio
async def test_bad_value_names_its_field(memory: Any) -> None:
    """400: a nonsense instant is told with the name of the parameter."""
    with pytest.raises(BadRequestError) as caught:
        await memory.state(valid_at="yesterday-ish")
    assert (caught.value.status, [one.field for one in caught.value.fields]) == (400, ["valid_at"])
    assert "valid_at" in str(caught.value)


@pytest.mark.anyio
async def test_unknown_thing_is_not_found(memory: Any) -> None:
    """404: an entity and a turn that do not exist."""
    with pytest.raises(NotFoundError, match="entity:none"):
        await memory.entities.get("entity:none")
    with pytest.raises(NotFoundError, match="turn:none"):
        await memory.state_diff(since="turn:none")


@pytest.mark.anyio
async def test_closed_session_is_a_conflict(memory: Any) -> None:
    """409: a closed session takes no turns, and trying again would not help."""
    session = await memory.sessions.create(ALICE)
    await session.close()
    with pytest.raises(ConflictError) as caught:
        await session.turn("user", "Hello.")
    assert (caught.value.status, caught.value.passing) == (409, False)


@pytest.mark.anyio
async def test_over_long_words_are_too_large(memory: Any) -> None:
    """413: more words than a turn may have, and more bytes than a request may have."""
    session = await memory.sessions.create(ALICE)
    with pytest.raises(TooLargeError, match="content"):
        await session.turn("user", "x" * 200_001)
    with pytest.raises(TooLargeError):
        await session.turn("user", "x" * 2_000_000)


@pytest.mark.anyio
async def test_misfit_names_every_field(memory: Any) -> None:
    """422: a wrong role and a misspelt argument are both named, in the fields and in the text."""
    session = await memory.sessions.create(ALICE)
    with pytest.raises(ValidationError) as caught:
        await session.turn("robot", "Hello.", metdata={})
    assert {one.field for one in caught.value.fields} == {"role", "metdata"}
    assert "role" in str(caught.value)
    assert "metdata" in str(caught.value)


@pytest.mark.anyio
@pytest.mark.parametrize("kind", [Spectron, BlockingSpectron])
async def test_wrong_key_is_told(server: Any, context: str, kind: type[Any]) -> None:
    """401: a wrong key, and none at all."""
    for key in ("spectron_wrong", None):
        client = kind(context, base_url=server.url, api_key=key)
        with pytest.raises(AuthenticationError) as caught:
            _ = client.state() if kind is BlockingSpectron else await client.state()
        assert caught.value.status == 401
        _ = client.close() if kind is BlockingSpectron else await client.close()


@pytest.mark.anyio
async def test_key_of_one_person_does_not_open_another(server: Any, context: str) -> None:
    """403: a key confined to Alice reads hers, and is refused Bob's and another context's."""
    name = ContextId(context)
    await server.memory.gate.create_context(name)
    _, key = await server.memory.gate.create_key(Grant(name, Scope.of(ALICE)))
    async with Spectron(context, base_url=server.url, api_key=key) as memory:
        assert (await memory.state()).scope == ALICE
        with pytest.raises(PermissionDeniedError, match="user"):
            await memory.state({"user": "bob"})
    async with Spectron("elsewhere", base_url=server.url, api_key=key) as memory:
        with pytest.raises(PermissionDeniedError):
            await memory.state()


@pytest.mark.anyio
async def test_key_from_the_environment(server: Any, context: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Key and address come from the environment where they are not given, and a given one goes first."""
    monkeypatch.setenv("SPECTRON_API_KEY", server.key)
    monkeypatch.setenv("SPECTRON_BASE_URL", f"{server.url}/")
    async with Spectron(context) as memory:
        assert (await memory.state()).revision == 0
    async with Spectron(context, api_key="spectron_wrong") as memory:
        with pytest.raises(AuthenticationError):
            await memory.state()


@pytest.mark.anyio
async def test_file_that_cannot_be_opened_is_told_at_once(tmp_path: Path) -> None:
    """503: a folder that is missing is not waited for, and the file's name is in the sentence."""
    async with Spectron("c", path=tmp_path / "missing" / "m.db") as memory:
        with pytest.raises(NotReadyError, match=r"m\.db"):
            await memory.state()


@pytest.mark.anyio
async def test_nobody_listens(unused_tcp_port: int) -> None:
    """A refused connection is told with what was asked, and has no status."""
    async with Spectron("c", base_url=f"http://127.0.0.1:{unused_tcp_port}", retries=0) as memory:
        with pytest.raises(ConnectionFailedError, match="GET /api/v1/c/state") as caught:
            await memory.state()
    assert (caught.value.status, caught.value.fields) == (None, ())


def test_file_and_address_exclude_each_other(tmp_path: Path) -> None:
    """A memory is in one place."""
    with pytest.raises(ValueError, match="not both"):
        Spectron("c", path=tmp_path / "m.db", base_url="http://127.0.0.1:9090")


def test_key_that_no_header_can_hold_is_refused_unseen() -> None:
    """A broken key is told about without being shown; blanks around a good one do no harm."""
    Spectron("c", api_key=" spectron_good\n")
    for broken in ("spectron_\nsecret", "spectron_é"):
        with pytest.raises(ValueError, match="characters that no key has") as caught:
            Spectron("c", api_key=broken)
        assert "spectron_" not in str(caught.value)


def test_address_needs_a_scheme() -> None:
    """An address without http:// is refused at once, and not at the first call."""
    with pytest.raises(ValueError, match="must begin with http"):
        Spectron("c", base_url="127.0.0.1:9090")


def test_memory_without_a_file_is_refused() -> None:
    """A memory that no second connection could see is no memory."""
    with pytest.raises(ValueError, match="lives in a file"):
        Spectron("c", path=":memory:")


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (302, StatusError),
        (400, BadRequestError),
        (401, AuthenticationError),
        (403, PermissionDeniedError),
        (404, NotFoundError),
        (405, StatusError),
        (409, ConflictError),
        (413, TooLargeError),
        (422, ValidationError),
        (429, RateLimitError),
        (500, ServerError),
        (502, ProviderError),
        (503, NotReadyError),
        (504, ServerError),
        (599, ServerError),
    ],
)
@pytest.mark.parametrize(
    "body", [b"", b"<html><head><style>p{}</style></head><p>Bad &amp; sad</p>", b"[]", b"{}", b"\xff"]
)
def test_every_status_has_a_class_whatever_the_body(status: int, kind: type[StatusError], body: bytes) -> None:
    """An answer that is not a problem of ours still becomes the right error, with something to read."""
    error = read_error(status, body, {})
    assert type(error) is kind
    assert isinstance(error, SpectronError)
    assert (error.status, error.fields) == (status, ())
    assert str(status) in str(error)
    assert "<" not in str(error)


def test_fields_that_the_detail_leaves_out_are_listed() -> None:
    """A long list of fields is readable in the text of the error."""
    body = (
        b'{"type":"urn:x","title":"Does not fit","status":422,"detail":"role: wrong","instance":"/",'
        b'"errors":[{"field":"role","message":"wrong"},{"field":"at","message":"needs a time zone"}]}'
    )
    assert str(read_error(422, body, {})) == "Does not fit (422): role: wrong\n  at: needs a time zone"


def test_provider_error_knows_the_stored_turn() -> None:
    """502: the turn that is stored although its model failed is named."""
    body = b'{"type":"urn:x","title":"t","status":502,"detail":"d","instance":"/","turn_id":"turn:1"}'
    error = read_error(502, body, {})
    assert error.turn_id == "turn:1"


@pytest.mark.parametrize(("text", "seconds"), [("7", 7.0), ("0", 0.0), ("", None), ("soon", None), ("-1", None)])
def test_retry_after_in_seconds(text: str, seconds: float | None) -> None:
    """429: the header tells seconds; nonsense tells nothing."""
    assert read_error(429, b"", {"retry-after": text}).retry_after == seconds


def test_retry_after_as_a_date() -> None:
    """The header may name an instant; one in the past means now."""
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    told = read_error(503, b"", {"retry-after": soon}).retry_after
    assert told is not None
    assert 80 < told <= 90
    assert read_error(503, b"", {"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}).retry_after == 0.0


def test_errors_travel_between_processes() -> None:
    """An error survives pickling with all it knows."""
    error = read_error(429, b"", {"retry-after": "7"})
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), str(copy), copy.retry_after) == (RateLimitError, str(error), 7.0)


def test_everything_is_exported() -> None:
    """Every name of `__all__` exists, and every error of the tree is among them."""
    assert all(hasattr(spectron, name) for name in spectron.__all__)

    def below(kind: type[Exception]) -> set[str]:
        return {kind.__name__}.union(*(below(one) for one in kind.__subclasses__()))

    assert below(SpectronError) <= set(spectron.__all__)
