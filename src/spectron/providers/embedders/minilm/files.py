"""The two files that the model is made of: what they are called, how long they are, and their digests."""

from dataclasses import dataclass
from pathlib import Path

NAME = "minilm"


@dataclass(frozen=True, slots=True)
class Pinned:
    """A file that is the one it should be: of so many bytes and with this SHA-256."""

    name: str
    size: int
    sha256: str


WEIGHTS = Pinned("model.safetensors", 90_868_376, "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db")
VOCABULARY = Pinned("vocab.txt", 231_508, "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3")
FILES = (WEIGHTS, VOCABULARY)


def is_there(models: Path) -> bool:
    """Whether a folder of models holds this one; its content is not looked at."""
    return all((models / NAME / file.name).is_file() for file in FILES)
