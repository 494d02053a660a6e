"""What the readers of documents share: limits, what a reading gives, and why one fails."""

from __future__ import annotations

import datetime
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from enum import Enum, StrEnum, auto
from typing import Any, Protocol

Param = str | int

# A library that meets a broken file fails with any of these; to people all of them mean that it is damaged.
DAMAGE = (
    ValueError, TypeError, LookupError, AttributeError, ArithmeticError, AssertionError, RuntimeError, OSError,
    EOFError, StopIteration, struct.error, zlib.error, lzma.LZMAError, zipfile.BadZipFile, zipfile.LargeZipFile,
)  # fmt: skip


class ErrorCode(StrEnum):
    """Why a document could not be read; each has its sentence in `jobs.documents.messages`."""

    EMPTY = "empty"
    NO_TEXT = "no_text"
    UNSUPPORTED_TYPE = "unsupported_type"
    MISLABELLED = "mislabelled"
    ARCHIVE = "archive"
    TOO_LARGE = "too_large"
    TOO_LONG = "too_long"
    TOO_MANY_PAGES = "too_many_pages"
    TOO_MANY_ENTRIES = "too_many_entries"
    UNPACKED_TOO_LARGE = "unpacked_too_large"
    ENCRYPTED = "encrypted"
    SCANNED = "scanned"
    NO_LETTERS = "no_letters"
    DAMAGED = "damaged"
    UNSAFE = "unsafe"
    VIRUS = "virus"
    TIMED_OUT = "timed_out"
    OUT_OF_MEMORY = "out_of_memory"
    READER_FAILED = "reader_failed"


class Notice(StrEnum):
    """What a person should know about a document that was read all the same, or that waits."""

    WRONG_EXTENSION = "wrong_extension"
    PAGES_WITHOUT_TEXT = "pages_without_text"
    REPAIRED = "repaired"
    TRACKED_CHANGES = "tracked_changes"
    TITLE_FROM_FILE_NAME = "title_from_file_name"
    LITTLE_TEXT = "little_text"
    LANGUAGE_UNSURE = "language_unsure"
    UNSCANNED = "unscanned"


class DocumentError(Exception):
    """A document cannot be read.

    Attributes:
        code: the reason.
        params: values for the reason's sentence, as `jobs.documents.messages` names them.
    """

    def __init__(self, code: ErrorCode, **params: Param) -> None:
        super().__init__(code.value, params)
        self.code = code
        self.params: dict[str, Param] = params

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value}" for name, value in self.params.items())
        return f"{self.code.value} ({details})" if details else self.code.value


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a document is taken in.

    Attributes:
        max_bytes: size of one file.
        max_pages: pages of a paged format.
        max_unpacked_bytes: size of all that a compressed file unpacks to.
        max_entries: files within a compressed file.
        max_characters: length of the text.
    """

    max_bytes: int = 25 * 1024 * 1024
    max_pages: int = 200
    max_unpacked_bytes: int = 250 * 1024 * 1024
    max_entries: int = 5_000
    max_characters: int = 500_000


@dataclass(frozen=True, slots=True)
class Facts:
    """What a job description says about itself, guessed; None where it does not say.

    Attributes:
        title: the job's title.
        reference: number of the posting, competition or position.
        department: department, ministry or company.
        classification: group and level, series and grade.
        location: where the work is done.
        language: "en" or "fr".
        closing_date: last day to apply.
        effective_date: day the description came into force.
    """

    title: str | None = None
    reference: str | None = None
    department: str | None = None
    classification: str | None = None
    location: str | None = None
    language: str | None = None
    closing_date: datetime.date | None = None
    effective_date: datetime.date | None = None


@dataclass(frozen=True)
class Document:
    """A document that was read.

    Attributes:
        format: "docx", "doc", "pdf", "rtf", "odt", "html", "md" or "txt", as its content says.
        text: plain text, NFC, without control characters but line breaks; items of lists start with "- ".
        warnings: values of `Notice`.
        facts: what it says about itself.
    """

    format: str
    text: str
    warnings: tuple[str, ...]
    facts: Facts

    def as_json(self) -> dict[str, Any]:
        """Return plain data that `from_json` turns back into an equal document."""
        facts = asdict(self.facts)
        for name in ("closing_date", "effective_date"):
            facts[name] = facts[name].isoformat() if facts[name] else None
        return {"format": self.format, "text": self.text, "warnings": list(self.warnings), "facts": facts}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Document:
        """Return the document that `as_json` made `data` from."""
        facts = dict(data["facts"])
        for name in ("closing_date", "effective_date"):
            facts[name] = datetime.date.fromisoformat(facts[name]) if facts[name] else None
        return cls(str(data["format"]), str(data["text"]), tuple(data["warnings"]), Facts(**facts))


class BlockKind(Enum):
    """What a stretch of text was in its document."""

    TITLE = auto()
    HEADING = auto()
    PARAGRAPH = auto()
    ITEM = auto()
    ROW = auto()
    MARGIN = auto()
    BLANK = auto()


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, item of a list, row of a table, or line of a page's header or footer.

    Attributes:
        text: what it says; may hold line breaks.
        kind: what it was.
    """

    text: str
    kind: BlockKind = BlockKind.PARAGRAPH


BLANK = Block("", BlockKind.BLANK)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader gives.

    Attributes:
        blocks: the document's text in reading order.
        title: the title in its properties, empty when there is none.
        warnings: what a person should know.
        has_pictures: whether pictures stand in it, which may be all that it is.
    """

    blocks: Iterable[Block]
    title: str = ""
    warnings: tuple[Notice, ...] = field(default=())
    has_pictures: bool = False


class Reader(Protocol):
    """Reads one format."""

    def __call__(self, data: bytes, limits: Limits) -> Reading:
        """Return the text of `data`, whose format was recognised by its content.

        Raises:
            DocumentError: when there is no reading it.
        """
