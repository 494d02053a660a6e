"""Web and e-mail addresses in a text: no word of one names a skill ("https://example.org/careers/java.html")."""

from __future__ import annotations

import re
from bisect import bisect_left

from skills.engines.embedded.tokens import Words

_DOMAINS = ("com", "org", "ca", "io")
_IN_CAPITALS = tuple(domain.upper() for domain in _DOMAINS)
_SIGNS = ("://", "www.", "WWW.", "@", *(f".{domain}/" for domain in (*_DOMAINS, *_IN_CAPITALS)))
_PIECE = re.compile(r"\S+")
# Each way to begin is tried where its letters begin alone, else a long piece would take its length squared. What
# follows a bare domain with a capital is the next name of a list, "Monday.com/Jira", but where all are capitals.
_ADDRESS = re.compile(
    rf"""
    (?:
        (?<![a-z]) [a-z]+://
        | www\.\w
        | (?<![\w.+-]) [\w.+-]+ @ [\w-]+ \.\w
        | (?<![\w-]) [\w-]+ \.(?-i:(?:{"|".join(_DOMAINS)})/ (?![A-Z]) | (?:{"|".join(_IN_CAPITALS)})/)
    )
    [^\s<>()\[\]"]*
    """,
    re.IGNORECASE | re.VERBOSE,
)
_LONGEST = 500  # characters; what is longer without a space is no address


def words_of_addresses(words: Words) -> frozenset[int]:
    """Return the numbers of the words of a text that stand in addresses.

    Args:
        words: the words of the text.
    """
    text = words.text
    if not any(sign in text for sign in _SIGNS):
        return frozenset()
    numbers: set[int] = set()
    for piece in _PIECE.finditer(text):
        if piece.end() - piece.start() <= _LONGEST and any(sign in piece[0] for sign in _SIGNS):
            for address in _ADDRESS.finditer(text, *piece.span()):
                numbers.update(range(*(bisect_left(words.starts, at) for at in address.span())))
    return frozenset(numbers)
