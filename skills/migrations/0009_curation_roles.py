"""What each role may do with likely duplicates, questions of the curation queue and updates of the skill list."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

VIEWER = ["view_duplicatepair", "view_keptasis", "view_taxonomyupdate"]
ROLES = {
    "viewer": VIEWER,
    "editor": VIEWER,
    "curator": [*VIEWER, "add_keptasis", "delete_keptasis", "add_taxonomyupdate", "change_taxonomyupdate"],
}


def extend_roles(apps, schema_editor):
    """Give the groups their permissions. They are otherwise made only after all migrations, so here first."""
    config = apps.get_app_config("skills")
    config.models_module = True
    create_permissions(config, apps=apps, using=schema_editor.connection.alias, verbosity=0)
    config.models_module = None
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    for name, permissions in ROLES.items():
        group, _created = Group.objects.get_or_create(name=name)
        for permission in permissions:
            group.permissions.add(Permission.objects.get(content_type__app_label="skills", codename=permission))


class Migration(migrations.Migration):
    dependencies = [("skills", "0008_curation")]
    operations = [migrations.RunPython(extend_roles, migrations.RunPython.noop)]
