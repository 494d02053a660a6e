"""Conditional requests: 304 for what is known already, 412 for a change to what was not seen."""

import pytest

from jobs.models import JobDescription
from skills.models import JobSkill, Skill
from tests.factories import JobFactory, SkillFactory, TagFactory, api

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/api/jobs", "/api/jobs/{job}", "/api/jobs/{job}/skills", "/api/skills"])
def test_what_is_known_is_not_sent_again(address):
    tag = TagFactory()
    client, address = api("viewer"), address.format(job=tag.job_id)
    first = client.get(address)
    assert first["ETag"]
    for known in (first["ETag"], f'"other", W/{first["ETag"]}', "*"):
        again = client.get(address, headers={"If-None-Match": known})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])


@pytest.mark.parametrize("known", ["", '"other"', "no quotes", "\x00", '"' * 300])
def test_what_is_not_known_is_sent(known):
    job = JobFactory()
    assert api("viewer").get(f"/api/jobs/{job.pk}", headers={"If-None-Match": known}).status_code == 200


def test_a_change_changes_the_tag():
    job, client = JobFactory(), api("editor")
    before = client.get(f"/api/jobs/{job.pk}")["ETag"]
    changed = client.patch(f"/api/jobs/{job.pk}", {"title": "Clerk"})
    assert changed["ETag"] != before
    assert client.get(f"/api/jobs/{job.pk}", headers={"If-None-Match": before}).status_code == 200
    assert client.get(f"/api/jobs/{job.pk}", headers={"If-None-Match": changed["ETag"]}).status_code == 304


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_a_change_to_what_was_not_seen_is_refused(method):
    job, client = JobFactory(title="Before"), api("editor")
    seen = client.get(f"/api/jobs/{job.pk}")["ETag"]
    JobDescription.objects.update(title="Meanwhile")  # by whatever way
    send, body = getattr(client, method), {"title": "Mine", "text": "We need Python."}
    refused = send(f"/api/jobs/{job.pk}", body, headers={"If-Match": seen})
    assert refused.status_code == 412
    assert refused.json()["error"]["code"] == "precondition_failed"
    assert list(JobDescription.objects.values_list("title", flat=True)) == ["Meanwhile"]
    now = client.get(f"/api/jobs/{job.pk}")["ETag"]
    assert send(f"/api/jobs/{job.pk}", body, headers={"If-Match": f'"old", {now}'}).status_code in (200, 204)
    assert not JobDescription.objects.filter(title="Meanwhile").exists()


def test_any_form_of_it_may_be_matched():
    job, client = JobFactory(), api("editor")
    assert client.patch(f"/api/jobs/{job.pk}", {"title": "a"}, headers={"If-Match": "*"}).status_code == 200
    assert client.patch(f"/api/jobs/{job.pk}", {"title": "b"}, headers={"If-Match": "garbage"}).status_code == 412
    assert client.patch("/api/jobs/0", {"title": "b"}, headers={"If-Match": "*"}).status_code == 404


def change_importance(client, tag, **headers):
    return client.patch(f"{address_of(tag)}", {"importance": "preferred"}, headers=headers)


def confirm(client, tag, **headers):
    return client.post(f"{address_of(tag)}/confirm", {}, headers=headers)


def address_of(tag):
    return f"/api/jobs/{tag.job_id}/skills/{tag.skill.lightcast_id}"


@pytest.mark.parametrize("change", [change_importance, confirm])
def test_a_tag_that_was_changed_meanwhile_is_left_alone(change):
    tag, client = TagFactory(), api("editor")
    seen = client.get(address_of(tag))["ETag"]
    assert api("editor").post(f"{address_of(tag)}/reject", {}).status_code == 200
    before = JobSkill.objects.values().get()
    refused = change(client, tag, **{"If-Match": seen})
    assert (refused.status_code, refused.json()["error"]["code"]) == (412, "precondition_failed")
    assert JobSkill.objects.values().get() == before
    now = client.get(address_of(tag))["ETag"]
    done = change(client, tag, **{"If-Match": now})
    assert done.status_code == 200
    assert done["ETag"] == client.get(address_of(tag))["ETag"] != now


def test_one_tag_is_there_to_look_at_for_all_who_see_jobs():
    tag = TagFactory()
    answer = api("viewer").get(address_of(tag))
    assert answer.json() == api("viewer").get(f"/api/jobs/{tag.job_id}/skills").json()[0]
    assert change_importance(api("viewer"), tag).status_code == 403
    assert api("stranger").get(address_of(tag)).status_code == 403
    assert api("viewer").get(f"/api/jobs/{tag.job_id}/skills/KS000").status_code == 404


def test_a_decision_that_is_sent_again_is_answered_as_before_though_its_tag_has_changed():
    tag, client = TagFactory(), api("editor")
    headers = {"If-Match": client.get(address_of(tag))["ETag"], "Idempotency-Key": "one"}
    first, again = (confirm(client, tag, **headers) for _ in range(2))
    # PostgreSQL keeps the members of an object in an order of its own.
    assert (first.status_code, again.status_code, again.json()) == (200, 200, first.json())
    assert again["Idempotent-Replay"] == "true"


def block(client, skill, **headers):
    return client.put(f"/api/skills/{skill.lightcast_id}/status", {"status": "blocked"}, headers=headers)


def merge(client, skill, **headers):
    into = SkillFactory()
    return client.post(f"/api/skills/{skill.lightcast_id}/merge", {"into": into.lightcast_id}, headers=headers)


@pytest.mark.parametrize("change", [block, merge])
def test_a_skill_that_was_changed_meanwhile_is_left_alone(change):
    skill, client = SkillFactory(), api("curator")
    address = f"/api/skills/{skill.lightcast_id}"
    seen = client.get(address)["ETag"]
    Skill.objects.filter(pk=skill.pk).update(name="Meanwhile")
    assert change(client, skill, **{"If-Match": seen}).status_code == 412
    skill.refresh_from_db()
    assert (skill.status, skill.merged_into_id) == ("active", None)
    assert change(client, skill, **{"If-Match": client.get(address)["ETag"]}).status_code == 200
    skill.refresh_from_db()
    assert skill.status != "active"


def test_a_changed_skill_tells_its_new_etag():
    skill, client = SkillFactory(), api("curator")
    assert block(client, skill)["ETag"] == client.get(f"/api/skills/{skill.lightcast_id}")["ETag"]
