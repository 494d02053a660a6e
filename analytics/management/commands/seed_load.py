"""manage.py seed_load"""

from __future__ import annotations

import bisect
import itertools
import random
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.models import Model
from django.utils import timezone

from jobs.columns import triggers
from jobs.models import JobDescription, hash_text, hash_words
from skills.models import Extraction, JobSkill, Skill

DEPARTMENTS = 60
CLASSIFICATIONS = tuple(f"{group}-{level:02d}" for group in ("EC", "AS", "IT", "PM", "CR") for level in range(1, 8))
TITLES = ("Analyst", "Advisor", "Manager", "Technician", "Officer", "Nurse", "Engineer", "Developer", "Clerk", "Agent")
FIELDS = ("Policy", "Finance", "Data", "Health", "Systems", "Procurement", "Research", "Payroll", "Safety", "Program")
FIRST_DAY = date(2022, 1, 1)
DAYS = 1780
WITHOUT_DATE = 0.03
WITHOUT_DEPARTMENT = 0.02
OWN_FIELD = 0.7  # of a department's jobs are in its own field
LEANING = 0.35  # of a job's skills are its field's own
RISING_EVERY = 7  # each seventh skill is asked for more and more over the years
JOBS_AT_ONCE = 1000
SKILLS_IN_USE = 6000
TAG_COLUMNS = ("job_id", "skill_id", "confidence", "importance", "decision", "decided_at")
CONSTANTS = {"origin": "embedded", "engine_version": "load"}
IMPORTANCES = ("required", "preferred", "mentioned")
DECIDED = 0.3  # of the tags; those of higher confidence are right more often


class Command(BaseCommand):
    """Fill the database with job descriptions for measuring."""

    help = "Adds made-up job descriptions with tags, quickly and without an engine: for measuring, never for real use."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--jobs", type=int, required=True, help="how many job descriptions")
        parser.add_argument("--skills", type=int, default=20, help="mean number of skills of each (default: 20)")
        parser.add_argument("--seed", type=int, default=1, help="of the random choices (default: 1)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Add the rows.

        Raises:
            CommandError: no skill list is loaded.
        """
        skill_ids = list(Skill.objects.active().order_by("lightcast_id").values_list("pk", flat=True)[:SKILLS_IN_USE])
        if not skill_ids:
            raise CommandError("Load the skill list first: manage.py load_taxonomy.")
        chance = random.Random(options["seed"])  # noqa: S311  made-up data
        chance.shuffle(skill_ids)
        # Zipf's law: the n-th most wanted skill is asked for 1/n times as often as the first.
        weights = list(itertools.accumulate(1 / place for place in range(1, len(skill_ids) + 1)))
        wanted = _Wanted(chance, weights, options["skills"])
        total = options["jobs"]
        for start in range(0, total, JOBS_AT_ONCE):
            count = min(JOBS_AT_ONCE, total - start)
            with triggers.paused(connection):
                jobs = JobDescription.objects.bulk_create(_jobs(chance, start, count))
                Extraction.objects.bulk_create(_extractions(jobs))
                _insert(JobSkill, TAG_COLUMNS, _tags(chance, jobs, skill_ids, wanted))
            self.stdout.write(f"  {start + count} of {total} jobs", ending="\n" if start + count == total else "\r")
            self.stdout.flush()


def _jobs(chance: random.Random, start: int, count: int) -> list[JobDescription]:
    jobs = []
    for number in range(start, start + count):
        department = min(int(chance.expovariate(0.09)), DEPARTMENTS - 1)
        field = department if chance.random() < OWN_FIELD else chance.randrange(len(FIELDS))
        text = f"Job {number} of the load for measuring.\n" + "Duties and qualifications of the position. " * 12
        jobs.append(
            JobDescription(
                title=f"{FIELDS[field % len(FIELDS)]} {chance.choice(TITLES)}",
                reference=f"L-{number:07d}",
                department="" if chance.random() < WITHOUT_DEPARTMENT else f"Department {department:02d}",
                classification=chance.choice(CLASSIFICATIONS),
                language=chance.choices(["en", "fr"], [4, 1])[0],
                effective_date=None
                if chance.random() < WITHOUT_DATE
                else FIRST_DAY + timedelta(days=chance.randrange(DAYS)),
                text=text,
                text_hash=hash_text(text),
                words_hash=hash_words(text),
            )
        )
    return jobs


def _extractions(jobs: list[JobDescription]) -> list[Extraction]:
    return [
        Extraction(job=job, text_hash=job.text_hash, engine="embedded", state=Extraction.State.DONE) for job in jobs
    ]


class _Wanted:
    """Which skills a job asks for: frequent ones more often, those of its field more often still."""

    def __init__(self, chance: random.Random, weights: list[float], mean: int) -> None:
        self.chance, self.weights, self.mean = chance, weights, mean

    def places(self, job: JobDescription) -> list[int]:
        """Return the places of different skills, counted from the most frequent one."""
        chance, weights, last = self.chance, self.weights, len(self.weights) - 1
        count = min(max(1, round(chance.gauss(self.mean, self.mean / 4))), len(weights))
        field = FIELDS.index(job.title.split()[0])
        passed = (job.effective_date - FIRST_DAY).days / DAYS if job.effective_date else 1.0
        found: set[int] = set()
        for _attempt in range(20 * count):
            place = min(bisect.bisect(weights, chance.random() * weights[-1]), last)
            if chance.random() < LEANING:
                place = min(place - place % len(FIELDS) + field, last)
            if place % RISING_EVERY or chance.random() < passed:
                found.add(place)
                if len(found) == count:
                    break
        return sorted(found)


def _tags(
    chance: random.Random, jobs: list[JobDescription], skill_ids: list[int], wanted: _Wanted
) -> Iterator[tuple[Any, ...]]:
    """Yield a row of TAG_COLUMNS for each tag."""
    decided_at = connection.ops.adapt_datetimefield_value(datetime(2026, 1, 1, tzinfo=UTC))
    for job in jobs:
        for place in wanted.places(job):
            confidence = round(0.45 + chance.random() * 0.55, 3)
            decision = "none"
            if chance.random() < DECIDED:
                decision = "confirmed" if chance.random() < confidence else "rejected"
            yield (
                job.pk,
                skill_ids[place],
                confidence,
                IMPORTANCES[int(chance.random() * len(IMPORTANCES))],
                decision,
                None if decision == "none" else decided_at,
            )


def _constants(model: type[Model], columns: tuple[str, ...]) -> dict[str, Any]:
    """Return what goes into every row of `model` beside `columns`: what CONSTANTS or the field's default says."""
    constants: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        column = field.column or ""
        if column in columns or field.primary_key or (field.null and column not in CONSTANTS):
            continue
        value: Any = CONSTANTS.get(column, field.get_default())
        if getattr(field, "auto_now_add", False):
            value = timezone.now()
        constants[column] = field.get_db_prep_save("" if value is None else value, connection)
    return constants


def _insert(model: type[Model], columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert `rows` of `columns`, by COPY where there is one: many times faster than one object for each."""
    constants = _constants(model, columns)
    names = ", ".join([*columns, *constants])
    whole = ((*row, *constants.values()) for row in rows)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in whole:
                    copy.write_row(row)
        else:
            values = ", ".join(["%s"] * (len(columns) + len(constants)))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({values})", list(whole))  # noqa: S608  our names
