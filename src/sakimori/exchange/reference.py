"""Facts that come with the program, each with its day: names of countries, their rules, where cloud regions lie."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

import pycountry
from babel import Locale

from sakimori.domain.records.country import PROGRAM, Certainty, CountryFact, CountryProfile, Point, told
from sakimori.domain.values.names import fold
from sakimori.domain.values.text import Text
from sakimori.exchange.lists.values import Fault, Parsed, is_not_given

_ALIASES: Final = {
    "US": "USA 米国 アメリカ アメリカ合衆国 合衆国 U.S. America 北米合衆国",
    "GB": "UK 英国 イギリス England Scotland Wales Britain イングランド 連合王国",
    "JP": "日本国 国内 ニッポン",
    "KR": "韓国 大韓民国 Korea 南朝鮮",
    "KP": "北朝鮮",
    "TW": "台湾 Formosa 中華民国",
    "CN": "中国 中華人民共和国 PRC Mainland#China 中国本土",
    "HK": "香港 Hong#Kong#SAR",
    "MO": "マカオ 澳門 Macau",
    "MM": "ミャンマー ビルマ Burma",
    "VN": "ベトナム ヴェトナム 越南",
    "AE": "UAE アラブ首長国連邦",
    "CZ": "Czech#Republic チェコ共和国",
    "NL": "Holland 蘭 The#Netherlands",
    "DE": "独 ドイツ連邦共和国",
    "FR": "仏 フランス共和国",
    "IT": "伊",
    "IN": "印度",
    "AU": "豪 豪州 オーストラリア連邦",
    "NZ": "ニュージーランド",
    "SG": "シンガポール共和国",
    "RU": "Russia ロシア ロシア連邦",
    "CH": "スイス連邦",
    "TR": "トルコ共和国 Turkey",
    "ZA": "南ア 南アフリカ共和国",
    "CI": "Ivory#Coast",
    "CV": "Cape#Verde",
    "IE": "アイルランド共和国 Republic#of#Ireland",
    "PH": "フィリピン共和国",
    "TH": "タイ王国 タイ国",
    "ID": "インドネシア共和国",
    "MY": "マレイシア",
    "BR": "ブラジル連邦共和国",
    "CA": "加",
    "SK": "スロバキア共和国",
    "MK": "Macedonia マケドニア",
    "SZ": "Swaziland",
    "VA": "Vatican バチカン",
    "PS": "Palestine パレスチナ",
}
_REGION_WORDS: Final = (
    "Worldwide|World|Global|Globally|International|Various|Multiple|Multiple countries|Remote|Overseas|Abroad|"
    "EU|EEA|European Union|European Economic Area|Europe|EMEA|APAC|Asia|Asia Pacific|North America|South America|"
    "Latin America|LATAM|Africa|Middle East|Oceania|"
    "全世界|世界|世界中|世界各国|世界各地|グローバル|各国|複数国|海外|国外|外国|欧州|欧州連合|欧州経済領域|EU域内|"
    "ヨーロッパ|アジア|アジア太平洋|北米|南米|中南米|中東|アフリカ|オセアニア"
)
_REGIONS: Final = frozenset(map(fold, _REGION_WORDS.split("|")))
_BRACKET: Final = re.compile(r"\s*[(（][^()（）]*[)）]\s*$")
_ARTICLE: Final = re.compile(r"^\s*the\s+", re.IGNORECASE)
_SEVERAL: Final = re.compile(r"[、,，;；/／&＆\n]|\band\b|及び|および|と")

EXPECTED: Final = Text(
    "国・地域の名前（日本語か英語）か、2文字の国コードを1つ書いてください。",
    "Write the name of one country (Japanese or English) or its two-letter code.",
)


def parse_country(raw: str) -> Parsed[str]:
    """The code of the one country that a cell names; a region or the whole world is no country."""
    if raw.strip().casefold() == "na":
        message = Text("NAはナミビアとも「該当なし」とも読めます。", "NA may mean Namibia or “not applicable”.")
        return Parsed(None, Fault("ambiguous_country", message, EXPECTED))
    if is_not_given(raw):
        return Parsed(None)
    if code := _code_of(raw):
        return Parsed(code)
    bare = _ARTICLE.sub("", _BRACKET.sub("", raw)).strip()
    if fold(bare) in _REGIONS or fold(raw) in _REGIONS:
        message = Text("地域の名前で、国の名前ではありません。", "This names a region, not a country.")
        return Parsed(None, Fault("not_a_country", message, EXPECTED))
    if len([part for part in _SEVERAL.split(raw) if _code_of(part)]) > 1:
        message = Text("国の名前が2つ以上あります。", "This names more than one country.")
        return Parsed(None, Fault("several_countries", message, EXPECTED))
    message = Text("知らない国の名前です。", "This country is not known.")
    return Parsed(None, Fault("unknown_country", message, EXPECTED))


STATES: Final = {"US-CA": Text("アメリカ合衆国（カリフォルニア州）", "United States (California)")}
"""Parts of countries with a regime of their own, of which persons are told best by name (GL-F 5); ISO 3166-2."""


@cache
def country_name(code: str) -> Text:
    """The common name of a country or state in both languages; a code without one stays as it is."""
    if code in STATES:
        return STATES[code]
    return Text(*(str(Locale(language).territories.get(code, code)) for language in ("ja", "en")))


def _code_of(text: str) -> str | None:
    """The code of a text that names a country as a whole, perhaps with an article or a place in brackets."""
    names = _names()
    whole = names.get(fold(text))
    return whole or names.get(fold(_ARTICLE.sub("", _BRACKET.sub("", text))))


@cache
def _names() -> dict[str, str]:
    """Folded names to codes; a name that two countries share would belong to the first, and none does."""
    names: dict[str, str] = {}
    territories = [Locale("ja").territories, Locale("en").territories]
    for country in pycountry.countries:
        code: str = country.alpha_2
        given = [code, country.alpha_3, country.name]
        given += [getattr(country, other, "") for other in ("common_name", "official_name")]
        given += [known.get(code, "") for known in territories]
        given += [_BRACKET.sub("", known.get(code, "")) for known in territories]
        given += [alias.replace("#", " ") for alias in _ALIASES.get(code, "").split()]
        for name in given:
            if name:
                names.setdefault(fold(name), code)
    return names


DATA: Final = Path(__file__).resolve().parents[3] / "data"
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
                date.fromisoformat(row["until"]) if row["until"] else None,
            ),
        )  # fmt: skip
    return found


def with_watch_days(profile: CountryProfile) -> CountryProfile:
    """The profile whose facts that came along, and name no day of their own, may be believed no longer than these."""
    shipped = shipped_profiles().get(profile.id)
    until = {replace(fact, until=None, read_by=None): fact.until for fact in (shipped.facts if shipped else ())}
    facts = (
        replace(fact, until=fact.until or until.get(replace(fact, until=None, read_by=None))) for fact in profile.facts
    )
    return replace(profile, facts=tuple(facts))


_UNTIL: Final = Text("{day}まで有効", "holds until {day}")


def fact_line(fact: CountryFact, language: str) -> str:
    """The whole fact, for a cell, a trail entry or a list; words in the other language where this one lacks them."""
    from sakimori.exchange.registers.words import code_word  # noqa: PLC0415 - the readers of files start without it

    words = fact.words.get(language) or fact.ja or fact.en
    read_on = fact.read_on.isoformat() if fact.read_on else ""
    until = _UNTIL.format(day=fact.until.isoformat()).get(language) if fact.until else ""
    read = " ".join(filter(None, (fact.source, fact.url, read_on, until)))
    known = code_word(fact.certainty).get(language)
    point = code_word(fact.point).get(language)
    if language == "ja":
        return f"{point}：{words}（{known}{f'：{read}' if read else ''}）"
    return f"{point}: {words} ({known}{f': {read}' if read else ''})"
