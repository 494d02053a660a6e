"""Take over the tokens of rest_framework.authtoken, which kept them in clear, and drop its table."""

import hashlib

from django.db import migrations

TABLE = "authtoken_token"


def take_over(apps, schema_editor):
    """Keep the hash of each earlier token; it goes on working, and reaches what its person may."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        if TABLE not in connection.introspection.table_names(cursor):
            return
        cursor.execute(f"SELECT {connection.ops.quote_name('key')}, user_id FROM {TABLE}")  # noqa: S608  no value in it
        rows = cursor.fetchall()
    ApiToken = apps.get_model("tokens", "ApiToken")
    ApiToken.objects.bulk_create(
        ApiToken(
            person_id=person,
            name="Earlier token",
            prefix=key[:4],
            hash=hashlib.sha256(key.encode()).hexdigest(),
            scope="curate",
        )
        for key, person in rows
    )
    schema_editor.execute(f"DROP TABLE {TABLE}")
    apps.get_model("contenttypes", "ContentType").objects.filter(app_label="authtoken").delete()
    schema_editor.execute("DELETE FROM django_migrations WHERE app = 'authtoken'")


class Migration(migrations.Migration):
    dependencies = [
        ("tokens", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(take_over, migrations.RunPython.noop)]
