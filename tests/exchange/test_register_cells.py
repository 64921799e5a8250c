"""Cells of the register: what is read, and what is refused rather than guessed."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakimori.domain.codes import DataCategory, Role
from sakimori.domain.records.certificate import Certificate, Scheme
from sakimori.domain.records.contract import Contract, ContractKind
from sakimori.domain.records.data_flow import DataFlow, LegalRoute, Origin, SubjectGroup
from sakimori.domain.records.own_registers import ConsentKind, ConsentText, Notice, PublicItem
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.exchange.parties.row import ThirdPartyRow
from sakimori.exchange.registers.cells import NameInCell, known_parts, parse_countries, reader_of
from sakimori.exchange.registers.columns import columns_of
from sakimori.exchange.registers.dates import parse_day, parse_span
from sakimori.exchange.registers.kinds import LISTED
from sakimori.exchange.registers.words import VOCABULARIES

THE_DAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    "raw",
    [
        "2026/11/24", "2026-11-24", "2026年11月24日", "令和8年11月24日", "R8.11.24", "令和 8年 11月 24日", "2026.11.24",
        "20261124", "２０２６／１１／２４", "2026-11-24 00:00", "2026/11/24(火)", "24/11/2026", "11/24/2026",
        "24 November 2026", "Nov 24, 2026", "24-Nov-2026", "November 24th 2026",
    ],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(raw: str) -> None:
    assert parse_day(raw).value == THE_DAY


@pytest.mark.parametrize(
    ("raw", "day"),
    [("令和元年5月1日", date(2019, 5, 1)), ("平成32年3月31日", date(2020, 3, 31)), ("S64.1.7", date(1989, 1, 7)),
     ("3/3/2026", date(2026, 3, 3))],
)  # fmt: skip
def test_years_of_an_era_are_counted_on(raw: str, day: date) -> None:
    assert parse_day(raw).value == day


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("03/04/2026", "ambiguous_date"), ("2026年11月", "month_only"), ("2026/11", "month_only"),
        ("2026/2/30", "no_such_day"), ("46350", "date_as_number"), ("24/11/26", "bad_date"), ("来春", "bad_date"),
        ("9999-12-31", "far_date"), ("24 Foo 2026", "bad_date"),
    ],
)  # fmt: skip
def test_what_is_no_single_day_is_refused_with_the_form_that_is_expected(raw: str, code: str) -> None:
    parsed = parse_day(raw)
    assert (parsed.value, parsed.fault and parsed.fault.code) == (None, code)
    assert parsed.fault
    assert parsed.fault.expected.ja


@pytest.mark.parametrize(
    ("raw", "unit", "value"),
    [
        ("3か月", "months", 3), ("１年６か月", "months", 18), ("12", "months", 12), ("1 year", "months", 12),
        ("12ヶ月間", "months", 12), ("満了の1か月前", "months", 1), ("30日前", "days", 30), ("2週間前まで", "days", 14),
        ("満了日の90日前まで", "days", 90), ("60 days", "days", 60), ("72時間以内", "hours", 72), ("3日", "hours", 72),
        ("24h", "hours", 24), ("within 72 hours", "hours", 72), ("0", "days", 0),
    ],
)  # fmt: skip
def test_a_span_is_read_with_or_without_its_unit(raw: str, unit: str, value: int) -> None:
    assert parse_span(raw, unit=unit).value == value


@pytest.mark.parametrize(
    ("raw", "unit", "code"),
    [
        ("3か月前", "days", "other_unit"), ("1年", "days", "other_unit"), ("90日", "months", "other_unit"),
        ("5営業日", "days", "business_days"), ("10 business days", "days", "business_days"),
        ("1.5", "months", "bad_span"), ("すぐに", "hours", "bad_span"), ("12 12", "months", "bad_span"),
        ("-3", "days", "bad_span"),
    ],
)  # fmt: skip
def test_a_month_is_never_made_into_days(raw: str, unit: str, code: str) -> None:
    parsed = parse_span(raw, unit=unit)
    assert (parsed.value, parsed.fault and parsed.fault.code) == (None, code)


@pytest.mark.parametrize(
    ("kind", "field", "raw", "value"),
    [
        (Contract, "kind", "秘密保持契約", ContractKind.NDA),
        (Contract, "auto_renews", "自動更新なし", False),
        (Contract, "auto_renews", "自動更新", True),
        (Contract, "auto_renews", "○", True),
        (Contract, "governing_law", "日本法", "JP"),
        (Contract, "governing_law", "the laws of Ireland", "IE"),
        (Contract, "governing_law", "米国", "US"),
        (Contract, "governing_law", "米国カリフォルニア州法", "US"),
        (Contract, "governing_law", "Laws of the State of New York", "US"),
        (Contract, "governing_law", "England and Wales", "GB"),
        (Contract, "governing_law", "Georgia", "GE"),
        (Contract, "breach_notice_hours", "24時間以内", 24),
        (Contract, "note", "未定", None),
        (Certificate, "scheme", "Pマーク", Scheme.PMARK),
        (Certificate, "scheme", "ISO27001", Scheme.ISO27001),
        (DataFlow, "role", "クラウド事業者", Role.CLOUD_PROVIDER),
        (DataFlow, "route", "未定", LegalRoute.UNDECIDED),
        (DataFlow, "categories", "氏名、購買履歴", frozenset({DataCategory.PI_CONTACT, DataCategory.PI_TRANSACTION})),
        (DataFlow, "categories", "なし", frozenset()),
        (DataFlow, "subject_groups", "顧客/従業員", frozenset({SubjectGroup.CUSTOMER, SubjectGroup.EMPLOYEE})),
        (DataFlow, "origins", "日本、EU・英国（SCC）", frozenset({Origin.JP, Origin.EU_SCC})),
        (DataFlow, "storage_countries", "日本、アメリカ", frozenset({"JP", "US"})),
        (DataFlow, "data_items", "氏名、住所、氏名", ("氏名", "住所")),
        (DataFlow, "person_count", "約1,200人", 1200),
        (DataFlow, "purpose_id", "受注、発送", NameInCell("受注、発送")),
        (SubProcessorLink, "country", "シンガポール", "SG"),
        (ConsentText, "kinds", "第三者提供", frozenset({ConsentKind.PROVISION_27})),
        (Notice, "items", "Name, address, representative, All purposes",
         frozenset({PublicItem.NAME_ADDRESS_REPRESENTATIVE, PublicItem.PURPOSES})),
    ],
)  # fmt: skip
def test_a_cell_becomes_a_value_of_its_field(kind: type, field: str, raw: str, value: Any) -> None:
    parsed = reader_of(kind, field)(raw)
    assert parsed.fault is None
    assert parsed.value == value


@pytest.mark.parametrize(
    ("kind", "field", "raw", "code"),
    [
        (Contract, "kind", "口約束", "unknown_word"),
        (Contract, "auto_renews", "相談", "not_yes_no"),
        (Contract, "governing_law", "いずれかの州法", "unknown_country"),
        (Contract, "terms_url", "javascript:alert(1)", "bad_website"),
        (DataFlow, "storage_countries", "日本、EU", "not_a_country"),
        (DataFlow, "storage_countries", "日本、どこか", "unknown_country"),
        (DataFlow, "categories", "氏名、たましい", "unknown_word"),
        (DataFlow, "person_count", "たくさん", "bad_count"),
        (DataFlow, "name", "あ" * 501, "too_long"),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_be_read_is_refused(kind: type, field: str, raw: str, code: str) -> None:
    parsed = reader_of(kind, field)(raw)
    assert (parsed.value, parsed.fault and parsed.fault.code) == (None, code)


def test_a_region_among_countries_refuses_them_all() -> None:
    assert parse_countries("日本、ワールドワイド").value is None


@pytest.mark.parametrize(
    "raw", ["Japan and the United States", "日本・アメリカ", "日本及び米国", "JP, US", "日本\n米国"]
)
def test_countries_are_told_apart_however_they_are_joined(raw: str) -> None:
    assert parse_countries(raw).value == frozenset({"JP", "US"})


@pytest.mark.parametrize("raw", ["トリニダード・トバゴ", "ボスニア・ヘルツェゴビナ", "Trinidad and Tobago"])
def test_a_country_whose_name_holds_two_stays_one(raw: str) -> None:
    found = parse_countries(raw).value
    assert found is not None
    assert len(found) == 1


def test_names_that_hold_a_comma_are_found_before_the_cell_is_cut() -> None:
    known = {"受注、発送": 1, "発送": 2, "Acme, Inc.": 3}
    assert known_parts("受注、発送、発送", known.get) == [1, 2]
    assert known_parts("Acme, Inc., 発送", known.get) == [3, 2]
    assert known_parts("受注、発送、返品", known.get) == "返品"


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("codes", VOCABULARIES, ids=lambda codes: codes.__name__)
def test_every_word_that_we_show_is_read_back(codes: type, language: str) -> None:
    vocabulary = VOCABULARIES[codes]
    # Nobody may say of a third party that it is we ourselves.
    for code in set(codes) - {Role.SELF}:  # type: ignore[call-overload]
        assert vocabulary.code(str(vocabulary.word(code, language))) is code


EVERY_FIELD = [
    (kind, column.name)
    for kind in LISTED.values()
    for column in columns_of(kind)
    if column.name in {spec.name for spec in fields(kind)}
]


@given(st.text(max_size=60), st.sampled_from(EVERY_FIELD))
def test_no_text_breaks_a_reader(raw: str, place: tuple[type, str]) -> None:
    parsed = reader_of(*place)(raw)
    assert parsed.value is None or parsed.fault is None or parsed.fault.severity == "warning"


@given(st.dates(date(1869, 1, 1), date(2299, 12, 31)))
def test_a_day_comes_back_in_every_form_that_has_one_reading(day: date) -> None:
    assert parse_day(day.isoformat()).value == day
    assert parse_day(f"{day.year}年{day.month}月{day.day}日").value == day
    assert parse_day(f"{day.year}/{day.month:02}/{day.day:02}").value == day
    slashed = parse_day(f"{day.day:02}/{day.month:02}/{day.year}")
    assert slashed.value in {None, day}
    if slashed.value is None:
        assert day.day <= 12


@pytest.mark.parametrize("text", ["sv_'; DROP TABLE service; --", "../x", "a b", "番号", "tp_" + "0" * 40])
def test_what_is_no_id_of_ours_is_refused_where_a_list_names_one(text: str) -> None:
    read = reader_of(ThirdPartyRow, "register_id")
    assert read(text).fault is not None
    assert read("tp_0a1b2c3d4e5f").value == "tp_0a1b2c3d4e5f"
    assert read("").fault is None
