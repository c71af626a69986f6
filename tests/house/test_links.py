"""The pages of the project lead to each other, and nowhere else."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(page for room in ("docs", "evals") for page in (ROOT / room).rglob("*.md"))])
_CODE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)|(?:href|src)=\"([^\"]+)\"")
_PLACE = re.compile(r"^#+ (.+)$|<a id=\"([^\"]+)\">", re.MULTILINE)


def links_of(page: Path) -> list[tuple[Path, str]]:
    """The files and folders that a page points to, each with the place in it, empty for the whole."""
    found = [one or other for one, other in _LINK.findall(_CODE.sub("", page.read_text(encoding="utf-8")))]
    inside = [link.partition("#") for link in found if not re.match(r"[a-z]+:", link)]
    return [((page.parent / path).resolve() if path else page, place) for path, _, place in inside]


def places_of(page: Path) -> set[str]:
    """What can be pointed to in a page: its headings, as addresses write them, and what it names itself."""
    found = _PLACE.findall(_CODE.sub("", page.read_text(encoding="utf-8")))
    return {named or re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading, named in found}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path):
    """Whatever a page points to is there: the file, and the place in it."""
    links = links_of(page)
    assert [path for path, _ in links if not path.exists()] == []
    assert [(path, place) for path, place in links if place and place not in places_of(path)] == []


def test_every_page_is_found_from_the_first():
    """Whoever begins at the README comes by links to every page there is, or to its folder."""
    seen, waiting = set[Path](), [ROOT / "README.md"]
    while waiting:
        here = waiting.pop()
        if here not in seen:
            seen.add(here)
            waiting += [*here.glob("*.md")] if here.is_dir() else []
            waiting += [path for path, _ in links_of(here)] if here.suffix == ".md" else []
    assert [page for page in PAGES if page not in seen] == []
