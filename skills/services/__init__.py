"""Writes of the skills application: one function for each thing that a person or the worker can do."""

from skills.services.aliases import SplitPreview, add_alias, block_form, preview_split, split_alias
from skills.services.curation import (
    check_name_is_free,
    create_skill,
    save_skill,
    set_preferred_name,
    set_skill_status,
    set_skill_type,
    taxonomy_changed,
)
from skills.services.decisions import (
    DECIDED_MEANWHILE,
    DECISIONS,
    Undone,
    add_skill,
    confirm_skill,
    decide_on_suggestions,
    reject_skill,
    set_importance,
    undo_decision,
    undo_run,
)
from skills.services.decisions_csv import ImportReport, LineReport, Outcome, import_decisions
from skills.services.duplicates import keep_as_is, refresh_duplicates
from skills.services.extraction import (
    leave_to_built_in_engine,
    request_extraction,
    request_extractions,
    run_extraction,
    text_saved,
    wake_due_extractions,
)
from skills.services.merging import merge_skills, preview_merge, undo_merge
from skills.services.preview import ExtractionPreview, preview_extraction, weaker_matches
from skills.services.proposals import accept_proposal, decline_proposal, propose_skill
from skills.services.queue import accept_as_new_skill, accept_question, leave_question, take_back
from skills.services.tags import apply_extracted, survivor
from skills.services.titles import apply_title, apply_titles, map_title, remove_title, title_key, undo_titles

__all__ = [
    "DECIDED_MEANWHILE",
    "DECISIONS",
    "ExtractionPreview",
    "ImportReport",
    "LineReport",
    "Outcome",
    "SplitPreview",
    "Undone",
    "accept_as_new_skill",
    "accept_proposal",
    "accept_question",
    "add_alias",
    "add_skill",
    "apply_extracted",
    "apply_title",
    "apply_titles",
    "block_form",
    "check_name_is_free",
    "confirm_skill",
    "create_skill",
    "decide_on_suggestions",
    "decline_proposal",
    "import_decisions",
    "keep_as_is",
    "leave_question",
    "leave_to_built_in_engine",
    "map_title",
    "merge_skills",
    "preview_extraction",
    "preview_merge",
    "preview_split",
    "propose_skill",
    "refresh_duplicates",
    "reject_skill",
    "remove_title",
    "request_extraction",
    "request_extractions",
    "run_extraction",
    "save_skill",
    "set_importance",
    "set_preferred_name",
    "set_skill_status",
    "set_skill_type",
    "split_alias",
    "survivor",
    "take_back",
    "taxonomy_changed",
    "text_saved",
    "title_key",
    "undo_decision",
    "undo_merge",
    "undo_run",
    "undo_titles",
    "wake_due_extractions",
    "weaker_matches",
]
