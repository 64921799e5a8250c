"""The made-up third parties: one line of `data/demo_third_parties.csv` each."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from random import Random

from sakimori.domain.codes import Criticality, DataCategory, KindOfBody, Role
from sakimori.domain.records.third_party import Foreign, ThirdParty
from sakimori.domain.values.corporate_number import is_corporate_number
from sakimori.rules.facts.tiering import PACK_OF_ROLE, PROCESSOR_PACK
from sakimori.services.kernel.workspace import PROJECT

COMPANY = "みなと青葉商事株式会社"
CAST_FILE = PROJECT / "data" / "demo_third_parties.csv"

_ADDRESSES = {
    "JP": "東京都架空区一丁目{n}番{n}号",
    "US": "{n} Fictional Avenue, Springfield",
    "KR": "ソウル特別市架空区{n}",
}
_FAMILY_NAMES = [
    "青木",
    "石田",
    "上野",
    "江口",
    "大西",
    "片山",
    "木下",
    "久保",
    "小松",
    "坂本",
    "白井",
    "杉山",
    "千葉",
    "土屋",
    "中川",
    "西田",
    "野村",
    "原田",
    "平野",
    "福田",
]
_ANSWERS = {"yes": True, "no": False}

_BASE_NUMBER = 999_900_000_000
"""No 法人番号 is given out in this range, so no real company is meant."""


@dataclass(frozen=True, slots=True)
class Part:
    """One third party of the demo: its record as it should become, and the story that leads there."""

    key: str
    party: ThirdParty
    parent: str
    service: str
    alias: str
    story: str
    argument: str

    def rng(self, what: str) -> Random:
        """Chance for one matter of this third party: others that come and go leave it as it is."""
        return Random(f"{self.key} {what}")  # noqa: S311 - no secret


def read_cast(path: Path = CAST_FILE) -> tuple[Part, ...]:
    """The whole cast, in the order of the file."""
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(_part(number, row) for number, row in enumerate(csv.DictReader(file), start=1))


def _part(number: int, row: dict[str, str]) -> Part:
    is_known = row["story"] not in {"unknown", "half_known", "duplicate"}
    country = row["country"] or None
    party = ThirdParty(
        id="",
        legal_name=row["legal_name"],
        kana=row["kana"],
        english_name=row["english_name"],
        roles=frozenset(Role(code) for code in row["roles"].split()),
        country=country,
        kind_of_body=KindOfBody(row["kind"]) if row["kind"] else None,
        corporate_number=corporate_number(number) if country == "JP" and is_known else None,
        address=_ADDRESSES.get(country or "", "{n} Example Street").format(n=number) if is_known else None,
        representative=f"{_FAMILY_NAMES[number % len(_FAMILY_NAMES)]} 一郎" if is_known else None,
        business_in_japan=_ANSWERS.get(row["in_japan"]),
        order_history=(row["story"] == "order_history") if is_known else None,
        order_note="" if row["story"] != "order_history" else "2024年に勧告。改善の報告を確認中。",
        owner_id=row["owner"] or None,
        data_categories=_categories(row["categories"]) if row["categories"] else None,
        person_count=int(row["persons"]) if row["persons"] else None,
        special_care=_ANSWERS.get(row["special"]),
        foreign=Foreign(row["foreign"]) if row["foreign"] else None,
        criticality=Criticality(row["criticality"]) if row["criticality"] else None,
        sub_processors_complete_by="情報管理部の回答書" if is_known else "",
    )
    return Part(row["key"], party, row["parent"], row["service"], row["alias"], row["story"], row["days"])


def _categories(codes: str) -> frozenset[DataCategory]:
    return frozenset(DataCategory(code) for code in codes.split())


def pack_of(part: Part) -> str:
    """The pack that the demo sends to a third party: that of its first role."""
    return next((PACK_OF_ROLE[r] for r in Role if r in part.party.roles and r in PACK_OF_ROLE), PROCESSOR_PACK)


def corporate_number(number: int) -> str:
    """A 法人番号 with a right check digit in a range that nobody has."""
    base = str(_BASE_NUMBER + number)
    return next(f"{check}{base}" for check in range(1, 10) if is_corporate_number(f"{check}{base}"))
