"""Phrases proposed to the curators as skills that the list lacks, and the curators' answers."""

import pytest
from django.core.exceptions import ValidationError

from jobs import services as job_services
from skills import services
from skills.models import SkillAlias, SkillProposal
from tests.factories import PYTHON, AliasFactory, JobFactory, SkillFactory, UserFactory, load_skills

pytestmark = pytest.mark.django_db


def propose(phrase="horse whispering", **fields):
    job = JobFactory(text=fields.pop("text", "Knows Horse Whispering and Python."))
    return services.propose_skill(job=job, phrase=phrase, user=fields.get("user"))


def test_a_proposal_says_who_what_and_where():
    person = UserFactory()
    proposal = propose("  horse \n whispering ", user=person)
    assert (proposal.phrase, proposal.proposed_by, proposal.state) == ("horse whispering", person, "open")
    assert proposal.job.text[proposal.start : proposal.end] == "Horse Whispering"


def test_a_phrase_that_is_not_in_the_text_has_no_place():
    proposal = propose("diplomacy")
    assert (proposal.start, proposal.end) == (None, None)


def test_proposing_again_brings_what_is_open():
    proposal = propose()
    assert services.propose_skill(job=proposal.job, phrase="Horse Whispering", user=None) == proposal
    services.decline_proposal(proposal=proposal, user=None, answer="No.")
    assert services.propose_skill(job=proposal.job, phrase="Horse Whispering", user=None) != proposal


@pytest.mark.parametrize("phrase", ["", "   ", "\x00", "x" * 256])
def test_what_is_no_phrase_is_refused(phrase):
    with pytest.raises(ValidationError):
        propose(phrase)
    assert not SkillProposal.objects.exists()


def test_its_place_follows_the_text():
    proposal = propose()
    proposal.job.text = "First Python, then horse whispering"
    job_services.save_job(job=proposal.job, user=None)
    proposal.refresh_from_db()
    assert (proposal.start, proposal.end) == (19, 35)
    proposal.job.text = "Nothing of the kind"
    job_services.save_job(job=proposal.job, user=None)
    proposal.refresh_from_db()
    assert (proposal.start, proposal.end) == (None, None)


def test_accepting_adds_the_form_tags_the_jobs_and_answers_all_of_the_same_phrase():
    skill, curator = load_skills()[PYTHON], UserFactory()
    proposals = [propose(), propose("Horse Whispering"), propose("diplomacy")]
    assert services.accept_proposal(proposal=proposals[0], skill=skill, user=curator, answer="It is Python.") == 2
    for proposal in proposals[:2]:
        proposal.refresh_from_db()
        assert (proposal.state, proposal.skill, proposal.decided_by) == ("accepted", skill, curator)
        tag = proposal.job.job_skills.get()
        assert (tag.skill, tag.decision, tag.decided_by) == (skill, "confirmed", curator)
    alias = skill.aliases.get()
    assert (alias.form, alias.source, alias.is_blocked) == ("horse whispering", "curator", False)
    assert SkillProposal.objects.filter(state="open").get() == proposals[2]


def test_accepting_for_a_skill_of_that_name_adds_no_form_and_unblocks_one_that_was_blocked():
    services.accept_proposal(proposal=propose(), skill=SkillFactory(name="Horse whispering"), user=None)
    assert not SkillAlias.objects.exists()
    alias = AliasFactory(form="Diplomacy", is_blocked=True)
    services.accept_proposal(proposal=propose("diplomacy"), skill=alias.skill, user=None)
    alias.refresh_from_db()
    assert not alias.is_blocked


def test_a_proposal_outlives_its_job():
    proposal = propose()
    proposal.job.delete()
    proposal.refresh_from_db()
    assert services.accept_proposal(proposal=proposal, skill=SkillFactory(), user=None) == 1


@pytest.mark.parametrize("status", ["blocked", "retired"])
def test_a_skill_that_is_not_active_is_no_answer(status):
    proposal = propose()
    with pytest.raises(ValidationError, match="blocked or retired"):
        services.accept_proposal(proposal=proposal, skill=SkillFactory(status=status), user=None)
    proposal.refresh_from_db()
    assert proposal.state == "open"


def test_declining_says_why_and_once():
    proposal = propose()
    with pytest.raises(ValidationError, match="Say why"):
        services.decline_proposal(proposal=proposal, user=None, answer=" ")
    services.decline_proposal(proposal=proposal, user=None, answer="Too rare.")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.answer) == ("declined", "Too rare.")
    with pytest.raises(ValidationError, match="answered already"):
        services.accept_proposal(proposal=proposal, skill=SkillFactory(), user=None)
