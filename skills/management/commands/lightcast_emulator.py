"""manage.py lightcast_emulator"""

from __future__ import annotations

import logging
import signal
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from skills.engines.embedded.engine import EmbeddedEngine
from skills.engines.select import embedded_engine
from skills.lightcast.emulator import EmulatorServer, Fault, FaultKind, Switches
from skills.lightcast.emulator.build import emulator_over
from skills.lightcast.emulator.server import LOOPBACK
from skills.lightcast.emulator.service import CLIENT_ID, CLIENT_SECRET

_PORT = 8099
_STOP_AFTER = 12 * 3600


class Command(BaseCommand):
    """Serve Lightcast's wire format from the embedded engine."""

    help = "Speaks Lightcast's wire format on a local port, on top of the embedded engine and the loaded skill list."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--host", default=LOOPBACK, help="address to listen at (default: %(default)s)")
        parser.add_argument("--port", type=int, default=_PORT, help="port, 0 for a free one (default: %(default)s)")
        parser.add_argument("--client-id", default=CLIENT_ID, help="the client id it accepts (default: %(default)s)")
        parser.add_argument("--client-secret", default=CLIENT_SECRET, help="its secret (default: %(default)s)")
        parser.add_argument(
            "--stop-after", type=float, default=_STOP_AFTER, help="seconds to run, 0 for ever (default: %(default)s)"
        )
        parser.add_argument(
            "--switch",
            action="append",
            default=[],
            metavar="NAME=VALUE",
            help="decide what is uncertain, for example extract_quota=500 or reset_format=date; may be repeated",
        )
        parser.add_argument(
            "--misbehave",
            action="append",
            default=[],
            metavar="FAULT",
            help="misbehave, for example error_503,times=3,path=/extract,probability=0.2,seconds=5; may be repeated; "
            f"faults: {', '.join(FaultKind)}",
        )
        parser.add_argument("--seed", type=int, default=0, help="of faults with a probability (default: %(default)s)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve until interrupted or until the time is over.

        Raises:
            CommandError: an option is wrong, the skill list is empty, or the port is taken.
        """
        try:
            switches = Switches().changed(dict(_pair(one) for one in options["switch"]))
            faults = [Fault.parse(one) for one in options["misbehave"]]
        except ValueError as error:
            raise CommandError(f"{error}.") from None
        emulator = emulator_over(
            _engine(),
            switches,
            credentials={options["client_id"]: options["client_secret"]},
            faults=faults,
            seed=options["seed"],
        )
        if not emulator.skill_count:
            raise CommandError("There are no skills to serve. Load the list first: manage.py load_taxonomy")
        try:
            server = EmulatorServer(
                emulator, host=options["host"], port=options["port"], stop_after=options["stop_after"] or None
            )
        except OSError as error:
            raise CommandError(f"Port {options['port']} cannot be used: {error.strerror}.") from None
        if options["verbosity"] < 2:
            logging.getLogger("skills.lightcast.emulator.server").setLevel(logging.WARNING)
        # Service managers end a process with this signal; it is to end as cleanly as by Ctrl-C.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with server:
            self._introduce(server.url, options["client_id"], emulator.skill_count)
            try:
                server.wait()
            except KeyboardInterrupt:
                self.stdout.write("Stopped.")

    def _introduce(self, url: str, client_id: str, count: int) -> None:
        self.stdout.write(f"Emulating Lightcast with {count:,} skills at {url}. In .env of the application:")
        for line in (
            f"LIGHTCAST_CLIENT_ID={client_id}",
            "LIGHTCAST_CLIENT_SECRET=(the emulator's secret)",
            f"LIGHTCAST_AUTH_URL={url}/connect/token",
            f"LIGHTCAST_SKILLS_URL={url}/skills",
            f"LIGHTCAST_TITLES_URL={url}/titles",
            f"LIGHTCAST_CLASSIFICATION_URL={url}",
        ):
            self.stdout.write(f"  {line}")
        self.stdout.write(f"State: {url}/_emulator/state. Stop with Ctrl-C.")
        self.stdout.flush()


def _engine() -> EmbeddedEngine:
    try:
        return embedded_engine()
    except DatabaseError:
        raise CommandError("The database is not ready. Prepare it first: manage.py migrate") from None


def _pair(written: str) -> tuple[str, str]:
    name, separator, value = written.partition("=")
    if not separator:
        raise ValueError(f"“{written}” is not of the form name=value")
    return name.strip(), value.strip()
