"""Every number of the dashboard and of the analytics API, one module for each question.

Each function takes a `Selection`: what the job list's filters leave. A tag counts when no person rejected it and its
skill is active, so curators' merges and blocks hold everywhere.
"""

from analytics.queries.comparison import Compared, Comparison, Side, SimilarJob, compare, similar_jobs
from analytics.queries.dashboard import Dashboard, dashboard
from analytics.queries.departments import DepartmentCount, Heatmap, SkillShare, departments, heatmap
from analytics.queries.inventory import (
    TOP_LIMIT,
    GroupCount,
    SkillCount,
    categories,
    inventory,
    top_categories,
    top_skills,
    types,
)
from analytics.queries.selection import Rows, Selection, SkillName, select
from analytics.queries.thin import ConcentratedSkill, RareSkill, concentrated, rare
from analytics.queries.together import Neighbour, Pair, Pairs, cooccurrence, neighbours
from analytics.queries.totals import EngineCount, Totals, totals
from analytics.queries.trends import STEPS, Change, Line, NewSkill, Period, Trends, new_skills, rising, trends
from analytics.queries.trust import (
    BandAcceptance,
    DepartmentReview,
    EngineAcceptance,
    OldestJob,
    acceptance,
    review,
)

__all__ = [
    "STEPS",
    "TOP_LIMIT",
    "BandAcceptance",
    "Change",
    "Compared",
    "Comparison",
    "ConcentratedSkill",
    "Dashboard",
    "DepartmentCount",
    "DepartmentReview",
    "EngineAcceptance",
    "EngineCount",
    "GroupCount",
    "Heatmap",
    "Line",
    "Neighbour",
    "NewSkill",
    "OldestJob",
    "Pair",
    "Pairs",
    "Period",
    "RareSkill",
    "Rows",
    "Selection",
    "Side",
    "SimilarJob",
    "SkillCount",
    "SkillName",
    "SkillShare",
    "Totals",
    "Trends",
    "acceptance",
    "categories",
    "compare",
    "concentrated",
    "cooccurrence",
    "dashboard",
    "departments",
    "heatmap",
    "inventory",
    "neighbours",
    "new_skills",
    "rare",
    "review",
    "rising",
    "select",
    "similar_jobs",
    "top_categories",
    "top_skills",
    "totals",
    "trends",
    "types",
]
