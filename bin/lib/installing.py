"""The Python environment in .venv and the packages in it. Standard library only."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from console import PlainError, Steps

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
LOG = ENVIRONMENT / "install.log"

OLDEST_PYTHON = (3, 11)
NAME_ENDS = re.compile(r"[^\w.-]")
NO_NETWORK = re.compile(
    r"NewConnectionError|Max retries exceeded|name resolution|Name or service not known|Network is unreachable"
    r"|Could not fetch URL|ConnectTimeoutError|ReadTimeoutError|ProxyError|ConnectionResetError|Connection refused"
)


def prepare_environment(steps: Steps, requirements: str) -> None:
    """Make the environment and install what the file `requirements` lists, unless both are done: two steps.

    Raises:
        PlainError: the environment could not be made, or a package could not be had.
    """
    version = _version()
    if version is None or version < OLDEST_PYTHON:
        steps.begin("Python environment: making .venv")
        _make_environment()
        version = _version()
        if version is None:
            raise PlainError(
                f"The Python environment in {ENVIRONMENT} does not work; delete that folder and try again."
            )
    else:
        steps.begin("Python environment: ready")
    wanted = {file: _fingerprint(file, version) for file in _with_included(ROOT / requirements)}
    if all(_stamp(file).is_file() and _stamp(file).read_text() == value for file, value in wanted.items()):
        steps.begin("Python packages: ready")
        return
    steps.begin(f"Python packages: installing {requirements}")
    _install(steps, ROOT / requirements)
    for file, value in wanted.items():
        _stamp(file).write_text(value)


def _version() -> tuple[int, ...] | None:
    """Return the version of the environment's Python, or None when there is none that works and has pip."""
    probe = (
        "import sys; from importlib.util import find_spec; print(*sys.version_info[:2]); sys.exit(not find_spec('pip'))"
    )
    command = [str(PYTHON), "-I", "-c", probe]
    try:
        result = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603  our own words
    except (OSError, subprocess.CalledProcessError):
        return None
    return tuple(int(part) for part in result.stdout.split())


def _make_environment() -> None:
    base = getattr(sys, "_base_executable", sys.executable)  # not the environment's own, which is to be replaced
    command = [str(base), "-m", "venv", "--clear", str(ENVIRONMENT)]
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)  # noqa: S603  our own words
    if result.returncode != 0:
        reason = result.stdout.strip().splitlines()[-1:] or ["no reason given"]
        raise PlainError(f"The Python environment in {ENVIRONMENT} could not be made: {reason[0]}")


def _with_included(requirements: Path) -> Iterator[Path]:
    yield requirements
    for name in re.findall(r"^-r (\S+)", requirements.read_text(encoding="utf-8"), re.MULTILINE):
        yield from _with_included(requirements.parent / name)


def _fingerprint(requirements: Path, version: tuple[int, ...]) -> str:
    parts = [str(version), *(file.read_text(encoding="utf-8") for file in _with_included(requirements))]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _stamp(requirements: Path) -> Path:
    return ENVIRONMENT / f"installed-{requirements.name}"


def _install(steps: Steps, requirements: Path) -> None:
    command = [
        str(PYTHON),
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--no-input",
        "--progress-bar",
        "off",
    ]
    started = time.monotonic()
    found = 0
    pip = subprocess.Popen(  # noqa: S603  our own words
        [*command, "-r", str(requirements)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    with LOG.open("w", encoding="utf-8") as log, pip:
        for line in pip.stdout or ():
            log.write(line)
            seconds = time.monotonic() - started
            if line.startswith("Collecting "):
                found += 1
                steps.pass_by(f"{found} packages fetched, {seconds:.0f} s: {NAME_ENDS.split(line.split()[1])[0]}")
            elif line.startswith("Installing collected packages"):
                steps.pass_by(f"{found} packages fetched, {seconds:.0f} s; putting them in place")
    if pip.returncode != 0:
        raise PlainError(_why_not_installed())
    steps.add(f"done in {time.monotonic() - started:.0f} s")


def _why_not_installed() -> str:
    output = LOG.read_text(encoding="utf-8", errors="replace")
    if NO_NETWORK.search(output):
        return "The Python package index could not be reached: installing packages needs a network connection."
    errors = [line.removeprefix("ERROR: ") for line in output.splitlines() if line.startswith("ERROR: ")]
    return f"The Python packages could not be installed: {errors[-1] if errors else 'pip failed'} ({LOG} says more)."
