"""A few dozen skills with their real ids, for the tests of the embedded extractor."""

import csv

from skills.engines.base import TaxonomySkill
from skills.engines.embedded.tables import DATA

# Skills that the tests speak of; ids come from our own tables of forms, which point to them by id and name.
_CATEGORIES = {
    "Python (Programming Language)": "Information Technology",
    "Java (Programming Language)": "Information Technology",
    "Go (Programming Language)": "Information Technology",
    "R (Programming Language)": "Information Technology",
    "C++ (Programming Language)": "Information Technology",
    "C# (Programming Language)": "Information Technology",
    ".NET Framework": "Information Technology",
    "React.js": "Information Technology",
    "Node.js": "Information Technology",
    "PostgreSQL": "Information Technology",
    "MySQL": "Information Technology",
    "SQL (Programming Language)": "Information Technology",
    "Amazon Web Services": "Information Technology",
    "Kubernetes": "Information Technology",
    "Software Development": "Information Technology",
    "Software Design": "Information Technology",
    "Unit Testing": "Information Technology",
    "Microsoft Word": "Information Technology",
    "Microsoft Excel": "Information Technology",
    "Microsoft Access": "Information Technology",
    "Microsoft Office": "Information Technology",
    "Search Engine Optimization": "Marketing and Public Relations",
    "Project Management": "Business",
    "Change Management": "Business",
    "Budgeting": "Finance",
    "Accounting": "Finance",
    "Communications": "Physical and Inherent Abilities",
    "Verbal Communication Skills": "Physical and Inherent Abilities",
    "Teamwork": "Physical and Inherent Abilities",
    "Team Oriented": "Physical and Inherent Abilities",
    "Detail Oriented": "Physical and Inherent Abilities",
    "Calmness Under Pressure": "Physical and Inherent Abilities",
    "Self-Sufficiency": "Physical and Inherent Abilities",
    "Enthusiasm": "Physical and Inherent Abilities",
    "English Language": "Media and Communications",
    "Customer Service": "Customer and Client Support",
    "Sales": "Sales",
    "Troubleshooting (Problem Solving)": "Physical and Inherent Abilities",
    "Occupational Safety And Health": "Public Safety and National Security",
    "First Aid": "Health Care",
}


def some_skills() -> list[TaxonomySkill]:
    """Return the skills above."""
    ids: dict[str, str] = {}
    for name in ("forms_en.csv", "forms_fr.csv", "patterns.csv"):
        with (DATA / name).open(encoding="utf-8", newline="") as file:
            ids.update((row["name"], row["lightcast_id"]) for row in csv.DictReader(file))
    return [TaxonomySkill(ids[name], name, category=category) for name, category in _CATEGORIES.items()]
