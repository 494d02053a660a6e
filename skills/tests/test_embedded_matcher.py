"""Where surface forms stand in a text: spellings, case, verbs, shared words, phrases, blocks."""

import csv
import unicodedata

import pytest

from skills.engines.base import TaxonomySkill
from skills.engines.embedded.extractor import build_index
from skills.engines.embedded.forms import FormKind, SurfaceForm, forms_of
from skills.engines.embedded.matcher import FormIndex
from skills.engines.embedded.surroundings import surroundings_of
from skills.engines.embedded.tables import DATA, further_forms, parse_pattern
from skills.engines.embedded.tokens import key_of, keys_of, words_of
from skills.tests.embedded_skills import some_skills


@pytest.fixture(scope="module")
def index():
    return build_index(some_skills())


@pytest.fixture(scope="module")
def rows():
    """The Lightcast ids of the skills that our own tables point to, by name."""
    ids = {}
    for table in ("forms_en.csv", "patterns.csv"):
        with (DATA / table).open(encoding="utf-8", newline="") as file:
            ids.update((row["name"], row["lightcast_id"]) for row in csv.DictReader(file))
    return ids


def found(index, text):
    words = words_of(text)
    return {
        (text[words.starts[c.first] : words.ends[c.last - 1]], index.skills[c.skill].name)
        for c in index.candidates(words)
    }


def text_names(index, text):
    return {name for _, name in found(index, text)}


@pytest.mark.parametrize(
    ("text", "form", "name"),
    [
        ("Good Python skills", "Python", "Python (Programming Language)"),
        ("C++, C# and .NET", "C++", "C++ (Programming Language)"),
        ("C++, C# and .NET", "C#", "C# (Programming Language)"),
        ("C++, C# and .NET", ".NET", ".NET Framework"),
        ("reactjs", "reactjs", "React.js"),
        ("React.js", "React.js", "React.js"),
        ("nodejs", "nodejs", "Node.js"),
        ("PostgreSQL/MySQL", "PostgreSQL", "PostgreSQL"),
        ("PostgreSQL/MySQL", "MySQL", "MySQL"),
        ("amazon-web-services", "amazon-web-services", "Amazon Web Services"),
        ("search engine optimisation", "search engine optimisation", "Search Engine Optimization"),
        ("You know Go.", "Go", "Go (Programming Language)"),
        ("unit-tests", "unit-tests", "Unit Testing"),
        ("K8s", "K8s", "Kubernetes"),
    ],
)
def test_spellings_of_a_form_are_found(index, text, form, name):
    assert (form, name) in found(index, text)


@pytest.mark.parametrize(
    "text",
    ["You go to clients.", "the right word", "access to the building", "we r here", "make up, makeup"],
)
def test_everyday_words_without_their_capital_are_not_names(index, text):
    names = {name for _, name in found(index, text)}
    assert not names & {
        "Go (Programming Language)",
        "Microsoft Word",
        "Microsoft Access",
        "Microsoft Excel",
        "R (Programming Language)",
    }


@pytest.mark.parametrize("text", ["managing several projects", "management of projects", "manage projects"])
def test_a_verb_with_its_object_names_the_skill(index, text):
    assert "Project Management" in {name for _, name in found(index, text)}


def test_a_list_of_verbs_shares_its_object(index):
    assert "Software Development" in {name for _, name in found(index, "develop, test and deploy software")}


def test_a_verb_does_not_reach_over_the_end_of_its_line(index):
    assert found(index, "You manage\nProjects") == {("Projects", "Project Management")} or (
        "Project Management" not in {name for _, name in found(index, "You manage\nBuildings")}
    )


def test_a_list_shares_its_last_word(index):
    assert ("project", "Project Management") in found(index, "project and change management")


def test_a_phrase_leaves_room_for_other_words(index):
    assert "Calmness Under Pressure" in {name for _, name in found(index, "able to work really well under pressure")}


def test_a_form_may_ask_for_company_of_its_category(index):
    alone = {name for _, name in found(index, "Design of gardens")}
    among = {name for _, name in found(index, "Python, Java, SQL and design of services")}
    assert "Software Design" not in alone
    assert "Software Design" in among


def test_a_french_form_may_ask_for_company_of_its_category():
    forms = [("1", SurfaceForm("mise en place", FormKind.FRENCH | FormKind.COHERENT, "Food"))]
    index = FormIndex([TaxonomySkill("1", "Mise En Place", category="Food"), *some_skills()], further=forms)
    cook = FormIndex([*index.skills, TaxonomySkill("2", "Sushi", category="Food")], further=forms)
    words = words_of("La mise en place et les sushis")
    assert index.candidates(words, [True] * len(words)) == []
    words = words_of("La mise en place, le service et Sushi")
    assert {cook.skills[c.skill].name for c in cook.candidates(words, [True] * len(words))} == {
        "Mise En Place",
        "Sushi",
    }


def test_a_form_may_need_both_its_capital_and_company():
    skills = [TaxonomySkill("1", "Flask (Web Framework)", category="IT"), TaxonomySkill("2", "Python", category="IT")]
    kind = FormKind.CURATED | FormKind.CASED | FormKind.COHERENT
    index = FormIndex(skills, further=[("1", SurfaceForm("Flask", kind, "IT"))])
    assert text_names(index, "Python and Flask") == {"Python", "Flask (Web Framework)"}
    assert text_names(index, "Python and a flask") == {"Python"}
    assert text_names(index, "Flask and beaker") == set()


def test_words_over_a_wrapped_line_belong_together(index):
    line = "We are looking for somebody with a solid background in project\nmanagement for our team."
    assert ("project\nmanagement", "Project Management") in found(index, line)


def test_a_sentence_end_parts_words(index):
    assert "Project Management" not in {name for _, name in found(index, "A big project. Management is in Paris.")}


def test_blocked_forms_do_not_match():
    skills = some_skills()
    go = next(skill for skill in skills if skill.name.startswith("Go "))
    blocked = build_index(skills, [("Go", go.lightcast_id)])
    assert ("Go", go.name) not in found(blocked, "Go and Python")


@pytest.mark.parametrize("text", ["You stay calm under pressure.", "- Calm under pressure, punctual"])
def test_a_blocked_form_leaves_no_shorter_form_in_its_place(text):
    calm = TaxonomySkill("1", "Calmness Under Pressure", aliases=("calm under pressure", "calm"))
    skills = [calm, TaxonomySkill("2", "Pressure"), TaxonomySkill("3", "Punctuality", aliases=("punctual",))]
    assert "Calmness Under Pressure" in text_names(FormIndex(skills), text)
    blocked = FormIndex(skills, blocked=[("calm under pressure", "1")])
    assert text_names(blocked, text) <= {"Punctuality"}
    assert text_names(blocked, "Calm, and the pressure is low.") == {"Calmness Under Pressure", "Pressure"}


def test_a_form_that_is_blocked_for_one_skill_still_stands_for_another():
    skills = [TaxonomySkill("1", "Calm Under Pressure"), TaxonomySkill("2", "Poise", aliases=("calm under pressure",))]
    index = FormIndex(skills, blocked=[("calm under pressure", "1")])
    assert found(index, "Calm under pressure") == {("Calm under pressure", "Poise")}


@pytest.mark.parametrize(
    ("text", "is_named"),
    [
        ("You excel with people", False),
        ("Teams who excel", False),
        ("Advanced excel", True),
        ("Sit beside you. Excel skills", True),
    ],
)
def test_a_verb_is_no_product(text, is_named):
    index = build_index(some_skills())
    assert ("Microsoft Excel" in text_names(index, text)) is is_named


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("Installs and repairs office programs such as Word, Excel,\nOutlook and others", False),
        ("Installs and repairs office programs such as Word, Excel,\r\n  outlook and others", False),
        ("Installs and repairs office programs such as Word, Excel\nOutlook and others", True),
        ("Installs and repairs office programs such as Word, Excel,\n- Outlook and others", True),
        ("Word, Excel,\nOutlook and others", True),
    ],
)
def test_a_sentence_runs_on_after_a_full_line_that_ends_in_a_comma(text, begins):
    around = surroundings_of(words_of(text))
    outlook = around.words.keys.index("outlook")
    assert (around.sentence_starts[outlook] == outlook) is begins
    assert around.words.run_ends[outlook - 1] == outlook


def test_a_form_does_not_run_into_words_in_parentheses(index):
    assert ("Python", "Python (Programming Language)") in found(index, "Python (3 years)")


@pytest.mark.parametrize("written", ["flashing", "step flashing"])
def test_a_name_that_counts_only_among_its_like_is_no_form_elsewhere(written):
    skills = [TaxonomySkill("1", "Flashing (Weatherproofing)"), TaxonomySkill("2", "Roofing", category="Construction")]
    form = SurfaceForm(written, FormKind.CURATED | FormKind.COHERENT, "Construction")
    never = SurfaceForm("flashing", FormKind.CURATED | FormKind.NEVER)
    index = FormIndex(skills, further=[("1", never), ("1", form)])
    assert text_names(index, f"Lights are {written}") == set()
    assert "Flashing (Weatherproofing)" in text_names(index, f"Roofing, with {written}")
    assert ("Flashing (Weatherproofing)" in text_names(index, "Roofing, with step, flashing")) is (" " not in written)


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/careers/python/sql.html",
        "HTTPS://example.org/?skill=python&other=sql",
        "www.python.org",
        "WWW.PYTHON.ORG",
        "WWW.EXAMPLE.ORG/PYTHON",
        "EXAMPLE.COM/PYTHON",
        "jobs@python.org",
        "python.sql@mail.example.ca",
        "github.com/acme/python",
        "[jobs](https://example.org/python)",
    ],
)
def test_no_word_of_an_address_names_a_skill(index, address):
    assert found(index, f"Java ({address}) and {address}, MySQL") == {
        ("Java", "Java (Programming Language)"),
        ("MySQL", "MySQL"),
    }


def test_what_only_looks_like_an_address_names_skills(index):
    text = "Python @ work, SQL/Python, Node.js/Python, @python, mail to: python://"
    assert ("Python", "Python (Programming Language)") in found(index, text)
    assert text_names(index, text) >= {"SQL (Programming Language)", "Node.js"}
    assert ("Python", "Python (Programming Language)") in found(index, "Kites.com/Python")
    endless = "a@" * 2_000_000
    assert found(index, endless + " Python") == {("Python", "Python (Programming Language)")}


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_an_alias_counts_in_whatever_form_its_accents_are_written(form):
    index = FormIndex([TaxonomySkill("1", "Baking", aliases=(unicodedata.normalize(form, "pâtisserie fine"),))])
    assert text_names(index, "With pâtisserie fine") == {"Baking"}


def test_an_alias_of_a_curator_is_found():
    skill = TaxonomySkill("X1", "Customer Delight", aliases=("wow factor",))
    assert found(FormIndex([skill]), "You bring the wow factor.") == {("wow factor", "Customer Delight")}


def test_a_name_of_the_list_wins_over_a_form_of_another_skill():
    skills = [TaxonomySkill("X1", "Automation"), TaxonomySkill("X2", "Test Automation", aliases=("automation",))]
    assert found(FormIndex(skills), "automation") == {("automation", "Automation")}


@pytest.mark.parametrize(
    "text",
    [
        "Safety boots and safety shoes",
        "Security and safety",
        "Vaccination is required",
        "Vaccination required",
        "Drug testing is required",
        "Lifting required",
        "Travel and lifting are required",
        "Fingerprinting is required",
        "Proof of vaccination",
        "Computer and technology knowledge",
        "The machinery of government",
        "Transportation/travel information",
    ],
)
def test_conditions_and_headings_that_job_banks_print_name_no_skills(text):
    names = ("Safety", "Security", "Vaccination", "Drug Testing", "Computer", "Machinery", "Transportation")
    names += ("Lifting", "Fingerprinting")
    index = build_index([TaxonomySkill(name, name) for name in names])
    assert text_names(index, text) == set()
    assert text_names(index, "Safety, vaccination and drug testing") == {"Safety", "Vaccination", "Drug Testing"}


@pytest.mark.parametrize(
    ("text", "found_names"),
    [
        ("Italian cuisine and French wines", set()),
        ("A Japanese restaurant", set()),
        ("Italian and French", {"Italian Language", "French Language"}),
        ("Able to talk with parents", set()),
        ("Conferences and talks", {"Public Speaking"}),
        ("Follow the code of conduct and dress code", set()),
        ("Review the building code", set()),
        ("Review their code, conduct regular code reviews", {"Code Review"}),
        ("Experience at Google", set()),
        ("Experience on the grill", {"Grilling"}),
        ("A valid passport", set()),
    ],
)
def test_words_that_mean_something_else_where_they_stand_name_no_skill(rows, text, found_names):
    names = ("Italian Language", "French Language", "Japanese Language", "Public Speaking", "Code Review", "Google+")
    names += ("Grilling", "Passport.js")
    index = build_index([TaxonomySkill(rows[name], name) for name in names])
    assert text_names(index, text) == found_names


def test_nothing_matches_in_an_empty_list():
    assert found(FormIndex([]), "Python and SQL") == set()


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("Search Engine Optimization (SEO)", "SEO"),
        ("Search Engine Optimization (SEO)", "Search Engine Optimization"),
        ("Microsoft Excel", "Excel"),
        ("Vue.js", "Vuejs"),
        ("Vue.js", "Vue"),
        ("Go (Programming Language)", "Go"),
    ],
)
def test_forms_follow_from_the_name(name, form):
    assert form in {f.text for f in forms_of(TaxonomySkill("X", name))}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("organisations", "Organization"),
        ("programmes", "program"),
        ("licences", "license"),
        ("modelling", "modeling"),
        ("companies", "company"),
        ("Compétences", "competence"),
        ("driver's", "drivers"),
        ("APIs", "api"),
    ],
)
def test_spellings_share_a_key(one, other):
    assert key_of(one) == key_of(other)


@pytest.mark.parametrize(("one", "other"), [("sales", "sale"), ("Windows", "window"), ("analysis", "analyst")])
def test_different_words_keep_their_keys(one, other):
    assert key_of(one) != key_of(other)


def test_offsets_refer_to_the_text_as_given():
    text = "\u00e9quipe, e\u0301quipe \U0001f600 C++"
    words = words_of(text)
    assert [text[s:e] for s, e in zip(words.starts, words.ends, strict=True)] == [
        "\u00e9quipe",
        "e\u0301quipe",
        "C++",
    ]
    assert words.keys[0] == words.keys[1] == "equipe"


def test_patterns_spell_out_their_choices():
    patterns = {(p.keys, p.gaps) for p in parse_pattern("work (well/) ~2 under pressure", "X")}
    assert patterns == {
        (("work", "well", "under", "pressure"), (0, 0, 2, 0)),
        (("work", "under", "pressure"), (0, 2, 0)),
    }


def test_an_ampersand_is_and():
    assert keys_of("Health & Safety") == keys_of("health and safety")


@pytest.mark.parametrize(("name", "cut"), [("IBM Services", "Services"), ("Commercial Software", "Commercial")])
def test_a_name_cut_to_an_everyday_word_is_no_form(name, cut):
    index = FormIndex([TaxonomySkill("1", name)], common_words=frozenset({key_of(cut)}))
    assert found(index, f"{cut} for clients") == set()
    assert found(index, f"We use {name}.") == {(name, name)}


def test_a_letter_of_a_degree_or_a_rank_is_no_programming_language():
    index = FormIndex([TaxonomySkill("1", "B (Programming Language)")])
    assert found(index, "A B.Sc. or B.A. in Physics") == set()
    assert found(index, "Range B is the journey level, Class B the licence.") == set()
    assert found(index, "Class A or B licence, work at 30 °B") == set()
    assert found(index, "You write B. You like it.") == {("B", "B (Programming Language)")}


def skill(name, *aliases):
    return TaxonomySkill(name, name, aliases=aliases)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The position HP-2291 needs R-22 and HP Z462.", set()),
        ("HP, R and CSWIP.", {"HP Software", "R (Programming Language)", "Certified Welding Inspector (CSWIP)"}),
        ("text and sketches", set()),
        ("Torch and Text", {"Torch (Machine Learning)", "Oracle Text"}),
        ("The ACLS of a file", set()),
        ("An ACLSS card", {"Cardiovascular Life Support Systems (ACLSS)"}),
        ("Cswip is no abbreviation", set()),
        ("An SAA exam", set()),
        ("A SaaS or saas product", {"Hosting"}),
        ("A HACP plan", set()),
        ("A HACPS plan", {"Food Safety"}),
    ],
)
def test_what_a_short_name_must_look_like(text, names):
    listed = FormIndex(
        [
            skill("HP Software"),
            skill("R (Programming Language)"),
            skill("Certified Welding Inspector (CSWIP)"),
            skill("Torch (Machine Learning)"),
            skill("Oracle Text"),
            skill("Cardiovascular Life Support Systems (ACLSS)"),
            skill("Hosting", "SaaS"),
            skill("Food Safety", "HACPS"),
        ]
    )
    assert {name for _, name in found(listed, text)} == names


@pytest.mark.parametrize("text", ["You find the right words.", "Words matter", "One who excels."])
def test_names_of_products_have_no_plural(index, text):
    assert not {name for _, name in found(index, text)} & {"Microsoft Word", "Microsoft Excel"}


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("Knowledge of radio procedures. The CRO reports to the sponsor.", False),
        ("Knowledge of signalling. A CRO with signalling experience.", True),
        ("Knowledge of signalling. A Cro with signalling experience.", False),
    ],
)
def test_few_letters_need_company_of_their_category(text, is_found):
    listed = [
        TaxonomySkill("1", "Certified Radio Operator (CRO)", category="Transport"),
        TaxonomySkill("2", "Signalling", category="Transport"),
    ]
    names = {name for _, name in found(FormIndex(listed), text)}
    assert ("Certified Radio Operator (CRO)" in names) == is_found


def test_few_letters_keep_each_other_company_where_nothing_else_is_named():
    index = FormIndex(
        [
            TaxonomySkill("1", "Remote Desktop Protocol (RDP)", category="IT"),
            TaxonomySkill("2", "Test-Driven Development (TDD)", category="IT"),
            TaxonomySkill("3", "Certified Radio Operator (CRO)", category="Transport"),
        ]
    )
    assert {form for form, _ in found(index, "RDP, TDD, CRO")} == {"RDP", "TDD"}
    assert found(index, "RDP, CRO") == found(index, "RDP") == set()
    skills = [TaxonomySkill("1", "Technical Support", category="IT"), TaxonomySkill("2", "Roads", category="IT")]
    forms = [(number, SurfaceForm(form, FormKind.COHERENT, "IT")) for number, form in (("1", "a"), ("2", "b"))]
    assert found(FormIndex(skills, further=forms), "a and b") == set()


def test_few_letters_count_without_company_where_no_skill_has_a_category():
    index = FormIndex([TaxonomySkill("1", "Remote Desktop Protocol (RDP)")])
    assert found(index, "RDP") == {("RDP", "Remote Desktop Protocol (RDP)")}


def test_few_letters_of_a_skill_of_ones_own_need_no_company():
    own = TaxonomySkill("OWN-1", "Claims Review System (CRS)", is_own=True)
    assert found(FormIndex([own]), "You work with CRS.") == {("CRS", "Claims Review System (CRS)")}


def test_what_an_organisation_or_its_curators_call_a_skill_goes_before_the_shipped_forms():
    further = [("1", SurfaceForm("CRS", FormKind.CURATED | FormKind.CASED))]
    for second in (
        TaxonomySkill("OWN-1", "Claims Review System (CRS)", is_own=True),
        TaxonomySkill("2", "Claims Review", aliases=("CRS",)),
    ):
        index = FormIndex([TaxonomySkill("1", "Coastal Rescue Services"), second], further=further)
        assert found(index, "You work with CRS.") == {("CRS", second.name)}


@pytest.mark.parametrize(
    "skill",
    [
        TaxonomySkill("OWN-1", "Gestion des élèves", is_own=True),
        TaxonomySkill("1", "Student Management", aliases=("gestion des élèves",)),
    ],
)
def test_what_an_organisation_or_its_curators_call_a_skill_is_found_in_french_text_in_small_letters(skill):
    words = words_of("expérience en gestion des élèves")
    candidates = FormIndex([skill]).candidates(words, [True] * len(words))
    assert [(c.first, c.last) for c in candidates] == [(2, 5)]


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("managing several projects", "Project Management"),
        ("stay calm under pressure", "Calmness Under Pressure"),
    ],
)
def test_a_block_holds_for_phrases_that_no_form_spells_out(phrase, name):
    listed = [TaxonomySkill(one.lightcast_id, one.name) for one in some_skills() if one.name == name]
    text = f"You {phrase} every day."
    assert (phrase, name) in found(build_index(listed), text)
    assert (phrase, name) not in found(build_index(listed, [(phrase, listed[0].lightcast_id)]), text)


def test_a_product_cut_to_two_words_needs_its_capital():
    index = FormIndex([skill("Oracle Field Service")])
    assert found(index, "a field service role") == set()
    assert found(index, "Field Service in the cloud") == {("Field Service", "Oracle Field Service")}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Maîtrise de Figma, Torch, Text.", {"Figma (Software)", "Torch (Machine Learning)", "Oracle Text"}),
        ("Code du travail. Text est un mot. Une licence « C » et d'une classe C'est", set()),
    ],
)
def test_names_in_french_text(text, names):
    names_listed = ("Figma (Software)", "Torch (Machine Learning)", "Oracle Text", "C (Language)", "Code")
    listed = FormIndex(map(skill, names_listed), common_words=frozenset({"code"}))
    words = words_of(text)
    candidates = listed.candidates(words, [True] * len(words))
    assert {listed.skills[c.skill].name for c in candidates} == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("We use SAFe", {"Scaled Agile Framework"}),
        ("a safe place", set()),
        ("we sell safes", {"Safes"}),
        ("SOAP and REST", {"Simple Object Access Protocol (SOAP)"}),
        ("soap and water", {"Soaps"}),
        ("you have less time", set()),
        ("LESS and Sass", {"LESS"}),
        ("it is IT", {"Information Technology"}),
        ("Emacs", {"Emacs"}),
        ("workforce management in NICE", {"NICE (WFM Software)"}),
        ("NICE TO HAVE", set()),
    ],
)
def test_case_and_number_tell_names_from_everyday_words(text, names):
    listed = (
        *("Scaled Agile Framework", "Safes", "Simple Object Access Protocol (SOAP)", "Soaps", "LESS", "Emacs", "EMac"),
        *("Information Technology", "NICE (WFM Software)"),
    )
    ids = {form.text: lightcast_id for lightcast_id, form in further_forms()}
    own = {"Scaled Agile Framework": "SAFe", "Safes": "Safes", "LESS": "LESS", "EMac": "EMac", "Emacs": "Emacs"}
    own |= {"Information Technology": "IT", "Simple Object Access Protocol (SOAP)": "SOAP"}
    skills = [TaxonomySkill(ids[own[name]] if name in own else f"X {name}", name) for name in listed]
    assert {name for _, name in found(build_index(skills), text)} == names
