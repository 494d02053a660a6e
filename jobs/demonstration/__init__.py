"""Forty job descriptions of a fictional organisation, the first thing a new installation shows."""
