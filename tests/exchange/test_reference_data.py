"""Facts that come with the program: complete rows, codes that exist, nothing that the law file does not say."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pycountry
import pytest

from sakimori.exchange.reference_data import (
    FACT_NAMES,
    PROFILE_FILE,
    REGION_FILE,
    cloud_regions,
    region_country,
    shipped_profiles,
)
from sakimori.rules.tiering import DESIGNATED_COUNTRIES

CODES = {country.alpha_2 for country in pycountry.countries}
PROFILES = shipped_profiles()
OTHERS = {"CH", "US", "CN", "KR", "TW", "SG", "TH", "VN", "IN", "HK", "MO", "ID", "MY", "PH", "AU", "CA", "BR", "MX"}


def raw(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_profiles_are_those_of_the_law_file_and_each_comes_once() -> None:
    codes = [row["code"] for row in raw(PROFILE_FILE)]
    assert sorted(codes) == sorted(DESIGNATED_COUNTRIES | OTHERS)
    assert set(PROFILES) <= CODES


@pytest.mark.parametrize("code", sorted(PROFILES))
def test_every_profile_has_day_source_and_remarks_in_both_languages(code: str) -> None:
    profile = PROFILES[code]
    assert profile.checked_on == date(2026, 11, 24)
    assert profile.source
    assert profile.note.ja.endswith("。")
    assert profile.note.en.endswith(".")
    assert bool(profile.law.ja) is bool(profile.law.en)
    assert set(profile.by_general_knowledge) <= set(FACT_NAMES)


def test_points_that_nobody_looked_into_stay_blank() -> None:
    open_points = ("eu_adequacy", "missing_oecd", "government_access", "localisation")
    assert {getattr(profile, point) for profile in PROFILES.values() for point in open_points} == {None}


def test_general_knowledge_is_named_in_the_remark() -> None:
    assert "原文での確認が必要な点：一般法の有無" in PROFILES["BR"].remark.ja
    assert "to be checked in the text: general law" in PROFILES["BR"].remark.en
    assert PROFILES["IN"].remark == PROFILES["IN"].note


def test_cbpr_economies_are_always_general_knowledge() -> None:
    economies = {code for code, profile in PROFILES.items() if profile.cbpr_economy is not None}
    assert economies == {"US", "MX", "CA", "KR", "AU", "SG", "TW", "PH"}
    assert all("cbpr_economy" in PROFILES[code].by_general_knowledge for code in economies)


def test_only_the_united_states_are_known_to_have_no_general_law() -> None:
    assert [code for code, profile in PROFILES.items() if profile.has_general_law is False] == ["US"]


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
