"""manage.py create_demonstration_login"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

USERNAME = "demo"


class Command(BaseCommand):
    """Make the login with which a new installation is tried out."""

    help = "Makes the administrator “demo” with the password in DEMONSTRATION_PASSWORD, unless there is one."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the login.

        Raises:
            CommandError: no password is set.
        """
        if not settings.DEMONSTRATION_PASSWORD:
            raise CommandError("DEMONSTRATION_PASSWORD is not set.")
        users = get_user_model()
        user, created = users.objects.get_or_create(
            username=USERNAME, defaults={"is_staff": True, "is_superuser": True, "first_name": "Demo"}
        )
        if created:
            user.set_password(settings.DEMONSTRATION_PASSWORD)
            user.save()
        self.stdout.write(f"Login “{USERNAME}” {'made' if created else 'is there already'}.")
