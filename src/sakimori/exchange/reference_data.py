"""Facts that come with the program, each with its day: rules of countries, and where cloud regions lie.

They propose; nothing of them counts before a person has taken it over.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from sakimori.domain.text import NO_TEXT, Text

DATA: Final = Path(__file__).resolve().parents[3] / "data"
PROFILE_FILE: Final = DATA / "country_profiles.csv"
REGION_FILE: Final = DATA / "cloud_regions.csv"
_TRUTH: Final = {"yes": True, "no": False, "": None}

FACT_NAMES: Final = {
    "has_general_law": Text("一般法の有無", "general law"),
    "law": Text("法の名前", "name of the law"),
    "cbpr_economy": Text("CBPRの参加", "CBPR economy"),
    "breach_hours": Text("漏えい報告の時間", "breach clock"),
    "note": Text("説明", "remarks"),
}
"""Facts that may rest on general knowledge alone, as the column `flag` names them."""


@dataclass(frozen=True, slots=True)
class ShippedProfile:
    """What we had read of one country on a day; None and blank stand for what nobody has looked into.

    `by_general_knowledge` names the facts that were not read in a text of the law or of those who quote it.
    """

    code: str
    checked_on: date
    source: str
    law: Text
    has_general_law: bool | None
    eu_adequacy: bool | None
    cbpr_economy: bool | None
    missing_oecd: Text | None
    government_access: bool | None
    localisation: bool | None
    breach_hours: int | None
    note: Text
    by_general_knowledge: tuple[str, ...]

    @property
    def remark(self) -> Text:
        """The note, and which facts still have to be checked."""
        if not self.by_general_knowledge:
            return self.note
        names = [FACT_NAMES[fact] for fact in self.by_general_knowledge]
        return Text(
            f"{self.note.ja}\n一般に知られた内容で、原文での確認が必要な点：{'、'.join(n.ja for n in names)}。",
            f"{self.note.en}\nGeneral knowledge, to be checked in the text: {', '.join(n.en for n in names)}.",
        )


@dataclass(frozen=True, slots=True)
class CloudRegion:
    """A region of a cloud provider and the country in which it lies, as read on a day."""

    provider: str
    region: str
    country: str
    place: str
    read_on: date


@cache
def shipped_profiles(path: Path = PROFILE_FILE) -> Mapping[str, ShippedProfile]:
    """The countries that we had looked into, by code."""
    return MappingProxyType({row["code"]: _profile(row) for row in _rows(path)})


@cache
def cloud_regions(path: Path = REGION_FILE) -> tuple[CloudRegion, ...]:
    """Every region that we know, by provider."""
    return tuple(
        CloudRegion(row["provider"], row["region"], row["country"], row["place"], date.fromisoformat(row["read_on"]))
        for row in _rows(path)
    )


def region_country(provider: str, region: str) -> str | None:
    """The country in which a region lies; None where we do not know it. Only a proposal."""
    wanted = (provider.strip().casefold(), region.strip().casefold())
    return next((r.country for r in cloud_regions() if (r.provider, r.region) == wanted), None)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def _profile(row: Mapping[str, str]) -> ShippedProfile:
    oecd = row["missing_oecd"]
    return ShippedProfile(
        code=row["code"],
        checked_on=date.fromisoformat(row["checked_on"]),
        source=row["source"],
        law=Text(row["law_ja"], row["law_en"]) if row["law_en"] else NO_TEXT,
        has_general_law=_TRUTH[row["has_general_law"]],
        eu_adequacy=_TRUTH[row["eu_adequacy"]],
        cbpr_economy=_TRUTH[row["cbpr_economy"]],
        missing_oecd=Text(oecd, oecd) if oecd else None,
        government_access=_TRUTH[row["government_access"]],
        localisation=_TRUTH[row["localisation"]],
        breach_hours=int(row["breach_hours"]) if row["breach_hours"] else None,
        note=Text(row["note_ja"], row["note_en"]),
        by_general_knowledge=tuple(row["flag"].split()),
    )
