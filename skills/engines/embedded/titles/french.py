"""French titles: is a title French, and one form for its feminine, masculine and inclusive spellings."""

from __future__ import annotations

import re
from functools import lru_cache

from skills.engines.embedded.titles.taxonomy import read_rows
from skills.engines.embedded.titles.words import STOP_WORDS, split, word_list

_FUNCTION_WORDS = frozenset(word_list("de des du aux au et pour d l chez"))
# Words of French titles that are English too, so that they do not tell which language a title is in.
_ENGLISH_TOO = frozenset(
    word_list(
        "acquisition administration administrative agent aide animal animateur anthropologue application "
        "applications assistant assurance attache automobile automobiles barmaid barman base biomedical budget "
        "bureau cabinet cameraman centre charge chauffeur chef circulation civil classification client commercial "
        "commis communication communications concierge construction consultant contribution contributions "
        "couturier couturiere credit cuisine cuisinier decorateur designer designers detective direction document "
        "documentation documents durable ecole education entrepreneur evaluation executive expedition expert "
        "finance finances financier fiscal formation garde general guide helicopter hotel immigration inclusion "
        "information installation installations intelligence interface interne liaison location machine "
        "machineries machines machiniste maintenance marketing medical mobile municipal operation operations "
        "orientation paramedic parole patissier payable payables personnel pilote placement poissonnier police "
        "president principal principale prison probation production programme programmes protection reception "
        "refrigeration regional relation relations restaurant service services ski social solution solutions "
        "sommelier sous structure support talent taxi techniques train tramway video voyage web "
    )
)
# "agent(e)", "conseiller(ère)", "administratif(ve)", "agent·e", "directeur/directrice", "directeur (trice)".
_INCLUSIVE = re.compile(
    r"(?P<word>[A-Za-zÀ-ÿœŒ]{3,})\s?"
    r"(?:\((?:e|ère|ere|ve|trice|rice|ice|euse|se|ne|le|nne|enne|ienne|ière|iere|fe|sse|esse|te|eure|es)"
    r"(?P<plural>s?)\)(?:\(?s\)?)?"
    r"|[·•.‧](?:e|ère|ve|trice|rice|euse|se|ne|nne|enne|ienne|ière|fe|sse|eure)(?:[·•.‧]?s)?(?![\w])"
    r"|(?:/|-)(?:e|ère|ve|trice|rice|euse|se|ne|nne|enne|ienne|ière|eure)(?![\w'’]))",
    re.IGNORECASE,
)
_PAIR = re.compile(r"\b(?P<first>[A-Za-zÀ-ÿœŒ]{4,})\s*(?:/|\bou\b)\s*(?P<second>[A-Za-zÀ-ÿœŒ]{4,})\b", re.IGNORECASE)
# Feminine endings and what the masculine has instead; the first that fits and leaves a stem counts.
_ENDINGS = (
    ("trices", "teur"),
    ("trice", "teur"),
    ("ieres", "ier"),
    ("iere", "ier"),
    ("eres", "er"),
    ("ere", "er"),
    ("euses", "eur"),
    ("euse", "eur"),
    ("eures", "eur"),
    ("eure", "eur"),
    ("iennes", "ien"),
    ("ienne", "ien"),
    ("onnes", "on"),
    ("onne", "on"),
    ("elles", "el"),
    ("elle", "el"),
    ("ales", "al"),
    ("ale", "al"),
    ("aux", "al"),
    ("ives", "if"),
    ("ive", "if"),
    ("ees", "e"),
    ("ee", "e"),
    ("antes", "ant"),
    ("ante", "ant"),
    ("entes", "ent"),
    ("ente", "ent"),
    ("gentes", "gent"),
    ("cates", "cat"),
    ("cate", "cat"),
    ("jointes", "joint"),
    ("jointe", "joint"),
    ("effes", "ef"),
    ("effe", "ef"),
    ("esses", "e"),
    ("esse", "e"),
)
_KEEP = frozenset(
    word_list(
        "vente ventes analyse maitresse adresse presse vitesse politique politiques main sante infirmerie matiere "
        "matieres frontiere "
        "hotellerie laboratoire carriere frontieres rive rives eaux eau bureaux arrive journal "
        "cimetiere petite enfance enfant personne personnes lumiere biere riviere gouvernante contente attente "
        "entente entreprise"
    )
)


@lru_cache(maxsize=20_000)
def masculine(word: str) -> str:
    """Bring one folded French word to the masculine singular: "conseilleres" is "conseiller"."""
    if word in _KEEP:
        return word.removesuffix("s")
    for feminine, put in _ENDINGS:
        if word.endswith(feminine) and len(word) - len(feminine) >= 2:
            return word[: -len(feminine)] + put
    if len(word) > 4 and word.endswith("s") and not word.endswith(("ss", "us", "is", "as")):
        return word[:-1]
    return word


def french_terms(text: str) -> list[str]:
    """Return the words of a French `text` in masculine singular, function words left out, in order."""
    return [masculine(word) for word in split(text) if word not in STOP_WORDS and word not in _FUNCTION_WORDS]


@lru_cache(maxsize=1)
def french_words() -> frozenset[str]:
    """Return the words of the French titles in the shipped table, in masculine singular."""
    words = {masculine(word) for title, *_ in read_rows("french.tsv") for word in split(title)}
    return frozenset(
        word for word in words if len(word) > 2 and word not in _ENGLISH_TOO and word not in _FUNCTION_WORDS
    )


def looks_french(text: str) -> bool:
    """Return whether `text` is a French title rather than an English one."""
    words = split(text)
    vocabulary = french_words()
    sure = sum(word not in _ENGLISH_TOO and masculine(word) in vocabulary for word in words)
    links = sum(word in _FUNCTION_WORDS for word in words)
    shared = sum(word in _ENGLISH_TOO for word in words)
    accents = any(letter in "éèêëàâîïôûùçœÉÈÊÀÂÎÔÛÇŒ" for letter in text)
    if sure >= 2 or (sure and (links or shared or accents or len(words) <= 2)):
        return True
    return (links >= 1 and shared >= 1) or (accents and links >= 1)


def one_gender(title: str) -> str:
    """Take inclusive spellings to one form: "Agent(e)" is "Agent", "Directeur/Directrice" is "Directeur"."""
    title = _INCLUSIVE.sub(lambda match: match["word"] + (match["plural"] or ""), title)
    return _PAIR.sub(_of_pair, title)


def _of_pair(match: re.Match[str]) -> str:
    first, second = (split(match[name]) for name in ("first", "second"))
    same = bool(first and second) and first != second and masculine(first[0]) == masculine(second[0])
    return match["first"] if same else match.group()
