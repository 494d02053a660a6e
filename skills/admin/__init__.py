"""Curation in Django admin, a module for each model or page."""

from skills.admin import aliases, duplicates, log, merges, skills, taxonomy, titles, updates

__all__ = ["aliases", "duplicates", "log", "merges", "skills", "taxonomy", "titles", "updates"]
