"""Where the parts are put together: the only file that names backends."""

from spectron.domain.extractor import Extractor
from spectron.domain.temporal import Clock, utc_now
from spectron.extraction.builtin import BuiltinExtractor
from spectron.service.access import Gate
from spectron.service.configuration import Configuration, read_configuration
from spectron.service.ingest import Ingest
from spectron.service.memory import Memory
from spectron.settings import Settings
from spectron.storage.sqlite import SQLiteStore

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def build_memory(
    settings: Settings,
    clock: Clock = utc_now,
    extractor: Extractor | None = None,
    own_secret: str | None = None,
) -> Memory:
    """A memory as the settings describe it, not opened yet; `own_secret` opens it from inside this process."""
    store = SQLiteStore(settings.database)
    defaults = read_configuration(settings.defaults, Configuration())
    return Memory(
        store=store,
        ingest=Ingest(store, extractor or build_extractor(), defaults),
        gate=Gate(store, clock, is_loopback(settings.host), own_secret),
        clock=clock,
    )


def build_extractor() -> Extractor:
    """What reads turns where nothing else is asked for: it needs neither a key nor a network."""
    return BuiltinExtractor()


def is_loopback(host: str) -> bool:
    """Whether an address is reached from this machine alone."""
    return host in _LOOPBACK or host.startswith("127.")
