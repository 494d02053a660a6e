"""What curators do by API, tags of all jobs, and the importance of one."""

import pytest
from rest_framework.test import APIClient

from skills.models import JobSkill, Skill
from tests.factories import SkillFactory, TagFactory, api, person, token_of

pytestmark = pytest.mark.django_db


def put_status(client, skill, status):
    return client.put(f"/api/skills/{skill.lightcast_id}/status", {"status": status})


def test_a_curator_blocks_and_unblocks():
    skill, client = SkillFactory(), api("curator")
    assert put_status(client, skill, "blocked").json()["status"] == "blocked"
    assert put_status(client, skill, "active").json()["status"] == "active"
    for status in ("retired", "", None):
        assert put_status(client, skill, status).status_code == 400


def test_a_curator_merges():
    going, staying, client = SkillFactory(), SkillFactory(), api("curator")
    tag = TagFactory(skill=going)
    answer = client.post(f"/api/skills/{going.lightcast_id}/merge", {"into": staying.lightcast_id})
    assert (answer.status_code, answer.json()["lightcast_id"], answer.json()["jobs"]) == (200, staying.lightcast_id, 1)
    tag.refresh_from_db()
    assert tag.skill == staying
    assert put_status(client, going, "active").status_code == 400
    for into in (going.lightcast_id, staying.lightcast_id, "unknown"):
        refused = client.post(f"/api/skills/{staying.lightcast_id}/merge", {"into": into})
        assert refused.status_code == 400


def test_others_may_not():
    skill = SkillFactory()
    limited = APIClient()
    limited.credentials(HTTP_AUTHORIZATION=f"Bearer {token_of(person('curator'), 'write')}")
    for client in (api("editor"), api("viewer"), limited):
        assert put_status(client, skill, "blocked").status_code == 403
        assert client.post(f"/api/skills/{skill.lightcast_id}/merge", {"into": "x"}).status_code == 403
    assert Skill.objects.get().status == "active"


def test_the_tags_of_all_jobs_and_their_filters(django_assert_max_num_queries):
    tags = TagFactory.create_batch(4)
    TagFactory(rejected=True, importance="required")
    client = api("viewer")
    with django_assert_max_num_queries(7):
        assert client.get("/api/tags").json()["count"] == 5
    assert client.get("/api/tags?decision=rejected&importance=required").json()["count"] == 1
    one = client.get(f"/api/tags?job={tags[0].job_id}&skill={tags[0].skill.lightcast_id}").json()["results"]
    assert [(row["id"], row["job"]) for row in one] == [(tags[0].pk, tags[0].job_id)]
    assert api("stranger").get("/api/tags").status_code == 403
    for query in ("job=x", "job=99999999999999999999", "decision=perhaps", "type=x"):
        assert list(client.get(f"/api/tags?{query}").json()["error"]["fields"]) == [query.split("=")[0]]


def test_importance_is_set_by_editors():
    tag = TagFactory()
    address = f"/api/jobs/{tag.job_id}/skills/{tag.skill.lightcast_id}"
    answer = api("editor").patch(address, {"importance": "required"})
    assert (answer.status_code, answer.json()["importance"]) == (200, "required")
    assert JobSkill.objects.get().importance_decided
    assert api("editor").patch(address, {"importance": "x"}).status_code == 400
    assert api("viewer").patch(address, {"importance": "required"}).status_code == 403
    assert api("editor").patch(f"/api/jobs/{tag.job_id}/skills/none", {"importance": "required"}).status_code == 404
