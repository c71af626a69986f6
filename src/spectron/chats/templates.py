"""Templates with macros in doubled braces, `{{memories}}`: checked once, expanded in one pass. Pure."""

import re
from collections.abc import Mapping, Sequence

from spectron.domain.errors import FieldError, Unprocessable

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
            named = one[:LONGEST_NAMED]
            _refuse(field, f"unknown macro {{{{{named}}}}}; there are {', '.join(f'{{{{{name}}}}}' for name in known)}")
    if needed is not None and needed not in found:
        _refuse(field, f"the macro {{{{{needed}}}}} is missing")


def expand(template: str, values: Mapping[str, str]) -> str:
    """A template that was checked, with the values of its macros; what looks like a macro in a value stays as it is."""
    return _MACRO.sub(lambda found: values[found[1]], template)


def _refuse(field: str, message: str) -> None:
    raise Unprocessable(f"{field}: {message}", FieldError(field, message))
