"""Headings are told by their words and their grammar, however they are set; sentences are not taken for them."""

import pytest

from jobs.sections import SectionKind, split_sections

KINDS = {
    SectionKind.ABOUT_ORGANISATION: """
        About us; About the team; Who we are; How we work together; Who will you work with?; Our values;
        Qui nous sommes; À propos de l’équipe; Avec qui vous travaillerez
        """,
    SectionKind.SUMMARY: """
        Position summary; The opportunity; What the job is really about; Why this job exists; The position in brief;
        Raison d’être du poste; Objet; Le poste en bref
        """,
    SectionKind.DUTIES: """
        Duties; Clinical duties; Program duties; Main duties; Principal duties; Key Responsibilities and Duties;
        Duties and day-to-day responsibilities; Budget and staff responsibilities; Responsibilities for the laboratory;
        What you'll do; What you’ll be doing day to day; What you will work on; In this role you will:; You will also;
        Tâches principales; Tâches cliniques; Responsabilités liées au budget; Responsabilités d’équipe;
        Principales responsabilités et tâches; Ce que vous accomplirez; Ce que vous ferez au quotidien;
        Attributions du poste
        """,
    SectionKind.ESSENTIAL: """
        Must have; What you must have; What you'll bring; What you’ll bring to the team; What you need to succeed;
        Your profile; Person specification; Essential skills and experience; Essential criteria; You need;
        What we ask for; What we expect from you; What do we expect from you?; Who are you?; Minimum qualifications;
        Professional qualifications; Registration requirements; Statement of qualifications; Selection criteria;
        Ce que vous apporterez; Ce que vous apportez à l’équipe; Ce que nous exigeons; Ce qui est exigé;
        Exigences particulières; Qualifications professionnelles; Profil recherché; Critères essentiels
        """,
    SectionKind.ASSET: """
        Nice to have; Desirable criteria; Asset qualifications; Preferred qualifications; What would be a plus;
        What would set you apart; We would prefer; It helps if you have; Of further interest; Bonus points if you know;
        Education (asset); Additional desirable qualifications; Qualifications constituant un atout;
        Qualités constituant un atout; Ce qui est souhaité; Ce qui serait un atout; Ce qui nous plairait aussi;
        Compétences souhaitées
        """,
    SectionKind.EDUCATION: """
        Education; Education (essential); Education and registration (required); Academic background;
        Études et titre professionnel; Scolarité; Études et certificats
        """,
    SectionKind.EXPERIENCE: "Experience; Experience (required); Education and Experience; Expérience professionnelle",
    SectionKind.KNOWLEDGE: """
        Knowledge; Knowledge, Skills and Abilities; Connaissances; Connaissances en informatique;
        Connaissances et aptitudes
        """,
    SectionKind.ABILITIES: """
        Skills and knowledge (required); Technical skills; Behavioural competencies; Leadership competencies;
        Abilities and personal suitability; Tools of the trade; Language requirements; Langues officielles;
        Compétences interpersonnelles; Aptitudes relationnelles; Capacités et qualités personnelles
        """,
    SectionKind.CONDITIONS: """
        Conditions of employment; Working conditions; Physical and other demands; Requirements of employment;
        Overtime requirements; Effort and responsibility; Conditions d’emploi; Conditions d'emploi;
        Horaire et conditions; Cadre de travail
        """,
    SectionKind.BENEFITS: """
        Benefits; Pay, travel and housing; Benefits and conditions; What we offer in return; What's in it for you?;
        Why should you join us?; Ce que nous offrons; Ce que nous vous offrons en retour; Rémunération et vacances
        """,
    SectionKind.EQUAL_OPPORTUNITY: """
        Equal opportunity; Equity and accommodation; Statement on equal opportunity; Équité en matière d’emploi
        """,
    SectionKind.HOW_TO_APPLY: """
        How to apply; How to apply for this job; How we choose; Interested?; Pour postuler; Pour vous présenter;
        Déroulement du concours
        """,
}
HEADINGS = [(heading.strip(), kind) for kind, table in KINDS.items() for heading in table.split(";")]

# How headings are set; {} stands for the heading.
SETTINGS = ["# {}", "### {}", "**{}**", "__{}:__", "{}:", "2. {}", "3.1 {}", "C. {}", "IV. {}", "{}\n------", "{} ..."]


def headed(line: str) -> SectionKind | None:
    """Return the kind of what stands below `line` in the middle of a text, None when it opens no section."""
    text = f"Clerk\n\nThe clerk files papers.\n\n{line}\nFiles papers and keeps the books of the office.\n"
    last = split_sections(text)[-1]
    return last.kind if last.heading else None


@pytest.mark.parametrize(("heading", "kind"), HEADINGS)
def test_heading_that_stands_alone(heading, kind):
    assert headed(heading) is kind


@pytest.mark.parametrize(("heading", "kind"), HEADINGS)
def test_heading_in_capitals(heading, kind):
    assert headed(heading.upper()) is kind


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Clinical duties", SectionKind.DUTIES),
        ("What you'll bring to the team", SectionKind.ESSENTIAL),
        ("Conditions d’emploi", SectionKind.CONDITIONS),
        ("Qualifications constituant un atout", SectionKind.ASSET),
        ("Education and registration", SectionKind.EDUCATION),
    ],
)
def test_heading_however_it_is_set(setting, heading, kind):
    assert headed(setting.format(heading)) is kind


@pytest.mark.parametrize(
    "line",
    [
        "The duties of the clerk are many, and all of them are carried out with care.",
        "Carries out clinical duties as assigned by the head nurse.",
        "- Clinical duties",
        "• What you'll bring",
        "clinical duties",
        "Gather business requirements",
        "Define requirements and document them",
        "Requirements engineer",
        "Director of Education and Training",
        "Benefits specialist",
        "Manager, Customer Experience",
        "Assets and people",
        "Formation et mesure",
        "Requirement | Essential | Asset",
        "Training and coaching",
        "What a wonderful day it was for everybody who came",
    ],
)
def test_what_is_no_heading(line):
    assert headed(line) is None


@pytest.mark.parametrize(
    ("line", "kind", "heading"),
    [
        ("EDUCATION Secondary school diploma.", SectionKind.EDUCATION, "EDUCATION"),
        ("CONNAISSANCES Logiciels de bureautique.", SectionKind.KNOWLEDGE, "CONNAISSANCES"),
        ("NICE TO HAVE Typing.", SectionKind.ASSET, "NICE TO HAVE"),
    ],
)
def test_capitals_may_open_a_line_that_goes_on(line, kind, heading):
    last = split_sections(f"Clerk\n\nRequirements\n\n{line}\n")[-1]
    assert (last.kind, last.heading) == (kind, heading)


def test_parts_of_the_duties_may_be_called_like_sections():
    text = "2. Key duties\n\n2.1 Reports\nWrites.\n\n2.2 Requirements and data quality\nChecks.\n\n3. Qualifications\nA"
    assert [section.kind for section in split_sections(text)][-3:] == [
        SectionKind.DUTIES,
        SectionKind.DUTIES,
        SectionKind.ESSENTIAL,
    ]
    text = "RESPONSIBILITIES\n\n1. Advice\nAdvises.\n\n2. Claims\nPays.\n\n3. Conditions\nInspects.\n\nASSETS\nA"
    assert [section.heading for section in split_sections(text)] == ["RESPONSIBILITIES", "ASSETS"]


def test_items_of_a_numbered_list_are_no_headings():
    text = "HOW TO APPLY\n\nName one of these:\n1. HTML 5\n2. AJAX\n3. COBRA\n"
    assert [section.heading for section in split_sections(text)] == ["HOW TO APPLY"]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Requirements & Skills", SectionKind.ESSENTIAL),
        ("Knowledge and Skills", SectionKind.KNOWLEDGE),
        ("Compétences & exigences", SectionKind.ABILITIES),
        ("Requirements & deadlines", SectionKind.BENEFITS),
        ("requirements & skills", SectionKind.BENEFITS),
    ],
)
def test_a_list_of_headings_within_running_lines_is_one(line, kind):
    text = f"Benefits\nFree lunch every day of the week.\n{line}\nyou know and use Ruby\n"
    assert split_sections(text)[-1].kind is kind
