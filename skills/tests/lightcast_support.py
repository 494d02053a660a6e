"""A clock, an account, a handful of skills and a toy extractor for the Lightcast tests."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from skills.engines.base import FoundSkill, Span, TaxonomySkill
from skills.lightcast.client import LightcastClient
from skills.lightcast.emulator import EmulatedTitle, Emulator, Switches
from skills.lightcast.emulator.service import CLIENT_ID, CLIENT_SECRET
from skills.lightcast.settings import LightcastSettings
from skills.lightcast.state import Clock, MemoryState, SharedState

EXAMPLES = Path(__file__).with_name("lightcast_examples")
TEXT = "Café kiosk team: Python on AWS, with JS front ends."
PYTHON, AWS, JAVASCRIPT = "KS125LS6N7WP4S6SFTCK", "KS120FG6YP8PQYYNQY9B", "KS1200771D9CR9LB4MWW"
REMOVED = "ES00000000000000000C"
SECRET = "do-not-show-this-secret"
AUTH = "https://auth.emsicloud.com/connect/token"
SKILLS = "https://api.lightcast.io/skills"
TITLES = "https://api.lightcast.io/titles"

TOY_SKILLS = (
    TaxonomySkill(PYTHON, "Python (Programming Language)", "specialized", "Information Technology", "Scripting"),
    TaxonomySkill(AWS, "Amazon Web Services", "specialized", "Information Technology", "Cloud", ("AWS",)),
    TaxonomySkill(
        JAVASCRIPT, "JavaScript (Programming Language)", "specialized", "Information Technology", "Scripting"
    ),
    TaxonomySkill(
        "KSGWPO6DSN70GRY20JFT", "Pandas (Python Package)", "specialized", "Information Technology", "Scripting"
    ),
    TaxonomySkill("KSDJCA4E89LB98JAZ7LZ", "React.js", "specialized", "Information Technology", "Scripting"),
    TaxonomySkill("KSY4WFI1S164RQUBSPCC", "Docker (Software)", "specialized", "Information Technology", "Cloud"),
    TaxonomySkill("KS1218W78FGVPVP2KXPX", "Management", "common"),
)
TOY_REMOVED = (TaxonomySkill(REMOVED, "Example Retired Tool"),)
TOY_TITLES = (
    EmulatedTitle("ET3B93055220D592C8", "Data Scientist"),
    EmulatedTitle("ET66EFA7BC3A32BB32", "Manager/Data Scientist", "Managers/Data Scientists"),
    EmulatedTitle("ET6850661D6AE5FA86", "Software Engineer"),
    EmulatedTitle("ET89954A897A9A69C4", "Computer Scientist"),
)
_FORMS = {
    "Python": (PYTHON, 1.0),
    "AWS": (AWS, 1.0),
    "JS": (JAVASCRIPT, 0.9871),
    "Docker": ("KSY4WFI1S164RQUBSPCC", 1.0),
    "gestion": ("KS1218W78FGVPVP2KXPX", 0.62),
}


class FakeClock:
    """Time that passes only when somebody waits for it."""

    def __init__(self, now: float = 1_795_000_000.0) -> None:
        self.now = now
        self.waits: list[float] = []

    def time(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds

    def clock(self) -> Clock:
        return Clock(self.time, self.sleep)


def toy_extract(text: str) -> Sequence[FoundSkill]:
    """Find the toy skills by their surface forms."""
    names = {one.lightcast_id: one.name for one in TOY_SKILLS}
    found = []
    for form, (skill_id, confidence) in _FORMS.items():
        spans = tuple(Span(*match.span()) for match in re.finditer(rf"\b{form}\b", text))
        if spans:
            found.append(FoundSkill(skill_id, names[skill_id], confidence, spans))
    return found


def toy_emulator(clock: FakeClock, *, seed: int = 0, **switches: Any) -> Emulator:
    """Build an emulator over the toy skills."""
    settings = {"requests_per_second": 0, **switches}
    return Emulator(
        toy_extract,
        TOY_SKILLS,
        TOY_TITLES,
        Switches().changed(settings),
        removed=TOY_REMOVED,
        changes={
            "9.41": {
                "additions": [{"id": "ES00000000000000000A", "name": "Example", "type": "Specialized Skill"}],
                "consolidations": [
                    {"idFrom": "ES00000000000000000B", "idTo": PYTHON, "nameFrom": "Python Coding", "nameTo": "Python"}
                ],
                "taggingImprovements": [{"id": PYTHON, "name": "Python (Programming Language)"}],
                "removals": [{"id": REMOVED, "name": "Example Retired Tool"}],
                "renames": [{"id": "ES00000000000000000D", "newName": "New", "oldName": "Old"}],
                "typeChanges": [{"id": "ES00000000000000000E", "name": "Badge", "newType": "a", "oldType": "b"}],
            }
        },
        mappings={"titles_v5.24.0_lot_v6.20.0": {"ET6850661D6AE5FA86": ["15123410"]}},
        seed=seed,
        now=clock.time,
    )


def account(**changes: Any) -> LightcastSettings:
    """Make the settings of an account at the real addresses, which nothing in the tests ever reaches."""
    return LightcastSettings(
        **{"client_id": "client", "client_secret": SECRET, "connect_timeout": 1, "read_timeout": 1, **changes}
    )


def emulated_account(url: str, **changes: Any) -> LightcastSettings:
    """Make the settings for an emulator at `url`."""
    return account(
        **{
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "auth_url": f"{url}/connect/token",
            "skills_url": f"{url}/skills",
            "titles_url": f"{url}/titles",
            "classification_url": url,
            "read_timeout": 5,
            **changes,
        }
    )


def client_for(settings: LightcastSettings, clock: FakeClock, state: SharedState | None = None) -> LightcastClient:
    """Make a client with a fake clock."""
    return LightcastClient(settings, state or MemoryState(), clock.clock())


def example(name: str) -> dict[str, Any]:
    """Read an example of the wire format."""
    return json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))


def token_answer(number: int = 1, **changes: Any) -> dict[str, Any]:
    """Make the body of a token answer."""
    return {"access_token": f"token-{number}", "expires_in": 3600, "token_type": "Bearer", **changes}
