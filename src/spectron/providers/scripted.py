"""A language model that answers by script: for tests of your own agents, with no key, no network and no surprise.

A script is a YAML or JSON file, `NAME.yaml` in the folder that the setting `scripts` names; the model is then called
`scripted/NAME`. Its rules are tried in order, and the first that fits answers:

    price: {prompt: 2.5, completion: 10.0}        # USD a million tokens; without it the cost is unknown
    rules:
      - when: I live in (?P<city>[A-Z]\\w+)         # a regular expression, sought in the turn; none fits everything
        answer:                                   # an object, sent as JSON; {city} stands for the group of that name
          turns:
            - turn: 1
              claims: [{about: 1, key: location, value: "{city}", quote: "I live in {city}"}]
      - when: gibberish
        text: "this is {no JSON"                  # the answer as it stands
      - when: hiccup
        fail: busy                                # a failure that passes; `refused` is one that does not
        times: 2                                  # the rule fits two times only
      - seconds: 5                                # think for so long before answering
        answer: {turns: [{turn: 1}]}

Tokens are estimated (`spectron.domain.tokens`). Where no rule fits, the model fails and says so.
"""

import asyncio
import json
import re
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from spectron.domain.errors import BadValue, ProviderBusy, ProviderFailed
from spectron.domain.tokens import estimate
from spectron.providers.guard import Sleep
from spectron.providers.ports import Completion, Request
from spectron.providers.prices import Price, cost_of

Answer: TypeAlias = Mapping[str, Any] | str | Callable[[Request], str]

_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*")
_KNOWN = frozenset({"when", "answer", "text", "fail", "seconds", "times"})
_FAILURES = {"busy": ProviderBusy, "refused": ProviderFailed}


@dataclass(frozen=True, slots=True)
class Rule:
    """What to do when the words that a request is about hold `when`.

    `answer` is text, an object that is sent as JSON, or a function of the request; `fail` is "busy" or "refused";
    `seconds` is how long to think first; after `times` uses the rule is done.
    """

    answer: Answer = ""
    when: str = ""
    fail: str | None = None
    seconds: float = 0.0
    times: int | None = None


@dataclass(slots=True)
class ScriptedModel:
    """Answers by rules; `asked` keeps every request it got, the latest last."""

    script: str
    rules: Sequence[Rule]
    price: Price | None = None
    sleep: Sleep = asyncio.sleep
    asked: list[Request] = field(default_factory=list)
    _used: dict[int, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """`scripted/` and the name of the script."""
        return f"scripted/{self.script}"

    async def complete(self, request: Request) -> Completion:
        """Answer by the first rule that fits."""
        self.asked.append(request)
        rule, found = self._choose(request.about)
        if rule.seconds:
            await self.sleep(rule.seconds)
        if rule.fail:
            raise _FAILURES[rule.fail](f"{self.name} fails here, as its script says")
        text = rule.answer(request) if callable(rule.answer) else _fill(rule.answer, found)
        prompt = estimate("".join([request.system, *(message.text for message in request.messages)]))
        completion = estimate(text)
        return Completion(text, prompt, completion, cost_of(self.price, prompt, completion))

    async def stream(self, request: Request) -> AsyncGenerator[str | Completion, None]:
        """The same answer, a word at a time."""
        done = await self.complete(request)
        for word in re.findall(r"\S+\s*|\s+", done.text):
            yield word
        yield done

    def _choose(self, about: str) -> tuple[Rule, re.Match[str]]:
        for place, rule in enumerate(self.rules):
            found = re.search(rule.when, about)
            used = self._used.get(place, 0)
            if found and (rule.times is None or used < rule.times):
                self._used[place] = used + 1
                return rule, found
        raise ProviderFailed(f"{self.name} has no rule for this")


def load_script(folder: Path | None, name: str) -> ScriptedModel:
    """Read `NAME.yaml`, `.yml` or `.json`; raises BadValue where there is none, or none that can be read."""
    if folder is None:
        raise BadValue("no folder of scripts is set (SPECTRON_SCRIPTS)")
    places = [folder / f"{name}{ending}" for ending in (".yaml", ".yml", ".json")] if _NAME.fullmatch(name) else []
    path = next((place for place in places if place.is_file()), None)
    if path is None:
        raise BadValue(f"no script {name} in the folder of scripts")
    try:
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
        raise BadValue(f"the script {name} cannot be read: {type(error).__name__}") from error
    if not isinstance(told, dict) or not isinstance(told.get("rules"), list):
        raise BadValue(f"the script {name} holds no list of rules")
    rules = [_read_rule(name, number, one) for number, one in enumerate(told["rules"], 1)]
    return ScriptedModel(name, rules, _read_price(name, told.get("price")))


def _read_rule(name: str, number: int, told: Any) -> Rule:
    where = f"rule {number} of the script {name}"
    if not isinstance(told, dict) or set(told) - _KNOWN or not set(told) & {"answer", "text", "fail"}:
        raise BadValue(f"{where} needs an answer, a text or a fail, and knows no more than {', '.join(sorted(_KNOWN))}")
    if told.get("fail") not in (None, *_FAILURES):
        raise BadValue(f"{where}: fail is one of {', '.join(_FAILURES)}")
    try:
        re.compile(str(told.get("when", "")))
        times, answer = told.get("times"), told.get("answer", told.get("text"))
        return Rule(
            answer="" if answer is None else answer,
            when=str(told.get("when", "")),
            fail=told.get("fail"),
            seconds=float(told.get("seconds", 0)),
            times=None if times is None else int(times),
        )
    except (re.error, TypeError, ValueError) as error:
        raise BadValue(f"{where} cannot be read: {error}") from error


def _read_price(name: str, told: Any) -> Price | None:
    if told is None:
        return None
    try:
        return Price(float(told["prompt"]), float(told["completion"]))
    except (KeyError, TypeError, ValueError) as error:
        raise BadValue(f"the price of the script {name} needs prompt and completion, in USD a million") from error


def _fill(answer: Mapping[str, Any] | str, found: re.Match[str]) -> str:
    """The answer as text, each `{group}` replaced by what the group of the rule's expression matched."""
    if isinstance(answer, str):
        return _put(answer, found)
    return json.dumps(_put_in(answer, found), ensure_ascii=False, default=str)  # YAML reads dates


def _put_in(value: Any, found: re.Match[str]) -> Any:
    if isinstance(value, str):
        return _put(value, found)
    if isinstance(value, Mapping):
        return {str(name): _put_in(one, found) for name, one in value.items()}
    return [_put_in(one, found) for one in value] if isinstance(value, list) else value


def _put(text: str, found: re.Match[str]) -> str:
    for group, words in found.groupdict().items():
        text = text.replace(f"{{{group}}}", words or "")
    return text
