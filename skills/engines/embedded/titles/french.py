"""French titles: is a title French, and one form for its feminine, masculine and inclusive spellings."""

from __future__ import annotations

import re
from functools import lru_cache

from skills.engines.embedded.titles.words import STOP_WORDS, split

_FUNCTION_WORDS = frozenset("de des du la le les en aux au à et pour dans sur l d un une chez".split())
# Words that begin or carry French titles and are no English words.
_TITLE_WORDS = frozenset(
    "agente conseiller conseillere directeur directrice adjoint adjointe analyste gestionnaire commis chef cheffe technicien "
    "technicienne ingenieur ingenieure infirmier infirmiere avocat avocate enseignant enseignante enseignantes professeur "
    "professeure coordonnateur coordonnatrice coordinateur coordinatrice administratif administrative secretaire comptable "
    "preposee prepose ouvrier ouvriere mecanicien mecanicienne electricien electricienne plombier menuisier charpentier "
    "charpentiere cuisinier cuisiniere serveur serveuse vendeur vendeuse caissier caissiere livreur chauffeur chauffeuse "
    "camionneur concierge educateur educatrice travailleur travailleuse medecin dentiste pharmacien pharmacienne psychologue "
    "traducteur traductrice redacteur redactrice journaliste graphiste concepteur conceptrice developpeur developpeuse "
    "programmeur programmeuse architecte economiste statisticien statisticienne chercheur chercheuse verificateur "
    "verificatrice enqueteur enqueteuse inspecteur inspectrice surveillant surveillante gardien gardienne pompier pompiere "
    "policier policiere facteur factrice bibliothecaire archiviste juriste notaire juge greffier greffiere huissier coiffeur "
    "coiffeuse estheticienne boulanger boulangere patissier patissiere boucher bouchere soudeur soudeuse machiniste "
    "manutentionnaire magasinier magasiniere acheteur acheteuse approvisionneur representant representante responsable "
    "charge chargee superviseur superviseure contremaitre president presidente adjointes dessinateur dessinatrice arpenteur "
    "arpenteuse evaluateur evaluatrice formateur formatrice animateur animatrice entraineur entraineuse moniteur monitrice "
    "accompagnateur interprete receptionniste telephoniste teleconseiller standardiste hote hotesse femme homme menage "
    "nettoyeur nettoyeuse jardinier jardiniere paysagiste agriculteur agricultrice veterinaire biologiste chimiste physicien "
    "geologue geographe urbaniste ergotherapeute physiotherapeute kinesitherapeute orthophoniste audiologiste hygieniste "
    "sagefemme ambulancier ambulanciere aidesoignant aidesoignante auxiliaire beneficiaires nutritionniste dietetiste "
    "opticien opticienne directeurs politiques programmes ressources humaines communications finances approvisionnement "
    "informatique donnees reseau reseaux logiciel logiciels securite qualite projet projets ventes vente clientele soins "
    "sante sociale social services service gerant gerante paie remuneration approvisionnements marches publics douanes "
    "frontaliers correctionnels correctionnel aerien navigant bord vol pilote capitaine matelot pecheur".split()
)
_ENGLISH_TOO = frozenset(
    "service services social pilote sur pour dans concierge machiniste administrative programmes communications finances "
    "charge vente chef un les adjoint l d au le commis vol la projet capitaine homme".split()
)
# "agent(e)", "conseiller(ère)", "administratif(ve)", "agent·e", "directeur/directrice", "directeur (trice)".
_INCLUSIVE = re.compile(
    r"(?P<word>[A-Za-zÀ-ÿœŒ]{3,})\s?(?:\((?P<in_brackets>e|ère|ere|ve|trice|rice|ice|euse|se|ne|le|nne|enne|ienne|ière|iere|fe|sse|esse|te|eure|es)(?P<plural>s?)\)(?:\(?s\)?)?"
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
    "vente ventes analyse maitresse adresse presse vitesse politique politiques main sante infirmerie matiere matieres frontiere "
    "hotellerie laboratoire carriere frontieres rive rives eaux eau bureaux arrive journal "
    "cimetiere petite enfance enfant personne personnes lumiere biere riviere gouvernante contente attente entente entreprise".split()
)


@lru_cache(maxsize=20_000)
def masculine(word: str) -> str:
    """Bring one folded French word to the masculine singular: "conseilleres" is "conseiller"."""
    if word in _KEEP:
        return word[:-1] if word.endswith("s") else word
    for feminine, put in _ENDINGS:
        if word.endswith(feminine) and len(word) - len(feminine) >= 2:
            return word[: -len(feminine)] + put
    if len(word) > 4 and word.endswith("s") and not word.endswith(("ss", "us", "is", "as")):
        return word[:-1]
    return word


def french_terms(text: str) -> list[str]:
    """Return the words of a French `text` in masculine singular, function words left out, in order."""
    return [masculine(word) for word in split(text) if word not in STOP_WORDS and word not in _FUNCTION_WORDS]


def looks_french(text: str) -> bool:
    """Return whether `text` is a French title rather than an English one."""
    words = split(text)
    sure = sum(word in _TITLE_WORDS and word not in _ENGLISH_TOO for word in words)
    weak = sum(word in _FUNCTION_WORDS or (word in _ENGLISH_TOO and word in _TITLE_WORDS) for word in words)
    accents = any(letter in "éèêëàâîïôûùçœÉÈÊÀÂÎÔÛÇŒ" for letter in text)
    return sure >= 2 or (sure >= 1 and (weak >= 1 or accents or len(words) == 1)) or (accents and weak >= 1)


def one_gender(title: str) -> str:
    """Take inclusive spellings to one form: "Agent(e)" is "Agent", "Directeur/Directrice" is "Directeur"."""
    title = _INCLUSIVE.sub(lambda match: match["word"] + (match["plural"] or ""), title)
    return _PAIR.sub(_of_pair, title)


def _of_pair(match: re.Match[str]) -> str:
    first, second = (split(match[name]) for name in ("first", "second"))
    same = bool(first and second) and first != second and masculine(first[0]) == masculine(second[0])
    return match["first"] if same else match.group()
