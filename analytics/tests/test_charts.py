"""Charts are valid Plotly figures that show the rows they were given, and nothing that a strict page forbids."""

import html
import json

import plotly.graph_objects as go
import pytest

from analytics import charts
from analytics.queries import DepartmentReview, GroupCount, Pair, SkillCount, SkillName
from jd_platform.numbers import percent


def skill(number, **changes):
    values = {"lightcast_id": f"S{number}", "name": f"Skill {number}", "type": "common", "category": ""}
    return SkillCount(**{**values, "jobs": 10 - number, "confirmed": number % 3, "share": 0.5, **changes})


def skill_name(number):
    return SkillName(f"S{number}", f"Skill {number}", "common", "")


def group(number, **changes):
    return GroupCount(
        **{"code": str(number), "name": f"Field {number}", "skills": 2, "tags": 5, "share": 0.5, **changes}
    )


def read(figure):
    """Return the figure, built anew from its JSON with Plotly's own validation."""
    return go.Figure(json.loads(figure), skip_invalid=False)


def test_bars_of_skills_add_up_to_their_jobs():
    rows = [skill(number) for number in range(5)]
    figure = read(charts.top_skills(rows, [f"/jobs/?skill={row.lightcast_id}" for row in rows]))
    confirmed, suggested = figure.data
    assert [sum(pair) for pair in zip(confirmed.x, suggested.x, strict=True)] == [row.jobs for row in rows]
    assert list(confirmed.x) == [row.confirmed for row in rows]
    assert list(suggested.customdata) == [f"/jobs/?skill=S{number}" for number in range(5)]
    assert figure.layout.barmode == "stack"
    assert figure.layout.showlegend is True
    assert figure.layout.xaxis.range[1] > max(row.jobs for row in rows)


def test_bars_of_groups_show_their_share():
    figure = read(charts.groups([group(0, share=0.256), group(1)], ["/a", "/b"]))
    assert list(figure.data[0].text) == ["5 (26\N{NO-BREAK SPACE}%)", "5 (50\N{NO-BREAK SPACE}%)"]
    assert figure.layout.showlegend is False


def test_long_names_are_shortened_on_the_axis_and_whole_under_the_pointer():
    name = "A very long name of a skill that would leave no room for bars"
    figure = read(charts.top_skills([skill(0, name=name)], ["/"]))
    (label,) = figure.layout.yaxis.ticktext
    assert len(label) <= charts.LABEL_CHARACTERS
    assert label.endswith("…")
    assert list(figure.data[0].hovertext) == [name]


def test_two_skills_of_one_name_are_two_bars():
    figure = read(charts.top_skills([skill(0, name="Same"), skill(1, name="Same")], ["/a", "/b"]))
    assert list(figure.data[0].y) == [0, 1]


@pytest.mark.parametrize("figure", [charts.top_skills([], []), charts.groups([], [])])
def test_no_rows_make_an_empty_figure(figure):
    assert all(not bar.x for bar in read(figure).data)


def test_height_grows_with_the_rows():
    heights = [read(charts.groups([group(n) for n in range(count)], ["/"] * count)).layout.height for count in (1, 15)]
    assert heights[1] - heights[0] == 14 * charts.BAR_PIXELS


@pytest.mark.parametrize("name", ["</script><script>alert(1)</script>", '"quoted"', "Compétences"])
def test_any_name_survives(name):
    (shown,) = read(charts.groups([group(0, name=name)], ["/"])).data[0].hovertext
    assert html.unescape(shown) == name


def test_colours_are_left_to_the_style_sheet():
    figure = charts.top_skills([skill(0)], ["/"])
    assert [bar.meta for bar in read(figure).data] == ["--chart-2", "--chart-1"]
    assert "template" not in json.loads(figure)["layout"]
    assert "#" not in figure


def test_no_name_is_read_as_html():
    figure = read(charts.top_skills([skill(0, name="<br><a href='//x'>C")], ["/"]))
    assert list(figure.layout.yaxis.ticktext) == ["&lt;br>&lt;a href='//x'>C"]
    assert list(figure.data[0].hovertext) == ["&lt;br>&lt;a href='//x'>C"]


def test_every_kind_of_figure_is_valid_also_when_one_like_it_was_validated_before():
    for count in (2, 5):
        rows = [
            DepartmentReview(f"Unit {n}", 3, n, 1, 2, untouched=1, partly=1, reviewed=1, oldest=None)
            for n in range(count)
        ]
        pairs = [Pair(skill_name(n), skill_name(n + 1), n + 3, 1.26, 2.5) for n in range(count)]
        names, addresses = [f"Unit {n}" for n in range(count)], [f"/{n}" for n in range(count)]
        assert [len(bars.x) for bars in read(charts.review(rows, names, addresses)).data] == [count] * 3
        together, chance = read(charts.pairs(pairs, names, addresses)).data
        assert list(together.x) == [n + 3 for n in range(count)]
        assert list(chance.x) == [1.3] * count
        assert list(read(charts.rates(names, [0.5] * count)).data[0].x) == [50] * count
        line = read(charts.line(names, [0.25, *[None] * (count - 1)], addresses, 0.25))
        assert list(line.data[0].y) == [25, *[None] * (count - 1)]


def test_points_of_a_line_show_what_the_table_under_it_says():
    shares = [0.25, 0.001, 0.999, 0.0, 1.0, None]
    names, addresses = [f"2026 Q{n}" for n in range(6)], [f"/{n}" for n in range(6)]
    points = read(charts.line(names, shares, addresses, 1)).data[0]
    space = "\N{NO-BREAK SPACE}"
    wanted = [f"25{space}%", f"&lt;1{space}%", f">99{space}%", f"0{space}%", f"100{space}%", "–"]
    assert list(points.text) == wanted
    assert [html.unescape(text) for text in points.text] == [percent(share) for share in shares]
    assert points.hovertemplate == "%{x}: %{text}<extra></extra>"
    assert list(points.customdata) == addresses
    assert list(points.x) == names


@pytest.mark.parametrize(
    ("trace", "layout"),
    [
        ({"type": "bar", "colour": "red"}, {}),
        ({"type": "pye"}, {}),
        ({"type": "bar", "orientation": "sideways"}, {}),
        ({"type": "bar"}, {"xaxis": {"range": "wide"}}),
    ],
)
def test_what_plotly_does_not_know_is_refused_each_time(trace, layout):
    for _attempt in range(2):
        with pytest.raises(ValueError, match=r"property|value"):
            charts.as_json([trace], layout)


def test_axes_of_shares_have_a_space_before_the_sign():
    rates, line = read(charts.rates(["A"], [0.5])), read(charts.line(["2026 Q1"], [0.25], ["/"], 0.25))
    for axis, end in ((rates.layout.xaxis, 100), (line.layout.yaxis, 25)):
        assert axis.ticksuffix == "\N{NO-BREAK SPACE}%"
        assert "%" not in axis.tickformat
        assert axis.range[1] > end
