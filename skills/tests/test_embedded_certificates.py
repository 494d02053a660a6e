"""Certificates and licences are asked for where they stand among what is asked for, and nowhere else."""

import pytest

from skills.engines.base import TaxonomySkill
from skills.engines.embedded.certificates import ASKED_FOR
from skills.engines.embedded.extractor import EmbeddedExtractor
from skills.tests.embedded_skills import some_skills

_CERTIFICATION = "certification"
_LIST = [
    TaxonomySkill("1", "Rope Access Technician (IRATA-1) Certification", _CERTIFICATION, "Construction"),
    TaxonomySkill("2", "Licensed Kite Inspector", _CERTIFICATION),
    TaxonomySkill("3", "Kites", category="Construction"),
    TaxonomySkill("4", "Zorbing Certification", _CERTIFICATION),
    *some_skills(),
]


@pytest.fixture(scope="module")
def extractor():
    return EmbeddedExtractor(_LIST)


ADVERT = """Inspector

About us
Our office was founded in 1951 and serves the whole valley.

Duties
- Look at what flies

{}
"""


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        ("Education and registration (required)\n- IRATA-1, valid", {"Rope Access Technician (IRATA-1) Certification"}),
        ("Requirements\n- Licensed kite inspector", {"Licensed Kite Inspector"}),
        ("Assets\n- Licensed Kite Inspector", {"Licensed Kite Inspector"}),
        ("Conditions of employment\n- Licensed Kite Inspector", {"Licensed Kite Inspector"}),
        ("Requirements\n- Kites certificate\n- First aid", {"Kites", "First Aid"}),
        ("Something else\nThe shop is a Licensed Kite Inspector.", set()),
        ("Something else\nThe shop is Kites certified.", set()),
        ("Requirements\n- We are a Licensed Kite Inspector.", set()),
        ("Benefits\n- A Licensed Kite Inspector looks after you", set()),
        ("Requirements\n- A friend of zorbing", set()),
    ],
)
def test_certificates_are_sure_where_something_is_asked_for(extractor, lines, names):
    """What is not said to be asked for is left to the model, which may think it likely but is not sure of it."""
    found = extractor.find(ADVERT.format(lines))
    assert {skill.name for skill in found if skill.confidence >= ASKED_FOR.confidence} == names


def test_a_sentence_may_ask_for_a_certificate_where_no_section_does(extractor):
    lines = ["Inspector", "", "The valley is wide.", "{} a Licensed Kite Inspector.", "The shop is old.", ""]
    text = "\n".join(lines)
    assert [skill.name for skill in extractor.find(text.format("You must be"))] == ["Licensed Kite Inspector"]
    assert extractor.find(text.format("The owner is")) == ()
