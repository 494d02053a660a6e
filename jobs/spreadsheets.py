"""Tables as spreadsheets write and read them; sent row by row, so that their size costs no memory."""

from __future__ import annotations

import csv
import datetime
import tempfile
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import IO, Any

import xlsxwriter
from django.http import FileResponse, StreamingHttpResponse

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
MOST_CELL_CHARACTERS = 32_767  # of Excel
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class _Echo:
    """A file to which the CSV writer writes, and that hands back each line."""

    def write(self, line: str) -> str:
        return line


def csv_lines(rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """Yield rows as lines of CSV; what a spreadsheet would take for a formula is marked as text."""
    writer = csv.writer(_Echo())
    for row in rows:
        yield writer.writerow([_plain(value) for value in row])


def _plain(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool | int | float):
        return value
    text = value.isoformat() if isinstance(value, datetime.date) else str(value)
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def csv_answer(rows: Iterable[Iterable[Any]], name: str) -> StreamingHttpResponse:
    """Return `rows` as a CSV file of this name; Excel knows by its first bytes that it is UTF-8."""
    answer = StreamingHttpResponse(chain(["\ufeff"], csv_lines(rows)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def decoded(data: bytes) -> str:
    """Return the text of a file in UTF-8, with or without a byte order mark, or else in Windows-1252."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def xlsx_answer(rows: Iterable[Iterable[Any]], name: str) -> FileResponse:
    """Return `rows`, the first of which are the headings, as an Excel workbook of this name."""
    return FileResponse(workbook(rows), as_attachment=True, filename=f"{name}.xlsx", content_type=WORKBOOK_TYPE)


def workbook(rows: Iterable[Iterable[Any]]) -> IO[bytes]:
    """Return `rows`, the first of which are the headings, as an Excel workbook in an open file."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  whoever asked for it closes it
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, options)
    sheet = book.add_worksheet()
    bold, dated = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    for place, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, datetime.date):
                sheet.write_datetime(place, column, datetime.datetime(value.year, value.month, value.day), dated)  # noqa: DTZ001
            elif isinstance(value, str):
                sheet.write_string(place, column, value[:MOST_CELL_CHARACTERS], bold if place == 0 else None)
            elif value is not None:
                sheet.write(place, column, value)
    sheet.freeze_panes(1, 0)
    book.close()
    file.seek(0)
    return file
