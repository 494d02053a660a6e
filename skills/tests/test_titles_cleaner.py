"""Titles taken apart: every kind of part, in English and French, and put back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skills.engines.base import TitleParts
from skills.engines.embedded.titles import put_back, put_back_french, take_apart


@pytest.mark.parametrize(
    ("title", "core"),
    [
        ("Data analyst", "Data analyst"),
        ("Manager, Sales", "Sales Manager"),
        ("Sr. Mgr., HR Ops (Term) – Ottawa #4711", "HR Ops Mgr."),
        ("<b>Policy&nbsp;Analyst</b>", "Policy Analyst"),
        ("HR Manager â€“ Ottawa", "HR Manager"),
        ("Videographer cum Editor", "Videographer"),
        ("Electrician @ Example Works Ltd - Full Time", "Electrician"),
        ("Now hiring: Welder!", "Welder"),
        ("Agent(e) administratif(ve)", "Agent administratif"),
        ("Directeur/Directrice des ressources humaines (H/F)", "Directeur des ressources humaines"),
        ("Conseillère principale en politiques", "Conseillère en politiques"),
        ("Conseiller(ère) principal(e) en politiques – EC-06 (poste de durée déterminée)", "Conseiller en politiques"),
        ("Controls Engineer PLC", "Controls Engineer PLC"),
        ("Ergothérapeute 35 h/semaine", "Ergothérapeute"),
        ("Executive Assistant to the CEO", "Executive Assistant"),
        ("Executive Assistant to VP Sales", "Executive Assistant"),
        ("Door to Door Seller", "Door to Door Seller"),
        ("Cook & Benefits", "Cook"),
        ("Compensation & Benefits", "Compensation & Benefits"),
        ("Manager, Benefits", "Benefits Manager"),
        ("HRManager", "HR Manager"),
        ("hrmanager", "hr manager"),
        ("cncoperators", "cnc operators"),
        ("Paramedics", "Paramedics"),
        ("Pay Grade 5 Teacher", "Teacher"),
        ("Grade 5 Teacher", "Grade 5 Teacher"),
    ],
)
def test_the_words_that_name_the_job_are_left(title, core):
    assert take_apart(title).core == core


@pytest.mark.parametrize(
    ("title", "field", "value"),
    [
        ("Senior Data Analyst", "level", "Senior"),
        ("Sr. Data Analyst", "level", "Senior"),
        ("Developer II", "level", "II"),
        ("Senior Developer III", "level", "III Senior"),
        ("Technician - Level 3", "level", "Level 3"),
        ("Analyste principal des politiques", "level", "Principal"),
        ("Data Analyst (EC-05)", "classification", "EC-05"),
        ("Policy Analyst, EC 06", "classification", "EC-06"),
        ("Budget Analyst GS-12", "classification", "GS-12"),
        ("Acting Director", "contract", "Acting"),
        ("Clerk (Term)", "contract", "Term"),
        ("Teacher - Part-time", "contract", "Part-time"),
        ("Developer (Remote)", "contract", "Remote"),
        ("Développeuse web (télétravail)", "contract", "télétravail"),
        ("Welder - Hamilton, ON", "place", "Hamilton, ON"),
        ("Analyst – Ottawa", "place", "Ottawa"),
        ("Cook #4711", "reference", "4711"),
        ("Cook (Job ID: R-624063)", "reference", "Job ID: R-624063"),
        ("Baker at Riverside Bakery", "department", "Riverside Bakery"),
        ("Driver - $22/hr", "other", ("$22/hr",)),
        ("Nurse (m/f/d)", "other", ("m/f/d",)),
        ("Guard - Night Shift", "other", ("Night Shift",)),
        ("Warehouse Associate + Full Benefits", "other", ("Full Benefits",)),
        ("Clerk, Grade 3", "level", "Grade 3"),
        ("Clerk (pay band C)", "other", ("pay band C",)),
        ("Commis, échelon salarial 4", "other", ("échelon salarial 4",)),
        ("Agent bilingue", "other", ("bilingue",)),
        ("Infirmière clinicienne – remplacement", "contract", "remplacement"),
        ("Commis à la paie CR-05 – poste permanent", "contract", "poste permanent"),
        ("Agent(e) de programme PM-02 (indéterminé)", "contract", "indéterminé"),
        ("Conseiller – EC-06 (poste de durée déterminée)", "contract", "poste de durée déterminée"),
        ("Gestionnaire de projets TI (12 mois)", "contract", "12 mois"),
        ("Préposé(e) aux bénéficiaires – soir", "other", ("soir",)),
    ],
)
def test_each_part_is_named(title, field, value):
    assert getattr(take_apart(title), field) == value


@pytest.mark.parametrize(
    "title", ["Night auditor", "Contract manager", "Staff nurse", "Associate professor", "Principal", "Police officer"]
)
def test_words_that_belong_to_the_job_stay(title):
    assert take_apart(title).core == title


@pytest.mark.parametrize(
    ("standard", "parts", "whole"),
    [
        ("Data analyst", TitleParts("x", level="Senior", classification="EC-05"), "Senior data analyst (EC-05)"),
        ("Data analyst", TitleParts("x", level="II"), "Data analyst II"),
        ("Data analyst", TitleParts("x", level="II Senior"), "Senior data analyst II"),
        ("ICT technician", TitleParts("x", level="Junior"), "Junior ICT technician"),
        ("Policy officer", TitleParts("x", level="Principale"), "Principal policy officer"),
        ("Data analyst", TitleParts("x", level="Grade 7 Senior"), "Senior data analyst Grade 7"),
        ("Data analyst", TitleParts("x"), "Data analyst"),
    ],
)
def test_level_and_classification_are_put_back(standard, parts, whole):
    assert put_back(standard, parts) == whole


@pytest.mark.parametrize(
    ("level", "classification", "whole"),
    [
        ("Senior", "EC-05", "Agent/agente de projet, principal/principale (EC-05)"),
        ("Principale II", "", "Agent/agente de projet II, principal/principale"),
        ("Entry level", "", "Agent/agente de projet, débutant/débutante"),
        ("Level 2", "", "Agent/agente de projet niveau 2"),
        ("", "", "Agent/agente de projet"),
    ],
)
def test_level_and_classification_are_put_back_on_a_french_title(level, classification, whole):
    parts = TitleParts("x", level=level, classification=classification)
    assert put_back_french("Agent/agente de projet", parts) == whole


@pytest.mark.parametrize("title", ["", "   ", "!!! --- ???", "#4711", "Part-time", "🎉🎉"])
def test_strings_without_a_job_leave_no_core(title):
    assert take_apart(title).core == ""


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400))
def test_any_text_can_be_taken_apart(title):
    parts = take_apart(title)
    assert len(parts.core) <= 300
    assert "<b>" not in parts.core
    assert parts.core == parts.core.strip()


@pytest.mark.parametrize(
    ("title", "core"),
    [
        ("We are hiring - Bridge Painter, Ohio", "Bridge Painter"),
        ("Now Hiring Manager - Fleet", "Fleet Manager"),
        ("Hiring Manager", "Hiring Manager"),
        ("Payroll Support Worker 2 (Hybrid)", "Payroll Support Worker"),
        ("Staff Night Shift Bookbinder of Rare Books", "Bookbinder of Rare Books"),
        ("Director, Records Management (SAP)", "Records Management Director"),
    ],
)
def test_what_stands_beside_the_job_does_not_take_its_place(title, core):
    assert take_apart(title).core == core
