"""What each role may do with titles recorded at once and with curators' mappings of titles."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

ROLES = {
    "viewer": ["skills.view_titlerun", "skills.view_titlemapping"],
    "editor": ["skills.view_titlerun", "skills.view_titlemapping", "skills.add_titlerun", "skills.change_titlerun"],
    "curator": [
        "skills.view_titlerun",
        "skills.view_titlemapping",
        "skills.add_titlerun",
        "skills.change_titlerun",
        "skills.add_titlemapping",
        "skills.change_titlemapping",
        "skills.delete_titlemapping",
    ],
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
            label, codename = permission.split(".")
            group.permissions.add(Permission.objects.get(content_type__app_label=label, codename=codename))


class Migration(migrations.Migration):
    dependencies = [("skills", "0003_titles")]
    operations = [migrations.RunPython(extend_roles, migrations.RunPython.noop)]
