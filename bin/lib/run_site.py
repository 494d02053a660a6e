"""The first half of bin/run, for a machine on which nothing is installed yet: standard library only.

Looks at what could go wrong, makes the Python environment and the file .env, and hands over to serve.py in it.
"""

from __future__ import annotations

import argparse
import errno
import os
import re
import secrets
import socket
import tempfile
from pathlib import Path

from console import PlainError, Steps, run_plainly
from installing import ENVIRONMENT, PYTHON, ROOT, prepare_environment

SETTINGS_FILE = ROOT / ".env"
SERVE = Path(__file__).with_name("serve.py")
STEPS_HERE = 3
STEPS = 8

SETTING = re.compile(r"(?:export )?([A-Za-z_0-9]+)=(.*)")  # as django-environ reads the file
PASSWORD_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike  # noqa: S105


def main() -> int:
    """Prepare everything and become the server."""
    argparse.ArgumentParser(
        prog="bin/run",
        description="Sets JD Platform up, as far as that is still to do, and runs it until Ctrl-C.",
        epilog="PORT (8000), HOST (127.0.0.1) and DATA_DIR (var) can be set in the environment or in .env, like every "
        "setting in .env.example.",
    ).parse_args()
    values = {**read_settings(SETTINGS_FILE), **os.environ}
    host, port = address(values)
    check_writable(ROOT / Path(values.get("DATA_DIR", "").strip() or "var").expanduser(), "DATA_DIR")
    if not (ENVIRONMENT.exists() and SETTINGS_FILE.exists()):
        check_writable(ROOT, "the program's own folder")
    check_free(host, port)
    steps = Steps(STEPS)
    prepare_environment(steps, "requirements.txt")
    if SETTINGS_FILE.exists():
        steps.begin("Settings: ready")
    else:
        write_settings(SETTINGS_FILE)
        steps.begin("Settings: written to .env, with a new secret key and password")
    os.execv(PYTHON, [str(PYTHON), str(SERVE), host, str(port)])  # noqa: S606  no shell is wanted


def read_settings(path: Path) -> dict[str, str]:
    """Return the values in the file of settings; none when there is no such file.

    Raises:
        PlainError: it cannot be read.
    """
    values: dict[str, str] = {}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return values
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise PlainError(f"{path} cannot be read: {reason}.") from error
    for number, line in enumerate(lines, start=1):
        setting = SETTING.fullmatch(line)
        if setting:
            values[setting[1]] = re.sub(r"""^(['"])(.*)\1$""", r"\2", setting[2])
        elif line and not line.startswith("#"):
            raise PlainError(f"Line {number} of {path} is malformed: it needs NAME=value, or # at its beginning.")
    return values


def address(values: dict[str, str]) -> tuple[str, int]:
    """Return where to listen.

    Raises:
        PlainError: PORT is no port.
    """
    host = values.get("HOST", "").strip().strip("[]") or "127.0.0.1"
    port = values.get("PORT", "").strip() or "8000"
    if not (port.isdecimal() and 1 <= int(port) <= 65535):
        raise PlainError("PORT is malformed: it needs a whole number from 1 to 65535.")
    return host, int(port)


def check_writable(folder: Path, what: str) -> None:
    """Make the folder, unless it is there, and try to write into it.

    Raises:
        PlainError: that is not possible.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise PlainError(f"The folder {folder} ({what}) cannot be written to: {error.strerror}.") from error


def check_free(host: str, port: int) -> None:
    """Try to listen there.

    Raises:
        PlainError: that is not possible.
    """
    try:
        family, _, _, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(where)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            reason = (
                f"Port {port} is taken by another program, perhaps by JD Platform itself: stop that one, or choose "
                f"another port, for example PORT={port + 1 if port < 65535 else 8000} bin/run."
            )
        elif error.errno == errno.EACCES:
            reason = f"PORT={port} is not allowed for this user: choose one from 1024 to 65535."
        else:
            reason = f"HOST={host} is not an address of this machine."
        raise PlainError(reason) from error


def write_settings(path: Path) -> None:
    """Write a file of settings that only this user can read, with a new secret key and password."""
    password = "-".join("".join(secrets.choice(PASSWORD_LETTERS) for _ in range(4)) for _ in range(3))
    text = (
        "# The settings of this installation; .env.example explains all there are. Keep this file to yourself.\n"
        f"SECRET_KEY={secrets.token_urlsafe(50)}\n"
        f"DEMONSTRATION_PASSWORD={password}\n"
    )
    unfinished = path.with_name(f"{path.name}.new")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600, exist_ok=False)
    unfinished.write_text(text, encoding="utf-8")
    unfinished.rename(path)


if __name__ == "__main__":
    run_plainly(main)
