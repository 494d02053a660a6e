"""The text of a document that was sent as raw bytes."""

from __future__ import annotations

import io

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TYPES = ("text/plain", PDF, DOCX)


def read_document(data: bytes, content_type: str) -> str:
    """Return the text of a plain text, PDF or Word document.

    Raises:
        ValueError: when the bytes are not of that type.
    """
    if content_type == "text/plain":
        return data.decode("utf-8", "replace")
    try:
        return _pdf(data) if content_type == PDF else _docx(data)
    except Exception as error:  # noqa: BLE001 - the readers raise whatever a broken file leads them to
        raise ValueError(f"the document cannot be read ({type(error).__name__})") from None


def _pdf(data: bytes) -> str:
    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def _docx(data: bytes) -> str:
    from docx import Document

    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(data)).paragraphs)
