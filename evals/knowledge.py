"""How long does the knowledge base take? Prints what adding, the first search, later searches and an empty one take.

    python evals/knowledge.py [--chunks 1000]

Documents are the sentences of docs/, shuffled, of about 20 chunks each, in a file; queries are words of such sentences.
The embedder is the one that the settings name. Milliseconds in this process, by the clock on the wall and of processor
time; `again` is a search after one more document was added.
"""

import argparse
import asyncio
import random
import re
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

from kit.report import write
from spectron.compose import build_memory
from spectron.domain.access import Access
from spectron.domain.scope import EVERYWHERE
from spectron.service.library import NewDocument
from spectron.service.memory import Memory
from spectron.settings import load_settings

DOCS = Path(__file__).parent.parent / "docs"
QUERIES, SENTENCES = 200, 170


def write_documents(chosen: random.Random) -> Iterator[str]:
    """Texts without end, each of as many sentences."""
    told = "\n".join(path.read_text(encoding="utf-8") for path in sorted(DOCS.rglob("*.md")))
    sentences = [one.strip() for one in re.findall(r"[A-Z][^.!?|#`]{20,}[.!?]", told)]
    while True:
        yield "\n\n".join(" ".join(chosen.sample(sentences, 5)) for _ in range(SENTENCES // 5))


async def measure(act: Callable[[str], Awaitable[object]], texts: Iterator[str], times: int) -> str:
    """The median and the 95th percentile of acting on queries."""
    walls, cpus = [], []
    for _ in range(times):
        query = " ".join(next(texts).split()[:8])
        wall, cpu = time.perf_counter(), time.process_time()
        await act(query)
        walls.append(1_000 * (time.perf_counter() - wall))
        cpus.append(1_000 * (time.process_time() - cpu))
    late = sorted(walls)[int(0.95 * times)]
    return f"{statistics.median(walls):7.2f} ms  95 %: {late:7.2f} ms  cpu: {statistics.median(cpus):7.2f} ms"


async def run(memory: Memory, wanted: int) -> None:
    """Fill a knowledge base and ask it."""
    texts = write_documents(random.Random(7))
    await memory.open()
    full, empty = [Access(await memory.gate.create_context(name)) for name in ("full", "empty")]
    count = documents = 0
    began = time.perf_counter()
    while count < wanted:
        documents += 1
        made = await memory.library.add(full, NewDocument(f"Document {documents}", next(texts)))
        count += made.chunks
    each = 1_000 * (time.perf_counter() - began) / documents
    await memory.ingest.indexing.settle()
    write(f"{documents} documents, {count} chunks, {memory.ingest.indexing.embedders.usual}: {each:.1f} ms to add one")

    async def search(query: str) -> object:
        return await memory.library.search(full, EVERYWHERE, query, 5)

    write("first  " + await measure(search, texts, 1))
    write("search " + await measure(search, texts, QUERIES))
    for number in range(2):
        await memory.library.add(full, NewDocument(f"More {number}", next(texts)))
        write("again  " + await measure(search, texts, 1))
    write("empty  " + await measure(lambda query: memory.library.consult(empty, EVERYWHERE, query, 5), texts, QUERIES))
    await memory.close()


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--chunks", type=int, default=1_000)
    wanted = parser.parse_args().chunks
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(run(build_memory(load_settings(database=Path(folder) / "memory.db")), wanted))


if __name__ == "__main__":
    main()
