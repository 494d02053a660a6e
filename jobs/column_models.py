"""What keeps the columns (jobs/columns/) true: a log of what changed, and one stored state to start from."""

from __future__ import annotations

from django.db import models


class ColumnChange(models.Model):
    """That a job, one of its tags, or the skill list changed; written by triggers, whoever made the change.

    `job_id` is the job's primary key, or one of the two constants. `version` is the number of the transaction on
    PostgreSQL, where rows of a slow transaction appear after rows with a higher id; it is 0 on SQLite, where the ids
    rise in the order of the commits.
    """

    SKILL_LIST = 0
    EVERYTHING = -1

    job_id = models.BigIntegerField()
    version = models.BigIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["job_id", "version"], name="column_change_job"),
            models.Index(fields=["version"], name="column_change_version"),
        ]

    def __str__(self) -> str:
        return str(self.job_id)


class ColumnCheckpoint(models.Model):
    """All columns as they stood at one time: at most one row.

    Attributes:
        format: of `content`; one that this code does not know is left alone.
        mark: changes from here on are not in it (an id on SQLite, a transaction on PostgreSQL).
        pruned_to: changes before this mark are no longer in the log.
        pruned: how many changes were taken out of the log so far.
        last_change: highest id that the log ever held when it was pruned.
    """

    format = models.PositiveSmallIntegerField()
    mark = models.BigIntegerField()
    pruned_to = models.BigIntegerField(default=0)
    pruned = models.BigIntegerField(default=0)
    last_change = models.BigIntegerField(default=0)
    content = models.BinaryField()
    made_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="column_checkpoint_is_one_row")]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M}"
