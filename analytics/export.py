"""Answers of the analytics API as tables: what is nested becomes columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer, JSONRenderer

from jobs.spreadsheets import WORKBOOK_TYPE, csv_answer, workbook

Row = Mapping[str, Any]


def heading(shape: serializers.Serializer[Any], prefix: str = "") -> list[str]:
    """Return the columns of rows of a shape; a nested field is named such as "skill.name"."""
    names = []
    for name, field in shape.fields.items():
        if isinstance(field, serializers.Serializer):
            names += heading(field, f"{prefix}{name}.")
        else:
            names.append(f"{prefix}{name}")
    return names


def flat(row: Row, prefix: str = "") -> dict[str, Any]:
    """Return `row` by the columns of `heading`; of a list, the names joined by "; "."""
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


def file_answer(form: str, name: str, columns: Sequence[str], rows: Iterable[Row]) -> HttpResponseBase:
    """Return `rows` as a file called `name`, in the form "csv" or "xlsx"."""

    def lines() -> Iterator[list[Any]]:
        yield list(columns)
        for row in rows:
            cells = flat(row)
            yield [cells.get(column) for column in columns]

    if form == "csv":
        return csv_answer(lines(), name)
    with workbook(lines()) as file:  # closed also where nobody reads the answer to the end
        answer = HttpResponse(file.read(), content_type=WORKBOOK_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer


class FileRenderer(BaseRenderer):
    """Says that a file may be asked for; the file is an answer of its own, and only an error comes here: as JSON."""

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        """Return the error as JSON."""
        renderer_context["response"]["Content-Type"] = JSONRenderer.media_type
        return bytes(JSONRenderer().render(data))


class CSVRenderer(FileRenderer):
    """CSV."""

    media_type = "text/csv"
    format = "csv"


class XLSXRenderer(FileRenderer):
    """A workbook."""

    media_type = WORKBOOK_TYPE
    format = "xlsx"
