"""French titles: is a title French, and one form for its feminine, masculine and inclusive spellings."""

from __future__ import annotations

import re
from functools import lru_cache

from skills.engines.embedded.titles.taxonomy import read_rows
from skills.engines.embedded.titles.words import STOP_WORDS, split, word_list

_FUNCTION_WORDS = frozenset(word_list("de des du aux au en et pour d l chez"))
_ARTICLES = frozenset(word_list("l le la les"))
# Words of French titles that are English too, so that they do not tell which language a title is in.
_ENGLISH_TOO = frozenset(
    word_list(
        "abrasif acquisition actif additif adhesion administration administrative admission agent agriculture aide "
        "air animal animateur animation anodiser anthropologue application applications applique aquaculture archif "
        "architecture art article artisan arts assistance assistant assurance athlete attache attraction audio "
        "audit automobile automobiles aviation bail barista barmaid barman barrier base batterie bingo bio "
        "biomedical bonbon boutique boxe brigadier briquette budget bureau cabinet cable cacao cafe cage cameraman "
        "camp camping capital capsule carton casino central centre change charge chauffeur chef chocolatier "
        "cigarette circuit circulation civil clarification classification client clinique club coach coagulation "
        "cocktail code coke collection colon colonel combat commandant commerce commercial commis commissaire "
        "communication communications compression concession concierge confection configuration confiseur "
        "conservation console construction consul consultant contact contribution contributions conversion coquille "
        "coroner corp correction corrosion costume couturier couturiere covid creation credit croupier cuisine "
        "culture decontamination decorateur defense demolition design designer designers destination destructif "
        "detective devop diesel direction disc distillation distribution diver document documentation documents "
        "drainage dramaturge drone durable ecole education election electoral electron employe energie entrepreneur "
        "evaluation execution executive expedition experience expert exploitation exploration explosif export "
        "extraction fabrication facade fermentation fibre filament filer film filtration finance finances financier "
        "fine fiscal force forge forger formation four freinet fret fruit full fusion gage garage garde general "
        "germination golf grand granule guide halal helicopter homologation horticulture hotel hotelier "
        "hydrogenation hygiene idiophone image immersion immigration import impression inclusion information "
        "infrastructure injection innovation insemination inspection installation installations instruction "
        "instrument instrumentation integration intelligence intelligent intendant interface intermodal "
        "international interne internet interpretation intervention irrigation isolation itinerant java jet jockey "
        "journal jury justice laser legal legislatif leve liaison licence lieutenant location locomotif luthier "
        "machine machineries machines machiniste magazine main maintenance maitre major mannequin marine maritime "
        "marketing marque masseur material media medical medium melangeur mental mentor metal migrant milieu mine "
        "mobile moderne montessori multimedia municipal munition musical nature naval navigation nitroglycerine non "
        "offset ombudsman operation operations orientation pair palliatif papeterie papier paramedic paramedical "
        "parole parquet pastoral patient patissier patron payable payables pedicure penal pension performance "
        "personnel pesticide photo piano piece pilate pilote pipeline pizzaiolo place placement plane plant plasma "
        "plat point poissonnier police pollution precision predictif preparation president prevention principal "
        "principale prison probation production programme programmes promotion protection public publication "
        "pultrusion python radio rang rayon reception recirculation reclamation recyclable refrigeration refuge "
        "regional relation relations religion repetiteur reproduction reservoir residence resilience resistance "
        "restaurant robot salon satellite sauce scaphandrier scene science sec section semi separation service "
        "services shiatsu simulation site ski soccer social solution solutions sommelier souffleur sous spa spatial "
        "special spectacle sport stack station steiner sterilisation steward stock structure studio support supreme "
        "surface surveillance table talent tampon taxi techniques technologie telecommunication telephone "
        "temperature tennis terminal terrain terrazzo test textile the theatre tour trace train tramway "
        "transcription transformation transit transport tri triage tribunal trolleybus tube tunnel turbine use vent "
        "ventilation verification vermouth victime video violence vision viticulture voyage wagon web zoo "
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
# Endings that make a word of both languages French: "agente", "commerciale".
_FEMININE = ("ante", "ente", "ale", "elle", "iere", "euse", "trice", "onne", "ienne")
# Abbreviations of French titles; all but the last two are written with a full stop.
_MEANT = {
    "adj": "adjoint",
    "adm": "administratif",
    "cons": "conseiller",
    "coord": "coordonnateur",
    "dir": "directeur",
    "gest": "gestionnaire",
    "inf": "infirmier",
    "ing": "ingénieur",
    "prép": "préposé",
    "resp": "responsable",
    "sec": "secrétaire",
    "tech": "technicien",
    "rh": "ressources humaines",
    "ti": "informatique",
}
_ABBREVIATION = re.compile(rf"\b(?:({'|'.join([*_MEANT][:-2])})\.|({'|'.join([*_MEANT][-2:])})\b)", re.IGNORECASE)
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
    """Return the words of a French `text` in masculine singular, written out, function words left out, in order."""
    # Without regard to case "Tİ" is "TI" too, but has no lower case of two letters.
    text = _ABBREVIATION.sub(lambda short: f" {_MEANT.get((short[1] or short[2]).lower(), short[0])} ", text)
    return [masculine(word) for word in split(text) if word not in STOP_WORDS and word not in _FUNCTION_WORDS]


@lru_cache(maxsize=1)
def french_words() -> frozenset[str]:
    """Return the words of the French titles in the shipped tables, in masculine singular."""
    titles = [row[0] for row in read_rows("french.tsv")] + [
        masculine_form(row[1]) for row in read_rows("display_fr.tsv")
    ]
    words = {masculine(word) for title in titles for word in split(title)}
    return frozenset(
        word for word in words if len(word) > 2 and word not in _ENGLISH_TOO and word not in _FUNCTION_WORDS
    )


@lru_cache(maxsize=1)
def _french_heads() -> frozenset[str]:
    """Return the words that French titles of the shipped tables begin with, in masculine singular."""
    return frozenset(masculine(split(row[0])[0]) for row in read_rows("french.tsv"))


@lru_cache(maxsize=10_000)
def looks_french(text: str) -> bool:
    """Return whether `text` is a French title rather than an English one, or a place such as "La Tuque"."""
    words = split(text)
    if words and words[0] in _ARTICLES:
        return len(words) > 1 and masculine(words[1]) in _french_heads()
    vocabulary = french_words()
    sure = sum(word not in _ENGLISH_TOO and (masculine(word) in vocabulary or _is_feminine(word)) for word in words)
    links = sum(word in _FUNCTION_WORDS for word in words)
    shared = sum(word in _ENGLISH_TOO for word in words)
    accents = any(letter in "éèêëàâîïôûùçœÉÈÊÀÂÎÔÛÇŒ" for letter in text)
    if sure >= 2 or (sure and (links or shared or accents or len(words) <= 2)):
        return True
    return (links >= 1 and shared >= 1) or (accents and links >= 1)


def _is_feminine(word: str) -> bool:
    """Return whether a folded word is the French feminine of a word that both languages have."""
    return word.endswith(_FEMININE) and masculine(word) in _ENGLISH_TOO


def masculine_form(title: str) -> str:
    """Return the masculine of a title written for both: "Agent/agente de projet" is "Agent de projet"."""
    before, _, after = title.partition("/")
    return " ".join([before, *after.split()[len(before.split()) :]])


def one_gender(title: str) -> str:
    """Take inclusive spellings to one form: "Agent(e)" is "Agent", "Directeur/Directrice" is "Directeur"."""
    title = _INCLUSIVE.sub(lambda match: match["word"] + (match["plural"] or ""), title)
    return _PAIR.sub(_of_pair, title)


def _of_pair(match: re.Match[str]) -> str:
    first, second = (split(match[name]) for name in ("first", "second"))
    same = bool(first and second) and first != second and masculine(first[0]) == masculine(second[0])
    return match["first"] if same else match.group()
