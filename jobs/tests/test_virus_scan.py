"""ClamAV looks at files before they are read: what it finds is refused, and without its answer files wait."""

import io
import socket
import socketserver
import threading
import zipfile

import pytest
from django.core.management import call_command

from jd_platform import health
from jobs import services, virus_scan
from jobs.models import JobDescription, UploadedDocument
from tests.factories import api, browser, file, person

pytestmark = pytest.mark.django_db
# The harmless string that every scanner is to find, https://www.eicar.org/; in two, lest this file be found.
EICAR = r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-" + "ANTIVIRUS-TEST-FILE!$H+H*"
MOST_BYTES = 100_000


class Clamd(socketserver.StreamRequestHandler):
    """Answers as clamd(8) describes it."""

    def handle(self):
        assert self.rfile.read(len(virus_scan.COMMAND)) == b"zINSTREAM\0"
        data = b""
        while length := int.from_bytes(self.rfile.read(4), "big"):
            data += self.rfile.read(length)
            if len(data) > MOST_BYTES:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.server.seen.append(data)
        found = EICAR.encode() in data
        self.wfile.write(b"stream: Eicar-Test-Signature FOUND\0" if found else b"stream: OK\0")


class UnixServer(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True


class InternetServer(socketserver.ThreadingMixIn, socketserver.TCPServer):
    daemon_threads = True


@pytest.fixture(params=["host and port", "path"])
def clamd(request, settings, tmp_path, monkeypatch):
    """A stand-in for clamd that listens."""
    monkeypatch.setattr(virus_scan, "_held_back_until", 0.0)
    if request.param == "path":
        settings.CLAMD_ADDRESS = str(tmp_path / "clamd.ctl")
        server = UnixServer(settings.CLAMD_ADDRESS, Clamd)
    else:
        server = InternetServer(("127.0.0.1", 0), Clamd)
        settings.CLAMD_ADDRESS = f"127.0.0.1:{server.server_address[1]}"
    server.seen = []
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def no_clamd(settings, monkeypatch):
    """An address at which nobody listens."""
    monkeypatch.setattr(virus_scan, "_held_back_until", 0.0)
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.CLAMD_ADDRESS = f"127.0.0.1:{server.getsockname()[1]}"


def uploaded(*files):
    batch = services.upload_files(files=list(files), user=person("editor"))
    for document in batch.documents.order_by("pk"):
        services.read_document(document.pk)
    return batch


def states(batch):
    return list(batch.documents.order_by("pk").values_list("state", "error_code"))


def test_what_is_clean_is_read(clamd):
    text = "Clerk. We need Python. " * 3000
    assert states(uploaded(file("a.txt", text))) == [("done", "")]
    assert clamd.seen == [text.encode()]


def test_a_virus_is_refused_with_its_name(clamd):
    batch = uploaded(file("a.txt", f"Clerk {EICAR}"), file("b.txt", "Clerk"))
    assert states(batch) == [("refused", "virus"), ("done", "")]
    page = browser("editor").get(batch.get_absolute_url()).text
    assert "Eicar-Test-Signature" in page
    assert JobDescription.objects.count() == 1


def test_a_virus_in_a_compressed_folder_is_found(clamd):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr("good.txt", "Clerk")
        folder.writestr("bad.txt", EICAR)
    batch = uploaded(file("all.zip", packed.getvalue()))
    for document in batch.documents.filter(state="waiting"):
        services.read_document(document.pk)
    assert sorted(batch.documents.values_list("name", "state")) == [
        ("all.zip", "unpacked"),
        ("bad.txt", "refused"),
        ("good.txt", "done"),
    ]


def test_while_the_scanner_is_away_files_wait(no_clamd, settings, monkeypatch):
    batch = uploaded(file("a.txt", "Clerk"))
    for _ in range(services.MAX_READ_ATTEMPTS + 1):
        assert services.read_document(batch.documents.get().pk) is None
    document = batch.documents.get()
    assert (document.state, document.attempts, document.worker) == ("waiting", 0, "")
    page = browser("editor").get(batch.get_absolute_url()).text
    assert "0 of 1 file is finished. 1 waits for the virus scanner." in page
    assert "Waiting for the virus scanner" in page
    assert "if it lasts, tell whoever runs this service." in page
    told = api("viewer").get(f"/api/batches/{batch.pk}").json()["documents"][0]["message"]
    assert told.startswith("The virus scanner does not answer")
    settings.CLAMD_ADDRESS = ""
    assert services.read_document(document.pk).state == "done"
    assert "virus scanner" not in browser("editor").get(batch.get_absolute_url()).text


def test_an_import_says_what_waits_for_the_scanner(no_clamd, tmp_path):
    (tmp_path / "clerk.txt").write_text("Clerk")
    out, errors = io.StringIO(), io.StringIO()
    call_command("import_jobs", tmp_path, readers=1, stdout=out, stderr=errors)
    assert "1 Waiting" in out.getvalue()
    assert errors.getvalue().startswith("clerk.txt: The virus scanner does not answer")


def test_a_file_that_the_scanner_will_not_take_waits(clamd):
    assert states(uploaded(file("a.txt", "Clerk " * MOST_BYTES))) == [("waiting", "")]
    assert not clamd.seen


def test_after_a_failure_the_scanner_is_left_alone_for_a_while(no_clamd, monkeypatch):
    calls = []
    ask = virus_scan._ask
    monkeypatch.setattr(virus_scan, "_ask", lambda data: calls.append(data) or ask(data))
    uploaded(file("a.txt", "one"), file("b.txt", "two"))
    assert len(calls) == 1
    assert UploadedDocument.objects.filter(state="waiting").count() == 2


def test_it_is_told_whether_the_scanner_answers(clamd):
    assert {fact.name: fact.sentence for fact in health.check()}["scanner"] == "answers"


def test_it_is_told_that_the_scanner_does_not_answer(no_clamd):
    fact = {fact.name: fact for fact in health.check()}["scanner"]
    assert (fact.ok, fact.sentence) == (True, "The virus scanner does not answer; files wait for it.")


def test_without_an_address_nothing_is_scanned():
    assert "scanner" not in {fact.name for fact in health.check()}
    assert states(uploaded(file("a.txt", EICAR)))[0][0] == "done"
