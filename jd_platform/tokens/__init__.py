"""Tokens by which programs use the API on behalf of a person."""
