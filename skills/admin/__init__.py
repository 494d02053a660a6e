"""Curation in Django admin, a module for each model or page."""

from skills.admin import aliases, log, merges, skills, taxonomy, titles

__all__ = ["aliases", "log", "merges", "skills", "taxonomy", "titles"]
