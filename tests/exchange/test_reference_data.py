"""Facts that come with the program: complete rows, codes that exist, nothing that the law file does not say."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pycountry
import pytest

from sakimori.domain.records.country import PROGRAM, Certainty, Point
from sakimori.domain.values.text import NO_TEXT
from sakimori.exchange.reference import (
    FACT_NAMES,
    PROFILE_FILE,
    REGION_FILE,
    STATES,
    cloud_regions,
    region_country,
    shipped_profiles,
)
from sakimori.rules.facts.assessments import DESIGNATED_COUNTRIES
from sakimori.services.countries.profiles import as_profile

CODES = {country.alpha_2 for country in pycountry.countries}
PROFILES = shipped_profiles()
READ_ON = date(2026, 11, 27)
FLAGS = Path(__file__).parents[1] / "cases" / "country_flags.csv"
"""How surely each point of each country is known, as the law file flags it."""
POINTS = {
    "law": Point.GENERAL_LAW,
    "in_force": Point.IN_FORCE,
    "adequacy": Point.EU_ADEQUACY,
    "cbpr": Point.CBPR_ECONOMY,
    "oecd8": Point.MISSING_OECD,
    "government": Point.GOVERNMENT_ACCESS,
    "localisation": Point.LOCALISATION,
    "authority": Point.AUTHORITY,
}
CERTAINTIES = {"V": Certainty.SOURCE, "V2": Certainty.SECONDARY, "K": Certainty.MEMORY}
ADEQUATE = {"AR", "BR", "CA", "CH", "GB", "IL", "KR", "NZ", "UY"}


def raw(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def flagged() -> list[tuple[str, Point, str]]:
    """Country, point and flags of every cell of the law file; the members of the EU share a row."""
    cells = []
    for row in raw(FLAGS):
        codes = DESIGNATED_COUNTRIES - {"GB"} if row["code"] == "EU" else {row["code"]}
        flags = dict(part.split(":") for part in row["flags"].split())
        cells += [(code, POINTS[name], flag) for code in sorted(codes) for name, flag in flags.items()]
    return cells


def test_the_profiles_are_those_of_the_law_file_and_each_comes_once() -> None:
    codes = [row["code"] for row in raw(PROFILE_FILE)]
    assert sorted(codes) == sorted({code for code, _, _ in flagged()})
    assert len(raw(FLAGS)) == 42
    assert set(PROFILES) <= CODES | STATES.keys()


def test_every_fact_of_the_law_file_is_there_with_its_flag_and_no_other_is() -> None:
    for code, point, flag in flagged():
        expected = {CERTAINTIES[one] for one in flag.split("+") if one in CERTAINTIES}
        assert {fact.certainty for fact in PROFILES[code].facts if fact.point is point} == expected, (code, point)


@pytest.mark.parametrize("code", sorted(PROFILES))
def test_every_profile_has_day_source_and_remarks_in_both_languages(code: str) -> None:
    profile = PROFILES[code]
    assert profile.checked_on in {date(2026, 11, 24), date(2026, 11, 27)}
    assert profile.source
    assert profile.note.ja.endswith("。")
    assert profile.note.en.endswith(".")
    assert set(profile.by_general_knowledge) <= set(FACT_NAMES)


@pytest.mark.parametrize("code", sorted(PROFILES))
def test_every_fact_was_read_somewhere_or_says_that_it_was_not(code: str) -> None:
    for fact in PROFILES[code].facts:
        assert (fact.read_on, fact.read_by) == (READ_ON, PROGRAM)
        assert bool(fact.ja) is bool(fact.en)
        assert fact.was_read is bool(fact.source) is (fact.certainty is not Certainty.MEMORY)
        assert fact.ja or fact.point in {Point.EU_ADEQUACY, Point.CBPR_ECONOMY}


def test_an_answer_stands_only_beside_a_fact_on_its_point() -> None:
    answers = [point for point in Point if point not in {Point.IN_FORCE, Point.AUTHORITY}]
    for profile in PROFILES.values():
        answered = {point for point in answers if getattr(profile, point.value) is not None}
        assert answered <= {fact.point for fact in profile.facts}, profile.code


def test_the_adequacy_decisions_are_complete() -> None:
    assert {code for code, profile in PROFILES.items() if profile.eu_adequacy} == ADEQUATE
    known = {code: as_profile(profile, "ja").reading(READ_ON, 12) for code, profile in PROFILES.items()}
    assert {code for code in ADEQUATE if known[code].known(Point.EU_ADEQUACY)} == ADEQUATE


def test_of_the_united_states_only_those_who_joined_the_framework_are_adequate_so_the_answer_stays_open() -> None:
    assert {code for code, p in PROFILES.items() if p.eu_adequacy is None} == (DESIGNATED_COUNTRIES - {"GB"}) | {
        "US",
        "US-CA",
    }
    assert "DPF" in PROFILES["US"].words(Point.EU_ADEQUACY).ja


def test_broad_access_and_localisation_are_said_of_those_alone_of_which_they_were_read() -> None:
    """Of Vietnam what was read is of a law that another one has replaced before it was read."""
    ever = {code: as_profile(profile, "en").ever_read() for code, profile in PROFILES.items()}
    then = {code: as_profile(profile, "en").reading(READ_ON, 12) for code, profile in PROFILES.items()}
    for known, more in ((ever, {"VN"}), (then, set[str]())):
        assert {c for c, p in known.items() if p.known(Point.GOVERNMENT_ACCESS)} == {"CN", "RU", "MM", "ID"} | more
        assert {c for c, p in known.items() if p.known(Point.LOCALISATION)} == {"CN", "RU"} | more
        assert {c for c, p in known.items() if p.known(Point.GOVERNMENT_ACCESS) is False} == set()
        assert {c for c, p in known.items() if p.known(Point.LOCALISATION) is False} == {"HK", "TH", "TW"}


def test_mexico_has_its_law_of_2025() -> None:
    assert "2025" in PROFILES["MX"].words(Point.GENERAL_LAW).en
    assert PROFILES["MX"].has_general_law is True


def test_what_rests_on_memory_is_not_told() -> None:
    assert PROFILES["NZ"].words(Point.GENERAL_LAW) == NO_TEXT
    assert "69" not in PROFILES["IN"].words(Point.GOVERNMENT_ACCESS).ja
    assert as_profile(PROFILES["NZ"], "ja").law == ""


def test_general_knowledge_is_named_in_the_remark() -> None:
    assert "原文での確認が必要な点：説明" in PROFILES["BR"].remark.ja
    assert "to be checked in the text: remarks" in PROFILES["BR"].remark.en
    assert PROFILES["IN"].remark == PROFILES["IN"].note


def test_the_cbpr_economies_are_those_that_a_list_names() -> None:
    economies = {code for code, profile in PROFILES.items() if profile.cbpr_economy}
    assert economies == {"US", "US-CA", "MX", "CA", "KR", "AU", "SG", "TW", "PH"}


def test_countries_without_a_general_law_are_named() -> None:
    assert {code for code, p in PROFILES.items() if p.has_general_law is False} == {"US", "MM", "KH", "NP"}


def test_hours_stand_only_where_the_law_counts_hours() -> None:
    hours = {code for code, profile in PROFILES.items() if profile.breach_hours is not None}
    assert hours == DESIGNATED_COUNTRIES | {"KR", "TH", "VN", "IN", "ID", "MY", "PH"}
    assert {PROFILES[code].breach_hours for code in hours} == {72}


def test_every_region_has_a_country_a_place_and_a_day_and_comes_once() -> None:
    regions = cloud_regions()
    assert {r.country for r in regions} <= CODES
    assert all(r.place and r.read_on for r in regions)
    keys = [(r.provider, r.region) for r in regions]
    assert len(keys) == len(set(keys)) == len(raw(REGION_FILE))
    assert all(key == (key[0].casefold(), key[1].casefold()) for key in keys)


@pytest.mark.parametrize(
    ("provider", "region", "country"),
    [
        ("aws", "ap-northeast-1", "JP"),
        ("AWS", " AP-Northeast-3 ", "JP"),
        ("aws", "us-east-1", "US"),
        ("azure", "japanwest", "JP"),
        ("azure", "JapanEast", "JP"),
        ("gcp", "asia-northeast1", "JP"),
        ("gcp", "asia-east2", "HK"),
        ("oracle", "eu-jovanovac-1", "RS"),
        ("ibm", "jp-osa", "JP"),
        ("sakura", "is1b", "JP"),
        ("alibaba", "ap-northeast-1", "JP"),
        ("aws", "asia-northeast1", None),
        ("nobody", "ap-northeast-1", None),
        ("", "", None),
    ],
)
def test_a_region_names_its_country_or_nothing(provider: str, region: str, country: str | None) -> None:
    assert region_country(provider, region) == country


@pytest.mark.samples
def test_regions_lie_where_a_published_list_has_them(samples: Path) -> None:
    providers = json.loads((samples / "sovereignsky-site" / "datacenters.json").read_text(encoding="utf-8"))
    named = {"oci": "oracle"}
    listed = {
        (named.get(p["identifier"], p["identifier"]), r["identifier"]): r["countryId"]
        for p in providers
        for r in p["regions"]
    }
    ours = {(r.provider, r.region): r.country for r in cloud_regions()}
    both = ours.keys() & listed.keys()
    assert len(both) > 150
    assert {key: ours[key] for key in both} == {key: listed[key] for key in both}
