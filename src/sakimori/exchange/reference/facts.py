"""Facts that come with the program, each with its day: rules of countries, and where cloud regions lie."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from sakimori.domain.records.country import PROGRAM, Certainty, CountryFact, Point, told
from sakimori.domain.values.text import Text
from sakimori.exchange.registers.words import code_word

DATA: Final = Path(__file__).resolve().parents[4] / "data"
PROFILE_FILE: Final = DATA / "country_profiles.csv"
FACT_FILE: Final = DATA / "country_facts.csv"
REGION_FILE: Final = DATA / "cloud_regions.csv"
_TRUTH: Final = {"yes": True, "no": False, "": None}

FACT_NAMES: Final = {
    "breach_hours": Text("漏えい報告の時間", "breach clock"),
    "note": Text("説明", "remarks"),
}
"""What may rest on general knowledge alone beside the facts of the regime, as the column `flag` names it."""


@dataclass(frozen=True, slots=True)
class ShippedProfile:
    """What we had read of one country on a day; None and blank stand for what nobody has looked into.

    `by_general_knowledge` names what was not read in a text of the law or of those who quote it; each of `facts` says
    so itself. `missing_oecd` None means that nothing is known of the principles.
    """

    code: str
    checked_on: date
    source: str
    has_general_law: bool | None
    eu_adequacy: bool | None
    cbpr_economy: bool | None
    missing_oecd: Text | None
    government_access: bool | None
    localisation: bool | None
    breach_hours: int | None
    facts: tuple[CountryFact, ...]
    note: Text
    by_general_knowledge: tuple[str, ...]

    def words(self, point: Point) -> Text:
        """What was read on a point."""
        return told(self.facts, point)

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
    facts = _facts()[row["group"] or row["code"]]
    return ShippedProfile(
        code=row["code"],
        checked_on=date.fromisoformat(row["checked_on"]),
        source=row["source"],
        has_general_law=_TRUTH[row["has_general_law"]],
        eu_adequacy=_TRUTH[row["eu_adequacy"]],
        cbpr_economy=_TRUTH[row["cbpr_economy"]],
        missing_oecd=told(facts, Point.MISSING_OECD) if _TRUTH[row["missing_oecd"]] else None,
        government_access=_TRUTH[row["government_access"]],
        localisation=_TRUTH[row["localisation"]],
        breach_hours=int(row["breach_hours"]) if row["breach_hours"] else None,
        facts=facts,
        note=Text(row["note_ja"], row["note_en"]),
        by_general_knowledge=tuple(row["flag"].split()),
    )


@cache
def _facts() -> Mapping[str, tuple[CountryFact, ...]]:
    """The facts by country, or by the group whose countries share a law."""
    found: defaultdict[str, tuple[CountryFact, ...]] = defaultdict(tuple)
    for row in _rows(FACT_FILE):
        found[row["code"]] += (
            CountryFact(
                Point(row["point"]), Certainty(row["certainty"]), row["ja"], row["en"], row["source"], row["url"],
                date.fromisoformat(row["read_on"]), PROGRAM,
            ),
        )  # fmt: skip
    return found


def fact_line(fact: CountryFact, language: str) -> str:
    """The whole fact, for a cell, a trail entry or a list; words in the other language where this one lacks them."""
    words = fact.words.get(language) or fact.ja or fact.en
    read = " ".join(filter(None, (fact.source, fact.url, fact.read_on.isoformat() if fact.read_on else "")))
    known = code_word(fact.certainty).get(language)
    point = code_word(fact.point).get(language)
    if language == "ja":
        return f"{point}：{words}（{known}{f'：{read}' if read else ''}）"
    return f"{point}: {words} ({known}{f': {read}' if read else ''})"
