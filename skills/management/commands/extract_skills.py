"""manage.py extract_skills"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import OuterRef, QuerySet, Subquery

from jobs.models import JobDescription
from skills import queries, services
from skills.models import Extraction


class Command(BaseCommand):
    """Have the skills of many jobs found again, saying first what it costs."""

    help = "Asks for a new extraction of job descriptions: of all, or of those whose last one failed."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--failed", action="store_true", help="only jobs whose last extraction failed")
        parser.add_argument("--department", default="", help="only jobs of this department")
        parser.add_argument("--dry-run", action="store_true", help="only say how many jobs and what they cost")
        parser.add_argument("--yes", action="store_true", help="do not ask before calls to Lightcast are spent")

    def handle(self, *args: Any, **options: Any) -> None:
        """Count, ask, and request the extractions.

        Raises:
            CommandError: the person did not agree.
        """
        jobs = self._jobs(failed=options["failed"], department=options["department"])
        count = jobs.count()
        self.stdout.write(f"{count} jobs.")
        usage = queries.lightcast_usage()
        if usage is not None:
            self.stdout.write(
                f"They need up to {count} calls to Lightcast; {usage.left} of {usage.quota} are left until "
                f"{usage.resets_on.isoformat()}. A text that Lightcast has answered before costs nothing."
            )
        if options["dry_run"] or not count:
            return
        if usage is not None and not options["yes"] and input("Go on? [y/N] ").strip().lower() not in {"y", "yes"}:
            raise CommandError("Nothing was done.")
        for job in jobs.iterator():
            services.request_extraction(job)
        self.stdout.write(f"{count} extractions are waiting for the worker.")

    @staticmethod
    def _jobs(*, failed: bool, department: str) -> QuerySet[JobDescription]:
        jobs = JobDescription.objects.order_by("pk")
        if failed:
            last = Extraction.objects.filter(job=OuterRef("pk")).order_by("-id").values("state")[:1]
            jobs = jobs.annotate(last_state=Subquery(last)).filter(last_state=Extraction.State.FAILED)
        return jobs.filter(department=department) if department else jobs
