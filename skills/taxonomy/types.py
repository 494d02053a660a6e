"""The type of a skill, for a list that does not give it.

Lightcast sorts its skills into specialised, common and certification. The data package leaves that out, so it is told
from the category and the name; a load from Lightcast's API brings the true types.
"""

from __future__ import annotations

import re

COMMON_CATEGORIES = frozenset(
    {
        "26.0.577.0",  # Initiative and Leadership
        "26.0.578.0",  # Personal Attributes
        "26.0.579.0",  # Physical Abilities
        "26.0.580.0",  # Critical Thinking and Problem Solving
        "26.0.581.0",  # Social Skills
    }
)

COMMON_NAMES = frozenset(
    {
        "Active Listening",
        "Administrative Functions",
        "Clerical Works",
        "Communications",
        "Computer Literacy",
        "Conflict Resolution",
        "Constructive Feedback",
        "Customer Service",
        "Data Entry",
        "Editing",
        "English Language",
        "Event Planning",
        "Filing",
        "French Language",
        "Google Workspace",
        "Interpersonal Communications",
        "Keyboarding",
        "Listening Skills",
        "Management",
        "Mathematics",
        "Mentorship",
        "Microsoft Access",
        "Microsoft Excel",
        "Microsoft Office",
        "Microsoft Outlook",
        "Microsoft PowerPoint",
        "Microsoft Teams",
        "Microsoft Word",
        "Multilingualism",
        "Negotiation",
        "Non-Verbal Communication",
        "Operations",
        "People Management",
        "Persuasive Communication",
        "Presentation Skills",
        "Presentations",
        "Prioritization",
        "Professional Communication",
        "Proofreading",
        "Public Speaking",
        "Relationship Management",
        "Report Writing",
        "Research",
        "Sales",
        "Spanish Language",
        "Spreadsheets",
        "Team Building",
        "Team Leadership",
        "Team Management",
        "Team Oriented",
        "Technical Communication",
        "Telephone Skills",
        "Training And Development",
        "Typing",
        "Verbal Communication Skills",
        "Virtual Teams",
        "Writing",
    }
)

_CERTIFICATION = re.compile(
    r"\b(?:certifi(?:ed|cation|cate)|licen[sc](?:e|ed|ure)|accredited|chartered|diplomate|registered|board eligible)\b",
    re.IGNORECASE,
)
_CERTIFICATION_BEYOND_DOUBT = re.compile(
    r"^(?:board )?certified (?!mail)|\bcertification$|driver's licen[sc]e$|^registered (?!jacks)|^licensed ",
    re.IGNORECASE,
)


def infer_type(name: str, category_code: str) -> str:
    """Return "specialized", "common" or "certification" for a skill of this name and category.

    Certifications rarely carry a category in the list, so a weaker sign in the name is enough where there is none.
    """
    if category_code in COMMON_CATEGORIES or name in COMMON_NAMES:
        return "common"
    if (_CERTIFICATION_BEYOND_DOUBT if category_code else _CERTIFICATION).search(name):
        return "certification"
    return "specialized"
