"""Rows for tests, and the people and engines that act on them."""

from __future__ import annotations

import datetime
import hashlib
import re

import factory
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django_tasks import default_task_backend
from factory.django import DjangoModelFactory
from rest_framework.test import APIClient

from jd_platform.tokens.services import create_token
from jobs import models as jobs
from skills import models as skills
from skills.engines.base import Extracted, FoundSkill, Importance, Span, SuggestedTitles, TitleParts

PASSWORD = "correct horse battery staple"
ROLES = ("viewer", "editor", "curator")

PYTHON, SQL, EXCEL = "KS125LS6N7WP4S6SFTCK", "KS440W865GC4VRBW6LJP", "KS1200H6XYN1CR0G5NZ0"
PROJECTS, COMMUNICATIONS, NEGOTIATION = "KS1267F6MSPN366LX7ST", "KS122556LMQ829GZCCRV", "KS126X663B21NB77ZHSP"

TEXT = """Data Analyst

Essential qualifications
Experience with Python and SQL.
Strong knowledge of Microsoft Excel and project management.

Asset qualifications
Excellent communication skills."""


# --- People -----------------------------------------------------------------------------------------------------


class UserFactory(DjangoModelFactory):
    """A person; without a trait a stranger who is signed in and may nothing."""

    class Meta:
        model = get_user_model()

    class Params:
        viewer = factory.Trait(group="viewer")
        editor = factory.Trait(group="editor")
        curator = factory.Trait(group="curator", is_staff=True)
        stranger = factory.Trait(group=None)
        administrator = factory.Trait(is_staff=True, is_superuser=True)

    username = factory.Sequence(lambda number: f"person{number}")
    password = factory.django.Password(PASSWORD)

    group = None

    @classmethod
    def _create(cls, model_class, *args, group, **values):
        user = super()._create(model_class, *args, **values)
        if group:
            user.groups.add(Group.objects.get(name=group))
        return user


def person(role):
    """Make a user: "viewer", "editor", "curator", "stranger" or "administrator"."""
    return UserFactory(**{role: True})


def browser(role):
    """Return a client signed in as a new person of `role`; for "anonymous" one that is not signed in."""
    client = Client()
    if role != "anonymous":
        client.user = person(role)
        client.force_login(client.user)
    return client


def token_of(user, scope="curate"):
    """Return a new token of `user` as it is sent."""
    _row, secret = create_token(person=user, name="test", scope=scope)
    return secret


def api(role, scope="curate"):
    """Return an API client with a token of a new person of `role`; for "anonymous" one without."""
    client = APIClient()
    if role != "anonymous":
        client.user = person(role)
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {token_of(client.user, scope)}")
    return client


# --- Jobs -------------------------------------------------------------------------------------------------------


class JobFactory(DjangoModelFactory):
    """A job description; saving it asks for an extraction, as everywhere."""

    class Meta:
        model = jobs.JobDescription

    class Params:
        french = factory.Trait(language="fr", title="Analyste de données", text="Expérience de Python et de SQL.")
        archived = factory.Trait(status="archived")

    title = factory.Sequence(lambda number: f"Data Analyst {number}")
    department = "Finance"
    effective_date = datetime.date(2025, 3, 1)
    text = factory.LazyAttribute(lambda job: f"{TEXT}\n\n{job.title}")


class BatchFactory(DjangoModelFactory):
    """An upload."""

    class Meta:
        model = jobs.UploadBatch

    created_by = factory.SubFactory(UserFactory, editor=True)


class DocumentFactory(DjangoModelFactory):
    """A file of an upload with its bytes, waiting to be read."""

    class Meta:
        model = jobs.UploadedDocument

    class Params:
        data = TEXT.encode()
        done = factory.Trait(state="done", job=factory.SubFactory(JobFactory), finished_at=timezone.now())
        refused = factory.Trait(state="refused", error_code="damaged", finished_at=timezone.now())
        reading = factory.Trait(state="reading", attempts=1, started_at=factory.LazyFunction(timezone.now))
        lost = factory.Trait(content="")

    batch = factory.SubFactory(BatchFactory)
    name = factory.Sequence(lambda number: f"job-{number}.txt")
    size = factory.LazyAttribute(lambda document: len(document.data))
    sha256 = factory.LazyAttribute(lambda document: hashlib.sha256(document.data).hexdigest())
    content = factory.LazyAttribute(lambda document: ContentFile(document.data, name="file"))


def file(name="job.txt", data=TEXT):
    """Return a file as a browser sends it."""
    return SimpleUploadedFile(name, data.encode() if isinstance(data, str) else data)


# --- Skills -----------------------------------------------------------------------------------------------------


class TaxonomyFactory(DjangoModelFactory):
    """The loaded skill list; each has a version of its own, so that no engine of another test passes for current."""

    class Meta:
        model = skills.Taxonomy
        django_get_or_create = ["id"]  # a skill saved before has made one

    id = 1
    source = "package"
    version = factory.Sequence(lambda number: f"test-{number}")


class CategoryFactory(DjangoModelFactory):
    """A category, or with `parent` a subcategory."""

    class Meta:
        model = skills.SkillCategory

    code = factory.Sequence(lambda number: f"{number}.0")
    name = factory.Sequence(lambda number: f"Category {number}")


class SkillFactory(DjangoModelFactory):
    """A skill."""

    class Meta:
        model = skills.Skill

    class Params:
        blocked = factory.Trait(status="blocked")
        retired = factory.Trait(status="retired")
        common = factory.Trait(type="common")
        certification = factory.Trait(type="certification")

    lightcast_id = factory.Sequence(lambda number: f"KS{number:018d}")
    name = factory.Sequence(lambda number: f"Skill {number}")


class AliasFactory(DjangoModelFactory):
    """A surface form of a skill."""

    class Meta:
        model = skills.SkillAlias

    skill = factory.SubFactory(SkillFactory)
    form = factory.Sequence(lambda number: f"surface form {number}")


class TagFactory(DjangoModelFactory):
    """A skill of a job, as the embedded engine suggests it."""

    class Meta:
        model = skills.JobSkill

    class Params:
        confirmed = factory.Trait(decision="confirmed", decided_at=factory.LazyFunction(timezone.now))
        rejected = factory.Trait(decision="rejected", decided_at=factory.LazyFunction(timezone.now))
        by_hand = factory.Trait(origin="person", confirmed=True, confidence=None)

    job = factory.SubFactory(JobFactory)
    skill = factory.SubFactory(SkillFactory)
    confidence = 0.9
    origin = "embedded"


class ExtractionFactory(DjangoModelFactory):
    """A finished extraction; a job's open one is made by saving the job."""

    class Meta:
        model = skills.Extraction

    class Params:
        failed = factory.Trait(state="failed", error_code="engine", error_message="It did not work.")

    job = factory.SubFactory(JobFactory)
    engine = "embedded"
    state = "done"
    text_hash = factory.LazyAttribute(lambda extraction: extraction.job.text_hash)
    finished_at = factory.LazyFunction(timezone.now)


class StandardTitleFactory(DjangoModelFactory):
    """A standard title."""

    class Meta:
        model = skills.StandardTitle

    source = "esco"
    title_id = factory.Sequence(lambda number: f"http://data.europa.eu/esco/occupation/{number}")
    name = factory.Sequence(lambda number: f"occupation {number}")
    source_version = "1.2"


class JobTitleFactory(DjangoModelFactory):
    """A job's standard title."""

    class Meta:
        model = skills.JobTitle

    job = factory.SubFactory(JobFactory)
    standard_title = factory.SubFactory(StandardTitleFactory)
    confidence = 0.8


def load_skills():
    """Load a small real list, over which the embedded engine finds skills; return its skills by Lightcast id."""
    TaxonomyFactory()
    technology = CategoryFactory(code="17.0", name="Information Technology")
    scripting = CategoryFactory(code="17.0.471.0", name="Scripting Languages", parent=technology)
    business = CategoryFactory(code="5.0", name="Business")
    listed = [
        (PYTHON, "Python (Programming Language)", "specialized", scripting),
        (SQL, "SQL (Programming Language)", "specialized", technology),
        (EXCEL, "Microsoft Excel", "common", technology),
        (PROJECTS, "Project Management", "specialized", business),
        (COMMUNICATIONS, "Communications", "common", None),
        (NEGOTIATION, "Negotiation", "common", business),
    ]
    skills.Skill.objects.bulk_create(
        skills.Skill(lightcast_id=key, name=name, type=kind, category=category) for key, name, kind, category in listed
    )
    return {skill.lightcast_id: skill for skill in skills.Skill.objects.all()}


# --- Engines and the queue --------------------------------------------------------------------------------------


class WordEngine:
    """An engine that finds given words: {word: Lightcast id}; it counts the texts it was given."""

    name = "lightcast"

    def __init__(self, words, *, confidence=0.9, importance=Importance.MENTIONED, version="1", meanwhile=None):
        self.words, self.confidence, self.importance, self.number = dict(words), confidence, importance, version
        self.meanwhile = meanwhile or (lambda: None)
        self.texts = []

    def version(self):
        return self.number

    def extract(self, text):
        self.texts.append(text)
        self.meanwhile()
        found = []
        for word, key in self.words.items():
            spans = tuple(Span(*match.span()) for match in re.finditer(rf"\b{re.escape(word)}\b", text))
            if spans:
                found.append(FoundSkill(key, word, self.confidence, spans, self.importance, (f"“{word}” is there.",)))
        return Extracted(tuple(found), self.name, self.number, "list 1", calls=1)

    def suggest_titles(self, title, *, text="", limit=5):
        return SuggestedTitles((), TitleParts(core=title), self.name)


class FailingEngine(WordEngine):
    """An engine that raises the given error each time."""

    def __init__(self, error):
        super().__init__({})
        self.error = error

    def extract(self, text):
        self.texts.append(text)
        raise self.error


def enqueued():
    """Return (task name, arguments) of what was enqueued since this was last asked, and forget it."""
    waiting = [(result.task.func.__name__, tuple(result.args)) for result in default_task_backend.results]
    default_task_backend.clear()
    return waiting
