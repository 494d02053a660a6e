"""The three roles as groups: viewer, editor, curator; each may do what the one before may, and more."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

VIEWER = [
    "jobs.view_jobdescription",
    "jobs.view_uploadbatch",
    "jobs.view_uploadeddocument",
    "skills.view_skill",
    "skills.view_skillcategory",
    "skills.view_skillalias",
    "skills.view_jobskill",
    "skills.view_extraction",
    "skills.view_standardtitle",
    "skills.view_jobtitle",
    "skills.view_taxonomy",
]
EDITOR = [
    *VIEWER,
    "jobs.add_jobdescription",
    "jobs.change_jobdescription",
    "jobs.delete_jobdescription",
    "jobs.add_uploadbatch",
    "skills.add_jobskill",
    "skills.change_jobskill",
    "skills.add_jobtitle",
    "skills.change_jobtitle",
    "skills.delete_jobtitle",
]
CURATOR = [
    *EDITOR,
    "skills.add_skill",
    "skills.change_skill",
    "skills.view_skillmerge",
    "skills.add_skillalias",
    "skills.change_skillalias",
    "skills.delete_skillalias",
    "skills.change_skillcategory",
    "skills.change_standardtitle",
]
ROLES = {"viewer": VIEWER, "editor": EDITOR, "curator": CURATOR}


def create_roles(apps, schema_editor):
    """Make the groups. Permissions are otherwise made only after all migrations, so they are made here first."""
    for label in ("jobs", "skills"):
        config = apps.get_app_config(label)
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
    dependencies = [
        ("skills", "0001_initial"),
        ("jobs", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(create_roles, migrations.RunPython.noop)]
