"""The API of the dashboard's numbers: shapes, paging, filters, and who may."""

import pytest

from tests.factories import PYTHON, ROLES, SQL, JobFactory, SkillFactory, TagFactory, api, load_skills

pytestmark = pytest.mark.django_db

ENDPOINTS = ["inventory", "top", "types", "categories", "stats"]
SKILL = {"lightcast_id", "name", "type", "category", "jobs", "confirmed", "share"}
GROUP = {"code", "name", "skills", "tags", "share"}


@pytest.fixture
def tags():
    skills = load_skills()
    for department in ("Finance", "Policy"):
        TagFactory(job=JobFactory(department=department), skill=skills[PYTHON])
    TagFactory(job=JobFactory(department="Finance"), skill=skills[SQL], confirmed=True)


def get(what, query="", role="viewer"):
    return api(role).get(f"/api/analytics/skills/{what}{query}")


def fields(answer):
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "invalid"
    return list(answer.json()["error"]["fields"])


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("slash", ["", "/"])
def test_shapes(tags, role, slash):
    inventory = get(f"inventory{slash}", role=role).json()
    assert set(inventory) == {"count", "next", "previous", "results"}
    assert inventory["count"] == 2
    assert set(inventory["results"][0]) == SKILL
    assert inventory["results"][0]["category"] == "Information Technology"
    top = get(f"top{slash}", role=role).json()
    assert set(top) == {"jobs", "results"}
    assert top["results"] == inventory["results"]
    assert set(get(f"types{slash}", role=role).json()[0]) == GROUP
    assert set(get(f"categories{slash}", role=role).json()[0]) == GROUP
    assert get(f"stats{slash}", role=role).json() == {
        "jobs": 3,
        "jobs_with_skills": 3,
        "coverage": 1.0,
        "skills": 2,
        "tags": 3,
        "mean_skills": 1.0,
        "confirmed": 1,
        "confirmed_share": 1 / 3,
    }


@pytest.mark.parametrize("what", ENDPOINTS)
@pytest.mark.parametrize(("role", "status"), [("stranger", 403), ("anonymous", 401)])
def test_others_are_refused(what, role, status):
    assert get(what, role=role).status_code == status


def test_filters_narrow_every_number(tags):
    assert [row["lightcast_id"] for row in get("inventory", "?department=Policy").json()["results"]] == [PYTHON]
    assert get("stats", f"?skill={SQL}").json()["jobs"] == 1
    assert get("top", "?department=Nowhere").json() == {"jobs": 0, "results": []}


def test_pages():
    for number in range(5):
        TagFactory(skill=SkillFactory(lightcast_id=f"S{number}"))
    client, seen, address = api("viewer"), [], "/api/analytics/skills/inventory?page_size=2"
    while address:
        page = client.get(address).json()
        seen += [row["lightcast_id"] for row in page["results"]]
        address = page["next"]
    assert sorted(seen) == [f"S{number}" for number in range(5)]


def test_limit(tags):
    assert len(get("top", "?limit=1").json()["results"]) == 1


@pytest.mark.parametrize("limit", ["0", "-1", "201", "many", "1e9", "9" * 400, "%00"])
def test_a_malformed_limit_is_named(limit):
    assert fields(get("top", f"?limit={limit}")) == ["limit"]


@pytest.mark.parametrize("what", ENDPOINTS)
@pytest.mark.parametrize("query", ["language=tlh", "status=lost", "since=yesterday", "batch=7", "q=%00", "match=some"])
def test_a_malformed_filter_is_named(what, query):
    assert fields(get(what, f"?{query}")) == [query.split("=")[0]]


@pytest.mark.parametrize("page", ["abc", "0", "99", "9" * 400])
def test_a_malformed_page_number_is_named(tags, page):
    assert fields(get("inventory", f"?page={page}")) == ["page"]


@pytest.mark.parametrize("what", ENDPOINTS)
def test_an_empty_site_has_an_answer(what):
    assert get(what).status_code == 200


@pytest.mark.parametrize("what", ENDPOINTS)
def test_numbers_are_not_written(what):
    assert api("curator").post(f"/api/analytics/skills/{what}", {}).status_code in {403, 405}


@pytest.mark.parametrize("what", ENDPOINTS)
@pytest.mark.parametrize("count", [5, 30])
def test_queries_do_not_grow_with_the_rows(what, count, django_assert_max_num_queries):
    for skill in SkillFactory.create_batch(count):
        TagFactory(skill=skill)
    client = api("viewer")
    with django_assert_max_num_queries(10):
        assert client.get(f"/api/analytics/skills/{what}").status_code == 200
