"""Settings: the page that lists them, providers of models in a file and in the environment, and what is refused."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from spectron.domain.errors import BadValue
from spectron.providers.presets import PRESETS
from spectron.settings import Settings, find_key, load_settings

DOCS = Path(__file__).parents[2] / "docs"
MAPS = {"providers": "NAME", "prices": "MODEL"}


def names(fields: dict[str, FieldInfo], before: str = "") -> Iterator[str]:
    """Every setting by its dotted name, those of nested settings among them."""
    for name, field in fields.items():
        inner = next((one for one in (field.annotation, *get_args(field.annotation)) if is_nested(one)), None)
        place = f"{before}{name}.{MAPS[name]}." if name in MAPS else f"{before}{name}."
        if inner is None or name == "entity_types":
            yield f"{before}{name}"
        else:
            yield from names(inner.model_fields, place)


def is_nested(kind: Any) -> bool:
    """Whether a type is a group of settings."""
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def test_the_page_lists_exactly_the_settings_there_are():
    """Each has one row, in the order of the code."""
    page = (DOCS / "reference" / "settings.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `([\w.]+)` \|", page, re.MULTILINE) == list(names(Settings.model_fields))


def test_the_page_lists_exactly_the_providers_there_are():
    """Name, format, variables of the key and the address of what runs on this machine."""
    page = (DOCS / "how-to" / "connect-a-model.md").read_text(encoding="utf-8")
    rows = {row[0]: row[1:] for row in re.findall(r"^\| `(\w+)` \| (\w+) \| (.*) \|$", page, re.MULTILINE)}
    assert list(rows) == list(PRESETS)
    for name, preset in PRESETS.items():
        kind, key = rows[name]
        assert kind == preset.kind
        assert re.findall(r"`([A-Z_]+)`", key) == list(preset.key_variables)
        assert (preset.base_url in key) == preset.local


PAGE = re.findall(r"```yaml\n(.*?)```", (DOCS / "how-to" / "connect-a-model.md").read_text("utf-8"), re.DOTALL)


@pytest.mark.parametrize("text", PAGE)
def test_what_the_page_shows_can_be_loaded(tmp_path: Path, text: str):
    """Every example of settings is valid."""
    (tmp_path / "shown.yaml").write_text(text, encoding="utf-8")
    settings = load_settings(tmp_path / "shown.yaml")
    assert settings.providers or settings.models.extraction == "openai/gpt-4o-mini"


def test_the_environment_goes_over_the_file(tmp_path: Path, monkeypatch):
    """One field of one provider can be set without the rest being lost."""
    file = tmp_path / "own.yaml"
    file.write_text("providers: {mine: {kind: gemini, base_url: 'http://a/v1'}}", encoding="utf-8")
    monkeypatch.setenv("SPECTRON_PROVIDERS__MINE__BASE_URL", "http://b/v1")
    monkeypatch.setenv("SPECTRON_PROVIDERS__OLLAMA__TIMEOUT_SECONDS", "300")
    settings = load_settings(file)
    assert (settings.providers["mine"].kind, settings.providers["mine"].base_url) == ("gemini", "http://b/v1")
    assert settings.limits_of("ollama").timeout_seconds == 300
    assert settings.limits_of("mine") == settings.model_limits


@pytest.mark.parametrize(
    "provider",
    [
        {"base_url": "ftp://x"},
        {"base_url": "x.example.com/v1"},
        {"base_url": "https://user:password@x/v1"},
        {"base_url": "https://x/v1?key=1"},
        {"base_url": "https://["},
        {"kind": "cohere"},
        {"api_key": "sk-1"},
        {"api_key_env": "sk-proj-1234"},
        {"prices": {"m": {"prompt": -1, "completion": 1}}},
        {"timeout_seconds": 0},
    ],
)
def test_a_provider_that_cannot_be_used_is_refused_by_the_name_of_the_field(provider: dict[str, Any]):
    """A key in the place of a variable's name is refused, too, and not repeated."""
    with pytest.raises(BadValue, match=r"bad setting providers\.mine\.") as refused:
        load_settings(providers={"mine": provider})
    assert "sk-" not in str(refused.value)


def test_headers_are_not_shown():
    """They may hold a key, so their values are kept from view."""
    settings = load_settings(providers={"mine": {"base_url": "http://x/v1", "headers": {"X-Key": "hidden-value"}}})
    assert "hidden-value" not in repr(settings) + settings.model_dump_json()


def test_a_key_is_read_from_the_environment_and_not_shown(monkeypatch):
    """An empty variable is none at all."""
    monkeypatch.setenv("SOME_KEY", " sk-hidden \n")
    monkeypatch.setenv("EMPTY_KEY", " ")
    key = find_key("SOME_KEY")
    assert key is not None
    assert (key.get_secret_value(), find_key("EMPTY_KEY"), find_key("NO_SUCH_KEY")) == ("sk-hidden", None, None)
    assert "sk-hidden" not in f"{key} {key!r}"


@pytest.mark.parametrize(
    ("given", "held"),
    [
        ("https://app.example.com", ("https://app.example.com",)),
        (" https://a.example , http://localhost:5173 ,", ("https://a.example", "http://localhost:5173")),
        ("HTTPS://App.Example.com:443,http://[::1]:080", ("https://app.example.com", "http://[::1]")),
        ("chrome-extension://abcdefgh", ("chrome-extension://abcdefgh",)),
        ("*", ("*",)),
        ("", ()),
    ],
)
def test_origins_are_held_as_a_browser_names_them(given: str, held: tuple[str, ...], tmp_path: Path, monkeypatch):
    """In the environment, in the file and as a list they are the same: small letters, and no port that goes unsaid."""
    monkeypatch.setenv("SPECTRON_CORS_ORIGINS", given)
    assert load_settings().cors_origins == held
    monkeypatch.delenv("SPECTRON_CORS_ORIGINS")
    file = tmp_path / "own.yaml"
    file.write_text(f"cors_origins: '{given}'", encoding="utf-8")
    assert load_settings(file).cors_origins == held
    assert load_settings(cors_origins=[one.strip() for one in given.split(",") if one.strip()]).cors_origins == held


@pytest.mark.parametrize(
    "origin",
    [
        "app.example.com",
        "localhost:5173",
        "https://app.example.com/",
        "https://app.example.com/chats",
        "https://app.example.com?x=1",
        "https://me:secret@app.example.com",
        "https://*.example.com",
        "https://",
        "http://localhost:99999",
        "http://localhost:",
        "file:///home",
        "null",
        "https://münchen.example",
    ],
)
def test_what_is_no_origin_is_refused_by_the_name_of_the_setting(origin: str):
    """Nothing that no browser would ever send is taken, and the message shows one that is right."""
    with pytest.raises(BadValue, match=r"bad setting cors_origins\.1: .*https://app\.example\.com or"):
        load_settings(cors_origins=["https://good.example", origin])


def test_origins_of_another_kind_are_refused():
    """A number is no list of origins."""
    with pytest.raises(BadValue, match="bad setting cors_origins"):
        load_settings(cors_origins=5)
