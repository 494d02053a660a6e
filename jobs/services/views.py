"""The views of the job list that people keep."""

from __future__ import annotations

from typing import Literal

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max
from django.http import QueryDict

from jobs.models import SavedView
from jobs.queries import address


def save_view(*, user: User, name: str, query: str) -> SavedView:
    """Keep a view of the job list for `user`, after those kept before; one of the same name is replaced.

    Args:
        user: whose it is.
        name: what it is called.
        query: the query string of the list, with or without "?"; the page number is left out.

    Raises:
        ValidationError: the name is missing, or one of them is too long.
    """
    name = " ".join(name.replace("\x00", "").split())  # PostgreSQL takes no NUL
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)  # else two at once would both find none
        view = SavedView.objects.filter(owner=user, name=name).first()
        if view is None:
            last = SavedView.objects.filter(owner=user).aggregate(last=Max("position"))["last"]
            view = SavedView(owner=user, name=name, position=0 if last is None else last + 1)
        view.query = address(QueryDict(query.removeprefix("?"))).removesuffix("?")
        view.full_clean()
        view.save()
    return view


def move_view(*, view: SavedView, direction: Literal["up", "down"]) -> None:
    """Let a view change places with its neighbour; the first stays first, and the last last."""
    with transaction.atomic():
        views = list(SavedView.objects.select_for_update().filter(owner=view.owner_id))
        place = next(index for index, one in enumerate(views) if one.pk == view.pk)
        other = place + (-1 if direction == "up" else 1)
        if not 0 <= other < len(views):
            return
        views[place], views[other] = views[other], views[place]
        for position, one in enumerate(views):
            one.position = position
        SavedView.objects.bulk_update(views, ["position"])


def delete_view(*, view: SavedView) -> None:
    """Forget a view; the jobs stay."""
    view.delete()
