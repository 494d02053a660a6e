"""Decisions have rows of their own, so the past states of tags go."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("skills", "0006_review_history")]
    operations = [migrations.DeleteModel(name="HistoricalJobSkill")]
