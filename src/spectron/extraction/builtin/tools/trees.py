"""Structured text as a tree of fields with their places in the turn: JSON, whole or broken off, and lines of fields.

It is read in one pass, without recursion, so that neither length nor depth nor a missing bracket can stop it.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

_MARK = re.compile(r'[{}\[\]:,]|"(?:[^"\\\n]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null')
_OPENING = re.compile(r'\{\s*"|\[\s*[\[{"]')
_FIELD = re.compile(
    r"[ \t]*(?:[-*\u2022][ \t]*)?(?:\*\*)?([A-Za-z][\w #/-]{1,28}?)(?:\*\*)?[ \t]*[:=][ \t]*([^\n|;]{1,200})"
)
_BARRED = re.compile(r"[^\n|]{1,200}")
_DEEPEST = 12
_FEWEST = 2


@dataclass(slots=True)
class Node:
    """A value: a record of named nodes, a list of nodes, or a plain text; `start` and `end` are its place."""

    start: int
    end: int
    text: str = ""
    fields: list[tuple[str, "Node"]] = field(default_factory=list)
    kind: str = "text"


def parse_json(text: str) -> Node | None:
    """The tree of the JSON that begins in a text, as far as it goes; None where there is none."""
    opening = _OPENING.search(text)
    if opening is None:
        return None
    root = Node(opening.start(), len(text), kind="list")
    stack, key = [root], ""
    for match in _MARK.finditer(text, opening.start()):
        mark = match.group()
        if mark in "}]":
            stack.pop().end = match.end()
            if len(stack) == 1:
                break
        elif stack[-1].kind == "record" and not key and mark[0] == '"':
            key = _plain(mark)
            continue
        elif mark == ":":
            continue
        elif mark != ",":
            _grow(stack, key, match)
        key = ""
    return root if any(node.fields for _, node in root.fields) else None


def _grow(stack: list[Node], key: str, match: re.Match[str]) -> None:
    """Add what a mark opens or says to the node that is open; what lies too deep is not kept."""
    mark, parent = match.group(), stack[-1]
    if mark in "{[":
        node = Node(match.start(), match.end(), kind="record" if mark == "{" else "list")
        stack.append(node)
    else:
        inner = mark[0] == '"'
        node = Node(match.start() + inner, match.end() - inner, _plain(mark))
    if len(stack) <= _DEEPEST:
        parent.fields.append((key, node))


def _plain(mark: str) -> str:
    """A literal as text."""
    if mark[0] != '"':
        return {"true": "yes", "false": "no", "null": ""}.get(mark, mark)
    try:
        return str(json.loads(mark, strict=False))
    except ValueError:
        return mark[1:-1]


def parse_table(text: str) -> Node | None:
    """The tree of a table with a heading: signs between its columns are bars, tabs or commas. None where it is none."""
    lines = [match for match in re.finditer(r"[^\n]+", text) if match.group().strip()]
    for sign in ("|", "\t", ","):
        rows = [_cells(line, sign) for line in lines]
        heading = rows[0] if rows else []
        body = [row for row in rows[1:] if not all(set(cell.text) <= set("-: ") for cell in row)]
        wide = len(heading) >= _FEWEST and body and all(len(row) == len(heading) for row in body)
        named = all(re.fullmatch(r"[A-Za-z][\w ./()#-]{0,30}", cell.text) for cell in heading)
        if wide and named:
            records = [Node(row[0].start, row[-1].end, fields=_pair(heading, row), kind="record") for row in body]
            return Node(0, len(text), fields=[("", record) for record in records], kind="list")
    return None


def _pair(heading: Sequence[Node], row: Sequence[Node]) -> list[tuple[str, Node]]:
    """The cells of a row under the names of their columns."""
    return [(name.text, cell) for name, cell in zip(heading, row, strict=True)]


def _cells(line: re.Match[str], sign: str) -> list[Node]:
    """The cells of one line of a table."""
    start, end = line.span()
    text = line.group()
    if sign == "|":
        start += len(text) - len(text.lstrip(" |"))
        end -= len(text) - len(text.rstrip(" |"))
    found, at = [], start
    for part in line.string[start:end].split(sign):
        bare = part.strip(" \"'")
        offset = at + part.find(bare) if bare else at
        found.append(Node(offset, offset + len(bare), bare))
        at += len(part) + len(sign)
    return found


def parse_fields(text: str) -> Node | None:
    """The tree of lines or barred stretches such as "Priority: high"; None where there are fewer than two."""
    pieces: Sequence[re.Match[str]] = [match for match in _BARRED.finditer(text) if match.group().strip()]
    found = [match for piece in pieces if (match := _FIELD.fullmatch(text, piece.start(), piece.end()))]
    if len(found) < _FEWEST or len(found) < len(pieces) - 1:
        return None
    fields = [(match[1].strip(), _strip(match, 2)) for match in found]
    headed = not _FIELD.fullmatch(text, pieces[0].start(), pieces[0].end())
    if headed and not pieces[0].group().rstrip().endswith(":"):
        title = _titled(pieces[0])
        fields.insert(0, title)
    return Node(0, len(text), fields=[("", Node(0, len(text), fields=fields, kind="record"))], kind="list")


def _strip(match: re.Match[str], group: int) -> Node:
    """A group of a match without the spaces around it."""
    text = match[group].strip(" .")
    start = match.start(group) + match[group].find(text)
    return Node(start, start + len(text), text)


def _titled(piece: re.Match[str]) -> tuple[str, Node]:
    """What stands before the first field: "Ticket #8812" is a ticket of that number, anything else a title."""
    node = _strip(piece, 0)
    numbered = re.fullmatch(r"([A-Za-z ]{3,20}?) ?#?([A-Z]{0,4}-?\d[\w-]*)", node.text)
    if numbered is None:
        return "title", node
    return numbered[1], Node(node.end - len(numbered[2]), node.end, numbered[2])
