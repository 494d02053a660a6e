"""bin/run where something is wrong: one plain sentence and exit status 1; and how it looks after its two programs."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tests.environment import described_settings

ROOT = Path(__file__).resolve().parent.parent
LIBRARY = ROOT / "bin" / "lib"
FULL_DISK = """
import errno
from pathlib import Path
ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = PYTHON = ROOT / ".venv"
def prepare_environment(*_):
    raise OSError(errno.ENOSPC, "No space left on device")
"""
SLEEPER = ["-c", "import signal; signal.pause()"]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of bin/ in a folder with blanks in its name, where nothing is set up yet."""
    folder = tmp_path / "a copy of it"
    shutil.copytree(ROOT / "bin", folder / "bin", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "requirements.txt").write_text("a-package-that-is-not-there==1.0\n", encoding="utf-8")
    return folder


@pytest.fixture
def commands(tmp_path: Path) -> Path:
    """A folder of commands that holds what bin/run uses, except Python."""
    folder = tmp_path / "commands"
    folder.mkdir()
    for name in ("bash", "dirname"):
        (folder / name).symlink_to(shutil.which(name) or name)
    return folder


def add_python(commands: Path, script: str) -> None:
    """Add a command python3 that runs `script` in the shell; "$real" is a Python that has everything."""
    path = commands / "python3"
    path.write_text(f"#!/bin/sh\nreal='{sys.executable}'\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


def environment(**values: str) -> dict[str, str]:
    """Return an environment without settings but for `values`."""
    return {name: value for name, value in os.environ.items() if name not in described_settings()} | values


def run(folder: Path, commands: Path, **values: str) -> str:
    """Run bin/run, which must fail with one sentence on standard error; return that."""
    result = subprocess.run(
        ["bash", folder / "bin" / "run"],
        env=environment(PATH=str(commands), **values),
        cwd="/",
        capture_output=True,
        text=True,
        timeout=120,
    )
    return one_sentence(result)


def one_sentence(result: subprocess.CompletedProcess[str]) -> str:
    """Return the one line that a failed command wrote on standard error."""
    assert result.returncode == 1, result.stderr
    assert len(result.stderr.splitlines()) == 1, result.stderr
    return result.stderr.strip()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class TestBeforeInstalling:
    def test_without_python(self, copy: Path, commands: Path) -> None:
        assert run(copy, commands).startswith("Python 3.11 or newer is needed and was not found: install it")

    def test_with_an_old_python_only(self, copy: Path, commands: Path) -> None:
        add_python(commands, 'case "$*" in *version_info*) exit 1;; esac; exec "$real" "$@"')
        assert run(copy, commands).startswith("Python 3.11 or newer is needed and was not found: install it")

    def test_without_the_modules_that_make_an_environment(self, copy: Path, commands: Path) -> None:
        add_python(commands, 'case "$*" in *ensurepip*) exit 1;; esac; exec "$real" "$@"')
        assert "lacks the modules venv and ensurepip" in run(copy, commands)

    def test_the_port_is_taken(self, copy: Path, commands: Path) -> None:
        add_python(commands, 'exec "$real" "$@"')
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = other.getsockname()[1]
            assert run(copy, commands, PORT=str(port)).startswith(f"Port {port} is taken by another program")

    @pytest.mark.parametrize("port", ["eighty", "0", "65536", "-1", "80.5"])
    def test_the_port_is_malformed(self, copy: Path, commands: Path, port: str) -> None:
        add_python(commands, 'exec "$real" "$@"')
        sentence = run(copy, commands, PORT=port)
        assert sentence == "PORT is malformed: it needs a whole number from 1 to 65535."

    def test_the_port_in_the_file_of_settings_counts(self, copy: Path, commands: Path) -> None:
        add_python(commands, 'exec "$real" "$@"')
        (copy / ".env").write_text("PORT='none'\n", encoding="utf-8")
        assert run(copy, commands).startswith("PORT is malformed")

    def test_the_host_is_none_of_this_machine(self, copy: Path, commands: Path) -> None:
        add_python(commands, 'exec "$real" "$@"')
        assert run(copy, commands, HOST="192.0.2.1") == "HOST=192.0.2.1 is not an address of this machine."

    def test_a_line_of_settings_is_malformed(self, copy: Path, commands: Path) -> None:
        add_python(commands, 'exec "$real" "$@"')
        (copy / ".env").write_text("# settings\nPAGE_SIZE=25\nPAGE SIZE 25\n", encoding="utf-8")
        assert run(copy, commands).startswith(f"Line 3 of {copy / '.env'} is malformed: it needs NAME=value")

    def test_the_settings_are_no_text(self, copy: Path, commands: Path) -> None:
        add_python(commands, 'exec "$real" "$@"')
        (copy / ".env").write_bytes(b"SECRET_KEY=\xff\xfe\n")
        assert run(copy, commands).endswith("cannot be read: it is not UTF-8 text.")

    def test_the_data_folder_cannot_be_written_to(self, copy: Path, commands: Path, tmp_path: Path) -> None:
        add_python(commands, 'exec "$real" "$@"')
        (tmp_path / "file").touch()
        sentence = run(copy, commands, DATA_DIR=str(tmp_path / "file" / "data"))
        assert sentence.endswith("(DATA_DIR) cannot be written to: Not a directory.")

    def test_the_disk_is_full(self, copy: Path, commands: Path) -> None:
        add_python(commands, 'exec "$real" "$@"')
        (copy / "bin" / "lib" / "installing.py").write_text(FULL_DISK, encoding="utf-8")
        assert run(copy, commands, PORT=str(free_port())).startswith("The disk is full: make room and run this again")

    def test_without_a_network(self, copy: Path, commands: Path) -> None:
        add_python(commands, 'exec "$real" "$@"')
        nowhere = {"PIP_INDEX_URL": f"http://127.0.0.1:{free_port()}/", "PIP_FIND_LINKS": "", "PIP_RETRIES": "1"}
        sentence = run(copy, commands, PORT=str(free_port()), PIP_CONFIG_FILE=os.devnull, **nowhere)
        assert sentence.startswith("The Python package index could not be reached")
        assert not (copy / ".env").exists()


class TestInstalled:
    """What bin/run hands over to once everything is installed."""

    def serve(self, tmp_path: Path, host: str = "127.0.0.1", **values: str) -> str:
        basis = {"SECRET_KEY": os.environ["SECRET_KEY"], "DATA_DIR": str(tmp_path)}
        return one_sentence(
            subprocess.run(
                [sys.executable, LIBRARY / "serve.py", host, str(free_port())],
                env=dict.fromkeys(described_settings(), "") | environment(**basis | values),
                capture_output=True,
                text=True,
                timeout=60,
            )
        )

    def test_a_setting_is_malformed(self, tmp_path: Path) -> None:
        sentence = self.serve(tmp_path, PAGE_SIZE="many")
        assert sentence == "PAGE_SIZE is malformed: it needs a whole number from 1 to 200."

    def test_open_to_others_but_under_no_name(self, tmp_path: Path) -> None:
        sentence = self.serve(tmp_path, host="0.0.0.0")  # noqa: S104  that is what is tested
        assert sentence.startswith("HOST=0.0.0.0 needs ALLOWED_HOSTS to name what people will reach it by; set it")

    def test_listening_under_a_name_that_is_not_admitted(self, tmp_path: Path) -> None:
        sentence = self.serve(tmp_path, host="192.0.2.1", ALLOWED_HOSTS="localhost,jobs.example.org")
        assert sentence.endswith("for example ALLOWED_HOSTS=192.0.2.1,localhost.")

    def test_the_database_does_not_answer(self, tmp_path: Path) -> None:
        sentence = self.serve(tmp_path, DATABASE_URL=f"postgres://nobody@127.0.0.1:{free_port()}/none")
        assert sentence.startswith("The database cannot be used (DATABASE_URL): connection")

    def test_the_database_is_something_else(self, tmp_path: Path) -> None:
        (tmp_path / "db.sqlite3").write_text("no database, but longer than the head of one would be " * 40)
        assert self.serve(tmp_path) == "The database cannot be used (DATABASE_URL): file is not a database"


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> None:
    """The modules of bin/lib can be imported."""
    monkeypatch.syspath_prepend(str(LIBRARY))


@pytest.fixture
def children(library: None) -> ModuleType:
    """How bin/run looks after its programs."""
    import children

    return children


@pytest.fixture
def web_server(children: ModuleType, tmp_path: Path) -> Iterator[object]:
    """A program that runs until it is stopped."""
    child = children.Child("web server", SLEEPER, environment(), tmp_path, tmp_path / "logs" / "web.log")
    yield child
    child.process.kill()
    child.process.wait()


class TestPrograms:
    def test_when_one_ends_that_is_said(self, children: ModuleType, web_server: object, tmp_path: Path) -> None:
        log = tmp_path / "logs" / "worker.log"
        worker = children.Child("worker", ["-c", "print('why'); raise SystemExit(3)"], environment(), tmp_path, log)
        with pytest.raises(Exception, match=r"^The worker ended by itself \(exit status 3\), so all was stopped: "):
            children.watch([web_server, worker])
        assert log.read_text() == "why\n"

    def test_they_are_asked_to_end(self, children: ModuleType, web_server: object) -> None:
        children.stop([web_server])
        assert web_server.process.returncode == -signal.SIGTERM

    def test_one_that_does_not_end_is_made_to(
        self, children: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(children, "STOP_SECONDS", 0.1)
        before = signal.signal(signal.SIGTERM, signal.SIG_IGN)  # a child inherits that
        try:
            stubborn = children.Child("worker", SLEEPER, environment(), tmp_path, tmp_path / "worker.log")
        finally:
            signal.signal(signal.SIGTERM, before)
        children.stop([stubborn])
        assert stubborn.process.returncode == -signal.SIGKILL

    def test_a_long_log_is_put_aside(self, children: ModuleType, tmp_path: Path) -> None:
        log = tmp_path / "worker.log"
        log.write_bytes(b"\0" * (children.LOG_BYTES + 1))
        child = children.Child("worker", ["-c", "print('new')"], environment(), tmp_path, log)
        child.process.wait()
        assert log.read_text() == "new\n"
        assert (tmp_path / "worker.log.1").stat().st_size == children.LOG_BYTES + 1


def test_the_written_settings_are_for_this_user_only_and_never_the_same(library: None, tmp_path: Path) -> None:
    from run_site import read_settings, write_settings

    written = []
    for name in ("one", "two"):
        write_settings(tmp_path / name)
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
        written.append(read_settings(tmp_path / name))
    assert written[0].keys() == {"SECRET_KEY", "DEMONSTRATION_PASSWORD"}
    assert len(written[0]["SECRET_KEY"]) >= 50
    assert all(written[0][name] != written[1][name] for name in written[0])
