"""What is counted, held by each process as columns and kept current: see docs/decisions/0005.

`current()` returns jobs, tags and skills as numpy arrays that hold every committed change. Tags and skills are reached
by their models' names (as in jobs/tags.py), since both the job list's counts and the dashboard's rest on them.
"""

from jobs.columns.store import current, forget, keep_checkpoint, rebuild
from jobs.columns.tables import Columns

__all__ = ["Columns", "current", "forget", "keep_checkpoint", "rebuild"]
