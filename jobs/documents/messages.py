"""What a person is told about a document: what is wrong and what to do next.

Each sentence is for `%` formatting with the parameters of the error (`limit` and `count` as plain numbers, sizes in
bytes; `found` and `extension` as names of formats).
"""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from jobs.documents.base import ErrorCode, Notice

ERROR_MESSAGES: dict[ErrorCode, str] = {
    ErrorCode.EMPTY: _("The file is empty. Check that it was saved or downloaded completely, and upload it again."),
    ErrorCode.NO_TEXT: _(
        "The file holds no text. Open it to see whether the right version was saved, and upload that one."
    ),
    ErrorCode.UNSUPPORTED_TYPE: _(
        "This kind of file cannot be read (%(found)s). Save it as Word (.docx) or PDF and upload that."
    ),
    ErrorCode.MISLABELLED: _(
        "The file is named .%(extension)s but is something else (%(found)s). Open it in the program it was made with, "
        "save it as Word (.docx) or PDF, and upload that."
    ),
    ErrorCode.ARCHIVE: _("This is a compressed folder inside another. Unpack it and upload the files in it."),
    ErrorCode.TOO_LARGE: _(
        "The file is larger than is accepted here (%(limit)s). Remove pictures from it, or upload the "
        "job description alone."
    ),
    ErrorCode.TOO_LONG: _(
        "The file holds more text than a job description would (over %(limit)s characters). Upload the pages of "
        "the job description alone."
    ),
    ErrorCode.TOO_MANY_PAGES: _(
        "The file has %(count)s pages; at most %(limit)s are accepted. Upload the pages of the job description alone."
    ),
    ErrorCode.TOO_MANY_ENTRIES: _(
        "The compressed file holds %(count)s files; at most %(limit)s are accepted. Split it and upload the parts."
    ),
    ErrorCode.UNPACKED_TOO_LARGE: _(
        "The compressed file would unpack to more than is accepted here (%(limit)s). Upload fewer files at a time, "
        "or the files one by one."
    ),
    ErrorCode.ENCRYPTED: _(
        "The file is protected by a password. Open it with the password, save it without one, and upload it again."
    ),
    ErrorCode.SCANNED: _(
        "The file holds pictures of pages and no text (a scan). Run text recognition on it, or upload the document it "
        "was printed from."
    ),
    ErrorCode.NO_LETTERS: _(
        "The file shows text but does not say which letters it is made of. Run text recognition on it, or upload the "
        "document it was made from."
    ),
    ErrorCode.DAMAGED: _(
        "The file is damaged or incomplete. Open it in the program it was made with, save it again, and upload "
        "that copy."
    ),
    ErrorCode.UNSAFE: _(
        "The file holds instructions that could harm this service and was refused. Save its text in a new document and "
        "upload that."
    ),
    ErrorCode.VIRUS: _(
        "The virus scanner found something in the file (%(name)s), so it was refused. Tell whoever looks after the "
        "computer it came from."
    ),
    ErrorCode.TIMED_OUT: _(
        "Reading the file took longer than %(seconds)s seconds and was stopped. Save it again as Word (.docx), without "
        "pictures, and upload that."
    ),
    ErrorCode.OUT_OF_MEMORY: _(
        "Reading the file took more memory than it may. Save it again as Word (.docx), without pictures, and upload "
        "that."
    ),
    ErrorCode.READER_FAILED: _(
        "Reading the file stopped unexpectedly. Save it again as Word (.docx) or PDF and upload that copy."
    ),
}

WARNING_MESSAGES: dict[Notice, str] = {
    Notice.WRONG_EXTENSION: _("The file's name says another format than it has; it was read as what it is."),
    Notice.PAGES_WITHOUT_TEXT: _("Some pages are pictures without text and were passed over."),
    Notice.REPAIRED: _("The file is slightly damaged; check that the text is complete."),
    Notice.TRACKED_CHANGES: _("The file holds tracked changes; they were read as if accepted."),
    Notice.LITTLE_TEXT: _("There is little text for a job description; check that it is complete."),
    Notice.LANGUAGE_UNSURE: _("The language is not certain, or there are two; check it."),
    Notice.UNSCANNED: _(
        "The virus scanner does not answer, or will not take it. That is tried again by itself, every ten seconds; if "
        "it lasts, tell whoever runs this service."
    ),
    Notice.TITLE_FROM_FILE_NAME: _("No title was found in the text; it was taken from the file's name."),
}

# What a file that cannot be read is instead, by the word that detection gives it.
FOUND_NAMES = {
    "binary": _("binary data"),
    "compressed": _("compressed file"),
    "database": _("database"),
    "dynamic form": _("form that only Adobe Reader shows"),
    "e-book": _("e-book"),
    "e-mail": _("e-mail"),
    "old word": _("document of a Word from before 1993"),
    "pages": _("Pages document"),
    "picture": _("picture"),
    "postscript": _("PostScript"),
    "presentation": _("presentation"),
    "program": _("program"),
    "sound": _("sound recording"),
    "spreadsheet": _("spreadsheet"),
    "video": _("video"),
    "wordperfect": _("WordPerfect"),
    "works": _("Works document"),
    "xml": _("XML"),
}
