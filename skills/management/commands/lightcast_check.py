"""manage.py lightcast_check"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from skills.lightcast.check import check_account
from skills.lightcast.client import LightcastClient
from skills.lightcast.errors import ConfigurationError


class Command(BaseCommand):
    """Tell whether Lightcast can be used."""

    help = "Tells whether the Lightcast credentials work and what they allow. Spends no quota."

    def handle(self, *args: Any, **options: Any) -> None:
        """Check sign-in, health, versions, titles and quota.

        Raises:
            CommandError: something is not as it should be; the exit code is then 1.
        """
        try:
            client = LightcastClient.from_django()
        except ConfigurationError as error:
            raise CommandError(error.user_message) from None
        for finding in check_account(client):
            if not finding.ok:
                raise CommandError(finding.sentence)
            self.stdout.write(finding.sentence)
