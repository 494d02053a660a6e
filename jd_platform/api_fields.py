"""What a request's body may hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers


class KnownFields(serializers.Serializer[Any]):
    """Refuses fields that it does not have, which are mostly misspelt ones; those that are only read are left out."""

    def to_internal_value(self, data: Any) -> Any:
        """Return the values.

        Raises:
            ValidationError: there are unknown fields, or values do not hold; all of them are named.
        """
        unknown = {
            str(name): [_("There is no such field.")]
            for name in (data if isinstance(data, Mapping) else ())
            if name not in self.fields
        }
        if not unknown:
            return super().to_internal_value(data)
        try:
            super().to_internal_value(data)
        except serializers.ValidationError as error:
            unknown |= dict(error.detail)  # type: ignore[arg-type]  # a mapping's errors are by field
        raise serializers.ValidationError(unknown)
