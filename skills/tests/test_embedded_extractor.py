"""What the extractor answers: confidence from context, importance, reasons, French."""

import itertools

import numpy as np
import pytest

from skills.engines.base import Importance, Span, TaxonomySkill
from skills.engines.embedded import features
from skills.engines.embedded.context import default_model, is_asked_by_name, load_weights
from skills.engines.embedded.extractor import (
    DEFAULT_THRESHOLD,
    ENGINE_VERSION,
    FLOOR,
    EmbeddedExtractor,
    build_index,
    rule_files,
)
from skills.engines.embedded.importance import weigher_of
from skills.engines.embedded.matcher import Candidate
from skills.engines.embedded.surroundings import WELL_DIVIDED, surroundings_of
from skills.engines.embedded.tables import further_forms
from skills.engines.embedded.tokens import words_of
from skills.engines.embedded.word_model import default_word_model
from skills.tests.embedded_skills import some_skills


@pytest.fixture(scope="module")
def extractor():
    return EmbeddedExtractor(some_skills())


def tags(extractor, text):
    return {s.name: s for s in extractor.find(text)}


ADVERT = """Senior Developer

About us
We are a leading company with strong sales all over the world.

What you will do
You will develop software in Python and design services on AWS.

Requirements
At least five years of experience with Java and SQL.
Excellent communication skills and attention to detail.

Nice to have
Kubernetes
"""


SHY_ADVERT = """Clerk

The shop is a place where customers feel at home.
The company is growing fast and has been growing for forty years, with good customer service.
People here are enthusiastic and the teamwork is fine.
"""


def test_an_advert_is_read_as_a_person_reads_it(extractor):
    found = tags(extractor, ADVERT)
    assert {"Python (Programming Language)", "Java (Programming Language)", "SQL (Programming Language)"} <= set(found)
    assert {"Communications", "Detail Oriented", "Kubernetes"} <= set(found)
    assert "Sales" not in found


def test_spans_point_at_the_words(extractor):
    for skill in extractor.find(ADVERT):
        for span in skill.spans:
            assert ADVERT[span.start : span.end].strip() == ADVERT[span.start : span.end] != ""
        assert list(skill.spans) == sorted(skill.spans, key=lambda span: span.start)


def test_each_skill_stands_once_best_first(extractor):
    found = extractor.find(ADVERT)
    assert len({s.lightcast_id for s in found}) == len(found)
    assert [s.confidence for s in found] == sorted((s.confidence for s in found), reverse=True)
    assert all(FLOOR <= s.confidence <= 1 for s in found)


def test_a_lower_threshold_shows_more_and_a_higher_one_less(extractor):
    def found(text, threshold):
        return {s.name: s for s in extractor.find(text, threshold)}

    assert not found(ADVERT, 1.0)
    assert found(ADVERT, 0.9).keys() < tags(extractor, ADVERT).keys()
    assert tags(extractor, SHY_ADVERT).keys() < found(SHY_ADVERT, FLOOR).keys() == found(SHY_ADVERT, 0.0).keys()
    for text in (ADVERT, SHY_ADVERT):
        shown = {name: skill for name, skill in found(text, FLOOR).items() if skill.confidence >= DEFAULT_THRESHOLD}
        assert shown == tags(extractor, text)


def test_a_trait_that_is_not_sure_is_shown_to_those_who_ask_for_more():
    extractor = EmbeddedExtractor(some_skills())
    around = surroundings_of(words_of(SHY_ADVERT))
    index = build_index(some_skills())
    candidates = index.candidates(around.words)
    unsure = [
        index.skills[c.skill].name
        for c, judged in zip(
            candidates,
            default_model().judge(around, candidates, default_model().skill_columns(index.skills)),
            strict=True,
        )
        if judged.confidence >= DEFAULT_THRESHOLD and not judged.is_sure()
    ]
    assert unsure
    assert not set(unsure) & set(tags(extractor, SHY_ADVERT))
    assert set(unsure) <= {s.name for s in extractor.find(SHY_ADVERT, FLOOR)}


@pytest.mark.parametrize("threshold", [FLOOR, DEFAULT_THRESHOLD])
def test_spans_of_different_skills_do_not_overlap(extractor, threshold):
    spans = sorted((span.start, span.end) for skill in extractor.find(ADVERT, threshold) for span in skill.spans)
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(spans))


def test_importance_comes_from_the_section_and_the_sentence(extractor):
    found = tags(extractor, ADVERT)
    assert found["Java (Programming Language)"].importance is Importance.REQUIRED
    assert found["Kubernetes"].importance is Importance.PREFERRED
    assert found["Python (Programming Language)"].importance is Importance.MENTIONED


@pytest.mark.parametrize(
    ("text", "required", "preferred"),
    [
        ("Knowledge of SQL is an asset.", "", "SQL"),
        ("Essential qualifications\nSQL is nice to have.", "", "SQL"),
        ("You must know SQL.", "SQL", ""),
        ("Knowledge\n- SQL", "SQL", ""),
        ("Assets\n- SQL\n- You must know Java.", "Java", "SQL"),
        ("Duties\n- Write SQL that needs to be fast\n- Make a strong case for Java", "", ""),
        ("About us\nWe have excellent SQL.", "", ""),
        ("Our team has a strong background in SQL.", "", ""),
        ("Skill | Level\nPython | Required\nSQL | Asset", "Python", "SQL"),
        ("Qualifications\nThe following are considered assets:\n- SQL\n- Java", "", "SQL Java"),
        ("Python is required, SQL preferred.", "Python", "SQL"),
        ("Python or Java is an asset; SQL is essential.", "SQL", "Python Java"),
        ("Must have Python, SQL preferred.", "Python", "SQL"),
        ("Advanced Python (Django, pandas); SQL is a plus.", "", "SQL"),
        ("Knowledge of Python, Java and SQL is an asset.", "", "Python Java SQL"),
        ("Experience with SQL, ideally with Python.", "SQL", "Python"),
        ("It is an asset to know SQL.", "", "SQL"),
        ("Nice to have: Python; knowledge of SQL.", "", "Python SQL"),
        ("SQL (required), Java (preferred).", "SQL", "Java"),
        ("SQL is not required but would be helpful.", "", "SQL"),
        ("Requirements\n- SQL would be a bonus\n- Java is an asset\n- Python", "Python", "SQL Java"),
        ("Applicants should have SQL. We'd love it if you knew Java.", "SQL", "Java"),
        ("No experience with SQL? We teach Java.", "", ""),
        ("We take advantage of SQL to manage fixed assets with preferred suppliers.", "", ""),
        ("La connaissance de SQL constitue un atout.", "", "SQL"),
        ("La maîtrise de SQL est exigée; celle de Java est un atout.", "SQL", "Java"),
        ("SQL est un atout, mais Python est essentiel.", "Python", "SQL"),
        ("Vous maîtrisez SQL et, idéalement, Python.", "SQL", "Python"),
        ("Expérience de SQL, souhaitable", "", "SQL"),
        ("La connaissance de SQL est facultative.", "", "SQL"),
        ("Notre équipe possède une solide expérience de SQL.", "", ""),
        ("No experience in SQL is required.", "", ""),
        ("Neither Python nor SQL is required.", "", ""),
        ("SQL is no longer required.", "", ""),
        ("The job requires no knowledge of SQL.", "", ""),
        ("Knowledge of SQL is unnecessary.", "", ""),
        ("We're not looking for SQL experts.", "", ""),
        ("No knowledge of SQL is expected, Python is required.", "Python", ""),
        ("No experience with SQL or Java is necessary, but you must know Python.", "Python", ""),
        ("You do not need to know SQL, but Python is essential.", "Python", ""),
        ("It is not necessary to know SQL.", "", ""),
        ("SQL is not required but Python is essential.", "Python", ""),
        ("SQL is not only required but loved. There is no doubt that Java is needed.", "SQL Java", ""),
        ("Requirements\n- Python\n- SQL is not a requirement", "Python", ""),
        ("La connaissance de SQL n'est pas requise, mais constitue un atout.", "", "SQL"),
        ("Aucune expérience de SQL n'est exigée, mais la maîtrise de Python est requise.", "Python", ""),
        ("Il n'est pas nécessaire de connaître SQL.", "", ""),
        ("Tâches\n- Rédiger en SQL si requis\n- Java lorsque requis\n- Python, requis", "Python", ""),
        ("Exigences\n- Python\n- SQL (non requis)\n- Vous n'avez pas besoin de connaître Java.", "Python", ""),
        ("Java is not mandatory; Python is.", "Python", ""),
        ("Java isn't required. Python is.", "Python", ""),
        ("Java is not mandatory, but Python is, and SQL is a plus.", "Python", "SQL"),
        ("Java is not mandatory.\nPython is.", "", ""),
        ("Java is optional; Python is not.", "Python", "Java"),
        ("Python is mandatory and so is SQL.", "Python SQL", ""),
        ("Java n'est pas obligatoire; Python l'est.", "Python", ""),
        ("Java n’est pas requis; Python, oui.", "Python", ""),
        ("Java est facultatif; Python ne l'est pas.", "Python", "Java"),
        ("Python est obligatoire; Java ne l'est pas.", "Python", ""),
        ("Candidates without SQL will not be considered.", "SQL", ""),
        ("Applications without SQL will be rejected.", "SQL", ""),
        ("Do not apply without SQL.", "SQL", ""),
        ("You can work without SQL.", "", ""),
        ("Only candidates with SQL will be considered.", "SQL", ""),
        ("Les candidatures sans SQL ne seront pas considérées.", "SQL", ""),
        ("Les personnes qui ne connaissent pas SQL ne seront pas retenues.", "SQL", ""),
        ("Seules les candidatures avec SQL seront retenues.", "SQL", ""),
        ("Requires 3 years of paid experience SQL.", "SQL", ""),
        ("SQL is useful but not essential.", "", "SQL"),
        ("The following are desired, though not strictly required: SQL", "", "SQL"),
        ("SQL, souhaitable mais non essentiel", "", "SQL"),
        ("You do not need to be an expert in SQL; knowledge of Java is required.", "Java", ""),
    ],
)
def test_importance_of_each_half_of_a_sentence(text, required, preferred):
    weigh = weigher_of(text)
    told = {
        name: weigh([Span(at, at + len(name))]) for name in ("Python", "Java", "SQL") if (at := text.find(name)) >= 0
    }
    expected = dict.fromkeys(told, Importance.MENTIONED)
    expected |= dict.fromkeys(required.split(), Importance.REQUIRED)
    expected |= dict.fromkeys(preferred.split(), Importance.PREFERRED)
    assert told == expected


def test_importance_of_no_text():
    assert weigher_of("")([Span(0, 1)]) is Importance.MENTIONED


def test_reasons_are_plain_sentences(extractor):
    for skill in extractor.find(ADVERT):
        assert skill.reasons
        assert all(reason.endswith(".") and reason[0] in "“IT" for reason in skill.reasons)
    aws = tags(extractor, ADVERT)["Amazon Web Services"]
    assert aws.reasons[0] == "“AWS” is another form of this skill."


def test_french_is_found_with_the_same_ids(extractor):
    text = (
        "Vous possédez une excellente maîtrise de l'anglais, un bon esprit d'équipe et des connaissances en gestion de "
        "projets, en comptabilité et en Python. La personne doit savoir travailler de façon autonome."
    )
    found = tags(extractor, text)
    assert {"English Language", "Team Oriented", "Project Management", "Accounting", "Self-Sufficiency"} <= set(found)
    assert "Python (Programming Language)" in found
    span = found["Project Management"].spans[0]
    assert text[span.start : span.end] == "gestion de projets"


def test_grades_and_diplomas_are_no_skills_in_french():
    names = ("Certified Billing (CBC)", "Device Enrollment (DEP)", "Python (Programming Language)")
    extractor = EmbeddedExtractor([TaxonomySkill(name, name) for name in names])
    text = "Exigences\n- Bilingue à nomination impérative (CBC)\n- Diplôme (DEP) et la maîtrise de Python"
    assert set(tags(extractor, text)) == {"Python (Programming Language)"}


def test_french_forms_do_not_count_in_english(extractor):
    assert "Microsoft Office" not in tags(extractor, "The suite has an office and the budget of the vente is small.")


FRENCH_ADVERT = """Adjointe

## Tâches
- Préparer les menus de la cuisine avec un outil de planification. C'est une équipe de douze.
- Premières rencontres avec les aînés du quartier

## Planification
- Assurer la gestion de projets

## Exigences
- Bonne capacité de planification
- Connaissance de Word
"""


def test_everyday_french_words_count_only_where_something_is_asked(extractor):
    names = ("Planning", "Cooking", "Personal Care", "Adobe Premiere Pro", "C (Programming Language)")
    further = [TaxonomySkill(f"X{number}", name) for number, name in enumerate(names)]
    ids = {form.text: lightcast_id for lightcast_id, form in further_forms()}
    further[0] = TaxonomySkill(ids["planification"], "Planning")
    found = tags(EmbeddedExtractor([*some_skills(), *further]), FRENCH_ADVERT)
    assert set(found) == {"Planning", "Project Management", "Microsoft Word"}
    assert all(span.start > FRENCH_ADVERT.index("Exigences") for span in found["Planning"].spans)


@pytest.mark.parametrize(
    ("line", "is_asked"),
    [
        ("- Communication, rigueur", True),
        ("- Communication des résultats", False),
        ("- Lundi | Communication", False),
        ("Mars : communication, budget", False),
    ],
)
def test_everyday_french_words_that_head_a_phrase_or_stand_in_a_timetable_are_not_asked_for(extractor, line, is_asked):
    text = f"Profil recherché\n- Maîtrise de Python et des outils de bureautique\n{line}\n- Connaissance de Word\n"
    assert ("Communications" in tags(extractor, text)) is is_asked


def test_there_are_enough_french_forms():
    french = [form for _, form in further_forms() if form.kind & 128]
    assert len(french) >= 1500
    assert len({form.text for form in french}) == len(french)


def test_headings_are_no_demands(extractor):
    text = "Cook\n\nCommunication skills\n- Python\n\nCustomer service duties\n- Serve\n\nRequirements\n- SQL\n"
    places = {text[span.start : span.end] for s in extractor.find(text, FLOOR) for span in s.spans}
    assert {"Python", "SQL"} <= places
    assert not places & {"Communication", "Communication skills", "Customer service"}


def test_the_parenthesis_that_closes_a_name_is_part_of_its_place():
    extractor = EmbeddedExtractor(
        [TaxonomySkill("1", "Integration Services (SSIS)", category="Information Technology")]
    )
    text = "Requirements\n- Experience with Integration Services (SSIS) and much more\n"
    (skill,) = extractor.find(text, FLOOR)
    assert [text[span.start : span.end] for span in skill.spans] == ["Integration Services (SSIS)"]
    assert "“Integration Services (SSIS)” is this skill's name in the skill list." in skill.reasons


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Python", {"Python (Programming Language)"}),
        ("python", {"Python (Programming Language)"}),
        ("Go", {"Go (Programming Language)"}),
        ("Python, SQL, Excel", {"Python (Programming Language)", "SQL (Programming Language)", "Microsoft Excel"}),
        ("Word & Excel", {"Microsoft Word", "Microsoft Excel"}),
        (
            "gestion de projet, Python et comptabilité",
            {"Project Management", "Python (Programming Language)", "Accounting"},
        ),
        ("gestion de projet", {"Project Management"}),
        ("Requirements:\n- Excel\n", {"Microsoft Excel"}),
        ("Communication skills", {"Communications"}),
        ("and", set()),
        ("Python in the park", set()),
    ],
)
def test_a_text_of_names_alone_finds_them_all(extractor, text, names):
    assert set(tags(extractor, text)) == names


@pytest.mark.parametrize(
    ("line", "is_found"),
    [
        ("Python is required.", True),
        ("Python required", True),
        ("Python is an asset, Java is not.", True),
        ("Python (required)", True),
        ("Python - required", True),
        ("Python – un atout", True),
        ("Python: preferred", True),
        ("Python would be highly desirable; ask us.", True),
        ("Python est un atout.", True),
        ("Maîtrise de Python requise", True),
        ("Kites are old and Python is an asset.", True),
        ("Python experience is required.", True),
        ("Expérience en Python requise", True),
        ("Connaissance de Python un atout.", True),
        ("Python knowledge an asset", True),
        ("Experience in Python is required.", True),
        ("Good knowledge of Python is an asset.", True),
        ("The price of Python is required.", False),
        ("Pet Python is an asset.", False),
        ("Python is not required.", False),
        ("Python required to work in Leeds", False),
        ("Python is required for nobody here", False),
        ("Python. No degree is required.", False),
    ],
)
def test_what_is_said_outright_to_be_asked_for_is_found(extractor, line, is_found):
    assert ("Python (Programming Language)" in tags(extractor, line)) is is_found


@pytest.mark.parametrize(
    ("line", "is_found"),
    [
        ("Experience in Python is not required.", False),
        ("No Python experience required", False),
        ("Knowledge of Python or Java is not necessary.", False),
        ("L'expérience en Python n'est pas exigée.", False),
        ("Aucune expérience en Python requise.", False),
        ("Experience in Python is not required but is an asset.", True),
        ("Experience in Python is an asset but not required.", True),
        ("Experience in Python, no degree is required.", True),
        ("L'expérience en Python n'est pas exigée, mais constitue un atout.", True),
        ("Experience in Python is not required.\nYou will develop software in Python.", True),
    ],
)
def test_what_is_said_outright_not_to_be_asked_for_is_no_demand(extractor, line, is_found):
    assert ("Python (Programming Language)" in tags(extractor, f"Requirements\n- {line}")) is is_found


def test_what_benefits_say_outright_is_not_asked_for(extractor):
    text = "Clerk\n\nThe office is old.\n\n{}\n- Python is an asset.\n\nMore\n- Pay is fair.\n"
    assert set(tags(extractor, text.format("Qualifications"))) == {"Python (Programming Language)"}
    assert tags(extractor, text.format("Benefits")) == {}


def test_nothing_is_found_in_nothing(extractor):
    assert extractor.find("") == ()
    assert extractor.find("   \n ") == ()
    assert extractor.find("The quick brown fox jumps over the lazy dog.") == ()


def test_benefits_say_nothing_of_skills(extractor):
    text = "Benefits\nWe offer sales discounts, team events and English lessons.\n"
    assert not any(s.confidence > 0.8 for s in extractor.find(text))


def test_what_a_well_divided_text_offers_names_no_skill(extractor):
    text = "Clerk\n\nDuties\n- Answer letters\n\n{}\n- Python\n\n{}\n- Free SQL lessons, also in Python\n"
    places = {span.start for s in extractor.find(text.format("Requirements", "Benefits"), FLOOR) for span in s.spans}
    assert places == {text.format("Requirements", "").index("Python")}
    undivided = extractor.find(text.format("Motto", "Benefits"), FLOOR)
    assert "SQL (Programming Language)" in {skill.name for skill in undivided}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Python, SQL\nPerks: yoga", {"Python", "SQL"}),
        ("Clerk\n\nRequirements\n- Python\n\nPerks\n- Yoga classes\n- Yoga\n", {"Python"}),
        ("Clerk\n\nRequirements\n- Python\n\nPerks: yoga classes and sports\nApply now\n", {"Python"}),
        ("Python is required. Benefits include yoga.", {"Python"}),
        ("Python, SQL\nAvantages : yoga", {"Python", "SQL"}),
        ("Clerk\n\nRequirements\n- Yoga\n\nPerks\n- Sports\n", {"Yoga"}),
    ],
)
def test_what_an_employer_offers_is_no_demand(text, names):
    field = "Performing Arts, Sports, and Recreation"
    listed = [TaxonomySkill("1", "Python"), TaxonomySkill("2", "SQL"), TaxonomySkill("3", "Yoga", category=field)]
    listed.append(TaxonomySkill("4", "Sports", category=field))
    assert set(tags(EmbeddedExtractor(listed), text)) == names


def test_the_version_names_rules_and_data():
    assert ENGINE_VERSION.startswith("1.")
    assert len(ENGINE_VERSION) == 10


def test_version_rests_on_how_texts_are_read_too():
    names = {path.name for path in rule_files()}
    assert {"matcher.py", "context.json", "sections.py", "heading_kinds.py", "language.py"} <= names


def test_the_model_reads_what_the_training_wrote():
    """The quick sums of the model must equal the plain sum over all features."""
    index = build_index(some_skills())
    model = default_model()
    around = surroundings_of(words_of(ADVERT))
    candidates = index.candidates(around.words, around.french)
    weights = load_weights()["phrases"]
    scores = default_word_model().scores(around, np.arange(len(around.words)))
    judged = model.judge(around, candidates, model.skill_columns(index.skills))
    for candidate, told, judgement in zip(
        candidates, features.all_features(around, candidates, index.skills), judged, strict=True
    ):
        total = weights["bias"] + np.array(weights["opinion"]) @ scores[candidate.first : candidate.last].mean(axis=0)
        for template, value in told:
            total += weights[template].get(value, (0.0, 0.0))
        total += (0.0, float(is_asked_by_name(around, candidate)))
        assert [judgement.demand, judgement.thing] == pytest.approx(total, abs=1e-4)


@pytest.mark.parametrize(
    ("line", "is_name"),
    [("see dashboards (Power BI)", True), ("see iOS", True), ("see power bi", False), ("Power BI", False)],
)
def test_what_is_named_in_a_section_that_asks_is_rather_a_thing(line, is_name):
    around = surroundings_of(
        words_of(f"Clerk\n\nDuties\n- {line}\n\nRequirements\n- Word\n\nBenefits\n- See Pay Days\n")
    )
    keys = around.words.keys
    first = next(i for i, key in enumerate(keys) if key in ("power", "ios"))
    candidate = Candidate(first, first + (2 if keys[first] == "power" else 1), 0, 0)
    assert around.divisions == WELL_DIVIDED
    assert is_asked_by_name(around, candidate) is is_name
    assert not is_asked_by_name(around, Candidate(keys.index("pay"), keys.index("pay") + 1, 0, 0))


def test_scores_that_are_the_same_are_equal_in_whatever_order_they_were_added():
    index = build_index(some_skills())
    around = surroundings_of(words_of("Requirements:\n" + "Knowledge of Python and SQL\n" * 300))
    candidates = index.candidates(around.words)
    judged = default_model().judge(around, candidates, default_model().skill_columns(index.skills))
    inner = [(c.skill, j) for c, j in zip(candidates, judged, strict=True)][100:-100]
    assert len(set(inner)) == len({number for number, _ in inner}) == 2
