"""Where the parts are put together: the only file that names backends."""

import asyncio
import random
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial

from spectron.chats.prompt import Window
from spectron.domain.extractor import Extractor
from spectron.domain.temporal import Clock, utc_now
from spectron.domain.usage import BUILTIN, RESPONDER
from spectron.extraction.builtin import BuiltinExtractor
from spectron.extraction.builtin.affect import read_affect
from spectron.extraction.builtin.asking.asking import read_question
from spectron.extraction.dates.notes import note_dates
from spectron.extraction.model import ModelExtractor
from spectron.extraction.workers import SharedExtractor
from spectron.providers.embedders.careful import CarefulEmbedder
from spectron.providers.embedders.hashed import find_builtin
from spectron.providers.embedders.minilm.files import is_there
from spectron.providers.embedders.minilm.model import find_local
from spectron.providers.guard import Guard, Guarded, Limits, Means
from spectron.providers.litellm import LiteLLMModel
from spectron.providers.makers import Described, Provider
from spectron.providers.ports import Embedder, LanguageModel, VectorModel
from spectron.providers.presets import PRESETS
from spectron.providers.prices import Price
from spectron.providers.pydantic_ai import PydanticAIModel
from spectron.providers.registry import Maker, Registry
from spectron.providers.scripted import load_script
from spectron.service.access import Gate
from spectron.service.agents.context import Contexts
from spectron.service.agents.estimating import Estimates
from spectron.service.agents.identities import Identities
from spectron.service.agents.offers import Models, Offer
from spectron.service.agents.outreach import Outreach
from spectron.service.agents.queue import Limits as QueueLimits
from spectron.service.agents.queue import Queue
from spectron.service.agents.reading import Reading
from spectron.service.agents.witnessing import Witness
from spectron.service.chats.chats import Chats
from spectron.service.chats.memories import Recollection
from spectron.service.chats.memory_settings import AllSettings
from spectron.service.configuration import Configuration, read_configuration
from spectron.service.embedders import Embedders
from spectron.service.events import Broadcast
from spectron.service.indexing import Indexing
from spectron.service.ingest import Ingest
from spectron.service.library import Library
from spectron.service.memory import Memory
from spectron.service.recall import Recall
from spectron.service.reply import Answerer, ChooseAnswerer, Replies
from spectron.service.responding import BuiltinResponder
from spectron.service.surroundings import Choose, Reader, Readers
from spectron.settings import ModelLimits, ProviderSettings, QueueSettings, Settings, find_key
from spectron.storage.sqlite import SQLiteStore

HASH, MINILM = "builtin/hash", "local/minilm"
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def build_memory(
    settings: Settings,
    clock: Clock = utc_now,
    extractor: Extractor | None = None,
    own_secret: str | None = None,
    makers: Mapping[str, Maker[LanguageModel]] | None = None,
) -> Memory:
    """A memory as the settings describe it, not opened yet; `own_secret` opens it from inside this process.

    `extractor` reads every turn, whatever the settings say; `makers` are further providers of models, by name. Raises
    BadValue for settings that name a model nobody has.
    """
    store = SQLiteStore(settings.database)
    defaults = read_configuration(settings.defaults, Configuration())
    remote = build_providers(settings)
    registry = build_registry(settings, {**build_makers(settings, remote), **(makers or {})})
    rules = SharedExtractor(settings.extraction_workers)
    choose = always(extractor) if extractor else build_choice(registry, rules)
    choose_answerer = build_answers(registry, settings.model_limits)
    choose(defaults)
    choose_answerer(defaults)
    choose_embedder = build_embedding(settings, {name: one.vectors for name, one in remote.items()})
    choose_embedder(defaults)
    embedders = Embedders(store, defaults, choose_embedder)
    indexing = Indexing(store, embedders)
    ingest = Ingest(store, Readers(defaults, choose), indexing, read_affect, clock)
    recall = Recall(store, clock, embedders, read_question)
    library = Library(store, clock, indexing)
    witness = Witness()
    gate = Gate(store, clock, is_loopback(settings.host), own_secret)
    return Memory(
        store=store,
        ingest=ingest,
        gate=gate,
        recall=recall,
        library=library,
        chats=Chats(store, clock),
        recollection=Recollection(store, embedders),
        memory_settings=AllSettings(store, clock),
        contexts=Contexts(store, recall, library, clock, witness),
        reading=Reading(store, recall, clock),
        estimates=Estimates(store, clock, witness),
        outreach=Outreach(store, clock),
        identities=Identities(store, clock),
        models=Models(store, defaults, list_offers(settings, remote)),
        replies=Replies(ingest, recall, choose_answerer, BuiltinResponder(read_question, note_dates), clock),
        queue=Queue(ingest, clock, _queue_limits(settings.queue)),
        broadcast=Broadcast(store, gate),
        clock=clock,
        release=partial(close_all, (*remote.values(), rules)),
    )


def build_extractor() -> Extractor:
    """What reads turns where nothing else is asked for: it needs neither a key nor a network."""
    return BuiltinExtractor()


def always(extractor: Extractor) -> Choose:
    """One extractor for every context."""
    reader = Reader("given", extractor)
    return lambda _configuration: reader


def build_providers(settings: Settings) -> Mapping[str, Provider]:
    """The providers over HTTP, those that are known by name and those that the settings describe."""
    names = sorted({*PRESETS, *settings.providers})
    return {name: Provider(name, _describe(settings, name), find_key) for name in names}


def list_offers(settings: Settings, providers: Mapping[str, Provider]) -> Sequence[Offer]:
    """Who can be asked to read turns: the rules, the scripts of a folder, and each provider that needs nothing more.

    That is one whose key is set, or one without a key that the settings describe.
    """
    rules, _, usual = BUILTIN.partition("/")
    offers = [Offer(rules, "Built-in rules", usual)]
    offers += [
        Offer(name, one.preset.title or name)
        for name, one in providers.items()
        if one.has_key or (not one.needs_key and name in settings.providers and one.base_url)
    ]
    return (*offers, Offer("scripted", "Scripted models")) if settings.scripts else tuple(offers)


def build_makers(settings: Settings, providers: Mapping[str, Provider]) -> Mapping[str, Maker[LanguageModel]]:
    """Who makes language models, by the name of the provider."""
    libraries: dict[str, Maker[LanguageModel]] = {"pydantic-ai": PydanticAIModel, "litellm": LiteLLMModel}
    remote = {name: provider.model for name, provider in providers.items()}
    return {"scripted": partial(load_script, settings.scripts), **libraries, **remote}


def build_registry(settings: Settings, makers: Mapping[str, Maker[LanguageModel]]) -> Registry[LanguageModel]:
    """Every model that a context can name, each with its limits, for as long as this runs."""
    return Registry(makers, _guarding(settings))


def build_choice(registry: Registry[LanguageModel], rules: Extractor) -> Choose:
    """The extractor that a context's settings name; the built-in `rules` where they name none."""
    builtin = Reader(BUILTIN, rules)

    def choose(configuration: Configuration) -> Reader:
        name = configuration.models.get("extraction", BUILTIN)
        if name == BUILTIN:
            return builtin
        return Reader(name, ModelExtractor(registry.find(name, "models.extraction")), looks_up=True)

    return choose


def build_answers(registry: Registry[LanguageModel], limits: ModelLimits) -> ChooseAnswerer:
    """Who replies in a context, by its settings: the built-in responder where they name nobody."""

    def choose(configuration: Configuration) -> Answerer:
        name = configuration.models.get("response", RESPONDER)
        model = None if name == RESPONDER else registry.find(name, "models.response")
        return Answerer(name, Window(limits.window(name)), model)

    return choose


def build_embedding(
    settings: Settings, makers: Mapping[str, Maker[VectorModel]] | None = None
) -> Callable[[Configuration], Embedder]:
    """The embedder that a context's settings name, `models.embedding`; one for each model, as long as this runs.

    Where nothing is named, it is the local model if its files were there at the start, else hashed words. `makers` are
    providers that have to be waited for and cost something, by name. What is returned raises BadValue for a model
    nobody has.
    """
    means = _means()

    def guard(provider: str, make: Maker[VectorModel]) -> Maker[Embedder]:
        def made(name: str) -> Embedder:
            model = make(name)
            return CarefulEmbedder(model, Guard(model.name, _limits(settings.limits_of(provider)), means))

        return made

    here: dict[str, Maker[Embedder]] = {
        "builtin": lambda name: CarefulEmbedder(find_builtin(name)),
        "local": lambda name: CarefulEmbedder(find_local(settings.models_folder, name)),
    }
    usual = MINILM if is_there(settings.models_folder) else HASH
    registry = Registry(here | {provider: guard(provider, make) for provider, make in (makers or {}).items()})

    def choose(configuration: Configuration) -> Embedder:
        return registry.find(configuration.models.get("embedding", usual), "models.embedding")

    return choose


def _describe(settings: Settings, name: str) -> Described:
    """What the settings say of a provider over HTTP."""
    told = settings.providers.get(name, ProviderSettings())
    prices = {model: Price(one.prompt, one.completion) for model, one in told.prices.items()}
    timeout = settings.limits_of(name).timeout_seconds
    return Described(told.kind, told.base_url, told.api_key_env, told.headers, timeout, prices, told.dimensions)


async def close_all(held: Collection[Provider | SharedExtractor]) -> None:
    """Let go of connections and processes."""
    for one in held:
        await one.close()


def _guarding(settings: Settings) -> Callable[[LanguageModel], LanguageModel]:
    """Puts a model behind the limits that the settings have for its provider."""
    means = _means()
    return lambda model: Guarded(model, _limits(settings.limits_of(model.name.partition("/")[0])), means)


def _limits(told: ModelLimits) -> Limits:
    return Limits(told.timeout_seconds, told.attempts, tokens=told.tokens_per_day, cost_usd=told.cost_usd_per_day)


def _queue_limits(told: QueueSettings) -> QueueLimits:
    return QueueLimits(told.sessions, told.tries, told.lease_seconds, told.pause_seconds)


def _means() -> Means:
    return Means(time.monotonic, asyncio.sleep, random.random)


def is_loopback(host: str) -> bool:
    """Whether an address is reached from this machine alone."""
    return host in _LOOPBACK or host.startswith("127.")
