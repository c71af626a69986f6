"""What models used, as `/metrics` shows it."""

from collections.abc import Iterator

from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector

from spectron.service.spending import Spending


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
        failures = CounterMetricFamily("spectron_model_failures", "Turns that models could not read", labels=["model"])
        for model, number in self._spending.failed.items():
            failures.add_metric([model], number)
        yield from (calls, tokens, cost, failures)
