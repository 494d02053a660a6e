"""Tables as CSV and XLSX, with nothing in them that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer, JSONRenderer

# What a spreadsheet takes for a formula (https://owasp.org/www-community/attacks/CSV_Injection).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
LONGEST_CELL = 32_767
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Row = Mapping[str, Any]


def harmless(value: Any) -> Any:
    """Return `value` as a cell: words that a spreadsheet would take for a formula begin with an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, bool | int | float):
        return value
    words = value.isoformat() if isinstance(value, date | datetime) else str(value)
    return f"'{words}" if words.startswith(FORMULA_STARTS) else words


def flat(row: Row, prefix: str = "") -> dict[str, Any]:
    """Return `row` with what is nested under names such as "skill.name", and lists of names joined by "; "."""
    cells: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, Mapping):
            cells |= flat(value, f"{prefix}{name}.")
        elif isinstance(value, list | tuple):
            cells[f"{prefix}{name}"] = "; ".join(_in_a_list(one) for one in value)
        else:
            cells[f"{prefix}{name}"] = value
    return cells


def _in_a_list(value: Any) -> str:
    return str(value.get("name", value.get("version", ""))) if isinstance(value, Mapping) else str(value)


def heading(shape: serializers.Serializer[Any], prefix: str = "") -> list[str]:
    """Return the columns of rows of a shape, named as `flat` names them."""
    names = []
    for name, field in shape.fields.items():
        if isinstance(field, serializers.Serializer):
            names += heading(field, f"{prefix}{name}.")
        else:
            names.append(f"{prefix}{name}")
    return names


def cells(names: Sequence[str], rows: Iterable[Row]) -> Iterator[list[Any]]:
    """Yield the cells of each row under the columns `names`; what a row lacks is an empty cell."""
    for row in rows:
        values = flat(row)
        yield [harmless(values.get(name)) for name in names]


def as_csv(names: Sequence[str], rows: Iterable[Row]) -> bytes:
    """Return `rows` as CSV in UTF-8, with the mark by which spreadsheets know it."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(names)
    writer.writerows(cells(names, rows))
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(names: Sequence[str], rows: Iterable[Row]) -> bytes:
    """Return `rows` as one sheet of a workbook."""
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(content, options) as workbook:
        sheet = workbook.add_worksheet()
        bold = workbook.add_format({"bold": True})
        for column, name in enumerate(names):
            sheet.write_string(0, column, name, bold)
        for number, row in enumerate(cells(names, rows), start=1):
            for column, value in enumerate(row):
                sheet.write(number, column, value[:LONGEST_CELL] if isinstance(value, str) else value)
        sheet.freeze_panes(1, 0)
        sheet.autofit()
    return content.getvalue()


class TableRenderer(BaseRenderer):
    """What the two formats share; an error is written as JSON."""

    charset = None
    render_style = "binary"

    def write(self, names: Sequence[str], rows: Sequence[Row]) -> bytes:
        """Return the file."""
        raise NotImplementedError

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        """Return `data`, a list of rows of the view's `row_shape`, as a file."""
        context = renderer_context or {}
        if context["response"].exception:
            context["response"]["Content-Type"] = JSONRenderer.media_type
            return bytes(JSONRenderer().render(data))
        return self.write(heading(context["view"].row_shape()()), data)


class CSVRenderer(TableRenderer):
    """CSV."""

    media_type = "text/csv"
    format = "csv"

    def write(self, names: Sequence[str], rows: Sequence[Row]) -> bytes:
        """Return the rows as CSV."""
        return as_csv(names, rows)


class XLSXRenderer(TableRenderer):
    """A workbook."""

    media_type = XLSX
    format = "xlsx"

    def write(self, names: Sequence[str], rows: Sequence[Row]) -> bytes:
        """Return the rows as a workbook."""
        return as_xlsx(names, rows)
