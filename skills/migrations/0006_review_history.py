"""Decisions that were kept as past states of tags become rows of their own; what each role may do with decisions."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

VIEWER = ["view_skilldecision", "view_skillproposal"]
EDITOR = [*VIEWER, "add_skillproposal"]
CURATOR = [*EDITOR, "change_skillproposal"]
ROLES = {"viewer": VIEWER, "editor": EDITOR, "curator": CURATOR}
ACTIONS = {"confirmed": "confirm", "rejected": "reject", "none": "undo"}
ROWS_AT_ONCE = 500


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
        for codename in permissions:
            group.permissions.add(Permission.objects.get(content_type__app_label="skills", codename=codename))


def keep_decisions(apps, schema_editor):
    """Write a decision for each past state that differs from the one before in what people set."""
    SkillDecision = apps.get_model("skills", "SkillDecision")
    jobs = set(apps.get_model("jobs", "JobDescription").objects.values_list("pk", flat=True))
    skills = set(apps.get_model("skills", "Skill").objects.values_list("pk", flat=True))
    people = set(apps.get_model("auth", "User").objects.values_list("pk", flat=True))
    before, found = None, []
    past = apps.get_model("skills", "HistoricalJobSkill").objects.exclude(history_type="-")
    for row in past.order_by("id", "history_date", "history_id").iterator():
        previous = before if before is not None and before.id == row.id else None
        before = row
        action = _action(previous, row)
        if action is None or row.job_id not in jobs or row.skill_id not in skills:
            continue
        by = row.decided_by_id or row.history_user_id
        found.append(
            SkillDecision(
                job_id=row.job_id,
                skill_id=row.skill_id,
                action=action,
                decided_by_id=by if by in people else None,
                decided_at=row.history_date,
                origin=row.origin,
                confidence=row.confidence,
                engine_version=row.engine_version,
                taxonomy_version=row.taxonomy_version,
                phrases=sorted({mention["phrase"] for mention in row.evidence}),
                before=_state(previous) if previous else None,
                after=_state(row),
            )
        )
    found.sort(key=lambda decision: decision.decided_at)
    SkillDecision.objects.bulk_create(found, batch_size=ROWS_AT_ONCE)


def _action(previous, row):
    if previous is None:
        return "add" if row.origin == "person" else ACTIONS[row.decision] if row.decision != "none" else None
    if row.decision != previous.decision:
        return ACTIONS[row.decision]
    if row.importance_decided and (row.importance != previous.importance or not previous.importance_decided):
        return "importance"
    return None


def _state(row):
    return {
        "decision": row.decision,
        "decided_by_id": row.decided_by_id,
        "decided_at": row.decided_at.isoformat() if row.decided_at else None,
        "importance": row.importance if row.importance_decided else None,
        "by_hand": row.origin == "person",
    }


class Migration(migrations.Migration):
    dependencies = [("skills", "0005_review"), ("jobs", "0002_bulk_uploads")]
    operations = [
        migrations.RunPython(extend_roles, migrations.RunPython.noop),
        migrations.RunPython(keep_decisions, migrations.RunPython.noop),
    ]
