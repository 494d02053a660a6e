"""The keyboard shortcuts of the site: one table, from which the list of them and what the keys do both come.

A page's own shortcuts are a group that names the page. What a key does is one of:

- `go`: lead to the page with this address name;
- `focus`: put the focus into the first element that matches this selector;
- `press`: click the first shown element that matches this selector;
- `event`: send `shortcut:NAME` to the document, for the page's own script.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Act = Literal["go", "focus", "press", "event"]


@dataclass(frozen=True, slots=True)
class Shortcut:
    """One shortcut.

    Attributes:
        keys: the characters to type, one after the other, with blanks between them.
        label: what it does, as the list of shortcuts says it.
        act: the kind of thing it does.
        name: the address name, selector or event that the act needs.
    """

    keys: str
    label: StrOrPromise
    act: Act
    name: str

    @property
    def target(self) -> str:
        """Return what the script acts on: an address, a selector or the name of an event."""
        return reverse(self.name) if self.act == "go" else self.name

    @property
    def key_names(self) -> list[str]:
        """Return the keys one by one."""
        return self.keys.split()


@dataclass(frozen=True, slots=True)
class Group:
    """Shortcuts that belong together.

    Attributes:
        label: heading of the group in the list.
        shortcuts: in the order of the list.
        page: address name of the only page that has them; empty when every page has.
    """

    label: StrOrPromise
    shortcuts: tuple[Shortcut, ...]
    page: str = ""


GROUPS = (
    Group(
        _("Everywhere"),
        (
            Shortcut("/", _("Search"), "focus", "[data-search]"),
            Shortcut("g h", _("Go to the home page"), "go", "home"),
            Shortcut("g j", _("Go to the jobs"), "go", "jobs:list"),
            Shortcut("g d", _("Go to the dashboard"), "go", "analytics:dashboard"),
            Shortcut("g s", _("Go to the skills"), "go", "skills:list"),
            Shortcut("?", _("Show the keyboard shortcuts"), "press", "[data-opens=shortcuts]"),
        ),
    ),
    Group(
        _("A job’s skills"),
        (
            Shortcut("j", _("Next skill"), "event", "review-next"),
            Shortcut("k", _("Previous skill"), "event", "review-previous"),
            Shortcut("c", _("Confirm the skill"), "event", "review-confirm"),
            Shortcut("x", _("Reject the skill"), "event", "review-reject"),
            Shortcut("u", _("Undo the last decision"), "press", "#undo-run"),
            Shortcut("e", _("Show the skill in the text, then its next mention"), "event", "review-evidence"),
        ),
        page="job",
    ),
)


def groups_on(page: str, groups: Iterable[Group] = GROUPS) -> list[Group]:
    """Return the groups of shortcuts that hold on the page with the address name `page`."""
    return [group for group in groups if group.page in ("", page)]
