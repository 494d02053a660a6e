"""Words of job titles in a form that can be compared: folded, split, and brought to one spelling."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_APOSTROPHES = re.compile(r"['’‘`´]")
_ELISION = re.compile(r"\b([dlnsjmt]|qu)['’‘`´](?=\w)", re.IGNORECASE)
_WORD = re.compile(r"[a-z0-9]+(?:\+\+|#)?|&")
_DOTTED = re.compile(r"\b(?:[a-z]\.){2,}[a-z]?\b|\b(?:[a-z]\.){2,}")


def word_list(words: str) -> list[str]:
    """Return the words of a table that is written as running text."""
    return words.split()


# British and other spellings, and the gendered forms of a job, on their way to one spelling.
_SPELLINGS = {
    "adviser": "advisor",
    "aesthetician": "esthetician",
    "aluminium": "aluminum",
    "anaesthetist": "anesthetist",
    "analyser": "analyzer",
    "centre": "center",
    "cheque": "check",
    "childrens": "child",
    "children": "child",
    "colour": "color",
    "councillor": "councilor",
    "defence": "defense",
    "draughtsman": "drafter",
    "draughtsperson": "drafter",
    "draughtswoman": "drafter",
    "draughter": "drafter",
    "draftsman": "drafter",
    "fibre": "fiber",
    "gynaecologist": "gynecologist",
    "haematologist": "hematologist",
    "helpdesk": "help desk",
    "jewellery": "jewelry",
    "jeweller": "jeweler",
    "judgement": "judgment",
    "licence": "license",
    "litre": "liter",
    "mould": "mold",
    "moulder": "molder",
    "orthopaedic": "orthopedic",
    "paediatric": "pediatric",
    "paediatrician": "pediatrician",
    "plough": "plow",
    "programme": "program",
    "sceptic": "skeptic",
    "storeman": "storekeeper",
    "storekeeper": "storekeeper",
    "theatre": "theater",
    "tyre": "tire",
    "waitress": "waiter",
    "hostess": "host",
    "stewardess": "steward",
    "actress": "actor",
    "seamstress": "sewer",
    "masseuse": "masseur",
    "healthcare": "health care",
    "childcare": "child care",
    "homecare": "home care",
    "fullstack": "full stack",
    "frontend": "front end",
    "backend": "back end",
    "datacenter": "data center",
    "datacentre": "data center",
    "cybersecurity": "cyber security",
    "ecommerce": "e commerce",
    "postsecondary": "post secondary",
    "preschool": "pre school",
    "onsite": "on site",
    "multimedia": "multimedia",
    "agri": "agricultural",
    "aeroplane": "airplane",
    "anaesthesia": "anesthesia",
    "anaesthesiologist": "anesthesiologist",
    "anaesthetic": "anesthetic",
    "armour": "armor",
    "armoured": "armored",
    "artefact": "artifact",
    "behaviour": "behavior",
    "behavioural": "behavioral",
    "catalogue": "catalog",
    "counselling": "counseling",
    "despatch": "dispatch",
    "despatcher": "dispatcher",
    "enrolment": "enrollment",
    "flavour": "flavor",
    "foetal": "fetal",
    "fulfilment": "fulfillment",
    "grey": "gray",
    "harbour": "harbor",
    "homoeopath": "homeopath",
    "instalment": "installment",
    "kerb": "curb",
    "labelling": "labeling",
    "labour": "labor",
    "metre": "meter",
    "modeller": "modeler",
    "modelling": "modeling",
    "traveller": "traveler",
    "travelling": "traveling",
    "vapour": "vapor",
}

_SAME_IN_PLURAL = frozenset(
    word_list(
        "sales news series species goods logistics physics mathematics statistics economics electronics "
        "robotics mechanics genetics graphics optics analytics operations communications premises gas bus business "
        "process canvas glass press brass grass class fitness wellness less access address chess boss loss harness "
        "congress services relations resources gymnastics athletics acoustics aeronautics hydraulics pneumatics "
        "diabetes campus status virus corpus apparatus aerospace ambulance securities"
    )
)


def fold(text: str) -> str:
    """Return `text` lower-cased, without accents, ligatures or apostrophes."""
    if text.isascii():
        return text.lower()
    text = text.replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae").replace("Æ", "AE").replace("ß", "ss")
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)).lower()


def split(text: str) -> list[str]:
    """Split folded `text` into words: "C++" and "C#" stay whole, "&" is "and", "U.S." is "us"."""
    text = fold(text)
    if "." in text:
        text = _DOTTED.sub(lambda dotted: dotted.group().replace(".", ""), text)
    if _APOSTROPHES.search(text):
        text = _APOSTROPHES.sub("", _ELISION.sub(r"\1 ", text))
    return ["and" if word == "&" else word for word in _WORD.findall(text)]


@lru_cache(maxsize=50_000)
def canonical(word: str) -> str:
    """Bring one folded English word to the spelling it is compared in: singular, American, without gender."""
    if word in _SPELLINGS:
        return _SPELLINGS[word]
    word = _singular(word)
    if word in _SPELLINGS:
        return _SPELLINGS[word]
    for ending, put in (("isation", "ization"), ("ising", "izing"), ("iser", "izer"), ("ise", "ize")):
        if word.endswith(ending) and len(word) > len(ending) + 3 and not word.endswith(("wise", "rise", "adviser")):
            return word[: -len(ending)] + put
    for ending, put in (("woman", "man"), ("women", "man"), ("people", "person"), ("men", "man")):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            word = word[: -len(ending)] + put
    if word.endswith("man") and len(word) > 6 and word not in {"german", "roman", "norman", "talisman", "human"}:
        return word[:-3] + "person"
    return word.replace("ellor", "elor") if word.endswith("ellor") else word


def _singular(word: str) -> str:
    """Take the English plural off a folded word."""
    if len(word) < 4 or not word.endswith("s") or word in _SAME_IN_PLURAL or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    return word[:-1]


STOP_WORDS = frozenset(
    word_list("a an and at by for from in into of on or the to with und et de du des la le les en aux au")
)


def terms(text: str) -> list[str]:
    """Return the words of `text` in comparable spelling, function words left out, in order."""
    found: list[str] = []
    for word in split(text):
        if word not in STOP_WORDS:
            found.extend(canonical(word).split())
    return found
