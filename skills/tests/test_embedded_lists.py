"""Lists of skills: what stands alone on a line below a heading that asks for something."""

import pytest

from skills.engines.base import TaxonomySkill
from skills.engines.embedded.extractor import FLOOR, EmbeddedExtractor
from skills.tests.embedded_skills import some_skills

ADVERT = "Clerk\n\nThe office is old.\nIt stands by the river.\n\n{heading}\n{lines}\n\nMore\n- Pay is fair.\n"


@pytest.fixture(scope="module")
def extractor():
    return EmbeddedExtractor(some_skills())


def names(extractor, text):
    return {skill.name for skill in extractor.find(text)}


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ("- Excel", {"Microsoft Excel"}),
        ("Excel", {"Microsoft Excel"}),
        ("- Word and Excel", {"Microsoft Word", "Microsoft Excel"}),
        ("- Word, Excel / Access", {"Microsoft Word", "Microsoft Excel", "Microsoft Access"}),
        ("kubernetes mysql postgresql", {"Kubernetes", "MySQL", "PostgreSQL"}),
        ("1. Excel\n2) Word", {"Microsoft Excel", "Microsoft Word"}),
        ("- Java – 2 years", {"Java (Programming Language)"}),
        ("- Word, Excel, etc.", {"Microsoft Word", "Microsoft Excel"}),
        ("- Sales", {"Sales"}),
        ("Sales\n- Excel", {"Microsoft Excel"}),
        ("- Sales\n- Excel", {"Sales", "Microsoft Excel"}),
        ("Sales\nExcel", {"Sales", "Microsoft Excel"}),
        ("Sales:\nExcel", {"Microsoft Excel"}),
        ("- Sales grew last year", set()),
        ("- The price of sales", set()),
        ("- 2 Sales", set()),
    ],
)
def test_names_alone_on_a_line_below_requirements_are_asked_for(extractor, lines, found):
    assert names(extractor, ADVERT.format(heading="Requirements", lines=lines)) == found


def test_a_line_that_holds_more_than_names_is_left_to_the_model(extractor):
    found = extractor.find(ADVERT.format(heading="Requirements", lines="- Accounting, sales and a smile"), FLOOR)
    assert {skill.name for skill in found} == {"Accounting", "Sales"}
    assert max(skill.confidence for skill in found) < 0.7


def test_each_name_of_a_line_is_a_demand_of_its_own():
    skills = [
        TaxonomySkill("KSALSL0U9E60WLJXI7B7", "Grafana", category="Analysis"),
        TaxonomySkill("KS2NA4WWH9Z98XXI5K2Y", "Prometheus (Software)", category="Information Technology"),
    ]
    extractor = EmbeddedExtractor(skills)
    text = ADVERT.format(heading="Nice to have", lines="Grafana / Prometheus")
    assert names(extractor, text) == {"Grafana", "Prometheus (Software)"}


@pytest.mark.parametrize("heading", ["Benefits", "About us", "Duties"])
def test_names_alone_on_a_line_elsewhere_are_left_to_what_stands_around_them(extractor, heading):
    assert "Sales" not in names(extractor, ADVERT.format(heading=heading, lines="- Sales"))


def test_an_everyday_word_after_a_name_is_no_item_of_its_own(extractor):
    assert "Sales" not in names(extractor, ADVERT.format(heading="Requirements", lines="- Python MySQL sales"))


def test_an_endless_line_is_read_in_no_time(extractor):
    lines = "- " + "Excel, Word and " * 20_000 + "more"
    assert {"Microsoft Excel", "Microsoft Word"} >= names(extractor, ADVERT.format(heading="Requirements", lines=lines))
