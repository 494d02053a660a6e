"""The API of the dashboard's numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.http import HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.http import parse_etags
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from analytics import queries
from analytics import serializers as shapes
from analytics.api_description import described
from analytics.export import CSVRenderer, XLSXRenderer, file_answer, heading
from jd_platform.api import MayView
from jd_platform.api_conditions import etag_of
from jd_platform.api_filters import refuse_unknown
from jd_platform.api_paging import Pages
from jobs.filters import JobFilter


class NamedFormats(DefaultContentNegotiation):
    """An unknown `format` is a malformed parameter like any other."""

    def filter_renderers(self, renderers: Any, format: Any) -> list[BaseRenderer]:  # noqa: A002  as in DRF
        """Return the renderers of a format.

        Raises:
            ValidationError: there is none.
        """
        wanted = [renderer for renderer in renderers if renderer.format == format]
        if not wanted:
            raise serializers.ValidationError({"format": [_("Choose json, csv or xlsx.")]})
        return wanted


class AnalyticsView(APIView):
    """What the endpoints share: filters, formats, pages, and the ETag of all that is counted.

    Attributes:
        asked: the shape of what may be asked besides the filters.
        shape: the shape of a row, or of the whole answer.
        paged: whether the answer is a page of rows.
    """

    permission_classes = [MayView]
    renderer_classes = [JSONRenderer, CSVRenderer, XLSXRenderer]
    content_negotiation_class = NamedFormats
    asked: ClassVar[type[serializers.Serializer[Any]]] = serializers.Serializer
    shape: ClassVar[type[serializers.Serializer[Any]]]
    paged: ClassVar[bool] = False

    def count(self, selection: queries.Selection, **asked: Any) -> Any:
        """Return the numbers."""
        raise NotImplementedError

    def table(self, answer: Any) -> Sequence[Any]:
        """Return the rows of `answer`, all of them, for a file."""
        return answer if isinstance(answer, Sequence) else [answer]

    def get(self, request: Request) -> HttpResponseBase:
        """Return the numbers as JSON, or all rows of them as CSV or XLSX; 304 when nothing has changed."""
        asked = self._asked(request)
        selection = self._selection(request)
        form = request.accepted_renderer.format
        answered = (selection.columns.generation, selection.today, get_language(), request.get_full_path(), form)
        etag = etag_of(repr(answered).encode())
        if etag in {one.removeprefix("W/") for one in parse_etags(request.headers.get("If-None-Match", ""))}:
            return HttpResponseNotModified(headers={"ETag": etag})
        try:
            answer = self.count(selection, **asked)
        except ValidationError as error:
            raise serializers.ValidationError(error.message_dict) from error
        response = self._response(request, answer)
        response["ETag"] = etag
        return response

    def _response(self, request: Request, answer: Any) -> HttpResponseBase:
        if not isinstance(request.accepted_renderer, JSONRenderer):
            name = f"skills-{request.path.rstrip('/').rsplit('/', 1)[-1]}"
            shape = self.row_shape()
            table = (shape(row).data for row in self.table(answer))
            return file_answer(request.accepted_renderer.format, name, heading(shape()), table)
        if not self.paged:
            return Response(self.shape(answer, many=isinstance(answer, tuple)).data)
        pages = Pages()
        rows = pages.paginate_queryset(answer, request, view=self) or []
        return pages.get_paginated_response(self.shape(rows, many=True).data)

    def row_shape(self) -> type[serializers.Serializer[Any]]:
        """Return the shape of a row of `table`."""
        return self.shape

    def _asked(self, request: Request) -> dict[str, Any]:
        form = self.asked(data=request.GET)
        known = {*JobFilter.base_filters, *form.fields, "format", *(("page", "page_size") if self.paged else ())}
        refuse_unknown(request, known)
        form.is_valid(raise_exception=True)
        return dict(form.validated_data)

    def _selection(self, request: Request) -> queries.Selection:
        selection = queries.select(request.GET)
        if not selection.filter.form.is_valid():
            raise serializers.ValidationError(selection.filter.form.errors)
        return selection


@described("Every skill that is asked for, most frequent first", "inventory")
class InventoryView(AnalyticsView):
    """All skills in use."""

    shape = shapes.SkillCountSerializer
    paged = True

    def count(self, selection: queries.Selection, **asked: Any) -> Any:
        """Return the inventory."""
        return queries.inventory(selection)


@described("The skills asked for most", "top")
class TopView(AnalyticsView):
    """The skills asked for most."""

    asked = shapes.TopQuerySerializer
    shape = shapes.TopSerializer

    def count(self, selection: queries.Selection, **asked: Any) -> Any:
        """Return the first `limit` rows of the inventory with the number of jobs they are shares of."""
        return {"jobs": selection.job_count, "results": queries.top_skills(selection, asked["limit"])}

    def table(self, answer: Any) -> Sequence[Any]:
        """Return the skills."""
        rows: Sequence[Any] = answer["results"]
        return rows

    def row_shape(self) -> type[serializers.Serializer[Any]]:
        """Return the shape of a skill."""
        return shapes.SkillCountSerializer


@described("How often each type of skill is asked for", "types", many=True)
class TypesView(AnalyticsView):
    """Types of skills."""

    shape = shapes.GroupCountSerializer

    def count(self, selection: queries.Selection, **asked: Any) -> Any:
        """Return the types in use."""
        return queries.types(selection)


@described("How often the skills of each category and subcategory are asked for", "categories", many=True)
class CategoriesView(AnalyticsView):
    """Categories of skills."""

    shape = shapes.CategorySerializer

    def count(self, selection: queries.Selection, **asked: Any) -> Any:
        """Return the categories in use as a tree, most frequent first."""
        return queries.categories(selection)

    def table(self, answer: Any) -> Sequence[Any]:
        """Return each category followed by its subcategories."""
        return [row for category in answer for row in (category, *category.subcategories)]

    def row_shape(self) -> type[serializers.Serializer[Any]]:
        """Return the shape of either."""
        return shapes.SubcategorySerializer


@described("How many jobs, skills and tags there are, and how far review has come", "stats")
class StatsView(AnalyticsView):
    """How much is known."""

    shape = shapes.TotalsSerializer

    def count(self, selection: queries.Selection, **asked: Any) -> Any:
        """Return the totals."""
        return queries.totals(selection)


@described("How the share of jobs that ask for some skills changes by month or quarter", "trends")
class TrendsView(AnalyticsView):
    """Skills over time."""

    asked = shapes.TrendsQuerySerializer
    shape = shapes.TrendsSerializer

    def count(self, selection: queries.Selection, **asked: Any) -> Any:
        """Return the lines."""
        wanted = tuple(asked.pop("of"))
        unknown = [key for key in wanted if selection.columns.skills.place(key) is None]
        if unknown:
            raise ValidationError({"of": [_("There is no skill “%(key)s”.") % {"key": key} for key in unknown]})
        return queries.trends(selection, lightcast_ids=wanted, **asked)

    def table(self, answer: Any) -> Sequence[Any]:
        """Return a row for each skill and period."""
        return [
            {"skill": line.skill, "period": period.key, "jobs": jobs, "of_jobs": period.jobs, "share": share}
            for line in answer.lines
            for period, jobs, share in zip(answer.periods, line.jobs, line.shares, strict=True)
        ]

    def row_shape(self) -> type[serializers.Serializer[Any]]:
        """Return the shape of a skill in a period."""
        return shapes.PointSerializer


@described("The skills whose share of jobs rose most within a year", "rising")
class RisingView(AnalyticsView):
    """What is rising."""

    asked = shapes.RisingQuerySerializer
    shape = shapes.ChangeSerializer
    paged = True

    def count(self, selection: queries.Selection, **asked: Any) -> Any:
        """Return the changes."""
        return queries.rising(selection, **asked)


@described("The skills that are asked for in a year and never before", "new")
class NewView(AnalyticsView):
    """New skills; none where no job is dated before the year, since all of them would be."""

    asked = shapes.NewQuerySerializer
    shape = shapes.NewSkillSerializer
    paged = True

    def count(self, selection: queries.Selection, **asked: Any) -> Any:
        """Return the skills."""
        return queries.new_skills(selection, **asked)


@described("What each department asks for: counts, shares and lift over all", "departments")
class DepartmentsView(AnalyticsView):
    """Departments; jobs without one are in none of them."""

    asked = shapes.DepartmentsQuerySerializer
    shape = shapes.DepartmentSerializer
    paged = True

    def count(self, selection: queries.Selection, **asked: Any) -> Any:
        """Return the departments, largest first."""
        return queries.departments(selection, **asked)


@described("Pairs of skills that are asked for together", "cooccurrence")
class CooccurrenceView(AnalyticsView):
    """Pairs of the 100 skills that most jobs ask for; for those of another skill see its neighbours."""

    asked = shapes.PairsQuerySerializer
    shape = shapes.PairSerializer
    paged = True

    def count(self, selection: queries.Selection, **asked: Any) -> Any:
        """Return the pairs."""
        return queries.cooccurrence(selection, **asked).pairs


@described("The skills that are asked for together with one skill", "neighbours")
class NeighboursView(AnalyticsView):
    """Neighbours of a skill."""

    asked = shapes.NeighboursQuerySerializer
    shape = shapes.NeighbourSerializer
    paged = True

    def count(self, selection: queries.Selection, **asked: Any) -> Any:
        """Return the neighbours."""
        wanted = asked.pop("of")
        found = queries.neighbours(selection, wanted, **asked)
        if found is None:
            raise ValidationError({"of": [_("There is no skill “%(key)s”.") % {"key": wanted}]})
        return found


@described("Skills that one side asks for and the other does not", "gaps")
class GapsView(AnalyticsView):
    """Gaps; departments and peers are taken from the jobs that the filters leave, a job named always counts."""

    asked = shapes.GapsQuerySerializer
    shape = shapes.ComparedSerializer
    paged = True

    def count(self, selection: queries.Selection, **asked: Any) -> Any:
        """Return the skills of one of the three lists."""
        return getattr(queries.compare(selection, asked["a"], asked["b"]), asked["show"])


@described("Skills that one job description only asks for", "rare")
class RareView(AnalyticsView):
    """Rare skills."""

    shape = shapes.RareSerializer
    paged = True

    def count(self, selection: queries.Selection, **asked: Any) -> Any:
        """Return the skills by name."""
        return queries.rare(selection)


@described("Skills that one department only asks for", "concentrated")
class ConcentratedView(AnalyticsView):
    """Concentrated skills."""

    asked = shapes.ConcentratedQuerySerializer
    shape = shapes.ConcentratedSerializer
    paged = True

    def count(self, selection: queries.Selection, **asked: Any) -> Any:
        """Return the skills, most frequent first."""
        return queries.concentrated(selection, **asked)


@described("How far review has come in each department", "review")
class ReviewView(AnalyticsView):
    """Review; jobs without a department come last."""

    shape = shapes.ReviewSerializer
    paged = True

    def count(self, selection: queries.Selection, **asked: Any) -> Any:
        """Return the departments, most suggestions first."""
        return queries.review(selection)


@described("What people decided about each engine version's tags, by bands of confidence", "acceptance", many=True)
class AcceptanceView(AnalyticsView):
    """Acceptance of what engines suggested; skills that people added are not among it."""

    shape = shapes.AcceptanceSerializer

    def count(self, selection: queries.Selection, **asked: Any) -> Any:
        """Return a row for each version and band."""
        return tuple(
            {
                "version": engine.version,
                **{name: getattr(band, name) for name in ("low", "high", "suggested", "confirmed", "rejected", "rate")},
            }
            for engine in queries.acceptance(selection)
            for band in engine.bands
        )
