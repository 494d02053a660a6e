"""The shapes of the analytics API."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from skills.models import Skill

SHARE = "From 0 to 1."
OF_ANY_KIND = ", whatever types and categories are counted"


class SkillNameSerializer(serializers.Serializer[Any]):
    """One skill."""

    lightcast_id = serializers.CharField()
    name = serializers.CharField()
    type = serializers.ChoiceField(choices=Skill.Type.choices)
    category = serializers.CharField(help_text="Empty when the skill has none.")


class SkillCountSerializer(SkillNameSerializer):
    """One skill with the jobs that ask for it."""

    jobs = serializers.IntegerField(help_text="Job descriptions that ask for it.")
    confirmed = serializers.IntegerField(help_text="Those of them where a person confirmed or added it.")
    share = serializers.FloatField(help_text="Share of all job descriptions under the filters, from 0 to 1.")


class SubcategorySerializer(serializers.Serializer[Any]):
    """One subcategory."""

    code = serializers.CharField()
    name = serializers.CharField()
    skills = serializers.IntegerField(help_text="Different skills.")
    tags = serializers.IntegerField(help_text="Pairs of job and skill.")
    jobs = serializers.IntegerField(help_text="Job descriptions that ask for any of them.")
    share = serializers.FloatField(
        help_text="Share of all such pairs, from 0 to 1; of categories, of the pairs whose skill has one."
    )


class GroupCountSerializer(SubcategorySerializer):
    """One type."""


class CategorySerializer(SubcategorySerializer):
    """One category with its subcategories."""

    subcategories = SubcategorySerializer(many=True)


class EngineCountSerializer(serializers.Serializer[Any]):
    """One version of an engine."""

    version = serializers.CharField()
    tags = serializers.IntegerField(help_text="Pairs of job and skill that it put there.")


class TotalsSerializer(serializers.Serializer[Any]):
    """How much is known."""

    jobs = serializers.IntegerField()
    jobs_with_skills = serializers.IntegerField()
    coverage = serializers.FloatField(help_text="Share of the jobs with at least one skill, from 0 to 1.")
    skills = serializers.IntegerField(help_text="Different skills.")
    tags = serializers.IntegerField(help_text="Pairs of job and skill, without rejected ones.")
    mean_skills = serializers.FloatField(help_text="Mean number of skills of a job.")
    suggested = serializers.IntegerField(help_text="Pairs that nobody decided.")
    confirmed = serializers.IntegerField(help_text="Pairs that a person confirmed or added.")
    rejected = serializers.IntegerField(help_text="Pairs that a person rejected; they count nowhere else.")
    confirmed_share = serializers.FloatField(help_text=SHARE)
    untouched = serializers.IntegerField(help_text=f"Jobs with suggestions, none of them decided{OF_ANY_KIND}.")
    partly = serializers.IntegerField(help_text=f"Jobs with some suggestions decided{OF_ANY_KIND}.")
    reviewed = serializers.IntegerField(help_text=f"Jobs with all suggestions decided{OF_ANY_KIND}.")
    engines = EngineCountSerializer(many=True)


class TopSerializer(serializers.Serializer[Any]):
    """The skills asked for most."""

    jobs = serializers.IntegerField(help_text="Job descriptions under the filters.")
    results = SkillCountSerializer(many=True)


class PeriodSerializer(serializers.Serializer[Any]):
    """A month or quarter."""

    key = serializers.CharField(help_text="Such as 2026-03 or 2026-Q1.")
    first = serializers.DateField()
    last = serializers.DateField()
    jobs = serializers.IntegerField(help_text="Job descriptions dated in it.")


class LineSerializer(serializers.Serializer[Any]):
    """One skill over the periods."""

    skill = SkillNameSerializer()
    jobs = serializers.ListField(child=serializers.IntegerField(), help_text="For each period.")
    shares = serializers.ListField(
        child=serializers.FloatField(allow_null=True),
        help_text="Of each period's jobs, from 0 to 1; null where it has none.",
    )


class TrendsSerializer(serializers.Serializer[Any]):
    """Skills over time."""

    step = serializers.ChoiceField(choices=["month", "quarter"])
    periods = PeriodSerializer(many=True)
    lines = LineSerializer(many=True)
    undated = serializers.IntegerField(help_text="Jobs without a date; they are in no period.")
    outside = serializers.IntegerField(help_text="Jobs dated before or after the periods.")


class PointSerializer(serializers.Serializer[Any]):
    """One skill in one period, a row of a file."""

    skill = SkillNameSerializer()
    period = serializers.CharField()
    jobs = serializers.IntegerField()
    of_jobs = serializers.IntegerField()
    share = serializers.FloatField(allow_null=True)


class ChangeSerializer(serializers.Serializer[Any]):
    """A skill whose share rose."""

    skill = SkillNameSerializer()
    before = serializers.IntegerField(help_text="Jobs dated in the twelve months before the last twelve.")
    now = serializers.IntegerField(help_text="Jobs dated in the last twelve months.")
    share_before = serializers.FloatField(help_text=SHARE)
    share_now = serializers.FloatField(help_text=SHARE)
    difference = serializers.FloatField()


class NewSkillSerializer(serializers.Serializer[Any]):
    """A skill that was not asked for before."""

    skill = SkillNameSerializer()
    jobs = serializers.IntegerField()
    first = serializers.DateField(help_text="Date of the first job description that asks for it.")


class SkillShareSerializer(SkillNameSerializer):
    """One skill in one department."""

    jobs = serializers.IntegerField()
    share = serializers.FloatField(help_text="Of the department's jobs, from 0 to 1.")
    overall = serializers.FloatField(help_text="Of all jobs under the filters, from 0 to 1.")
    lift = serializers.FloatField(help_text="share / overall")


class DepartmentSerializer(serializers.Serializer[Any]):
    """One department."""

    name = serializers.CharField()
    jobs = serializers.IntegerField()
    share = serializers.FloatField(help_text="Of all jobs under the filters, from 0 to 1.")
    jobs_with_skills = serializers.IntegerField()
    skills = serializers.IntegerField(help_text="Different skills.")
    tags = serializers.IntegerField(help_text="Pairs of job and skill.")
    mean_skills = serializers.FloatField()
    top = SkillShareSerializer(many=True, help_text="The skills that most of its jobs ask for.")
    distinctive = SkillShareSerializer(many=True, help_text="The skills that it asks for most beyond the others.")


class PairSerializer(serializers.Serializer[Any]):
    """Two skills that are asked for together."""

    a = SkillNameSerializer()
    b = SkillNameSerializer()
    together = serializers.IntegerField(help_text="Jobs that ask for both.")
    expected = serializers.FloatField(help_text="Jobs that would if the two had nothing to do with each other.")
    lift = serializers.FloatField(help_text="together / expected")


class NeighbourSerializer(serializers.Serializer[Any]):
    """A skill that is asked for together with another."""

    skill = SkillNameSerializer()
    together = serializers.IntegerField(help_text="Jobs that ask for both.")
    share = serializers.FloatField(help_text="Of the jobs with the other skill, from 0 to 1.")
    expected = serializers.FloatField(help_text="Jobs that would if the two had nothing to do with each other.")
    lift = serializers.FloatField(help_text="together / expected")


class ComparedSerializer(SkillNameSerializer):
    """One skill on both sides."""

    jobs_a = serializers.IntegerField()
    jobs_b = serializers.IntegerField()
    share_a = serializers.FloatField(help_text=SHARE)
    share_b = serializers.FloatField(help_text=SHARE)
    importance_a = serializers.CharField(help_text="required, preferred or mentioned where the side is one job.")
    importance_b = serializers.CharField(help_text="required, preferred or mentioned where the side is one job.")


class RareSerializer(serializers.Serializer[Any]):
    """A skill of one job only."""

    skill = SkillNameSerializer()
    job = serializers.IntegerField(help_text="The job's id.")
    title = serializers.CharField()
    department = serializers.CharField(help_text="Empty when the job has none.")


class ConcentratedSerializer(serializers.Serializer[Any]):
    """A skill of one department only."""

    skill = SkillNameSerializer()
    department = serializers.CharField()
    jobs = serializers.IntegerField()


class OldestJobSerializer(serializers.Serializer[Any]):
    """The job that has waited longest."""

    job = serializers.IntegerField(help_text="The job's id.")
    title = serializers.CharField()
    added = serializers.DateTimeField()


class ReviewSerializer(serializers.Serializer[Any]):
    """How far one department's review has come."""

    name = serializers.CharField(help_text="Empty for the jobs without a department.")
    jobs = serializers.IntegerField()
    suggested = serializers.IntegerField(help_text="Tags that nobody decided.")
    confirmed = serializers.IntegerField()
    rejected = serializers.IntegerField()
    decided_share = serializers.FloatField(help_text=SHARE)
    untouched = serializers.IntegerField(help_text=f"Jobs with suggestions, none of them decided{OF_ANY_KIND}.")
    partly = serializers.IntegerField(help_text=f"Jobs with some suggestions decided{OF_ANY_KIND}.")
    reviewed = serializers.IntegerField(help_text=f"Jobs with all suggestions decided{OF_ANY_KIND}.")
    oldest = OldestJobSerializer(allow_null=True, help_text="Added first of those with an undecided suggestion.")


class AcceptanceSerializer(serializers.Serializer[Any]):
    """What people decided about the tags of an engine's version within a band of confidence."""

    version = serializers.CharField()
    low = serializers.FloatField(allow_null=True, help_text="Null where the engine gave no confidence.")
    high = serializers.FloatField(allow_null=True)
    suggested = serializers.IntegerField(help_text="Tags that nobody decided.")
    confirmed = serializers.IntegerField()
    rejected = serializers.IntegerField()
    rate = serializers.FloatField(
        allow_null=True, help_text="Confirmed of those decided, from 0 to 1; null when none is."
    )


# --- What an endpoint may be asked besides the filters -------------------------------------------------------------


class TopQuerySerializer(serializers.Serializer[Any]):
    """How many skills are wanted."""

    limit = serializers.IntegerField(min_value=1, max_value=200, default=15)


class TrendsQuerySerializer(serializers.Serializer[Any]):
    """Which lines are wanted."""

    of = serializers.ListField(
        child=serializers.CharField(max_length=64),
        max_length=20,
        default=list,
        help_text="Lightcast ids of the skills; those asked for most when none is given.",
    )
    step = serializers.ChoiceField(choices=["month", "quarter"], default="quarter")
    limit = serializers.IntegerField(min_value=1, max_value=20, default=6, help_text="Skills when none is named.")
    periods = serializers.IntegerField(
        min_value=1, max_value=120, required=False, help_text="At most the latest so many."
    )


class RisingQuerySerializer(serializers.Serializer[Any]):
    """Which changes are wanted."""

    minimum = serializers.IntegerField(min_value=1, max_value=1_000_000, default=5, help_text="Jobs of both years.")


class NewQuerySerializer(serializers.Serializer[Any]):
    """Which year is wanted."""

    year = serializers.IntegerField(min_value=1900, max_value=2200, required=False, help_text="This one by default.")


class DepartmentsQuerySerializer(serializers.Serializer[Any]):
    """How many skills of each department are wanted."""

    top = serializers.IntegerField(min_value=1, max_value=50, default=5)


class PairsQuerySerializer(serializers.Serializer[Any]):
    """Which pairs are wanted."""

    minimum = serializers.IntegerField(
        min_value=1, max_value=1_000_000, required=False, help_text="Jobs that must ask for both."
    )
    order = serializers.ChoiceField(choices=["lift", "together"], default="lift")


class NeighboursQuerySerializer(PairsQuerySerializer):
    """Whose neighbours are wanted."""

    of = serializers.CharField(max_length=64, help_text="Lightcast id of the skill.")


class GapsQuerySerializer(serializers.Serializer[Any]):
    """What is compared with what."""

    a = serializers.CharField(max_length=256, help_text="job:<id>, department:<name> or peers:<id of a job>")
    b = serializers.CharField(
        max_length=256, help_text="The same. Peers: the other jobs with that job's standard title."
    )
    show = serializers.ChoiceField(choices=["only_a", "both", "only_b"], default="only_a")


class ConcentratedQuerySerializer(serializers.Serializer[Any]):
    """Which skills are wanted."""

    minimum = serializers.IntegerField(
        min_value=1, max_value=1_000_000, default=2, help_text="Jobs that must ask for the skill."
    )
