"""Which language models a deployment has to offer for reading turns."""

from collections.abc import Sequence
from dataclasses import dataclass

from spectron.domain.access import Access
from spectron.domain.usage import BUILTIN
from spectron.service.configuration import Configuration, read_configuration
from spectron.storage.ports import Store
from spectron.storage.queries import contexts


@dataclass(frozen=True, slots=True)
class Offer:
    """A provider that can be asked: its name in settings, its name for people, and the model it is asked for as a rule.

    `default_model` is None where a model has to be named.
    """

    provider: str
    title: str
    default_model: str | None = None


@dataclass(frozen=True, slots=True)
class Offered:
    """The model, as `provider/model`, that reads turns in a context where nobody names one, and all that is offered."""

    default: str
    offers: Sequence[Offer]


@dataclass(frozen=True, slots=True)
class Models:
    """What is offered to the contexts of a store; `defaults` are the settings that they start from."""

    store: Store
    defaults: Configuration
    offers: Sequence[Offer]

    async def list(self, access: Access) -> Offered:
        """What a context can choose from; the model that its settings name is the usual one of its provider."""
        stored = await self.store.read(lambda conn: contexts.find_context(conn, access.context_id))
        configuration = read_configuration(stored.config if stored else {}, self.defaults)
        usual = configuration.models.get("extraction", BUILTIN)
        provider, _, model = usual.partition("/")
        known = {one.provider: one for one in self.offers}
        named = Offer(provider, known[provider].title if provider in known else provider, model or None)
        return Offered(usual, list((known | {provider: named}).values()))
