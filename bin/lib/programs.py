"""Programs outside Python that tests need, from Debian's packages where they are missing and may be installed."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence

from console import Steps

# The Debian packages, with the commands of which one shows that what the package is for is there.
NEEDED: dict[str, dict[str, tuple[str, ...]]] = {
    "unit": {"gettext": ("msgfmt",)},
    "postgres": {"gettext": ("msgfmt",)},
    "browser": {
        "chromium": ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
        "chromium-driver": ("chromedriver",),
    },
}
ALSO = {"chromium": ["fonts-liberation"]}  # without a font the pages in the pictures have no letters


def prepare_programs(steps: Steps, parts: Sequence[str]) -> dict[str, str]:
    """Install what `parts` need and lack: one step.

    Returns:
        For each part that still lacks something, what to install.
    """
    wanted = sorted({package for part in parts for package in _missing(part)})
    if not wanted:
        steps.begin("Programs: ready")
        return {}
    steps.begin(f"Programs: {', '.join(wanted)} missing")
    privileged = _privileged_command()
    if privileged is not None:
        steps.add("installing from Debian's packages")
        _install(privileged, [*wanted, *(name for package in wanted for name in ALSO.get(package, []))])
    return {
        part: f"not run: install {' and '.join(lacking)} (on Debian: apt-get install {' '.join(lacking)})"
        for part in parts
        if (lacking := _missing(part))
    }


def _missing(part: str) -> list[str]:
    needed = NEEDED.get(part, {})
    return [package for package, commands in needed.items() if not any(shutil.which(name) for name in commands)]


def _privileged_command() -> list[str] | None:
    """Return how a command is run as root, or None where packages cannot be installed."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True).returncode == 0:  # noqa: S603  our own words
        return [sudo, "-n"]
    return None


def _install(privileged: Sequence[str], packages: Sequence[str]) -> None:
    apt = [*privileged, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-o", "DPkg::Lock::Timeout=300"]
    for command in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        result = subprocess.run(  # noqa: S603  our own words
            [*apt, *command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True
        )
        if result.returncode != 0:
            print(result.stdout[-2000:], flush=True)
