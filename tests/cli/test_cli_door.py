"""Who gets in: the decision that a server makes about its keys before it listens."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from spectron.cli.door import Door, Entry, prepare_door
from spectron.compose import build_memory
from spectron.domain.errors import BadValue
from spectron.domain.ids import ContextId
from spectron.domain.temporal import utc_now
from spectron.service.access import Grant
from spectron.settings import load_settings

DEVELOPMENT = Grant(None, development=True)
REAL = Grant(ContextId("acme"))


@pytest.fixture
def knock(tmp_path):
    """Make keys in a new memory, some of them revoked, then prepare the door of an address."""

    def run(*grants: Grant, host: str = "127.0.0.1", api_key: str | None = None, revoked: bool = False) -> Entry:
        settings = load_settings(database=tmp_path / "memory.db", host=host, api_key=api_key)
        memory = build_memory(settings)

        async def prepare() -> Entry:
            await memory.store.open()
            try:
                if REAL.context_id not in [one.id for one in await memory.gate.list_contexts()]:
                    await memory.gate.create_context("acme")
                for grant in grants:
                    key, _ = await memory.gate.create_key(grant)
                    if revoked:
                        await memory.gate.revoke_key(key.id)
                return await prepare_door(memory.gate, settings)
            finally:
                await memory.store.close()

        return asyncio.run(prepare())

    return run


def test_the_first_start_makes_a_key_and_the_second_knows_of_it(knock):
    """A development key is made once; afterwards only its hint is told."""
    first, second = knock(), knock()
    assert first.door is Door.MADE
    assert second.door is Door.KNOWN
    assert second.text != first.text
    assert second.text == f"{first.text[:13]}…{first.text[-4:]}"


def test_no_key_is_made_where_another_opens(knock):
    """A key made for a context is enough."""
    assert knock(REAL) == Entry(Door.KEYED)


def test_a_key_is_made_where_none_is_open(knock):
    """Revoked keys open nothing, so a new one is made."""
    assert knock(REAL, DEVELOPMENT, revoked=True).door is Door.MADE


def test_a_given_key_is_kept_and_not_told(knock):
    """The key of the settings opens the memory at every start, and is never part of what is shown."""
    assert [knock(api_key="a-key-of-mine"), knock(api_key="a-key-of-mine")] == [Entry(Door.GIVEN)] * 2


@pytest.mark.parametrize("secret", ["two words", "clé", "tab\tkey"])
def test_a_given_key_must_fit_into_a_header(knock, secret):
    """A secret that no request could carry is refused, without being repeated."""
    with pytest.raises(BadValue) as refused:
        knock(api_key=secret)
    assert secret not in refused.value.detail


@pytest.mark.parametrize("grants", [(), (DEVELOPMENT,), (replace(REAL, expires_at=utc_now() - timedelta(days=1)),)])
@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "spectron.example"])
def test_others_are_not_let_in_without_a_key_for_them(knock, host, grants):
    """An address that other machines reach is refused while there is no open key but development keys."""
    with pytest.raises(BadValue, match="spectron keys create"):
        knock(*grants, host=host, api_key="a-key-of-mine")


def test_others_are_let_in_with_a_key_for_them(knock):
    """With a real key any address may be served."""
    assert knock(DEVELOPMENT, REAL, host="0.0.0.0") == Entry(Door.KEYED)
