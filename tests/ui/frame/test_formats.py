"""How days, counts and missing facts are written."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from sakimori.ui.frame import formats
from sakimori.ui.frame.formats import Unit

ON = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("write", "ja", "en"),
    [
        (formats.day, "2026/11/24", "24 Nov 2026"),
        (formats.day_long, "2026/11/24（火）", "Tue 24 Nov 2026"),
        (formats.day_short, "11/24", "24 Nov"),
        (formats.month, "2026年11月", "Nov 2026"),
        (formats.month_short, "11月", "Nov"),
        (formats.year, "2026年", "2026"),
    ],
)
def test_days_are_written_as_each_language_has_them(write: Callable[[date, str], str], ja: str, en: str) -> None:
    assert write(ON, "ja") == ja
    assert write(ON, "en") == en


def test_times_are_those_of_japan() -> None:
    at = datetime(2026, 11, 23, 15, 32, 5, tzinfo=UTC)
    assert formats.clock_time(at) == "00:32"
    assert formats.clock_seconds(at, "ja") == "00:32:05"
    assert formats.clock_seconds(at, "en") == "00:32:05 JST"
    assert formats.moment(at, "ja") == "2026/11/24 00:32"


@pytest.mark.parametrize(
    ("due", "ja", "en"),
    [
        (date(2026, 12, 20), "あと26日", "26 days left"),
        (date(2026, 11, 25), "あと1日", "1 day left"),
        (ON, "本日", "today"),
        (date(2026, 11, 23), "1日超過", "1 day overdue"),
        (date(2026, 11, 12), "12日超過", "12 days overdue"),
        (None, "期限未設定", "No date set"),
    ],
)
def test_a_distance_says_which_side_of_today_it_is(due: date | None, ja: str, en: str) -> None:
    assert formats.distance(due, ON, "ja") == ja
    assert formats.distance(due, ON, "en") == en


def test_what_has_begun_is_open_and_what_has_not_says_when() -> None:
    assert formats.since(date(2026, 11, 2), ON, "ja") == "発生中 22日"
    assert [formats.since(ON, ON, language) for language in ("ja", "en")] == ["本日から", "since today"]
    assert formats.since(date(2027, 1, 15), ON, "ja") == "2027/01/15 から"
    assert formats.since(date(2027, 1, 15), ON, "en") == "from 15 Jan 2027"


@pytest.mark.parametrize(
    ("cites", "language", "short"),
    [
        ("会社方針", "ja", "会社方針"),
        ("会社方針・法29条・30条", "ja", "会社方針ほか1件"),
        ("法28条・規則16条・法28条3項", "ja", "法28条ほか2件"),
        ("Policy, APPI Arts. 29, 30", "en", "Policy +1"),
        ("APPI Art. 27(5)(iii)", "en", "APPI Art. 27(5)(iii)"),
    ],
)
def test_of_several_grounds_the_first_is_named_and_the_others_are_counted(
    cites: str, language: str, short: str
) -> None:
    assert formats.short_cites(cites, language) == short


def test_a_last_day_names_its_weekday() -> None:
    assert formats.until(date(2027, 3, 31), "ja") == "2027/03/31（水） まで"
    assert formats.until(None, "en") == "No date set"


def test_figures_are_full_and_have_separators() -> None:
    assert formats.count(12480, Unit.PERSONS, "ja") == "12,480人"
    assert formats.count(12480, Unit.PERSONS, "en") == "12,480 persons"
    assert formats.count(148, Unit.COMPANIES, "ja") == "148社"
    assert formats.count(23, Unit.CASES, "ja") == "23件"
    assert formats.share(92, 100, "en") == "92%"
    assert formats.percent(0.918, "ja") == "92%"


def test_nothing_known_is_never_a_zero_or_a_no() -> None:
    assert formats.count(None, Unit.PERSONS, "ja") == "未確認"
    assert formats.count(0, Unit.PERSONS, "ja") == "0人"
    assert formats.percent(None, "en") == "Unknown"
    assert formats.yes_no(None, "ja") == "未確認"
    assert formats.yes_no(False, "ja") == "いいえ"
    assert formats.share(0, 0, "ja") == "対象外"
    assert formats.country(None, "ja") == "未確認"


@pytest.mark.parametrize(
    ("code", "ja", "en"),
    [
        ("JP", "日本", "Japan"),
        ("TW", "台湾", "Taiwan"),
        ("KR", "韓国", "South Korea"),
        ("US", "アメリカ合衆国", "United States"),
        ("VN", "ベトナム", "Vietnam"),
        ("NO", "ノルウェー", "Norway"),
        ("ZZZ", "ZZZ", "ZZZ"),
    ],
)
def test_countries_have_their_common_names(code: str, ja: str, en: str) -> None:
    assert formats.country(code, "ja") == ja
    assert formats.country(code, "en") == en


def test_the_list_of_countries_begins_at_home_and_is_complete() -> None:
    listed = formats.countries("ja")
    assert next(iter(listed)) == "JP"
    assert len(listed) == 249
    assert not [code for code, name in listed.items() if name == code]


def test_a_remark_and_a_heading_take_the_marks_of_each_language() -> None:
    assert formats.aside("高橋 健", "購買部", "ja") == "高橋 健（購買部）"
    assert formats.aside("Takahashi", "Purchasing", "en") == "Takahashi (Purchasing)"
    assert formats.headed("審査", "確認票", "ja") == "審査：確認票"
    assert formats.headed("Assessment", "check", "en") == "Assessment: check"
