"""Reading curators' decisions in from a table: every line is tried, and either all of them count or none."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from skills.curation import decisions as table
from skills.curation.forms import form_key
from skills.models import KeptAsIs, Skill, SkillAlias
from skills.services.aliases import add_alias, block_form
from skills.services.curation import create_skill, set_preferred_name, set_skill_status, set_skill_type
from skills.services.duplicates import keep_as_is
from skills.services.merging import merge_skills

LONGEST_CELL = 2000
SEPARATORS = (",", ";", "\t")
Question = KeptAsIs.Question


class Outcome(StrEnum):
    """What becomes of a line."""

    CHANGE = "change"
    NOTHING = "nothing"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class LineReport:
    """What one line of the table does, or would do.

    Attributes:
        number: of the line in the file, from 1.
        outcome: whether it changes something, nothing, or cannot be taken in.
        sentence: what, or why not.
    """

    number: int
    outcome: Outcome
    sentence: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What a table does, or would do.

    Attributes:
        lines: one report for each line, in order.
        applied: whether the changes were made.
    """

    lines: tuple[LineReport, ...]
    applied: bool

    def count(self, outcome: Outcome) -> int:
        """Return how many lines have this outcome."""
        return sum(line.outcome == outcome for line in self.lines)

    @property
    def changes(self) -> int:
        """How many lines change something."""
        return self.count(Outcome.CHANGE)

    @property
    def faults(self) -> int:
        """How many lines cannot be taken in."""
        return self.count(Outcome.FAULT)


def import_decisions(*, text: str, user: User | None, dry_run: bool, most_lines: int | None = None) -> ImportReport:
    """Read decisions in, in one transaction: where a single line has a fault, none counts.

    Args:
        text: a table with the columns of `skills.curation.decisions`, separated by commas, semicolons or tabs.
        user: the curator.
        dry_run: only say what each line would do.
        most_lines: how many lines may be read; any number when left out.
    """
    try:
        rows = list(islice(_rows(text), None if most_lines is None else most_lines + 1))
    except ValidationError as error:
        return ImportReport((LineReport(1, Outcome.FAULT, " ".join(error.messages)),), applied=False)
    if most_lines is not None and len(rows) > most_lines:
        said = _("More than %(count)d lines: use the command manage.py curation_csv.") % {"count": most_lines}
        return ImportReport((LineReport(rows[-1][0], Outcome.FAULT, said),), applied=False)
    earlier = _Earlier()
    with transaction.atomic():
        lines = tuple(_try(number, cells, user, earlier) for number, cells in rows)
        applied = not dry_run and not any(line.outcome == Outcome.FAULT for line in lines)
        if not applied:
            transaction.set_rollback(True)
    return ImportReport(lines, applied)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the number and cells (skill, decision, value) of each line; a list of another length has a fault."""
    separator = max(SEPARATORS, key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text.replace("\x00", ""), newline=""), delimiter=separator, strict=True)
    number = 1
    try:
        heading = [cell.strip().casefold() for cell in next(reader, [])]
        if sorted(heading) != sorted(table.COLUMNS):
            columns = ", ".join(table.COLUMNS)
            raise ValidationError(_("The first line has to name the columns: %(columns)s.") % {"columns": columns})
        for cells in reader:
            if max(map(len, cells), default=0) > LONGEST_CELL:  # the module's own limit would hold for all other tables
                raise csv.Error
            number = reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            named = dict(zip(heading, cells, strict=False)) if len(cells) == len(heading) else {}
            yield number, [_text(named[column]) for column in ("skill", "decision", "value")] if named else []
    except csv.Error as error:
        raise ValidationError(
            _("After line %(line)d the quotation marks do not match, or a cell is too long.") % {"line": number}
        ) from error


def _text(cell: str) -> str:
    """Return what a cell holds, without the mark by which an export keeps a spreadsheet from computing it."""
    cell = " ".join(cell.split())
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(("=", "+", "-", "@")) else cell


class _Earlier:
    """The lines that were read, so that one that says the same or the contrary is told."""

    def __init__(self) -> None:
        self._said: dict[tuple[str, ...], tuple[int, tuple[str, str]]] = {}

    def check(self, number: int, skill: str, decision: str, value: str) -> None:
        """Raise ValidationError when an earlier line says the same, or the contrary, of the same thing."""
        about: tuple[str, ...] = (skill, decision)
        if decision in (table.ALIAS, table.BLOCK_FORM):
            about = (skill, "form", form_key(value))
        elif decision in (table.APART, table.LEAVE_FORM):
            about = (*sorted((skill, value)), decision)
        elif decision in (table.STATUS, table.MERGE):
            about = (skill, "standing")
        line, said = self._said.setdefault(about, (number, (decision, value)))
        if line != number:
            same = said == (decision, value) or decision == table.APART
            sentence = _("This says the same as line %(line)d.") if same else _("This contradicts line %(line)d.")
            raise ValidationError(sentence % {"line": line})


def _try(number: int, cells: list[str], user: User | None, earlier: _Earlier) -> LineReport:
    """Do what one line says, inside a transaction of its own, and report it."""
    try:
        if not cells:
            raise ValidationError(_("This line has not as many cells as the first."))
        skill_id, decision, value = cells
        if decision.casefold() not in table.DECISIONS:
            known = ", ".join(table.DECISIONS)
            raise ValidationError(
                _("“%(word)s” is no decision; these are: %(known)s.") % {"word": decision, "known": known}
            )
        decision = decision.casefold()
        earlier.check(number, skill_id, decision, value)
        with transaction.atomic():
            if decision == table.OWN:
                changed = _own(skill_id, value)
            else:
                changed = _DOING[decision](_skill(skill_id), value, user)
    except ValidationError as error:
        return LineReport(number, Outcome.FAULT, " ".join(error.messages))
    sentence = f"{skill_id}: {decision}" + (f" “{value}”" if value else "")
    return LineReport(number, Outcome.CHANGE if changed else Outcome.NOTHING, sentence)


def _skill(skill_id: str) -> Skill:
    """Return the skill with this id.

    Raises:
        ValidationError: there is none.
    """
    skill = Skill.objects.filter(lightcast_id=skill_id).first()
    if skill is None:
        raise ValidationError(_("No skill has the id “%(id)s”.") % {"id": skill_id}, code="unknown")
    return skill


def _own(skill_id: str, name: str) -> bool:
    if Skill.objects.filter(lightcast_id=skill_id).exists():
        return False
    create_skill(name=name, lightcast_id=skill_id)
    return True


def _form(skill: Skill, form: str, *, is_blocked: bool) -> bool:
    if SkillAlias.objects.filter(skill=skill, form=form, is_blocked=is_blocked).exists():
        return False
    (block_form if is_blocked else add_alias)(skill=skill, form=form)
    return True


def _status(skill: Skill, status: str, user: User | None) -> bool:
    if status not in Skill.Status.values:
        raise ValidationError(_("Choose active, blocked or retired."))
    if skill.merged_into is not None:
        raise ValidationError(_("“%(skill)s” is merged already.") % {"skill": skill.name})
    return bool(set_skill_status(skills=[skill], status=status))


def _name(skill: Skill, name: str, user: User | None) -> bool:
    before = skill.name
    return set_preferred_name(skill=skill, name=name).name != before


def _merge(skill: Skill, into: str, user: User | None) -> bool:
    if skill.merged_into is not None and skill.merged_into.lightcast_id == into:
        return False
    merge_skills(skill=skill, into=_skill(into), user=user)
    return True


def _leave(question: Question) -> Callable[[Skill, str, User | None], bool]:
    def leave(skill: Skill, value: str, user: User | None) -> bool:
        before = KeptAsIs.objects.count()
        other = _skill(value) if question == Question.DUPLICATE else None
        keep_as_is(question=question, skill=skill, other=other, form=value if other is None else "", user=user)
        return KeptAsIs.objects.count() > before

    return leave


_DOING: dict[str, Callable[[Skill, str, User | None], bool]] = {
    table.ALIAS: lambda skill, value, _user: _form(skill, value, is_blocked=False),
    table.BLOCK_FORM: lambda skill, value, _user: _form(skill, value, is_blocked=True),
    table.TYPE: lambda skill, value, _user: bool(set_skill_type(skills=[skill], skill_type=value)),
    table.STATUS: _status,
    table.NAME: _name,
    table.MERGE: _merge,
    **{decision: _leave(question) for question, decision in table.LEFT.items()},
}
