"""Title standardisation without a network: written titles to occupations of ESCO, in English and French."""

from skills.engines.embedded.titles.parts import put_back, put_back_french, take_apart
from skills.engines.embedded.titles.standardiser import TitleStandardiser
from skills.engines.embedded.titles.taxonomy import Occupation

__all__ = ["Occupation", "TitleStandardiser", "put_back", "put_back_french", "take_apart"]
