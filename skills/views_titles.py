"""The pages that record standard titles for many jobs at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from jd_platform.access import Request, may_edit
from jobs.queries.addresses import address
from skills import services, title_groups, titles
from skills.engines.embedded.titles import take_apart
from skills.models import TitleRun
from skills.title_groups import Wanted

TEMPLATE = "skills/titles.html"
CHOOSE_TEMPLATE = "skills/choose_title.html"
TITLE_CHARACTERS = 255
USUAL_LEAST = 80
MOST_DIGITS = 19
"""A longer number is neither a primary key nor that of a page."""
OF_THE_CHOICE = {"title", "words"}
"""What the address of the page that chooses a title says beyond that of the list it was reached from."""


class WantedForm(forms.Form):
    """Which titles are listed; it is the query string of the page."""

    q = forms.CharField(label=gettext_lazy("Title as written"), max_length=TITLE_CHARACTERS, required=False)
    department = forms.CharField(label=gettext_lazy("Department"), required=False)
    least = forms.IntegerField(
        label=gettext_lazy("At least this sure (%)"),
        min_value=int(100 * title_groups.LEAST_OFFERED),
        max_value=100,
        required=False,
    )
    order = forms.ChoiceField(
        label=gettext_lazy("Order"),
        choices=[
            ("sure", gettext_lazy("The surest first")),
            ("jobs", gettext_lazy("Most jobs first")),
            ("title", gettext_lazy("By name")),
        ],
        required=False,
    )
    unmatched = forms.BooleanField(required=False)

    def __init__(self, data: Mapping[str, Any]) -> None:
        """Take the query string, and offer the departments that are in use."""
        super().__init__(data)
        names = dict.fromkeys([*title_groups.departments(), data.get("department", "")])
        options = [("", _("All departments")), *((name, name) for name in names if name)]
        self.fields["department"].widget = forms.Select(choices=options)

    def wanted(self) -> Wanted:
        """Return what is asked for; what cannot be read is left out."""
        self.full_clean()
        values = self.cleaned_data
        return Wanted(
            words=values.get("q", ""),
            department=values.get("department", ""),
            least=values.get("least"),
            order=values.get("order") or "sure",
            unmatched=values.get("unmatched", False),
        )


@may_edit
@require_http_methods(["GET", "POST"])
def titles_page(request: Request) -> HttpResponse:
    """Titles that have no standard one; a POST records one, those chosen, a group, or all that are listed."""
    form = WantedForm(request.GET)
    wanted = form.wanted()
    if request.method == "POST" and form.is_valid():
        _say_recorded(request, _apply(request, wanted))
        return HttpResponseRedirect(request.get_full_path())
    listed = title_groups.titles_page(wanted, request.GET.get("page"))
    context = {
        "titles": listed,
        "form": form,
        "wanted": wanted,
        "usual_least": USUAL_LEAST,
        "query": address(request.GET),
        "here": _on_page(address(request.GET), listed.page.number),
        "other_view": _address(request, unmatched="" if wanted.unmatched else "1"),
        "without_least": _address(request, least=""),
        "at_once": title_groups.TITLES_AT_ONCE,
        "undo_days": TitleRun.UNDO_DAYS,
        "fragment": request.htmx and request.htmx.target == "title-list",
    }
    template = f"{TEMPLATE}#results" if context["fragment"] else TEMPLATE
    return render(request, template, context, status=422 if request.method == "POST" else 200)


def _apply(request: Request, wanted: Wanted) -> TitleRun | None:
    user = request.user
    if "all" in request.POST:
        return title_groups.apply_wanted(wanted=wanted, user=user) if wanted.least is not None else None
    if "group" in request.POST:
        return title_groups.apply_group(title_id=request.POST["group"], wanted=wanted, user=user)
    only = request.POST.get("only")
    return title_groups.apply_offered(
        offers=[only] if only else request.POST.getlist("offer"), wanted=wanted, user=user
    )


@may_edit
@require_http_methods(["GET", "POST"])
def choose_title(request: Request) -> HttpResponse:
    """Standard titles to choose from for all jobs with one written title; a POST records the one chosen."""
    title = request.GET.get("title", "").replace("\x00", "")[:TITLE_CHARACTERS]
    wanted = WantedForm(request.GET).wanted()
    core = take_apart(title).core or title
    if request.method == "POST":
        if "always" in request.POST and not request.user.has_perm("skills.add_titlemapping"):
            raise PermissionDenied
        choice = titles.Choice.read(request.POST.get("choice", ""))
        run = (
            title_groups.apply_choice(title=title, choice=choice, wanted=wanted, user=request.user) if choice else None
        )
        _say_recorded(request, run)
        if choice and "always" in request.POST:
            _map(request, core, choice)
        return HttpResponseRedirect(_list_address(request))
    words = request.GET.get("words", "")
    context = {
        "title": title,
        "core": core,
        "job_count": wanted.jobs().filter(title=title).count(),
        "suggested": titles.suggest_here(title),
        "words": words,
        "found": titles.search(words, written=title) if words else (),
        "kept": [pair for pair in request.GET.items() if pair[0] not in OF_THE_CHOICE],
        "list_address": _list_address(request),
    }
    return render(request, CHOOSE_TEMPLATE, context)


def _map(request: Request, written: str, choice: titles.Choice) -> None:
    """Have the choice made for every title like this from now on."""
    try:
        mapping = services.map_title(written=written, occupation_id=choice.title_id, user=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        said = _("From now on “%(written)s” stands for “%(title)s”.")
        messages.success(request, said % {"written": mapping.written, "title": choice.shown.name})


def _say_recorded(request: Request, run: TitleRun | None) -> None:
    if run is None:
        messages.warning(request, _("Nothing was recorded: no title is left that this holds for."))
        return
    said = ngettext(
        "The standard title of %(count)s job is recorded. Its own title stays as it is.",
        "The standard titles of %(count)s jobs are recorded. Their own titles stay as they are.",
        run.jobs,
    )
    messages.success(request, said % {"count": intcomma(run.jobs)})


@may_edit
@require_POST
def undo(request: Request) -> HttpResponse:
    """Take back what was recorded at once."""
    number = request.POST.get("run", "")
    known = number.isascii() and number.isdigit() and len(number) < MOST_DIGITS
    run = get_object_or_404(TitleRun, pk=int(number) if known else 0)
    try:
        count = services.undo_titles(run=run, user=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        said = ngettext("Undone for %(count)s job.", "Undone for %(count)s jobs.", count)
        said = said % {"count": intcomma(count)}
        if left := run.jobs - count:
            kept = ngettext(
                "%(count)s job was changed since and stays as it is.",
                "%(count)s jobs were changed since and stay as they are.",
                left,
            )
            said = f"{said} {kept % {'count': intcomma(left)}}"
        messages.success(request, said)
    return HttpResponseRedirect(_list_address(request))


def _list_address(request: Request) -> str:
    """Return the list under its filters, on its page, by the query string of the page that was reached from it."""
    kept = request.GET.copy()
    for name in OF_THE_CHOICE:
        kept.pop(name, None)
    number = kept.get("page", "")
    known = number.isascii() and number.isdigit() and len(number) < MOST_DIGITS
    query = _on_page(address(kept), int(number) if known else 1)
    return reverse("titles") + (query if query != "?" else "")


def _on_page(query: str, number: int) -> str:
    """Return a query string with the number of the list's page, which the first page needs not."""
    return f"{query}{'' if query == '?' else '&'}page={number}" if number > 1 else query


def _address(request: Request, **changes: str) -> str:
    """Return the query string of the list with some of it changed."""
    changed = request.GET.copy()
    for name, value in changes.items():
        changed[name] = value
    return address(changed)
