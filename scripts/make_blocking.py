"""Write `spectron/client/blocking/`, the blocking twin of the client, from the source of the client itself.

    python scripts/make_blocking.py            write the package, a module for each of the client's
    python scripts/make_blocking.py --check    write nothing; exit with 1 where it is out of date

Every class of the sources gets a twin of the same signatures and docstrings, which hands each coroutine to one thread
with an event loop. A class attribute that is declared with the type of another of these classes is a part, and is
twinned too.
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TypeAlias

PACKAGE = Path(__file__).parent.parent / "src" / "spectron" / "client"
TARGET = PACKAGE / "blocking"
SOURCES = (
    "streaming",
    "events",
    "sessions",
    "entities",
    "library",
    "configuration",
    "agent_sessions",
    "agent_reads",
    "agents",
    "chats",
    "messages",
    "client",
)
ROOT = "Spectron"
ENDS = ("close", "__aexit__")
LOOPED = ("on", "__call__")  # plain, but they need the running loop
RENAMED = {"__aenter__": "__enter__", "__aexit__": "__exit__", "__aiter__": "__iter__", "__anext__": "__next__"}
HEAD = '"""The blocking twin of the client. Made by scripts/make_blocking.py from the asynchronous one: do not edit."""'
QUOTES = '"""'
LONGEST = 120

Method: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Sources:
    """The classes to be twinned in the order of their definition, the module of each, and the origin of each name."""

    classes: Mapping[str, ast.ClassDef]
    modules: Mapping[str, str]
    origins: Mapping[str, str]


def read_sources() -> Sources:
    """Parse the modules of the client that hold its verbs."""
    classes: dict[str, ast.ClassDef] = {}
    modules: dict[str, str] = {}
    origins = {"EventLoopThread": "spectron.client.thread"}
    for module in SOURCES:
        for node in ast.parse((PACKAGE / f"{module}.py").read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef):
                classes[node.name], modules[node.name] = node, module
                origins[node.name] = f"spectron.client.{module}"
                origins[f"Blocking{node.name}"] = f"spectron.client.blocking.{module}"
            elif isinstance(node, ast.ImportFrom):
                origins.update((one.name, node.module or "") for one in node.names)
            elif isinstance(node, ast.Import):
                origins.update((one.name, "") for one in node.names)
    return Sources(classes, modules, origins)


def write_package(sources: Sources) -> Mapping[str, str]:
    """The text of every file of the twin, by its name."""
    files = {f"{module}.py": write_module(module, sources) for module in SOURCES}
    made = sorted((sources.origins[twin], twin) for twin in (f"Blocking{name}" for name in sources.classes))
    names = "\n".join(f'    "{name}",' for name in sorted(name for _, name in made))
    return files | {"__init__.py": "\n".join([HEAD, "", *write_imports(made), "", f"__all__ = [\n{names}\n]", ""])}


def write_module(module: str, sources: Sources) -> str:
    """The twins of the classes of one module."""
    own = [name for name in sources.classes if sources.modules[name] == module]
    body = "\n\n\n".join("\n".join(write_class(sources.classes[name], sources)) for name in own)
    used = {node.id for node in ast.walk(ast.parse(body)) if isinstance(node, ast.Name)}
    used -= {f"Blocking{name}" for name in own}
    origins = sorted((sources.origins[name], name) for name in used & sources.origins.keys())
    stdlib = list(write_imports(one for one in origins if not one[0].startswith("spectron.")))
    ours = write_imports(one for one in origins if one[0].startswith("spectron."))
    return "\n".join([HEAD, "", *stdlib, *([""] if stdlib else []), *ours, "", "", f"{body}\n"])


def write_imports(origins: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Import statements for pairs of module and name, sorted; a name without a module is a module itself."""
    for module, pairs in groupby(origins, key=lambda pair: pair[0]):
        names = [name for _, name in pairs]
        if module:
            yield from fit(f"from {module} import ", "", names, "", wrapped=("(", ")"))
        else:
            yield from (f"import {name}" for name in names)


def write_class(node: ast.ClassDef, sources: Sources) -> Iterator[str]:
    """One class: its constructor, then every public method and property."""
    yield f"class Blocking{node.name}:"
    yield from write_docstring(node, "    ")
    for method in node.body:
        if not isinstance(method, Method) or re.match(r"_(?!_)", method.name):
            continue
        yield ""
        if method.name == "__init__":
            yield from write_constructor(method, node, sources)
        else:
            yield from (f"    @{ast.unparse(one)}" for one in method.decorator_list)
            yield from write_signature(method, sources)
            yield from write_docstring(method, "        ")
            yield from write_body(method, node.name, sources)


def write_constructor(method: Method, node: ast.ClassDef, sources: Sources) -> Iterator[str]:
    """The root makes what it wraps and the thread; every other twin is handed both."""
    if node.name == ROOT:
        yield from write_signature(method, sources)
        yield from write_docstring(method, "        ")
        yield from fit(f"        self._wrapped = {ROOT}", "(", arguments(method), ")")
        yield "        self._thread = EventLoopThread(self._wrapped.close)"
    else:
        yield f"    def __init__(self, wrapped: {node.name}, thread: EventLoopThread) -> None:"
        yield '        """Hand what is called here to the asynchronous original, on that thread."""'
        yield "        self._wrapped = wrapped"
        yield "        self._thread = thread"
    for part in node.body:
        if isinstance(part, ast.AnnAssign) and ast.unparse(part.annotation) in sources.classes:
            name, kind = ast.unparse(part.target), ast.unparse(part.annotation)
            yield f"        self.{name} = Blocking{kind}(self._wrapped.{name}, self._thread)"


def write_signature(method: Method, sources: Sources) -> Iterator[str]:
    """`def` and parameters; a class that is returned becomes its twin."""
    name = RENAMED.get(method.name, method.name)
    returned = re.sub(r"\w+", lambda word: twin_of(word[0], sources) or word[0], unparsed(method.returns))
    yield from fit(f"    def {name}", "(", parameters(method), f") -> {returned}:")


def write_body(method: Method, owner: str, sources: Sources) -> Iterator[str]:
    """What a property, a plain method or a coroutine does in the twin."""
    returned = unparsed(method.returns)
    twin, item = twin_of(returned, sources), twin_of(returned.removeprefix("list[").removesuffix("]"), sources)
    if owner == ROOT and method.name in ENDS:
        yield "        self._thread.stop()"
    elif method.decorator_list:
        yield f"        return self._wrapped.{method.name}"
    elif twin or item:
        yield from write_call(method, "found = ")
        made = f"{twin}(found, self._thread)" if twin else f"[{item}(one, self._thread) for one in found]"
        yield f"        return {made}"
    elif method.name == "__anext__":
        yield "        try:"
        yield "            return self._thread.run(self._wrapped.__anext__())"
        yield "        except StopAsyncIteration:"
        yield "            raise StopIteration from None"
    elif returned == "Self":
        yield from write_call(method, "")
        yield "        return self"
    else:
        yield from write_call(method, "" if returned == "None" else "return ")


def write_call(method: Method, before: str) -> Iterator[str]:
    """The call of the original."""
    if isinstance(method, ast.AsyncFunctionDef):
        yield from fit(f"        {before}self._thread.run(self._wrapped.{method.name}", "(", arguments(method), "))")
    elif method.name in LOOPED:
        passed = (f"self._wrapped.{method.name}", *arguments(method))
        yield from fit(f"        {before}self._thread.call", "(", passed, ")")
    else:
        yield from fit(f"        {before}self._wrapped.{method.name}", "(", arguments(method), ")")


def write_docstring(node: ast.ClassDef | Method, indent: str) -> Iterator[str]:
    """The same words, with examples that block."""
    told = (
        (ast.get_docstring(node) or "").replace("async with", "with").replace("async for", "for").replace("await ", "")
    )
    first, *rest = re.sub(rf"\b{ROOT}\(", f"Blocking{ROOT}(", told).splitlines()
    yield f"{indent}{QUOTES}{first}{'' if rest else QUOTES}"
    yield from (f"{indent}{line}".rstrip() for line in (*rest, QUOTES) if rest)


def parameters(method: Method) -> Iterator[str]:
    """Every parameter as it is declared, the bare star among them."""
    args = method.args
    missing = [None] * (len(args.args) - len(args.defaults))
    yield from (declared(*pair) for pair in zip(args.args, [*missing, *args.defaults], strict=True))
    if args.kwonlyargs:
        yield "*"
    yield from (declared(*pair) for pair in zip(args.kwonlyargs, args.kw_defaults, strict=True))
    if args.kwarg:
        yield f"**{ast.unparse(args.kwarg)}"


def declared(one: ast.arg, default: ast.expr | None) -> str:
    """A parameter with its type and default."""
    return f"{ast.unparse(one)} = {ast.unparse(default)}" if default else ast.unparse(one)


def arguments(method: Method) -> Iterator[str]:
    """What the twin passes on: by position what may come by position, by name the rest."""
    yield from (one.arg for one in method.args.args[1:])
    yield from (f"{one.arg}={one.arg}" for one in method.args.kwonlyargs)
    if method.args.kwarg:
        yield f"**{method.args.kwarg.arg}"


def twin_of(name: str, sources: Sources) -> str | None:
    """The name of a class's twin; None for what has none."""
    return f"Blocking{name}" if name in sources.classes else None


def unparsed(annotation: ast.expr | None) -> str:
    """The text of an annotation."""
    return ast.unparse(annotation) if annotation else "None"


def fit(
    head: str, opening: str, parts: Iterable[str], closing: str, wrapped: tuple[str, str] = ("", "")
) -> Iterator[str]:
    """Parts between brackets: on one line where they fit, one a line where they do not.

    `wrapped` are brackets that only the long form needs.
    """
    listed = list(parts)
    line = f"{head}{opening}{', '.join(listed)}{closing}"
    if len(line) <= LONGEST:
        yield line
        return
    indent = re.match(r" *", head)[0]  # type: ignore[index]  # matches always, if nothing
    yield f"{head}{opening}{wrapped[0]}"
    yield from (f"{indent}    {part}," for part in listed)
    yield f"{indent}{closing}{wrapped[1]}"


def main() -> None:
    """Write the twin, or check that it is up to date."""
    files = write_package(read_sources())
    there = {path.name: path.read_text(encoding="utf-8") for path in TARGET.glob("*.py")}
    if "--check" in sys.argv[1:]:
        sys.exit("the twin is out of date: run python scripts/make_blocking.py" if there != files else 0)
    TARGET.mkdir(exist_ok=True)
    for name in there.keys() - files.keys():
        (TARGET / name).unlink()
    for name, text in files.items():
        (TARGET / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
