"""Reads documents: from the bytes of a file to plain text, and what the text says about itself.

Needs no Django, so that files from outside are read in a process that knows no secrets (`jobs.documents.isolation`).
"""
