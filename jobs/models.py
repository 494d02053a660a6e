"""Job descriptions, and the uploads that they come from."""

from __future__ import annotations

import hashlib
import re
import unicodedata
import uuid
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from jobs.column_models import ColumnChange, ColumnCheckpoint
from jobs.documents.base import ErrorCode, Notice
from jobs.documents.compose import INVISIBLE, LINE_ENDS
from jobs.documents.messages import ERROR_MESSAGES, FOUND_NAMES, WARNING_MESSAGES

__all__ = ["ColumnChange", "ColumnCheckpoint", "JobDescription", "Language", "UploadBatch", "UploadedDocument"]

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


def normalise_text(text: str) -> str:
    """Return `text` as it is stored: Unicode NFC, line ends as a single newline, nothing invisible, no blank edges.

    What is invisible, such as soft hyphens, is the same as in documents, whichever way a text comes in.
    """
    return unicodedata.normalize("NFC", LINE_ENDS.sub("\n", text).translate(INVISIBLE)).strip()


def on_one_line(text: str) -> str:
    """Return `text` as the fields of one line are stored: as `normalise_text` has it, with single blanks only."""
    return " ".join(normalise_text(text).split())


def hash_text(text: str) -> str:
    """Return the SHA-256 of `text` in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


_BETWEEN_WORDS = re.compile(r"(?:[^\w#+%&@$€£]|_)+")
"""Blanks, bullets, quotation marks and what else separates words; not the signs that tell C# from C."""


def hash_words(text: str) -> str:
    """Return the hash of the words of `text`: one for the same posting in files of different formats.

    How readers set blank lines, bullets, quotation marks, dashes, ligatures and capitals makes no difference. Whoever
    changes this hashes what is stored anew, by a migration like 0008.
    """
    words = _BETWEEN_WORDS.sub(" ", unicodedata.normalize("NFKC", text)).casefold().strip()
    return hash_text(words or text)  # texts without any word are not all the same


class Language(models.TextChoices):
    """Languages that a job description may be written in."""

    ENGLISH = "en", _("English")
    FRENCH = "fr", _("French")


class JobDescription(models.Model):
    """One job description: its text and what it says about itself."""

    class Status(models.TextChoices):
        """Where it is in its life."""

        DRAFT = "draft", _("Draft")
        ACTIVE = "active", _("Active")
        ARCHIVED = "archived", _("Archived")

    title = models.CharField(_("title"), max_length=255, help_text=_("As it is written in the document."))
    reference = models.CharField(_("reference number"), max_length=64, blank=True)
    department = models.CharField(_("department"), max_length=128, blank=True)
    classification = models.CharField(_("classification"), max_length=64, blank=True, help_text=_("Such as EC-05."))
    location = models.CharField(_("location"), max_length=128, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.ENGLISH)
    status = models.CharField(_("status"), max_length=16, choices=Status, default=Status.ACTIVE)
    effective_date = models.DateField(
        _("date of the description"), null=True, blank=True, help_text=_("When it took effect; year-month-day.")
    )
    text = models.TextField(_("text"))
    text_hash = models.CharField(_("text hash"), max_length=64, editable=False)
    words_hash = models.CharField(_("hash of the words"), max_length=64, editable=False)
    guessed = models.JSONField(
        _("guessed"),
        default=list,
        blank=True,
        editable=False,
        help_text=_("Fields that were read from the document and that nobody has saved since."),
    )
    source_name = models.CharField(_("file name"), max_length=255, blank=True, editable=False)
    source_format = models.CharField(_("file format"), max_length=16, blank=True, editable=False)
    created_at = models.DateTimeField(_("added"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("added by"),
    )
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("changed by"),
    )

    history = HistoricalRecords(excluded_fields=["words_hash"])

    built_in_engine = False
    """Whether the built-in engine is to find the skills that saving a new one asks for; not stored with the job."""

    if TYPE_CHECKING:
        documents: RelatedManager[UploadedDocument]

    class Meta:
        verbose_name = _("job description")
        verbose_name_plural = _("job descriptions")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="job_newest"),
            models.Index(fields=["department", "-created_at"], name="job_department"),
            models.Index(fields=["title"], name="job_title"),
            models.Index(fields=["words_hash"], name="job_words_hash"),
            models.Index(fields=["effective_date"], name="job_effective_date"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="job_has_title"),
            models.CheckConstraint(condition=~Q(text=""), name="job_has_text"),
            models.CheckConstraint(condition=Q(language__in=Language.values), name="job_language_known"),
            models.CheckConstraint(condition=Q(status__in=["draft", "active", "archived"]), name="job_status_known"),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with the text in its stored form and its hashes, in one transaction with what its signal does."""
        self.text = normalise_text(self.text)
        self.text_hash, self.words_hash = hash_text(self.text), hash_words(self.text)
        if "text" in (kwargs.get("update_fields") or ()):
            kwargs["update_fields"] = {*kwargs["update_fields"], "text_hash", "words_hash"}
        with transaction.atomic(savepoint=False):
            super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """Return the address of the job's page."""
        return reverse("job", args=[self.pk])

    def clean(self) -> None:
        """Refuse a text longer than a document may be.

        Raises:
            ValidationError: it is.
        """
        limit = settings.READ_MAX_CHARACTERS
        if len(self.text) > limit:
            raise ValidationError(
                {
                    "text": _("The text has %(count)d characters; at most %(limit)d are taken.")
                    % {"count": len(self.text), "limit": limit}
                }
            )


class UploadBatch(models.Model):
    """One upload by one person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    department = models.CharField(
        _("department"), max_length=128, blank=True, help_text=_("For all files that do not name theirs.")
    )
    language = models.CharField(
        _("language"), max_length=2, choices=Language.choices, blank=True, help_text=_("Of all files, where known.")
    )
    built_in_engine = models.BooleanField(
        _("built-in engine"),
        default=False,
        help_text=_("It finds the skills of the jobs, also where Lightcast is in use."),
    )
    expected = models.PositiveIntegerField(
        _("files chosen"), default=0, help_text=_("Known where the browser sends them one by one.")
    )
    paused = models.BooleanField(_("paused"), default=False, help_text=_("Waiting files are not read."))
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="upload_batches", verbose_name=_("by")
    )

    if TYPE_CHECKING:
        documents: RelatedManager[UploadedDocument]

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        """Return the address of the batch page."""
        return reverse("jobs:batch", args=[self.pk])


DOCUMENTS_FOLDER = "documents"


def document_path(document: UploadedDocument, filename: str) -> str:
    """Return where a document's bytes are kept: by batch and a random name, never by the name it came with."""
    return f"{DOCUMENTS_FOLDER}/{document.batch_id}/{uuid.uuid4().hex}"


_LIMITS_IN_BYTES = {ErrorCode.TOO_LARGE, ErrorCode.UNPACKED_TOO_LARGE}


class UploadedDocument(models.Model):
    """One file of an upload. Its bytes are kept until the job exists, and after."""

    class State(models.TextChoices):
        """How far the file has come; shared by code, page and log."""

        WAITING = "waiting", _("Waiting")
        READING = "reading", _("Reading text")
        DONE = "done", _("Added")
        DUPLICATE = "duplicate", _("Already here")
        REFUSED = "refused", _("Not added")
        UNPACKED = "unpacked", _("Unpacked")

    OPEN_STATES = (State.WAITING, State.READING)
    REMOVABLE_STATES = (State.WAITING, State.REFUSED, State.DUPLICATE)

    batch = models.ForeignKey(UploadBatch, models.CASCADE, related_name="documents", verbose_name=_("upload"))
    archive = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="entries",
        verbose_name=_("compressed folder"),
        help_text=_("The one it came in."),
    )
    key = models.UUIDField(
        _("key"), null=True, blank=True, editable=False, help_text=_("By which a file that is sent twice is known.")
    )
    name = models.CharField(_("file name"), max_length=255)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField("SHA-256", max_length=64)
    content = models.FileField(_("content"), upload_to=document_path, max_length=255, blank=True)
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.WAITING)
    error_code = models.CharField(_("reason"), max_length=32, blank=True)
    error_params = models.JSONField(_("particulars of the reason"), default=dict, blank=True)
    warnings = models.JSONField(_("to look at"), default=list, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    add_anyway = models.BooleanField(
        _("add anyway"), default=False, help_text=_("Although the same job description is here already.")
    )
    worker = models.CharField(_("worker"), max_length=64, blank=True, help_text=_("The process that reads it."))
    started_at = models.DateTimeField(_("reading began"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    job = models.ForeignKey(
        JobDescription, models.SET_NULL, null=True, blank=True, related_name="documents", verbose_name=_("job")
    )

    class Meta:
        verbose_name = _("uploaded file")
        verbose_name_plural = _("uploaded files")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["sha256"], name="document_sha256"),
            # Of every state: SQLite takes an index of some rows for constants only, and Django binds its values.
            models.Index(fields=["state", "started_at"], name="document_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "reading", "done", "duplicate", "refused", "unpacked"]),
                name="document_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state="refused", error_code__gt="") | (~Q(state="refused") & Q(error_code="")),
                name="document_refused_with_reason",
            ),
            models.UniqueConstraint(fields=["batch", "key"], name="document_key_once_in_batch"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether something still has to happen to it."""
        return self.state in self.OPEN_STATES

    @property
    def is_removable(self) -> bool:
        """Whether it may be taken out of its upload."""
        return self.state in self.REMOVABLE_STATES

    @property
    def waits_for_scanner(self) -> bool:
        """Whether it waits because the virus scanner did not take it."""
        return self.state == self.State.WAITING and Notice.UNSCANNED in self.warnings

    @property
    def warning_sentences(self) -> list[str]:
        """Return what a person should look at in the job that was made of it, or why it waits."""
        return [gettext(WARNING_MESSAGES[Notice(warning)]) for warning in self.warnings]

    @property
    def message(self) -> str:
        """Return why it was not added, or why it waits, and what to do next; empty when there is nothing to say."""
        return " ".join(self.warning_sentences) if self.waits_for_scanner else self.error_sentence

    @property
    def error_sentence(self) -> str:
        """Return what is wrong with the file and what to do next, empty when nothing is."""
        if not self.error_code:
            return ""
        params = dict(self.error_params)
        if self.error_code in _LIMITS_IN_BYTES:
            params["limit"] = filesizeformat(params["limit"])
        if params.get("found") in FOUND_NAMES:
            params["found"] = gettext(FOUND_NAMES[params["found"]])
        return gettext(ERROR_MESSAGES[ErrorCode(self.error_code)]) % params


class SavedView(models.Model):
    """A view of the job list that a person keeps: its filters and order under a name."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views", verbose_name=_("owner")
    )
    name = models.CharField(_("name"), max_length=80)
    query = models.CharField(_("filters"), max_length=2000, blank=True, help_text=_("The query string of the list."))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="saved_view_has_name"),
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="saved_view_once",
                violation_error_message=_("You have a view of this name already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the list as it was saved."""
        return f"{reverse('jobs:list')}{self.query}"
