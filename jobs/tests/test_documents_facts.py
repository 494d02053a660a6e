"""What job descriptions say about themselves, in the layouts that they come in."""

import datetime

import pytest

from jobs.documents.base import Notice
from jobs.documents.dates import first_date
from jobs.documents.reading import read_document
from jobs.documents.titles import clean_title, title_of_filename
from jobs.tests.samples import build

LAYOUTS = [
    (
        "Senior Policy Analyst",
        "Department of Finance Canada\nSenior Policy Analyst\nReference number: FIN-22-123\nEC-06\n",
    ),
    ("Administrative Assistant", "JOB DESCRIPTION\n\nPosition Title: Administrative Assistant\nReports To: Director\n"),
    ("Software Engineer II", "Acme Corp.\n\nJob Description\n\nSoftware Engineer II\n\nAbout us\nAcme is great.\n"),
    (
        "REGISTERED NURSE",
        "City of Springfield\nClass Specification\n\nREGISTERED NURSE\n\nDEFINITION\nUnder supervision",
    ),
    (
        "Data Scientist",
        "About the role\nWe are looking for a Data Scientist to join our team.\n\nRequirements\n- Python",
    ),
    ("Marketing Manager", "Join our team!\nWe are hiring: Marketing Manager\nLocation: Toronto, ON\n"),
    ("Technicien en informatique", "Offre d'emploi\n\nTechnicien en informatique\n\nLieu de travail : Montréal\n"),
    ("Analyste principal", "Titre du poste : Analyste principal\nGroupe et niveau : EC-06\nLieu : Gatineau\n"),
    (
        "Directrice, Ressources humaines",
        "Ville de Québec\nAVIS DE CONCOURS\nDirectrice, Ressources humaines\nConcours no 2024-115\n",
    ),
    ("Heavy Equipment Operator", "Job Posting - Heavy Equipment Operator (Ref #2024-33)\nPosted June 1, 2024\n"),
    ("Accountant", "Job title\nAccountant\nDepartment\nFinance\nLocation\nLeeds\n\nMain duties"),
    ("Research Officer", "Position title | Research Officer | Classification | RES-02\n"),
    ("Program Coordinator", "Role: Program Coordinator\nTeam: Outreach\n\nPurpose of the role\nTo coordinate"),
    ("WAREHOUSE SUPERVISOR", "WAREHOUSE SUPERVISOR – JOB DESCRIPTION\nReports to: Operations Manager\n"),
    ("Librarian", "The City of Ottawa is seeking a Librarian for its main branch.\nYou will catalogue books.\n"),
    ("Human Resources Advisor", "Work Description\n\nPosition Number: 0001\nPosition Title: Human Resources Advisor\n"),
    (
        "Conseiller(ère) en communication",
        "Nous sommes à la recherche d'un(e) Conseiller(ère) en communication pour l'équipe.\n",
    ),
    ("Machine Learning Engineer", "Machine Learning Engineer at Acme\n\nWhat you'll do\n- x"),
    ("Infirmière clinicienne", "CIUSSS de l'Estrie\nInfirmière clinicienne\nTemps complet\nSherbrooke\n"),
    (
        "Deputy Director",
        "UNITED NATIONS\nVacancy Notice\nPost title: Deputy Director\nLevel: D-1\nDuty station: Geneva\n",
    ),
    (
        "Economist",
        "Statement of Merit Criteria and Conditions of Employment\nEconomist\nEC-05\nEssential qualifications\n",
    ),
]
LAYOUTS += [
    ("Policy Analyst", "JOB DESCRIPTION\n1. Title of position:\nPolicy Analyst\n2. Classification:\nEC-04\n"),
    ("Agente de programme", "Titre du poste / Position title: Agente de programme\nGroupe et niveau: PM-03\n"),
    ("Network Administrator", "Name of Organization: Acme\nTitle of Job: Network Administrator\nSalary Level: 5\n"),
    ("Nurse Manager", "Coast Health\nJOB TITLE: Nurse Manager JOB DESCRIPTION #: 12345\nDEPARTMENT: Surgery\n"),
    ("Lake Operator", "CITY OF REGINA\nClassification No. 123 Title: Lake Operator\nDepartment: Utilities\n"),
    ("Backend Developer", "🚀 We’re hiring a Backend Developer!\n\nWho are we?\nA small startup.\n"),
    ("Maintenance Mechanic", "STATE OF COLORADO\nclass: Maintenance Mechanic\nLOCATION: Denver\n"),
    ("Chargé de projet", "Ville de Laval\nOffre d’emploi\nChargé de projet\nNuméro d’affichage : A-22\n"),
    # A field that says how one is employed, a code behind the title, words around it, several on a line.
    ("Trained Teacher", "Helping families thrive since 1932.\nTrained Teacher\nVacancy: Replacement\n"),
    ("CREW LEADER", "CREW LEADER                7541\nDISTINGUISHING FEATURES OF THE CLASS\nUnder supervision\n"),
    ("Caregiver", "Caregiver · Position description · Version 1 (2025)\nReports to: Lead Caregiver\n"),
    ("Teaching Assistants", "BENCHMARK JOB DESCRIPTION\nJOB FAMILY: Teaching Assistants\nLEVEL: A\n"),
    ("Municipal Engineer", "JOB DESCRIPTION POSITION TITLE: Municipal Engineer\nReports to: CAO\n"),
    ("Infirmière auxiliaire", "AFFICHAGE DE POSTE Titre d’emploi : Infirmière auxiliaire\nService : Soins\n"),
    ("Coordination de la recherche citoyenne", "Offre d'emploi - Coordination de la recherche citoyenne\nContexte\n"),
    ("Coordinateur de la formation", "Nous embauchons un•e Coordinateur de la formation\nDate limite : 18 juin\n"),
    (
        "Chargée de projet des jardins",
        "Tu aimes le travail en équipe ?\nÊtre Chargée de projet des jardins chez Ville en vert :\n",
    ),
    ("Pharmacy Technician", "Pharmacy Technician Duties and Responsibilities\nPurpose\nPrepares medications.\n"),
    ("Forklift Operator", "Key Responsibilities and Required Skills for a Forklift Operator\nPay\nMoves goods.\n"),
    ("Senior QA Engineer", "Senior QA Engineer (m/f/d)\nDate posted: 2021-07-14\nRole:\nQA/Test Developer\nDuties\n"),
    ("Data Analyst", "About\nYou assist local authors and infrastructure team managers.\nWe seek a Data Analyst.\n"),
    # Titles that only sentences say.
    (
        "Fork Lift Operator",
        "Position Summary\nThe Fork Lift Operator position has many tasks.\nThe Fork Lift Operator will load.\n",
    ),
    ("Innovation Specialist", "Summary\nAs an Innovation Specialist, the team member serves the government.\n"),
    (
        "Accounts Payable clerk",
        "Summary\nA successful Accounts Payable clerk will have a mix of skills.\nCover as needed.\n",
    ),
    ("Program Director", "TTS is hiring for GS-15 - Program Director GS15. This page tells more.\n"),
]
POSTING = """Ministère de la Santé
Titre du poste : Infirmier auxiliaire
Numéro de concours : 2026-SAN-114
Classification : IN-02
Lieu de travail : Trois-Rivières (Québec)
Date limite : 1er mars 2027
Date d’entrée en vigueur : 2026-04-01

Fonctions
- Soigner les patients avec toute l’équipe et pour le bien de tous.
"""


def facts(text, filename="file.txt"):
    return read_document(text.encode(), filename).facts


@pytest.mark.parametrize(("title", "text"), LAYOUTS)
def test_titles_in_many_layouts(title, text):
    assert facts(text).title == title


def test_all_facts_of_a_posting():
    found = facts(POSTING)
    assert found.title == "Infirmier auxiliaire"
    assert found.reference == "2026-SAN-114"
    assert found.department == "Ministère de la Santé"
    assert found.classification == "IN-02"
    assert found.location == "Trois-Rivières (Québec)"
    assert found.language == "fr"
    assert found.closing_date == datetime.date(2027, 3, 1)
    assert found.effective_date == datetime.date(2026, 4, 1)


def test_facts_in_a_table_of_names_over_values():
    found = facts("Job title | Department | Location\nData Analyst | Finance | Leeds\n")
    assert (found.title, found.department, found.location) == ("Data Analyst", "Finance", "Leeds")


def test_facts_side_by_side_on_a_line():
    found = facts("Job Title: Data Analyst Department: Finance Location: Leeds\n")
    assert (found.title, found.department, found.location) == ("Data Analyst", "Finance", "Leeds")


def test_facts_without_labels():
    found = facts("Statistics Canada\nData Analyst\nOttawa, Ontario\nEC-05\nApplications close on 15 June 2027.\n")
    assert (found.department, found.location, found.classification) == ("Statistics Canada", "Ottawa, Ontario", "EC-05")
    assert found.closing_date == datetime.date(2027, 6, 15)


@pytest.mark.parametrize("value", ["N/A", "TBD", "______", "-", ""])
def test_empty_fields_of_forms_are_no_facts(value):
    found = facts(f"Job title: Clerk\nLocation: {value}\nDepartment: {value}\nReference number: {value}\n")
    assert (found.location, found.department, found.reference) == (None, None, None)


def test_a_text_that_says_nothing():
    found = facts("lorem ipsum dolor sit amet, consectetur; and then some more of the same.", "1234.txt")
    assert found == type(found)(language="en")


def test_a_running_head_is_no_title():
    body = build.paragraph("As an Innovation Specialist, the team member serves the government and the public.")
    document = build.docx(body, header=build.paragraph("Human Resources - Confidential"))
    assert read_document(document, "1.docx").facts.title == "Innovation Specialist"


def test_a_file_named_after_the_job_outdoes_a_heading_that_is_no_title():
    body = build.paragraph("Kind of work", bold=True) + build.paragraph("Beginning work in the design of roads; more.")
    document = read_document(build.docx(body), "engineer-intern.docx")
    assert document.facts.title == "Engineer intern"
    assert Notice.TITLE_FROM_FILE_NAME in document.warnings


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("Posting Period: 12-01-2026 to 26-01-2026", (2026, 1, 26)),
        ("Opening and closing period for this job application: May 11, 2017 through May 17, 2017", (2017, 5, 17)),
        ("Closing date: 16 October 2027 - 23:59, interviews from 2 November 2027", (2027, 10, 16)),
        ("Applications must be received by 4:00 p.m. on Friday, June 3, 2022.", (2022, 6, 3)),
    ],
)
def test_the_last_day_of_a_period_closes_it(line, date):
    assert facts(f"Payroll Clerk\n{line}\nThe clerk pays everybody and on time.\n").closing_date == datetime.date(*date)


def test_period_of_posting_in_french():
    found = facts("Commis à la paie\nPériode d’affichage : du 1er au 15 mars 2024\nLa personne paie tout le monde.\n")
    assert found.closing_date == datetime.date(2024, 3, 15)


@pytest.mark.parametrize(
    ("line", "classification"),
    [
        ("Salary: Grade A", "Grade A"),
        ("Salary Range: Level 11.5 ($90,417)", "Level 11.5"),
        ("Salary Grade Range: Support Scale", "Support Scale"),
        ("Job Code: 6A004 - Technician", "6A004 - Technician"),
        ("Salary: $32.50 per hour", None),
    ],
)
def test_grades_named_beside_the_pay(line, classification):
    assert facts(f"Job title: Payroll Clerk\n{line}\n").classification == classification


def test_labels_and_values_parted_by_wide_blanks():
    found = facts("Position title\tPayroll Clerk\nDepartment\tHighways\nClass Code:       7246\nCity      Whitehorse\n")
    assert (found.title, found.department, found.classification) == ("Payroll Clerk", "Highways", "7246")
    assert found.location == "Whitehorse"


def test_labels_over_values_within_the_cells_of_a_form():
    cells = ("Job title:\nPayroll Clerk", "Location:\nMavis Yard: Common Building"), ("Closing date:\n3 May 2027", "")
    found = read_document(build.docx(build.table(*cells)), "1.docx").facts
    assert (found.title, found.location) == ("Payroll Clerk", "Mavis Yard: Common Building")
    assert found.closing_date == datetime.date(2027, 5, 3)


def test_number_of_an_offer_in_french():
    assert (
        facts("Éducateur de jeunes enfants\nOffre n° O037251211000849\nPubliée hier\n").reference == "O037251211000849"
    )


def test_place_behind_the_employer():
    assert facts("Fork Lift Operator\nGraham Packaging - York, PA\n").location == "York, PA"


def test_the_file_name_is_the_last_resort():
    text = b"lorem ipsum dolor sit amet, consectetur; and then some more of the same."
    document = read_document(text, "JD - Payroll Clerk FINAL v2.txt")
    assert document.facts.title == "Payroll Clerk"
    assert Notice.TITLE_FROM_FILE_NAME in document.warnings


def test_the_property_counts_when_the_text_has_no_title():
    body = build.paragraph("lorem ipsum dolor sit amet, consectetur; and then some more of the same.")
    assert read_document(build.docx(body, title="Payroll Clerk"), "1.docx").facts.title == "Payroll Clerk"
    assert read_document(build.docx(body, title="Template 12"), "1.docx").facts.title is None


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Job Description: Payroll Clerk", "Payroll Clerk"),
        ("Payroll Clerk - Position Description", "Payroll Clerk"),
        ("PAYROLL CLERK JOB POSTING", "PAYROLL CLERK"),
        ("Description de poste – Commis à la paie", "Commis à la paie"),
        ("“Payroll Clerk”", "Payroll Clerk"),
        ("Payroll Clerk (Req 12-345)", "Payroll Clerk"),
        ("Payroll Clerk #12345", "Payroll Clerk"),
        ("Payroll Clerk (m/f/d)", "Payroll Clerk"),
        ("Payroll Clerk 2023-4150-221", "Payroll Clerk"),
        ("Payroll Clerk 2", "Payroll Clerk 2"),
        ("Payroll Clerk – B2", "Payroll Clerk"),
        ("GS-15 - Payroll Director GS15", "Payroll Director"),
        ("Temporary, Full-Time", ""),
        ("Payroll Clerk (Bilingual)", "Payroll Clerk (Bilingual)"),
        ("Job Description", ""),
        ("Offre d’emploi".replace("’", "'"), ""),
        ("Position Title:", ""),
        ("Job Developer", "Job Developer"),
        ("Career Counsellor", "Career Counsellor"),
        ("Recruitment Officer", "Recruitment Officer"),
        ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
    ],
)
def test_what_is_no_part_of_a_title_goes(written, title):
    assert clean_title(written) == title


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("JD - Senior Analyst (EC-06) FINAL.docx", "Senior Analyst (EC-06)"),
        ("12345_Nurse-Practitioner_2021-03-04.pdf", "Nurse Practitioner"),
        ("PositionDescription_ITManager.doc", "IT Manager"),
        ("Fiche de poste - Comptable.pdf", "Comptable"),
        ("data%20engineer.docx", "Data engineer"),
        ("instrument-person-36fd2f31.html", "Instrument person"),
        ("Engineer Intern posting.txt", "Engineer Intern"),
        ("../folder/product_manager_jd_v3.docx", "Product manager"),
        ("scan0001.pdf", ""),
        ("12.pdf", ""),
        ("", ""),
    ],
)
def test_titles_of_file_names(name, title):
    assert title_of_filename(name) == title


@pytest.mark.parametrize(
    ("text", "language", "date"),
    [
        ("closes 15 June 2027", "en", (2027, 6, 15)),
        ("June 15th, 2027 at noon", "en", (2027, 6, 15)),
        ("le 1er août 2027", "fr", (2027, 8, 1)),
        ("15 févr. 2027", "fr", (2027, 2, 15)),
        ("2027-06-15", "en", (2027, 6, 15)),
        ("15-Jun-27", "en", (2027, 6, 15)),
        ("03/04/2027", "en", (2027, 3, 4)),
        ("03/04/2027", "fr", (2027, 4, 3)),
        ("25/12/2027", "en", (2027, 12, 25)),
        ("09-22-17", "en", (2017, 9, 22)),
        ("from May 1, 2027 to 2 June 2027", "en", (2027, 5, 1)),
    ],
)
def test_dates(text, language, date):
    assert first_date(text, language) == datetime.date(*date)


@pytest.mark.parametrize("text", ["", "soon", "31 February 2027", "13/13/2027", "2027", "10.5.3", "May 2027"])
def test_no_dates(text):
    assert first_date(text, "en") is None
