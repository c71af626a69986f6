"""The providers that are known by name: where each answers, in which dialect, and which variable holds its key."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias
from urllib.parse import urlsplit

Kind: TypeAlias = Literal["openai", "anthropic", "gemini"]


@dataclass(frozen=True, slots=True)
class Preset:
    """One provider; `title` is its name for people.

    Of several `key_variables` the first that is set counts; a `local` one needs no key.

    `strict` demands every property of an answer; a server that follows any schema is spared the nulls. `new_limit`
    says `max_completion_tokens`.
    """

    base_url: str
    key_variables: tuple[str, ...] = ()
    kind: Kind = "openai"
    local: bool = False
    strict: bool = True
    new_limit: bool = False
    title: str = ""


PRESETS: Mapping[str, Preset] = {
    "openai": Preset("https://api.openai.com/v1", ("OPENAI_API_KEY",), new_limit=True, title="OpenAI"),
    "anthropic": Preset("https://api.anthropic.com/v1", ("ANTHROPIC_API_KEY",), "anthropic", title="Anthropic"),
    "gemini": Preset(
        "https://generativelanguage.googleapis.com/v1beta",
        ("GEMINI_API_KEY", "GOOGLE_API_KEY"),
        "gemini",
        title="Google Gemini",
    ),
    "mistral": Preset("https://api.mistral.ai/v1", ("MISTRAL_API_KEY",), title="Mistral AI"),
    "groq": Preset("https://api.groq.com/openai/v1", ("GROQ_API_KEY",), title="Groq"),
    "deepseek": Preset("https://api.deepseek.com/v1", ("DEEPSEEK_API_KEY",), title="DeepSeek"),
    "openrouter": Preset("https://openrouter.ai/api/v1", ("OPENROUTER_API_KEY",), title="OpenRouter"),
    "together": Preset("https://api.together.xyz/v1", ("TOGETHER_API_KEY",), title="Together AI"),
    "fireworks": Preset("https://api.fireworks.ai/inference/v1", ("FIREWORKS_API_KEY",), title="Fireworks AI"),
    "cerebras": Preset("https://api.cerebras.ai/v1", ("CEREBRAS_API_KEY",), title="Cerebras"),
    "xai": Preset("https://api.x.ai/v1", ("XAI_API_KEY",), title="xAI"),
    "zhipu": Preset("https://open.bigmodel.cn/api/paas/v4", ("ZHIPUAI_API_KEY", "ZAI_API_KEY"), title="Zhipu AI"),
    "moonshot": Preset("https://api.moonshot.ai/v1", ("MOONSHOT_API_KEY",), title="Moonshot AI"),
    "ollama": Preset("http://127.0.0.1:11434/v1", local=True, strict=False, title="Ollama"),
    "lmstudio": Preset("http://127.0.0.1:1234/v1", local=True, strict=False, title="LM Studio"),
    "vllm": Preset("http://127.0.0.1:8000/v1", ("VLLM_API_KEY",), local=True, strict=False, title="vLLM"),
}


def check_address(address: str) -> str:
    """A base address that can be asked; raises ValueError for any other."""
    url = urlsplit(address)
    if url.scheme not in ("http", "https") or not url.hostname or url.query or url.fragment or "@" in url.netloc:
        raise ValueError("an address begins with http:// or https://, and has no query and no password")
    return address
