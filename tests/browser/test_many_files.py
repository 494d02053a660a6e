"""Files sent one by one: each with its progress, one that fails costs itself only, and the upload's page takes over."""

from __future__ import annotations

import uuid

import pytest
from django.http import JsonResponse
from django.urls import path

from jd_platform import urls
from jobs import views
from jobs.models import JobDescription, UploadBatch
from tests.browser import documents

pytestmark = pytest.mark.browser

REFUSE_ONCE = "clerk-7.txt"


class FaultyUrls:
    """The site's addresses, but one file meets a fault of the service the first time it is sent."""

    refused: set[str] = set()

    @staticmethod
    def add_file(request, batch_id: uuid.UUID):
        """Keep a file as the site does, but refuse one of them once."""
        name = request.FILES["file"].name
        if name == REFUSE_ONCE and name not in FaultyUrls.refused:
            FaultyUrls.refused.add(name)
            return JsonResponse({"message": "The disk is full."}, status=507)
        return views.add_file(request, batch_id)


FaultyUrls.urlpatterns = [path("jobs/batches/<uuid:batch_id>/files/", FaultyUrls.add_file), *urls.urlpatterns]


def _write_clerks(folder, count):
    return [
        documents.write_bytes(
            folder, f"clerk-{number}.txt", f"Clerk {number}\n\nFiles papers of room {number}.".encode()
        )
        for number in range(count)
    ]


def test_more_files_than_one_request_takes(editor, settings, tmp_path):
    settings.UPLOAD_MAX_FILES = 5
    editor.upload(*_write_clerks(tmp_path, 30))
    editor.see_heading_beginning("Upload of")
    editor.see("30 of 30 files are finished.")
    assert UploadBatch.objects.get().expected == 30
    assert JobDescription.objects.count() == 30


def test_one_that_fails_is_sent_again(editor, settings, tmp_path):
    FaultyUrls.refused.clear()
    settings.ROOT_URLCONF = FaultyUrls
    editor.open("/jobs/upload/")
    editor.attach(*_write_clerks(tmp_path, 12))
    editor.write("Department", "Records")
    editor.press("Upload")
    editor.see("11 of 12 sent. Not sent: 1.")
    batch = UploadBatch.objects.get()
    editor.refused_paths.add(f"/jobs/batches/{batch.pk}/files/")
    assert batch.documents.count() == 11
    assert "The disk is full." in next(row for row in editor.texts(".sending-file") if REFUSE_ONCE in row)
    assert editor.texts(".sending-file .state").count("Sent") == 11
    assert "Not sent: 1." in editor.run("return document.getElementById('status').textContent")
    editor.press(f"Try again: {REFUSE_ONCE}")
    editor.see_heading_beginning("Upload of")
    editor.see("12 of 12 files are finished.")
    assert set(JobDescription.objects.values_list("department", flat=True)) == {"Records"}


def test_one_may_go_on_without_it(editor, settings, tmp_path):
    FaultyUrls.refused.clear()
    settings.ROOT_URLCONF = FaultyUrls
    editor.upload(*_write_clerks(tmp_path, 9))
    editor.see("8 of 9 sent. Not sent: 1.")
    editor.refused_paths.add(f"/jobs/batches/{UploadBatch.objects.get().pk}/files/")
    editor.follow("Go on without them")
    editor.see("8 of 8 files are finished.")
    editor.see("1 chosen file has not arrived.")


def test_a_dropped_folder_is_walked_through(editor, tmp_path):
    """What a browser gives for a folder: entries, of which a reader gives some at a time and nothing at the end."""
    editor.open("/jobs/upload/")
    editor.run(
        """
        const file = (name) => ({name, isFile: true, file: (done) => done(new File([name + " files papers"], name))});
        const folder = (name, ...parts) => ({name, isDirectory: true, createReader: () => {
          const rest = parts.map((part) => [part]);
          return {readEntries: (done) => done(rest.shift() ?? [])};
        }});
        const more = folder("more", file("b.txt"), file(".hidden"));
        const items = [folder("jobs", file("a.txt"), more, file("Thumbs.db"))];
        const event = new Event("drop", {bubbles: true, cancelable: true});
        event.dataTransfer = {files: new DataTransfer().files,
          items: items.map((entry) => ({webkitGetAsEntry: () => entry}))};
        document.querySelector("[data-drop-zone]").dispatchEvent(event);
        """
    )
    chosen = "return [...document.getElementById('id_files').files].map((file) => file.name).sort()"
    editor.wait(lambda: editor.run(chosen) == ["a.txt", "b.txt"], "for the files of the folder")


def test_leaving_while_files_are_sent_is_asked_about(editor, tmp_path):
    editor.open("/jobs/upload/")
    leaving = """
        const event = new Event("beforeunload", {cancelable: true});
        return !window.dispatchEvent(event);
    """
    assert editor.run(leaving) is False
    editor.run("XMLHttpRequest.prototype.send = function () {}")  # a connection that hangs
    editor.run(
        """
        const send = XMLHttpRequest.prototype.send;
        XMLHttpRequest.prototype.send = function () {
          Object.defineProperty(this, "status", {value: 201});
          Object.defineProperty(this, "responseText", {value: '{"files": "/nowhere/", "page": "/jobs/upload/"}'});
          XMLHttpRequest.prototype.send = send;
          this.dispatchEvent(new Event("load"));
        };
        """
    )
    editor.attach(*_write_clerks(tmp_path, 3))
    editor.press("Upload")
    editor.see("0 of 3 sent.")
    assert editor.texts(".sending-file .state") == ["Sending", "Sending", "Waiting"]
    assert editor.run(leaving) is True
    editor.run("document.querySelector('[data-sending-files]').closest('section').remove()")


def test_pause_and_go_on(editor, tmp_path, make_person):
    batch = UploadBatch.objects.create(paused=True, created_by=None)
    editor.open(batch.get_absolute_url())
    editor.press("Go on")
    editor.see("No file has arrived yet.")
    batch.refresh_from_db()
    assert not batch.paused
