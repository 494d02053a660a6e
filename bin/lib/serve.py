"""The second half of bin/run, inside the Python environment: the data, then the web server and the worker.

Usage: serve.py HOST PORT. What has been done already is seen in the database, so that a deleted data folder or a new
database is filled again.
"""

from __future__ import annotations

import hashlib
import http.client
import ipaddress
import logging
import os
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jd_platform.settings")

import django  # noqa: E402  the path comes first
from children import LOOK_SECONDS, Child, stop, watch  # noqa: E402
from console import Counter, PlainError, Steps, progress, run_plainly  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.staticfiles.finders import get_finders  # noqa: E402
from django.core.exceptions import ImproperlyConfigured  # noqa: E402
from django.core.management import CommandError, call_command  # noqa: E402
from django.db import DatabaseError, connection, connections  # noqa: E402
from django.db.migrations.executor import MigrationExecutor  # noqa: E402
from django.http.request import validate_host  # noqa: E402
from run_site import STEPS, STEPS_HERE, check_free  # noqa: E402

ANSWER_SECONDS = 60.0
UNSPECIFIED = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  what a host that means all addresses is called by


def main() -> int:
    """Fill the data folder, then serve until told to stop."""
    host, port = sys.argv[1], int(sys.argv[2])
    os.chdir(ROOT)
    children_environment = dict(os.environ)  # before .env is read into it: the children read that themselves
    load_settings()
    name = public_name(host)
    logging.disable(logging.INFO)  # here only, so that the steps stay readable
    steps = Steps(STEPS, done=STEPS_HERE)
    try:
        migrate(steps)
        load_skill_list(steps)
        collect_static_files(steps)
        load_demonstration(steps)
    except CommandError as error:
        raise PlainError(str(error)) from error
    except DatabaseError as error:
        reason = str(error).strip().splitlines()[0]
        raise PlainError(f"The database cannot be used (DATABASE_URL): {reason}") from error
    check_free(host, port)  # once more: setting up may have taken minutes
    steps.begin("Web server and worker: starting")
    children: list[Child] = []
    try:
        children.extend(programs(host, port, children_environment))  # those started before an interruption are in it
        wait_for_answer(children, host, port, name)
        greet(host, port, name)
        watch(children)
    except KeyboardInterrupt:
        print("\nStopping the web server and the worker.", flush=True)
    finally:
        stop(children)
    print("Stopped.")
    return 0


def load_settings() -> None:
    """Read the settings and load the applications.

    Raises:
        PlainError: a setting is missing or malformed.
    """
    try:
        django.setup()
    except (ImproperlyConfigured, ValueError) as error:
        raise PlainError(str(error)) from error


def is_loopback(name: str) -> bool:
    """Return whether this is a name or an address of this machine for itself."""
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False


def public_name(host: str) -> str:
    """Return the name by which requests reach the site that listens at `host`.

    Raises:
        PlainError: the settings admit none.
    """
    allowed = settings.ALLOWED_HOSTS
    bracketed = f"[{host}]" if ":" in host else host
    if host not in UNSPECIFIED and validate_host(bracketed, allowed):
        return bracketed
    others = [name for name in allowed if not is_loopback(name)]
    if not others or not (host in UNSPECIFIED or is_loopback(host)):
        example = "jobs.example.org" if host in UNSPECIFIED or is_loopback(host) else bracketed
        raise PlainError(
            f"HOST={host} needs ALLOWED_HOSTS to name what people will reach it by; set it in .env or in the "
            f"environment, for example ALLOWED_HOSTS={example},localhost."
        )
    return socket.gethostname() if others[0] == "*" else others[0].lstrip(".")


def migrate(steps: Steps) -> None:
    """Bring the tables up to date."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        steps.begin("Database: ready")
        return
    steps.begin(f"Database: making tables ({len(plan)} migrations)")
    call_command("migrate", verbosity=0, interactive=False)


def load_skill_list(steps: Steps) -> None:
    """Load the skill list, unless there is one; one from the data package is renewed when another is pinned."""
    from skills.models import Taxonomy
    from skills.taxonomy.package import PINNED

    pinned = PINNED.search((ROOT / "requirements-data.txt").read_text(encoding="utf-8"))
    loaded = Taxonomy.objects.first()
    if loaded and (loaded.source != "package" or (pinned and loaded.version == pinned["version"])):
        steps.begin("Skill list: ready")
        return
    steps.begin("Skill list: fetching and loading it")
    call_command("load_taxonomy", stdout=progress)


def collect_static_files(steps: Steps) -> None:
    """Collect and compress stylesheets, scripts and images when any has changed."""
    if settings.DEBUG:
        steps.begin("Static files: served from their folders, as DEBUG is set")
        return
    found = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            status = Path(storage.path(path)).stat()
            found.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    stamp = settings.DATA_DIR / "static-files-collected"
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if manifest.is_file() and stamp.is_file() and stamp.read_text() == found.hexdigest():
        steps.begin("Static files: ready")
        return
    steps.begin("Static files: collecting and compressing them")
    # The API's page is drawn by Swagger; the other drawer in the same package is large and slow to compress.
    call_command("collectstatic", verbosity=2, interactive=False, ignore_patterns=["redoc"], stdout=Counter("files"))
    stamp.write_text(found.hexdigest())


def load_demonstration(steps: Steps) -> None:
    """Make the demonstration login and job descriptions in a database that has no login yet.

    The login comes last, so that a first run that was interrupted goes on here.
    """
    from django.contrib.auth import get_user_model

    from jobs.documents.isolation import stop_children

    if get_user_model().objects.exists():
        steps.begin("Demonstration: ready")
    elif not settings.DEMONSTRATION_PASSWORD:
        steps.begin("Demonstration: none, as DEMONSTRATION_PASSWORD is empty")
    else:
        steps.begin("Demonstration: reading job descriptions and making a login")
        call_command("load_demonstration", stdout=progress)
        stop_children()
        call_command("create_demonstration_login", stdout=progress)


def programs(host: str, port: int, environment: dict[str, str]) -> Iterator[Child]:
    """Start the web server and the worker, one after the other."""
    connections.close_all()
    bracketed = f"[{host}]" if ":" in host else host
    logs = settings.DATA_DIR / "logs"
    environment = {**environment, "PYTHONUNBUFFERED": "1"}
    server = ["gunicorn", "jd_platform.wsgi:application", "--bind", f"{bracketed}:{port}", "--preload"]
    size = [
        "--worker-class",
        "gthread",
        "--workers",
        "2",
        "--threads",
        "8",
        "--no-control-socket",
        "--keep-alive",
        "15",
    ]
    size += ["--limit-request-line", "8190"]  # a list filtered by many skills has a long address
    yield Child("web server", ["-m", *server, *size], environment, ROOT, logs / "web.log")
    yield Child("worker", ["manage.py", "run_worker"], environment, ROOT, logs / "worker.log")


def wait_for_answer(children: list[Child], host: str, port: int, name: str) -> None:
    """Wait until the web server answers.

    Raises:
        PlainError: it ended, or did not answer in time.
    """
    deadline = time.monotonic() + ANSWER_SECONDS
    while time.monotonic() < deadline:
        for child in children:
            child.check()
        server = http.client.HTTPConnection(UNSPECIFIED.get(host, host), port, timeout=5)
        try:
            server.request("GET", "/healthz", headers={"Host": name})
            if server.getresponse().status < 500:  # a redirection to https is an answer too
                return
        except (OSError, http.client.HTTPException):
            pass
        finally:
            server.close()
        time.sleep(LOOK_SECONDS)
    raise PlainError(f"The web server did not answer within {ANSWER_SECONDS:.0f} seconds: see {children[0].log}.")


def greet(host: str, port: int, name: str) -> None:
    """Say where the site is and how to sign in."""
    listening = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
    if settings.HTTPS or (is_loopback(host) and not is_loopback(name)):
        print(f"\nJD Platform listens at {listening} for a proxy that leads {name} there.")
    else:
        print(f"\nJD Platform is running at http://{name}:{port}/")
    print(how_to_sign_in())
    print(f"Logs: {settings.DATA_DIR / 'logs'}. Press Ctrl-C to stop.", flush=True)


def how_to_sign_in() -> str:
    """Return the login that was made for trying things out, when it is there and has still the password in .env."""
    from django.contrib.auth import get_user_model
    from django.contrib.auth.hashers import check_password

    from jd_platform.management.commands.create_demonstration_login import USERNAME

    user = get_user_model().objects.filter(username=USERNAME, is_active=True).first()
    connections.close_all()
    password = settings.DEMONSTRATION_PASSWORD
    if user and password and check_password(password, user.password):
        return f"Sign in as {USERNAME} with the password {password}"
    manage = ".venv/bin/python manage.py"
    if user:
        return f"Sign in as {USERNAME} with the password you gave it ({manage} changepassword {USERNAME} sets another)."
    return f"Sign in with your own login ({manage} createsuperuser makes one)."


if __name__ == "__main__":
    run_plainly(main)
