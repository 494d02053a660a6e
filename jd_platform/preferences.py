"""What people prefer: read with the person at no further query, and saved."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User

from jd_platform.models import Preferences

Visitor = AbstractBaseUser | AnonymousUser


class SignInBackend(ModelBackend):
    """Django's own sign-in; the person comes with their preferences."""

    def get_user(self, user_id: int) -> User | None:
        """Return the person who signed in, None when there is no such person any more or they may not sign in."""
        user = User.objects.select_related("preferences").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None


def preferences_of(user: Visitor) -> Preferences:
    """Return what `user` prefers; the defaults, unsaved, for somebody who chose nothing or has not signed in."""
    if not isinstance(user, User):
        return Preferences()
    return getattr(user, "preferences", None) or Preferences(user=user)


def save_preferences(*, user: User, **chosen: Any) -> Preferences:
    """Save what `user` chose, leaving the rest as it was.

    Args:
        user: the person.
        chosen: values of fields of Preferences by name.

    Raises:
        ValidationError: a value is not on offer.
    """
    preferences, _created = Preferences.objects.get_or_create(user=user)
    for name, value in chosen.items():
        setattr(preferences, name, value)
    preferences.full_clean()
    preferences.save()
    user.preferences = preferences
    return preferences
