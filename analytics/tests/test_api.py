"""The API of the dashboard's numbers: shapes, paging, filters, files, and who may."""

import csv
import io
import zipfile

import pytest

from jobs.spreadsheets import WORKBOOK_TYPE
from tests.factories import PYTHON, ROLES, SQL, JobFactory, SkillFactory, TagFactory, api, load_skills

pytestmark = pytest.mark.django_db

PAGED = ["inventory", "rising", "new", "departments", "cooccurrence", "neighbours", "gaps", "rare", "concentrated"]
PAGED += ["review"]
ENDPOINTS = [*PAGED, "top", "types", "categories", "stats", "trends", "acceptance"]
# What an endpoint must be told; the tests below have a job of each of these departments.
NEEDED = {"neighbours": f"of={PYTHON}", "gaps": "a=department:Finance&b=department:Policy"}
SKILL = {"lightcast_id", "name", "type", "category", "jobs", "confirmed", "share"}
GROUP = {"code", "name", "skills", "tags", "jobs", "share"}


@pytest.fixture
def tags():
    skills = load_skills()
    for department in ("Finance", "Policy"):
        TagFactory(job=JobFactory(department=department), skill=skills[PYTHON])
    TagFactory(job=JobFactory(department="Finance"), skill=skills[SQL], confirmed=True)


def get(what, query="", role="viewer"):
    needed = NEEDED.get(what.strip("/"), "")
    return api(role).get(f"/api/analytics/skills/{what}?{'&'.join(filter(None, [query.removeprefix('?'), needed]))}")


def content(answer):
    """Return a file that was sent."""
    return answer.getvalue()


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
    assert set(get(f"categories{slash}", role=role).json()[0]) == {*GROUP, "subcategories"}
    assert get(f"stats{slash}", role=role).json() == {
        "jobs": 3,
        "jobs_with_skills": 3,
        "coverage": 1.0,
        "skills": 2,
        "tags": 3,
        "mean_skills": 1.0,
        "suggested": 2,
        "confirmed": 1,
        "rejected": 0,
        "confirmed_share": 1 / 3,
        "untouched": 2,
        "partly": 0,
        "reviewed": 1,
        "engines": [],
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
    answer = get(what)
    assert answer.status_code == (400 if what in NEEDED else 200)
    if what in NEEDED:  # what it is asked about is not there, and that is said
        assert set(fields(answer)) <= {"of", "a", "b"}


@pytest.mark.parametrize("what", ENDPOINTS)
def test_numbers_are_not_written(what):
    assert api("curator").post(f"/api/analytics/skills/{what}", {}).status_code in {403, 405}


@pytest.mark.parametrize("what", ENDPOINTS)
@pytest.mark.parametrize("count", [5, 30])
def test_queries_do_not_grow_with_the_rows(tags, what, count, django_assert_max_num_queries):
    for skill in SkillFactory.create_batch(count):
        TagFactory(skill=skill)
    client = api("viewer")
    with django_assert_max_num_queries(12):  # within a transaction, as here, all is read anew
        assert client.get(f"/api/analytics/skills/{what}?{NEEDED.get(what, '')}").status_code == 200


@pytest.mark.parametrize("what", PAGED)
def test_pages_hold_the_same_rows_as_the_whole(tags, what):
    whole = get(what, "page_size=200").json()
    assert whole["count"] == len(whole["results"])
    pages = [get(what, f"page_size=1&page={page + 1}").json() for page in range(whole["count"])]
    assert [row for page in pages for row in page["results"]] == whole["results"]


@pytest.mark.parametrize("what", ENDPOINTS)
def test_an_unknown_filter_is_named(tags, what):
    assert fields(get(what, "colour=red")) == ["colour"]


@pytest.mark.parametrize(
    ("what", "query", "field"),
    [
        ("stats", "since=2025-02-01&until=2025-01-01", "until"),
        ("stats", f"skill={PYTHON}&without={PYTHON}", "without"),
        ("stats", "type=soft", "type"),
        ("stats", "review=perhaps", "review"),
        ("stats", "format=pdf", "format"),
        ("stats", "page=2", "page"),
        ("trends", "step=day", "step"),
        ("trends", "periods=1000", "periods"),
        ("trends", "of=NOSUCH", "of"),
        ("new", "year=12", "year"),
        ("departments", "top=0", "top"),
        ("cooccurrence", "order=random", "order"),
        ("cooccurrence", "minimum=-1", "minimum"),
        ("concentrated", "minimum=99999999999", "minimum"),
    ],
)
def test_what_is_unknown_contradictory_or_absurd_is_named(tags, what, query, field):
    assert fields(get(what, query)) == [field]


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("a=department:Finance", ["b"]),
        ("a=department:Nowhere&b=department:Finance", ["a"]),
        ("a=job:0&b=department:Finance", ["a"]),
        ("a=department:Finance&b=peers:x", ["b"]),
        ("a=department:Finance&b=everything", ["b"]),
    ],
)
def test_a_malformed_side_is_named(tags, query, named):
    assert fields(api("viewer").get(f"/api/analytics/skills/gaps?{query}")) == named


def test_neighbours_need_a_skill(tags):
    assert fields(api("viewer").get("/api/analytics/skills/neighbours")) == ["of"]
    assert fields(api("viewer").get("/api/analytics/skills/neighbours?of=NOSUCH")) == ["of"]


@pytest.mark.parametrize("what", ENDPOINTS)
def test_files_hold_all_rows(tags, what):
    answer = get(what, "format=csv&page_size=1" if what in PAGED else "format=csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="skills-{what}.csv"'
    lines = list(csv.DictReader(io.StringIO(content(answer).decode("utf-8-sig"))))
    if what in PAGED:
        assert len(lines) == get(what).json()["count"]
    book = get(what, "format=xlsx")
    assert book["Content-Type"] == WORKBOOK_TYPE
    with zipfile.ZipFile(io.BytesIO(content(book))) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert sheet.count("<row ") == len(lines) + 1
    assert "<f>" not in sheet


def test_a_file_holds_the_numbers_of_the_answer(tags):
    lines = list(csv.DictReader(io.StringIO(content(get("inventory", "format=csv")).decode("utf-8-sig"))))
    assert [(line["lightcast_id"], int(line["jobs"])) for line in lines] == [
        (row["lightcast_id"], row["jobs"]) for row in get("inventory").json()["results"]
    ]


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_nothing_in_a_file_is_run(name):
    TagFactory(skill=SkillFactory(name=name))
    text = content(get("inventory", "format=csv")).decode("utf-8-sig")
    (line,) = csv.DictReader(io.StringIO(text, newline=""))
    assert line["name"] == f"'{name}"
    with zipfile.ZipFile(io.BytesIO(content(get("inventory", "format=xlsx")))) as parts:
        assert "<f>" not in parts.read("xl/worksheets/sheet1.xml").decode()


def test_an_error_of_a_file_is_json(tags):
    answer = get("stats", "format=csv&type=soft")
    assert answer["Content-Type"] == "application/json"
    assert fields(answer) == ["type"]


def test_the_same_answer_is_not_sent_twice(tags):
    client = api("viewer")
    address = "/api/analytics/skills/inventory"
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(f"{address}?format=csv", headers={"If-None-Match": first["ETag"]}).status_code == 200
    as_table = client.get(address, headers={"If-None-Match": first["ETag"], "Accept": "text/csv"})
    assert as_table["Content-Type"].startswith("text/csv")
    TagFactory(skill=SkillFactory())
    changed = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]
