"""Writes of the skills application: one function for each thing that a person or the worker can do."""

from skills.services.curation import set_skill_status, taxonomy_changed
from skills.services.decisions import (
    DECISIONS,
    add_skill,
    confirm_skill,
    reject_skill,
    set_importance,
    undo_decision,
)
from skills.services.extraction import (
    request_extraction,
    run_extraction,
    text_saved,
    wake_due_extractions,
)
from skills.services.merging import merge_skills, preview_merge, undo_merge
from skills.services.tags import apply_extracted, survivor
from skills.services.titles import apply_title, apply_titles, map_title, remove_title, title_key, undo_titles

__all__ = [
    "DECISIONS",
    "add_skill",
    "apply_extracted",
    "apply_title",
    "apply_titles",
    "confirm_skill",
    "map_title",
    "merge_skills",
    "preview_merge",
    "reject_skill",
    "remove_title",
    "request_extraction",
    "run_extraction",
    "set_importance",
    "set_skill_status",
    "survivor",
    "taxonomy_changed",
    "text_saved",
    "title_key",
    "undo_decision",
    "undo_merge",
    "undo_titles",
    "wake_due_extractions",
]
