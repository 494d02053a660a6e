"""A list takes its filters and no other parameter: a misspelt one would leave nothing out."""

import pytest

from tests.factories import BatchFactory, JobFactory, api

pytestmark = pytest.mark.django_db

LISTS = ["/api/jobs", "/api/skills", "/api/tags", "/api/batches"]


@pytest.mark.parametrize("address", LISTS)
def test_an_unknown_filter_is_named(address):
    answer = api("viewer").get(address, {"departement": "Finance", "page_size": "1"})
    assert answer.status_code == 400
    assert answer.json()["error"]["fields"] == {"departement": ["There is no such filter."]}


def test_an_unknown_filter_of_the_files_of_an_upload_is_named():
    answer = api("viewer").get(f"/api/batches/{BatchFactory().pk}/documents", {"state": "done"})
    assert list(answer.json()["error"]["fields"]) == ["state"]


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize("parameter", ["page=1", "page_size=1", "cursor=", "format=json"])
def test_what_chooses_a_page_or_a_format_is_known_to_every_list(address, parameter):
    assert api("viewer").get(f"{address}?{parameter}").status_code == 200


def test_one_thing_by_its_address_is_not_filtered():
    assert api("viewer").get(f"/api/jobs/{JobFactory().pk}?departement=Finance").status_code == 200
