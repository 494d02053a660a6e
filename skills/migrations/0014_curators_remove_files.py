"""Curators may take files out of other people's uploads."""

from django.contrib.auth.management import create_permissions
from django.db import migrations


def extend_role(apps, schema_editor):
    """Give the group its permission. It is otherwise made only after all migrations, so here first."""
    config = apps.get_app_config("jobs")
    config.models_module = True
    create_permissions(config, apps=apps, using=schema_editor.connection.alias, verbosity=0)
    config.models_module = None
    group, _created = apps.get_model("auth", "Group").objects.get_or_create(name="curator")
    permission = apps.get_model("auth", "Permission").objects.get(
        content_type__app_label="jobs", codename="delete_uploadeddocument"
    )
    group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [("skills", "0013_extraction_same_text")]
    operations = [migrations.RunPython(extend_role, migrations.RunPython.noop)]
