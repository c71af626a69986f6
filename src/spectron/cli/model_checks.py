"""`spectron models list` and `spectron models test`: which models there are, and whether they answer."""

import asyncio
import json
import time
from collections.abc import Callable
from contextlib import aclosing
from typing import Annotated

import typer
from rich.console import Group
from rich.table import Table

from spectron.cli.opening import Config
from spectron.cli.outcomes import refuse, refusing
from spectron.cli.output import show, table
from spectron.compose import (
    build_answers,
    build_choice,
    build_embedding,
    build_extractor,
    build_makers,
    build_providers,
    build_registry,
    close_all,
)
from spectron.domain.errors import BadValue, ProviderFailed
from spectron.providers.ports import Completion, LanguageModel, Message, Request
from spectron.service.configuration import Configuration, read_configuration
from spectron.settings import Settings, find_key, load_settings

FAILED = 1
_SHAPE = {"type": "object", "properties": {"sum": {"type": "integer"}}, "required": ["sum"]}
_SUM = Request("You are being tested.", (Message("user", "What is 17 plus 4? Give the sum."),), _SHAPE, 500, "sum")
_WORDS = Request("You are being tested.", (Message("user", "Count from one to ten in words."),), None, 500, "count")


def show_models(config: Config = None) -> None:
    """List the providers and whether their keys are set, and the model that each task has."""
    with refusing():
        settings = load_settings(config)
        show(Group(_tell_tasks(settings), "", _tell_providers(settings)))


def try_models(
    name: Annotated[
        str | None,
        typer.Argument(metavar="PROVIDER/MODEL", help="Which; those of extraction and response if not said."),
    ] = None,
    config: Config = None,
) -> None:
    """Ask a language model two small things, one in a given shape and one as a stream, and tell how it did."""
    with refusing():
        settings = load_settings(config)
        told = (settings.models.extraction, settings.models.response)
        names = [name] if name else list(dict.fromkeys(one for one in told if one and not one.startswith("builtin/")))
        if not names:
            refuse("the settings name no language model: name one here, as PROVIDER/MODEL")
        fine = asyncio.run(_try_all(settings, names))
    if not fine:
        raise typer.Exit(FAILED)


def _tell_tasks(settings: Settings) -> Table:
    """What extraction, response and embedding are done by, and why not where that cannot be."""
    remote = build_providers(settings)
    registry = build_registry(settings, build_makers(settings, remote))
    configuration = read_configuration(settings.defaults, Configuration())
    choose, answers, embedding = (
        build_choice(registry, build_extractor()),
        build_answers(registry, settings.model_limits),
        build_embedding(settings, {name: one.vectors for name, one in remote.items()}),
    )
    tasks: dict[str, Callable[[], str]] = {
        "extraction": lambda: choose(configuration).name,
        "response": lambda: answers(configuration).name,
        "embedding": lambda: embedding(configuration).name,
    }
    shown = table("task", "model", "state")
    for task, find in tasks.items():
        try:
            shown.add_row(task, find(), "ready")
        except BadValue as error:
            shown.add_row(task, configuration.models[task], error.fields[0].message if error.fields else error.detail)
    return shown


def _tell_providers(settings: Settings) -> Table:
    shown = table("provider", "kind", "key", "address")
    for one in build_providers(settings).values():
        found = next((name for name in one.key_variables if find_key(name)), None)
        missing = f"{' or '.join(one.key_variables)} is not set" if one.needs_key else "none needed"
        shown.add_row(one.name, one.kind, f"{found} is set" if found else missing, one.base_url)
    return shown


async def _try_all(settings: Settings, names: list[str]) -> bool:
    """Try every model; whether all of them did well."""
    providers = build_providers(settings)
    registry = build_registry(settings, build_makers(settings, providers))
    try:
        models = [registry.find(name, "model") for name in names]
        return all([await _try(model) for model in models])
    finally:
        await close_all(providers.values())


async def _try(model: LanguageModel) -> bool:
    """Ask for a shape and for a stream, and tell both on stdout; a failure goes to stderr."""
    try:
        for line in (await _try_shape(model), await _try_stream(model)):
            typer.echo(f"{model.name}  {line}")
    except ProviderFailed as error:
        said = f"\n  in its own words: {' '.join(error.said.split())}" if error.said else ""
        typer.echo(f"{error.detail}{said}", err=True)
        return False
    return True


async def _try_shape(model: LanguageModel) -> str:
    begun = time.monotonic()
    done = await model.complete(_SUM)
    seconds = time.monotonic() - begun
    if not _fits(done.text):
        raise ProviderFailed(f"{model.name}: it answers, but not in the shape that was asked for", said=done.text)
    means = f" by {done.demand}" if done.demand else ""
    return f"shape: kept{means}, {seconds:.2f} s, {_tell_use(done)}"


async def _try_stream(model: LanguageModel) -> str:
    begun, first, pieces, told = time.monotonic(), 0.0, 0, ""
    async with aclosing(model.stream(_WORDS)) as stream:
        async for piece in stream:
            if isinstance(piece, Completion):
                told = _tell_use(piece)
            else:
                pieces, first = pieces + 1, first or time.monotonic() - begun
    seconds = time.monotonic() - begun
    return f"stream: {pieces} pieces, the first after {first:.2f} s, {seconds:.2f} s in all, {told}"


def _fits(text: str) -> bool:
    """Whether the object in a text, fences and prose aside, has the shape that was asked for."""
    try:
        told = json.loads(text[text.find("{") : text.rfind("}") + 1])
    except ValueError:
        return False
    return isinstance(told, dict) and isinstance(told.get("sum"), int)


def _tell_use(done: Completion) -> str:
    about = "about " if done.estimated else ""
    cost = "of unknown price" if done.cost_usd is None else f"{done.cost_usd:.6f} USD"
    return f"{about}{done.prompt_tokens} + {done.completion_tokens} tokens, {cost}"
