"""Reads a document of any known format."""

from __future__ import annotations

from lxml import etree

from jobs.documents.base import DAMAGE, Document, DocumentError, ErrorCode, Limits, Notice, Reader, Reading
from jobs.documents.compose import compose
from jobs.documents.detect import EXTENSIONS, Format, detect, extension_of
from jobs.documents.facts import guess_facts
from jobs.documents.hypertext import read_html
from jobs.documents.legacy import read_doc
from jobs.documents.markdown import read_markdown
from jobs.documents.opendocument import read_odt
from jobs.documents.pdf import read_pdf
from jobs.documents.plain import read_plain
from jobs.documents.richtext import read_rtf
from jobs.documents.word import read_docx

READERS: dict[Format, Reader] = {
    Format.DOCX: read_docx,
    Format.DOC: read_doc,
    Format.PDF: read_pdf,
    Format.RTF: read_rtf,
    Format.ODT: read_odt,
    Format.HTML: read_html,
    Format.MD: read_markdown,
    Format.TXT: read_plain,
}


# The bytes that mark a text as Unicode, and how many there are at most.
_MARK, _MARKS = b"\xef\xbb\xbf\xff\xfe", 4


def read_document(data: bytes, filename: str, limits: Limits | None = None) -> Document:
    """Read a document, whatever format it has.

    Args:
        data: the whole file.
        filename: as the user named it; helps when the text gives no title, and to notice a wrong extension.
        limits: how much is taken in; the usual limits when None.

    Returns:
        Its text, and what it says about itself.

    Raises:
        DocumentError: with the reason, when it cannot be read.
    """
    limits = limits or Limits()
    if len(data) > limits.max_bytes:
        raise DocumentError(ErrorCode.TOO_LARGE, limit=limits.max_bytes)
    if not data[:_MARKS].strip(_MARK + b"\0 \t\r\n") and not data[_MARKS:].strip(b"\0 \t\r\n"):
        raise DocumentError(ErrorCode.EMPTY)
    found = detect(data, filename)
    if not isinstance(found, Format):
        raise _unreadable(found, filename)
    promised = EXTENSIONS.get(extension_of(filename))
    if found is Format.ZIP:
        # A Word or OpenDocument file that lacks what makes it one is torn, not a folder of documents.
        torn = promised in {Format.DOCX, Format.ODT}
        raise DocumentError(ErrorCode.DAMAGED if torn else ErrorCode.ARCHIVE)
    reading = _read(found, data, filename, limits)
    text = compose(reading.blocks)
    if not any(character.isalnum() for character in text):
        raise DocumentError(ErrorCode.SCANNED if reading.has_pictures else ErrorCode.NO_TEXT)
    if len(text) > limits.max_characters:
        raise DocumentError(ErrorCode.TOO_LONG, limit=limits.max_characters)
    facts, from_name = guess_facts(text, reading, filename)
    warnings = list(reading.warnings)
    if promised is not None and promised is not found:
        warnings.append(Notice.WRONG_EXTENSION)
    if from_name:
        warnings.append(Notice.TITLE_FROM_FILE_NAME)
    return Document(found.value, text, tuple(warning.value for warning in warnings), facts)


def _read(found: Format, data: bytes, filename: str, limits: Limits) -> Reading:
    try:
        return READERS[found](data, limits)
    except MemoryError as error:
        raise DocumentError(ErrorCode.OUT_OF_MEMORY) from error
    except (etree.LxmlError, *DAMAGE) as error:
        raise DocumentError(ErrorCode.DAMAGED) from error
    except DocumentError as error:
        if error.code is ErrorCode.UNSUPPORTED_TYPE:
            raise _unreadable(str(error.params.get("found", "binary")), filename) from error
        raise


def _unreadable(found: str, filename: str) -> DocumentError:
    if found == "encrypted":
        return DocumentError(ErrorCode.ENCRYPTED)
    extension = extension_of(filename)
    if extension in EXTENSIONS and found != "dynamic form":
        return DocumentError(ErrorCode.MISLABELLED, found=found, extension=extension)
    return DocumentError(ErrorCode.UNSUPPORTED_TYPE, found=found)
