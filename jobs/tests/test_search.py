"""The search finds words by their beginnings and phrases, on every database, and keeps in step with the rows."""

import pytest
from django.core.management import call_command
from django.db import connection

from jobs.models import JobDescription
from jobs.search import install, search_jobs, terms
from tests.factories import JobFactory

pytestmark = pytest.mark.django_db


def found(wanted):
    """Return the titles that a search finds, in order."""
    return sorted(search_jobs(JobDescription.objects.all(), wanted).values_list("title", flat=True))


@pytest.fixture
def jobs():
    """Three jobs in two languages."""
    JobFactory(title="Policy analyst", reference="EC-05/2026-014", text="Writes briefing notes in C++ and Go.")
    JobFactory(title="Conseillère principale", department="Santé publique", text="Rédige l’analyse des politiques.")
    JobFactory(title="Clerk", text="Notes of the briefing; files. Uses C and R&D budgets at 100% of sous-ministre.")


@pytest.mark.parametrize(
    ("wanted", "titles"),
    [
        ("analys", ["Conseillère principale", "Policy analyst"]),
        ("ANALYST", ["Policy analyst"]),
        ("nalyst", []),
        ("sante", ["Conseillère principale"]),
        ("SANTÉ redige", ["Conseillère principale"]),
        ("conseillere", ["Conseillère principale"]),
        ("ec-05", ["Policy analyst"]),
        ("2026-014", ["Policy analyst"]),
        ("014", ["Policy analyst"]),
        ("briefing notes", ["Clerk", "Policy analyst"]),
        ('"briefing notes"', ["Policy analyst"]),
        ('"briefing no"', []),
        ('"briefing notes', ["Clerk", "Policy analyst"]),
        ("c++", ["Policy analyst"]),
        ('"c++"', ["Policy analyst"]),
        ('"notes in C++ and"', ["Policy analyst"]),
        ('"c++', ["Policy analyst"]),
        ('"c#"', []),
        ("r&d", ["Clerk"]),
        ("sous-ministre", ["Clerk"]),
        ("100%", ["Clerk"]),
        ("policy sante", []),
        ("", ["Clerk", "Conseillère principale", "Policy analyst"]),
        ("%", []),
        ("_", []),
        ("* OR NEAR(", []),
        ("clerk'; DROP TABLE", []),
        ("it''s \\ : ! & | <-> (", []),
    ],
)
def test_finds(jobs, wanted, titles):
    assert found(wanted) == titles


@pytest.mark.parametrize(
    ("wanted", "titles"),
    [
        ("m²", ["Metres"]),
        ('"100 m² of floors"', ["Metres"]),
        ("2½", ["Metres"]),
        ("½", ["Metres"]),
        ("Ⅳ", ["Metres"]),
        ("ⅳ", ["Metres"]),
        ("3½", []),
        ("m³", []),
        ("nguyễn", ["Metres"]),
        ("nguyen", ["Metres"]),
        ("한국어", ["Metres"]),
        ("²", ["Metres"]),
        ("°", []),
    ],
)
def test_finds_signs_and_letters_of_other_languages(wanted, titles):
    JobFactory(title="Metres", text="Cleans 100 m² of floors in 2½ hours, class Ⅳ. Asks Nguyễn, who speaks 한국어.")
    JobFactory(title="Other", text="Cleans 100 m of floors in 2 hours.")
    assert found(wanted) == titles


def test_the_same_letters_are_plain_in_both_indexes():
    letters = [letter for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)) if (letter := chr(code)).isalpha()]
    job = JobFactory(text=" ".join(f"z{letter}z{ord(letter)}" for letter in letters))
    assert [one for one in letters if not found(f"z{one}z{ord(one)}")] == []
    assert found("zez233") == [job.title]


def test_the_end_of_a_long_text_is_found():
    job = JobFactory(text="word and more. " * 20_000 + "zeppelin")
    assert found("zeppelin") == [job.title]


def test_follows_every_change(jobs):
    job = JobDescription.objects.get(title="Clerk")
    job.title = "Archivist"
    job.save()
    assert found("archiv") == ["Archivist"]
    assert found("clerk") == []
    JobDescription.objects.filter(pk=job.pk).update(text="Forklifts")
    assert found("forklift") == ["Archivist"]
    assert found("budgets") == []
    JobDescription.objects.bulk_create([JobDescription(title="Bulk", text="Forklifts")])
    assert found("forklift") == ["Archivist", "Bulk"]
    JobDescription.objects.filter(title="Bulk").delete()
    assert found("forklift") == ["Archivist"]


def test_a_long_text_of_rare_letters_is_kept():
    job = JobFactory(title="Long", text="".join(f"{chr(0x10400 + n % 40)}{n} " for n in range(60_000)))
    assert found("long") == [job.title]


def test_at_most_ten_terms_are_looked_for():
    assert len(terms("a " * 50)) == 10


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_is_mended_after_a_migration_that_rebuilt_the_table(jobs):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER job_search_updated")
        else:
            cursor.execute(
                "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'job_search_words_index'::regclass"
            )
    JobDescription.objects.filter(title="Clerk").update(text="Forklifts")
    call_command("migrate", verbosity=0)
    assert found("forklift") == ["Clerk"]
    install(connection)
    assert found("forklift") == ["Clerk"]


def test_the_index_is_used(jobs):
    asked = search_jobs(JobDescription.objects.order_by(), "analyst")
    if connection.vendor == "sqlite":
        assert "VIRTUAL TABLE INDEX" in asked.explain()
        return
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
    assert "job_search_words_index" in asked.explain()
