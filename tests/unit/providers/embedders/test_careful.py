"""What every embedder does, whatever the model inside: order, cache, batches, checks, patience."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from spectron.domain.errors import BudgetSpent, ProviderBusy, ProviderFailed
from spectron.providers.embedders.careful import CarefulEmbedder
from spectron.providers.guard import Guard, Limits, Means
from spectron.providers.ports import Encoded

pytestmark = pytest.mark.anyio


@dataclass(slots=True)
class LetterModel:
    """Counts letters: a vector has a place for each of a to e; `spoil` is done to every answer."""

    most_texts: int = 3
    dimensions: int | None = None
    tokens: int = 0
    busy: int = 0
    spoil: object = None
    asked: list[list[str]] = field(default_factory=list)
    name: str = "test/letters"

    async def encode(self, texts: Sequence[str]) -> Encoded:
        """One row of counts for each text."""
        self.asked.append(list(texts))
        if self.busy:
            self.busy -= 1
            raise ProviderBusy("overloaded")
        vectors = np.array([[text.count(letter) for letter in "abcde"] for text in texts], np.float32)
        return Encoded(self.spoil(vectors) if self.spoil else vectors, self.tokens)


def guard(**limits: float) -> Guard:
    """A guard that does not wait between attempts."""
    return Guard("test/letters", Limits(**limits), Means(lambda: 0.0, lambda _seconds: asyncio.sleep(0), lambda: 0.0))


async def test_rows_come_in_the_order_of_the_texts_and_of_unit_length():
    """However the texts are cut into batches, each gets its own row."""
    texts = ["aab", "b", "cc", "ddde", "e", "ae", "b"]
    vectors = await CarefulEmbedder(LetterModel()).embed(texts)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)
    assert [int(np.argmax(row)) for row in vectors] == [0, 1, 2, 3, 4, 0, 1]


async def test_a_model_gets_no_more_texts_than_it_takes_and_each_only_once():
    """Eight texts, two of them the same, go to a model that takes three at a time as three, three and one."""
    model = LetterModel()
    await CarefulEmbedder(model).embed(["a", "b", "c", "d", "e", "aa", "b", "bb"])
    assert model.asked == [["a", "b", "c"], ["d", "e", "aa"], ["bb"]]


async def test_what_was_embedded_is_not_asked_for_again():
    """The second time a text comes, its vector is there."""
    model = LetterModel()
    embedder = CarefulEmbedder(model)
    first = await embedder.embed(["a", "b"])
    assert np.array_equal(await embedder.embed(["b", "a"]), first[::-1])
    assert model.asked == [["a", "b"]]


async def test_only_the_latest_are_kept():
    """With room for two, the one that was used longest ago goes."""
    model = LetterModel()
    embedder = CarefulEmbedder(model, room=2)
    for text in ("a", "b", "a", "c", "a", "b"):
        await embedder.embed([text])
    assert model.asked == [["a"], ["b"], ["c"], ["b"]]


async def test_more_texts_than_there_is_room_for_all_get_their_rows():
    """One call may be larger than the cache."""
    vectors = await CarefulEmbedder(LetterModel(), room=1).embed(["a", "b", "c", "d"])
    assert [int(np.argmax(row)) for row in vectors] == [0, 1, 2, 3]


async def test_no_text_is_kept():
    """The cache holds digests and numbers, none of the words."""
    embedder = CarefulEmbedder(LetterModel())
    await embedder.embed(["abc secret"])
    assert b"secret" not in repr(embedder._kept).encode()
    assert all(len(key) == 16 for key in embedder._kept)


async def test_a_vector_that_was_handed_out_can_be_changed_without_harm():
    """Callers get copies."""
    embedder = CarefulEmbedder(LetterModel())
    (await embedder.embed(["a"]))[:] = 7
    assert (await embedder.embed(["a"])).tolist() == [[1, 0, 0, 0, 0]]


async def test_a_text_without_words_gives_zeros_and_is_not_sent():
    """Nothing, spaces and signs have no meaning to ask for."""
    model = LetterModel()
    vectors = await CarefulEmbedder(model).embed(["", "a", " \n", "?!", "👍", "_"])
    assert model.asked == [["a"]]
    assert [float(np.linalg.norm(row)) for row in vectors] == [0, 1, 0, 0, 0, 0]


async def test_no_texts_give_no_rows():
    """An empty list is answered without asking, with the dimension where it is known."""
    model = LetterModel(dimensions=5)
    assert (await CarefulEmbedder(model).embed([])).shape == (0, 5)
    assert (await CarefulEmbedder(LetterModel()).embed([])).shape == (0, 0)
    assert model.asked == []


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (lambda rows: rows[:1], r"shape \(1, 5\) for 2 texts"),
        (lambda rows: rows[:, :0], r"shape \(2, 0\)"),
        (lambda rows: rows.ravel(), "shape"),
        (lambda rows: rows * np.nan, "not finite"),
        (lambda rows: rows[:, :4], "4 places, and 5 were asked for"),
    ],
)
async def test_what_a_model_must_not_give_is_an_error(spoil, complaint: str):
    """Too few rows, none of them, other lengths and numbers that are none are refused, and none of it is kept."""
    model = LetterModel(dimensions=5, spoil=spoil)
    embedder = CarefulEmbedder(model)
    with pytest.raises(ProviderFailed, match=complaint):
        await embedder.embed(["a", "b"])
    model.spoil = None
    assert (await embedder.embed(["a"])).tolist() == [[1, 0, 0, 0, 0]]


async def test_a_model_that_changes_its_dimension_is_another_one():
    """Where none was promised, what was kept of the former model is asked for anew, and rows have one length."""
    model = LetterModel()
    embedder = CarefulEmbedder(model)
    await embedder.embed(["a"])
    model.spoil = lambda rows: rows[:, :3]
    assert (await embedder.embed(["a", "b"])).tolist() == [[1, 0, 0], [0, 1, 0]]
    assert (await embedder.embed(["?"])).shape == (1, 3)


async def test_a_model_that_gives_many_lengths_is_an_error():
    """Vectors that cannot be compared with each other are refused."""
    lengths = iter((5, 4, 3, 2))
    model = LetterModel(spoil=lambda rows: rows[:, : next(lengths)])
    with pytest.raises(ProviderFailed, match="several lengths"):
        await CarefulEmbedder(model).embed(list("abcdabceabde"))


async def test_a_passing_failure_is_tried_again():
    """The guard of language models stands before embedders too."""
    model = LetterModel(busy=2)
    assert (await CarefulEmbedder(model, guard()).embed(["a"])).tolist() == [[1, 0, 0, 0, 0]]
    assert len(model.asked) == 3


async def test_without_a_guard_a_failure_is_the_callers():
    """A model on this machine is asked once."""
    with pytest.raises(ProviderBusy, match="overloaded"):
        await CarefulEmbedder(LetterModel(busy=1)).embed(["a"])


async def test_the_budget_counts_what_embedding_took():
    """Once the tokens are used up, nothing new is asked; what is known still comes."""
    embedder = CarefulEmbedder(LetterModel(tokens=50), guard(tokens=100))
    await embedder.embed(["a"])
    await embedder.embed(["b"])
    with pytest.raises(BudgetSpent, match="has used its 100 tokens"):
        await embedder.embed(["c"])
    assert (await embedder.embed(["a"])).tolist() == [[1, 0, 0, 0, 0]]
