"""Templates with macros in doubled braces, `{{memories}}`: checked once, expanded in one pass. Pure."""

import re
from collections.abc import Mapping, Sequence

from spectron.domain.errors import Unprocessable

LONGEST_NAMED = 64
_MACRO = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


def macros_in(template: str) -> list[str]:
    """The names of the macros of a template, in their order."""
    return _MACRO.findall(template)


def check_template(field: str, template: str, known: Sequence[str], needed: str | None = None) -> None:
    """Raise Unprocessable, naming the field and the macro, for one that is not known, or where the `needed` is not."""
    found = macros_in(template)
    for one in found:
        if one not in known:
            there_are = ", ".join(map(_macro, known))
            raise Unprocessable.at(field, f"unknown macro {_macro(one[:LONGEST_NAMED])}; there are {there_are}")
    if needed is not None and needed not in found:
        raise Unprocessable.at(field, f"the macro {_macro(needed)} is missing")


def expand(template: str, values: Mapping[str, str]) -> str:
    """A template that was checked, with the values of its macros; what looks like a macro in a value stays as it is."""
    return _MACRO.sub(lambda found: values[found[1]], template)


def _macro(name: str) -> str:
    return "{{" + name + "}}"
