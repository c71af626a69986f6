"""Everything a newcomer needs, with Python 3.11+ alone: `python3 dev.py demo | serve | chat | test | check | lock`.

It makes `.venv` beside this file, installs the pinned packages and this project into it, and runs the command there.
"""

import hashlib
import os
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
RUNTIME, DEVELOPMENT = HERE / "requirements.lock", HERE / "requirements-dev.lock"

# a file of tests stays in one process, as its tests may share a server
SIDE_BY_SIDE = ("-n", "auto", "--maxprocesses=4", "--dist", "loadfile")
CHECKS: Sequence[Sequence[str]] = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("lint-imports", "--no-cache"),
    ("python", "scripts/make_blocking.py", "--check"),
)


def main(words: Sequence[str]) -> int:
    """Run one command; what it does not know goes to `spectron` itself."""
    if sys.version_info < (3, 11):  # noqa: UP036 - any Python may be tried, and should be told
        return _say("Spectron needs Python 3.11 or newer")
    command, rest = (words[0], words[1:]) if words else ("help", [])
    if command in ("help", "-h", "--help"):
        return _say(__doc__ or "", 0)
    if command == "lock":
        prepare(DEVELOPMENT)
        return lock()
    if command in ("test", "check"):
        prepare(DEVELOPMENT)
        return check() or (run("pytest", *SIDE_BY_SIDE, *rest) if command == "test" else 0)
    prepare(RUNTIME)
    return run("spectron", command, *rest)


def prepare(pins: Path) -> None:
    """Make the environment hold exactly what the lock file names; takes no time when it does already."""
    parts = (path.read_bytes() for path in (RUNTIME, pins, HERE / "pyproject.toml"))
    wanted = hashlib.sha256(b"".join(parts)).hexdigest()
    stamp = VENV / f"{pins.stem}.stamp"
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    _say(f"setting up {VENV} (once; about a minute)", 0)
    if not (BIN / "python").exists() and not (BIN / "python.exe").exists():
        venv.create(VENV, with_pip=True)
    pip = ("python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    own = ("--no-deps", "--no-build-isolation", "-e", str(HERE))
    if run(*pip, "--require-hashes", "-r", str(pins)) or run(*pip, *own):
        sys.exit(_say("the set-up failed; the lines above say why"))
    stamp.write_text(wanted)


def check() -> int:
    """Everything that needs no test: style, types, arrows between rooms, generated code."""
    return next((code for code in (run(*words) for words in CHECKS) if code), 0)


def lock() -> int:
    """Pin every package anew, with hashes and without addresses."""
    compile_pins = ("uv", "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-emit-index-url")
    common = ("--no-header", "--python-version", "3.11", "--upgrade", "pyproject.toml", "--group")
    return run(*compile_pins, *common, "build", "-o", str(RUNTIME)) or run(
        *compile_pins, *common, "build", "--group", "dev", "-o", str(DEVELOPMENT)
    )


def run(program: str, *words: str) -> int:
    """Run a program of the environment in this folder and return its exit code."""
    found = BIN / (f"{program}.exe" if os.name == "nt" else program)
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"}
    where = HERE if program in ("pytest", "ruff", "mypy", "lint-imports", "uv", "python") else Path.cwd()
    try:
        return subprocess.run([str(found), *words], cwd=where, env=environment, check=False).returncode
    except KeyboardInterrupt:
        return 130


def _say(words: str, code: int = 2) -> int:
    (sys.stderr if code else sys.stdout).write(f"{words.strip()}\n")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
