"""What is kept in memory of the views that were asked last."""

from dataclasses import dataclass

from spectron.domain.ids import ContextId
from spectron.service.warm import Shelf, Sight
from spectron.storage.queries.embedding import Kind


@dataclass(frozen=True)
class Held:
    """Something of a size."""

    size: int


def see(name: str) -> Sight:
    """A view of its own."""
    return Sight(ContextId("demo"), (name,), Kind("double", 3))


def test_what_was_asked_last_stays():
    """As much as there is room for; what was put again counts once, with the size that it has now."""
    shelf: Shelf[Held] = Shelf(room=100)
    for name in ("a", "b", "c"):
        shelf.put(see(name), Held(30))
    shelf.put(see("a"), Held(40))
    assert shelf.taken == 100
    shelf.put(see("d"), Held(1))
    assert [shelf.find(see(name)) is not None for name in "abcd"] == [True, False, True, True]
    assert shelf.taken == 71


def test_what_does_not_fit_stays_alone_while_it_is_the_last():
    """A view larger than the room is kept until another is asked for."""
    shelf: Shelf[Held] = Shelf(room=100)
    shelf.put(see("small"), Held(10))
    shelf.put(see("large"), Held(500))
    assert shelf.find(see("small")) is None
    assert shelf.find(see("large")) == Held(500)
    shelf.put(see("small"), Held(10))
    assert shelf.find(see("large")) is None
    assert shelf.taken == 10
