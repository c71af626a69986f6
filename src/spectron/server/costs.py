"""What models used, how searches went and what waits to be learned, as `/metrics` shows it."""

from collections.abc import Iterator, Mapping

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, SummaryMetricFamily
from prometheus_client.registry import Collector

from spectron.service.recall import Tally
from spectron.service.spending import Spending
from spectron.wire.admin import QueueInfo


class Costs(Collector):
    """Reads the sums of a memory whenever it is asked."""

    def __init__(self, spending: Spending) -> None:
        """Keep where the sums stand."""
        self._spending = spending

    def collect(self) -> Iterator[CounterMetricFamily]:
        """Calls, tokens, dollars and failures by model."""
        calls = CounterMetricFamily("spectron_model_calls", "Answers of models", labels=["model"])
        tokens = CounterMetricFamily("spectron_model_tokens", "Tokens of models", labels=["model", "kind"])
        cost = CounterMetricFamily("spectron_model_cost_usd", "Known cost of models in USD", labels=["model"])
        for model, used in self._spending.used.items():
            calls.add_metric([model], used.calls)
            tokens.add_metric([model, "prompt"], used.prompt_tokens)
            tokens.add_metric([model, "completion"], used.completion_tokens)
            cost.add_metric([model], used.cost_usd or 0.0)
        failures = CounterMetricFamily(
            "spectron_model_failures", "Turns that models could not read or answer", labels=["model"]
        )
        for model, number in self._spending.failed.items():
            failures.add_metric([model], number)
        yield from (calls, tokens, cost, failures)


class Waiting(Collector):
    """Tells how the queue of what agents sent stood when it was last looked at."""

    def __init__(self) -> None:
        """Begin with an empty one."""
        self._queue = QueueInfo(queued=0, running=0, failed=0, oldest_seconds=0.0)

    def note(self, queue: QueueInfo) -> None:
        """Keep how it stands."""
        self._queue = queue

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Jobs by state, and for how long the oldest waits."""
        counts = GaugeMetricFamily("spectron_jobs", "Jobs that are not done, by state", labels=["state"])
        for state in ("queued", "running", "failed"):
            counts.add_metric([state], getattr(self._queue, state))
        oldest = "Seconds since the oldest job was made that has not ended"
        yield from (counts, GaugeMetricFamily("spectron_job_oldest_seconds", oldest, self._queue.oldest_seconds))


class Searches(Collector):
    """Reads how often was searched, for how long, and what embedders could not do, whenever it is asked."""

    def __init__(self, tally: Tally, failed: Mapping[str, int]) -> None:
        """Keep where the counts stand."""
        self._tally = tally
        self._failed = failed

    def collect(self) -> Iterator[CounterMetricFamily | SummaryMetricFamily]:
        """Searches by tier, their seconds, those that some turns had no vectors for, and failures by embedder."""
        searches = CounterMetricFamily("spectron_searches", "Searches and contexts made", labels=["tier"])
        for tier, number in self._tally.tiers.items():
            searches.add_metric([tier], number)
        seconds = SummaryMetricFamily(
            "spectron_search_seconds", "Seconds of a search", sum(self._tally.tiers.values()), self._tally.seconds
        )
        unseen = CounterMetricFamily(
            "spectron_searches_unseen", "Searches of views with turns that wait to be embedded", self._tally.unseen
        )
        failures = CounterMetricFamily("spectron_embedding_failures", "Failures of embedders", labels=["model"])
        for model, number in self._failed.items():
            failures.add_metric([model], number)
        yield from (searches, seconds, unseen, failures)
