"""What is rising, and what is new?"""

from __future__ import annotations

from collections.abc import Sequence

from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics import charts, queries
from analytics.figures.base import Cell, Chart, Figure, Row, jobs_address, number, percent
from analytics.queries import Change, Period, Selection, Trends

LINES = 6
NEW_SKILLS = 10


def rising(selection: Selection, parameters: QueryDict) -> Figure:
    """Return the skills whose share of jobs rose most, or the chosen ones, quarter by quarter."""
    changes = queries.rising(selection)[:LINES]
    chosen = tuple(value for value in parameters.getlist("skill") if value)[:LINES]
    trends = queries.trends(selection, chosen or tuple(change.skill.lightcast_id for change in changes), limit=LINES)
    highest = max((share or 0 for line in trends.lines for share in line.shares), default=0)
    return Figure(
        key="rising",
        question=_("What is changing?") if chosen else _("What is rising?"),
        answer=_answer(changes, chosen),
        columns=(_("Skill"), *(_period_name(period) for period in trends.periods)),
        rows=tuple(
            Row(
                line.skill.name,
                tuple(
                    Cell(
                        percent(share),
                        _jobs_of(parameters, period, line.skill.lightcast_id) if count else "",
                    )
                    for share, count, period in zip(line.shares, line.jobs, trends.periods, strict=True)
                ),
                jobs_address(parameters, skill=line.skill.lightcast_id),
            )
            for line in (trends.lines if trends.periods else ())
        ),
        empty=_("Lines appear here once job descriptions with dates have been uploaded."),
        export="api-trends" if chosen else "api-rising",
        charts=tuple(
            Chart(
                charts.line(
                    [_period_name(period) for period in trends.periods],
                    line.shares,
                    [_jobs_of(parameters, period, line.skill.lightcast_id) for period in trends.periods],
                    highest,
                ),
                line.skill.name,
            )
            for line in trends.lines
        ),
        note=_note(trends),
    )


def _answer(changes: Sequence[Change], chosen: tuple[str, ...]) -> str:
    """Return which skill rose most in a year."""
    if chosen or not changes:
        return _("Share of the jobs of each quarter that ask for the skill.")
    first = changes[0]
    return _("%(skill)s rose most within a year: from %(before)s to %(now)s of jobs.") % {
        "skill": first.skill.name,
        "before": percent(first.share_before),
        "now": percent(first.share_now),
    }


def _note(trends: Trends) -> str:
    if not trends.undated:
        return ""
    return ngettext(
        "By the date of the description; %(count)s job without one is in no quarter.",
        "By the date of the description; %(count)s jobs without one are in no quarter.",
        trends.undated,
    ) % {"count": number(trends.undated)}


def _period_name(period: Period) -> str:
    return _("%(year)d Q%(quarter)d") % {"year": period.first.year, "quarter": (period.first.month + 2) // 3}


def _jobs_of(parameters: QueryDict, period: Period, skill: str) -> str:
    return jobs_address(parameters, skill=skill, since=period.first.isoformat(), until=period.last.isoformat())


def new_skills(selection: Selection, parameters: QueryDict) -> Figure:
    """Return the skills that are asked for this year for the first time."""
    found = queries.new_skills(selection)
    rows = found[:NEW_SKILLS]
    answer = ""
    if rows:
        answer = ngettext(
            "%(count)s skill is asked for this year and was not before.",
            "%(count)s skills are asked for this year and were not before.",
            len(found),
        ) % {"count": number(len(found))}
    return Figure(
        key="new",
        question=_("What is new this year?"),
        answer=answer,
        columns=(_("Skill"), _("Jobs"), _("First")),
        rows=tuple(
            Row(
                row.skill.name,
                (Cell(number(row.jobs)), Cell(date_format(row.first, "Y-m-d"))),
                jobs_address(
                    parameters,
                    skill=row.skill.lightcast_id,
                    since=f"{selection.today.year}-01-01",
                    until=f"{selection.today.year}-12-31",
                ),
            )
            for row in rows
        ),
        empty=_("Skills appear here when descriptions dated this year ask for something that no earlier one did."),
        export="api-new",
        note=_first_of(len(rows), len(found)),
    )


def _first_of(shown: int, found: int) -> str:
    return _("The %(count)s that most jobs ask for.") % {"count": number(shown)} if found > shown else ""
