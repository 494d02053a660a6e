"""Webhooks: other systems are told what happened, by a signed request to an address that a person gave."""
