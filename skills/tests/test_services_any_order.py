"""What people decide holds in whatever order people, curators and the worker do what they do with a job."""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine

from jobs import services as job_services
from jobs.models import JobDescription
from skills import services
from skills.engines.base import EngineError
from skills.models import Extraction, JobSkill, Skill, SkillDecision
from skills.taxonomy.base import ListedSkill, SkillList
from skills.taxonomy.loading import apply
from skills.tests.test_services_decisions import WORDS, extract
from tests.factories import FailingEngine, JobFactory, UserFactory, WordEngine

pytestmark = pytest.mark.django_db


class JobLife(RuleBasedStateMachine):
    """Everything that people, curators and the worker do with one job, in any order."""

    @initialize()
    def begin(self):
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.person = UserFactory()
        self.list_version = 0
        self.reload_list()
        self.skills = {skill.lightcast_id: skill for skill in Skill.objects.all()}
        self.job = JobFactory(text="Python and SQL")
        self.decided = {}
        self.by_hand = set()
        self.importances = {}
        self.blocked = set()
        self.runs = []

    def teardown(self):
        if hasattr(self, "transaction"):
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)

    def tag(self, choice):
        tags = list(self.job.job_skills.select_related("skill").order_by("skill"))
        return tags[choice % len(tags)] if tags else None

    # What people do

    @rule(words=st.lists(st.sampled_from([*WORDS, "and", "Pythonic"]), min_size=1, max_size=6))
    def edit_text(self, words):
        self.job = JobDescription.objects.get(pk=self.job.pk)
        self.job.text = " ".join(words)
        job_services.save_job(job=self.job, user=self.person)

    @rule(title=st.sampled_from(["Clerk", "Analyst"]))
    def edit_title(self, title):
        before = Extraction.objects.count()
        self.job = JobDescription.objects.get(pk=self.job.pk)
        self.job.title = title
        job_services.save_job(job=self.job, user=self.person)
        assert Extraction.objects.count() == before

    @rule(choice=st.integers(0, 3), decision=st.sampled_from(["confirm", "reject", "undo"]))
    def decide(self, choice, decision):
        tag = self.tag(choice)
        if tag is None:
            return
        key = tag.skill.lightcast_id
        services.DECISIONS[decision](tag=tag, user=self.person)
        self.decided.pop(key, None)
        if decision != "undo":
            self.decided[key] = {"confirm": "confirmed", "reject": "rejected"}[decision]
        elif key in self.by_hand:
            self.by_hand.discard(key)
            self.importances.pop(key, None)

    @rule(key=st.sampled_from(sorted(WORDS.values())))
    def add(self, key):
        if key in self.blocked:
            with pytest.raises(ValidationError):
                services.add_skill(job=self.job, skill=Skill.objects.get(lightcast_id=key), user=self.person)
            return
        if not self.job.job_skills.filter(skill__lightcast_id=key).exists():
            self.by_hand.add(key)
        services.add_skill(job=self.job, skill=Skill.objects.get(lightcast_id=key), user=self.person)
        self.decided[key] = "confirmed"

    @rule(choice=st.integers(0, 3), importance=st.sampled_from(JobSkill.Importance.values))
    def set_importance(self, choice, importance):
        tag = self.tag(choice)
        if tag is not None:
            services.set_importance(tag=tag, importance=importance, user=self.person)
            self.importances[tag.skill.lightcast_id] = importance

    @rule(action=st.sampled_from(["confirm", "reject"]))
    def decide_at_once(self, action):
        tags = list(self.job.job_skills.filter(decision="none").select_related("skill"))
        run = services.decide_on_suggestions(tags=tags, action=action, user=self.person)
        assert (run is None) == (not tags)
        if run is not None:
            self.runs.append(run)
            decision = {"confirm": "confirmed", "reject": "rejected"}[action]
            self.decided |= {tag.skill.lightcast_id: decision for tag in tags}

    @precondition(lambda self: self.runs)
    @rule(choice=st.integers(0, 9))
    def undo_run(self, choice):
        run = self.runs[choice % len(self.runs)]
        rows = SkillDecision.objects.filter(run=run, undone_at__isnull=True)
        keys = dict(rows.values_list("pk", "skill__lightcast_id"))
        undone = services.undo_run(job=self.job, run=run, user=self.person)
        assert undone.count + undone.kept == len(keys)
        taken_back = [row for row in SkillDecision.objects.filter(pk__in=keys) if row.undone_at is not None]
        assert len(taken_back) == undone.count
        for row in taken_back:
            del self.decided[keys[row.pk]]
            assert not self.job.job_skills.filter(skill=row.skill_id).exclude(decision="none").exists()

    # What curators do

    @rule(
        going=st.sampled_from(sorted(WORDS.values())),
        into=st.sampled_from(sorted(WORDS.values())),
        words=st.lists(st.sampled_from([*WORDS, "and"]), max_size=4),
    )
    def merge_and_undo(self, going, into, words):
        if going == into or {going, into} & self.blocked:
            return
        skills = {key: Skill.objects.get(lightcast_id=key) for key in (going, into)}
        merge = services.merge_skills(skill=skills[going], into=skills[into], user=self.person)
        if words:
            self.edit_text(words)
        extract(self.job, confidence=0.5)
        assert not self.job.job_skills.filter(skill=skills[going]).exists()
        services.undo_merge(merge=merge)

    @rule(key=st.sampled_from(sorted(WORDS.values())), block=st.booleans())
    def block(self, key, block):
        skill = Skill.objects.get(lightcast_id=key)
        services.set_skill_status(skills=[skill], status="blocked" if block else "active")
        (self.blocked.add if block else self.blocked.discard)(key)

    @rule()
    def reload_list(self):
        self.list_version += 1
        listed = (ListedSkill(key, f"{word} {self.list_version}", "specialized") for word, key in WORDS.items())
        apply(SkillList("package", f"machine {self.list_version}", {}, tuple(listed)))

    # What the worker does

    @rule()
    def ask_again(self):
        services.request_extraction(JobDescription.objects.get(pk=self.job.pk))

    @precondition(lambda self: self.job.extractions.filter(state="waiting").exists())
    @rule(found=st.sets(st.sampled_from(sorted(WORDS))), confidence=st.floats(0, 1))
    def run(self, found, confidence):
        extraction = self.job.extractions.get(state="waiting")
        words = {word: WORDS[word] for word in found}
        engine = WordEngine(words, confidence=confidence, version=str(extraction.pk))
        assert services.run_extraction(extraction.pk, engine).state == "done"
        present = {WORDS[word] for word in found if word in self.job.text.split()}
        tagged = set(self.job.job_skills.values_list("skill__lightcast_id", flat=True))
        assert tagged == (present - self.blocked) | set(self.decided) | set(self.importances)

    @precondition(lambda self: self.job.extractions.filter(state="waiting").exists())
    @rule(retryable=st.booleans())
    def fail(self, retryable):
        error = EngineError("It did not work.")
        error.retryable = retryable
        extraction = self.job.extractions.get(state="waiting")
        services.run_extraction(extraction.pk, FailingEngine(error))

    # What always holds

    @invariant()
    def decisions_stand(self):
        for key, decision in self.decided.items():
            tag = self.job.job_skills.get(skill__lightcast_id=key)
            assert (tag.decision, tag.decided_by) == (decision, self.person)
            assert (tag.origin == "person") == (key in self.by_hand)
        undecided = self.job.job_skills.filter(decision="none").values_list("skill__lightcast_id", flat=True)
        assert not set(undecided) & set(self.decided)
        for key, importance in self.importances.items():
            assert self.job.job_skills.get(skill__lightcast_id=key).importance == importance

    @invariant()
    def evidence_indexes_the_text(self):
        text = JobDescription.objects.get(pk=self.job.pk).text
        for tag in self.job.job_skills.all():
            for mention in tag.evidence:
                assert 0 <= mention["start"] < mention["end"] <= len(text)
                assert text[mention["start"] : mention["end"]] == mention["phrase"]

    @invariant()
    def what_is_rejected_or_blocked_does_not_count(self):
        shown = set(JobSkill.objects.shown().filter(job=self.job).values_list("skill__lightcast_id", flat=True))
        assert not shown & self.blocked
        assert not shown & {key for key, decision in self.decided.items() if decision == "rejected"}
        assert {key for key, decision in self.decided.items() if decision == "confirmed"} - self.blocked <= shown

    @invariant()
    def the_newest_extraction_is_of_the_text(self):
        job = JobDescription.objects.get(pk=self.job.pk)
        assert job.extractions.filter(state__in=Extraction.OPEN_STATES).count() <= 1
        newest = job.extractions.exclude(state="superseded").order_by("-pk").first()
        assert newest.text_hash == job.text_hash


def test_any_sequence():
    run_machine(
        JobLife, settings=hypothesis_settings(max_examples=25, stateful_step_count=25, deadline=None, database=None)
    )
