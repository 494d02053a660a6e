"""A hash of the words of each job description, by which the same posting is known in another format."""

from django.db import migrations, models

from jobs.models import hash_words

JOBS_AT_ONCE = 500


def hash_known_texts(apps, schema_editor):
    jobs = apps.get_model("jobs", "JobDescription").objects.order_by("pk").only("text")
    last = 0
    while some := list(jobs.filter(pk__gt=last)[:JOBS_AT_ONCE]):
        for job in some:
            job.words_hash = hash_words(job.text)
        jobs.bulk_update(some, ["words_hash"])
        last = some[-1].pk


class Migration(migrations.Migration):
    dependencies = [("jobs", "0007_batch_built_in_engine")]

    operations = [
        migrations.AddField(
            model_name="jobdescription",
            name="words_hash",
            field=models.CharField(default="", editable=False, max_length=64, verbose_name="hash of the words"),
            preserve_default=False,
        ),
        migrations.RunPython(hash_known_texts, migrations.RunPython.noop),
        migrations.RemoveIndex(model_name="jobdescription", name="job_text_hash"),
        migrations.AddIndex(
            model_name="jobdescription", index=models.Index(fields=["words_hash"], name="job_words_hash")
        ),
    ]
