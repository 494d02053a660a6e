"""Reads of the skills application: querysets, and the view-models of its pages."""

from skills.queries.evidence import Quote
from skills.queries.history import Event, job_history
from skills.queries.job_page import JobPage, Tag, TagGroup, grounds, job_page
from skills.queries.search import FOUND_SHOWN, FoundSkill, SearchResults, search_everything
from skills.queries.skill_list import SkillList, search_skills, skill_list, skills_to_add, skills_with_use
from skills.queries.skill_page import JobWithQuote, SkillPage, skill_page
from skills.queries.usage import LightcastUsage, lightcast_usage

__all__ = [
    "FOUND_SHOWN",
    "Event",
    "FoundSkill",
    "JobPage",
    "JobWithQuote",
    "LightcastUsage",
    "Quote",
    "SearchResults",
    "SkillList",
    "SkillPage",
    "Tag",
    "TagGroup",
    "grounds",
    "job_history",
    "job_page",
    "lightcast_usage",
    "search_everything",
    "search_skills",
    "skill_list",
    "skill_page",
    "skills_to_add",
    "skills_with_use",
]
