"""期限カレンダー as a person sees it, empty and full, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kit.tables import tables
from sakimori.clock import now, today
from sakimori.domain.access_token import TokenScope
from sakimori.domain.values.days import add_months
from sakimori.services.access.bearer import Bearer, who_bears
from sakimori.services.kernel.workspace import Workspace
from sakimori.ui.frame.formats import month

Show = Callable[..., AppTest]


def tables_by_name(at: AppTest) -> dict[str, list[list[str]]]:
    """The rows of each table, by the beginning of its key."""
    found = {}
    for frame in tables(at):
        name = next(part for part in ("calendar_side", "calendar_table", "calendar_undated") if part in frame.key)
        found[name] = [[str(cell) for cell in row] for row in frame.value.values.tolist()]
    return found


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_calendar_shows_a_month_what_comes_and_what_is_overdue(demo_home: Path, show: Show, language: str) -> None:
    at = show("calendar", language=language)
    assert len(at.get("plotly_chart")) == 1
    assert len(at.error) == 1
    assert {"calendar_side", "calendar_table"} <= tables_by_name(at).keys()
    assert any(button.key == "calendar_undated" for button in at.button)


@pytest.mark.parametrize(("language", "way"), [("ja", "取引先を登録"), ("en", "Register a third party")])
def test_an_empty_calendar_says_the_next_step(empty_home: Path, show: Show, language: str, way: str) -> None:
    at = show("calendar", language=language)
    assert not at.get("plotly_chart")
    assert way in {button.label for button in at.button}


def test_the_list_beside_the_month_holds_the_next_14_days(demo_home: Path, show: Show) -> None:
    rows = tables_by_name(show("calendar"))["calendar_side"]
    span = {f"{today() + timedelta(days=ahead):%m/%d}" for ahead in range(14)}
    assert rows
    assert {row[0] for row in rows} <= span


def test_each_deadline_says_from_which_fact_and_how_it_counts(demo_home: Path, show: Show) -> None:
    for row in tables_by_name(show("calendar"))["calendar_table"]:
        assert row[0].startswith(f"{today():%Y/%m}")
        assert "年" not in row[1]
        assert row[-2]
        assert row[-1] == "暦日・当日まで"
        assert "None" not in row


def test_the_months_are_turned_and_the_sheet_follows(demo_home: Path, show: Show) -> None:
    at = show("calendar")
    at.button(key="calendar_next").click().run()
    following = add_months(today().replace(day=1), 1)
    assert f"**{month(following, 'ja')}**" in [line.value for line in at.markdown]
    assert f"{following:%Y-%m}" in at.query_params["month"]
    at.button(key="calendar_this").click().run()
    at.button(key="calendar_previous").click().run()
    assert f"**{month(add_months(today().replace(day=1), -1), 'ja')}**" in [line.value for line in at.markdown]


def test_the_address_names_the_month(demo_home: Path, show: Show) -> None:
    at = show("calendar", month="2027-03")
    assert "**2027年3月**" in [line.value for line in at.markdown]
    nonsense = show("calendar", month="2027-33")
    assert f"**{month(today(), 'ja')}**" in [line.value for line in nonsense.markdown]


def test_what_is_overdue_is_listed_in_full_and_left_again(demo_home: Path, show: Show) -> None:
    at = show("calendar")
    at.button(key="calendar_show_overdue").click().run()
    rows = tables_by_name(at)["calendar_table"]
    assert all("超過" in row[1] for row in rows)
    assert f"{len(rows)}件" in at.error[0].value
    at.button(key="calendar_back").click().run()
    assert not all("超過" in row[1] for row in tables_by_name(at)["calendar_table"])


def test_a_kind_leaves_only_its_deadlines(demo_home: Path, show: Show) -> None:
    at = show("calendar")
    kinds = at.multiselect(key="calendar_kinds")
    kinds.set_value([next(option for option in kinds.options if option.startswith("証跡"))]).run()
    at.button(key="calendar_show_overdue").click().run()
    rows = tables_by_name(at)["calendar_table"]
    assert rows
    assert {row[2] for row in rows} == {"証跡"}
    assert (at.query_params["kinds"], at.query_params["overdue"]) == ("evidence", "1")
    again = show("calendar", kinds="evidence", overdue="1")
    assert tables_by_name(again)["calendar_table"] == rows


def test_those_without_a_date_are_counted_and_listed(demo_home: Path, show: Show) -> None:
    at = show("calendar")
    label = at.button(key="calendar_undated").label
    at.button(key="calendar_undated").click().run()
    assert f"{len(tables_by_name(at)['calendar_undated'])}社" in label


def test_a_past_day_can_be_looked_at(demo_home: Path, show: Show) -> None:
    past = today() - timedelta(days=200)
    at = show("calendar", on=past.isoformat())
    assert f"**{month(past, 'ja')}**" in [line.value for line in at.markdown]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_month_without_deadlines_lists_what_is_overdue(demo_home: Path, show: Show, language: str) -> None:
    rows = tables_by_name(show("calendar", month="2045-01", language=language))["calendar_table"]
    assert rows
    assert all("超過" in row[1] or "overdue" in row[1] for row in rows)


def test_one_list_holds_what_is_overdue_and_what_comes(demo_home: Path, show: Show) -> None:
    at = show("calendar")
    late = len(tables_by_name(show("calendar", overdue="1"))["calendar_table"])
    at.segmented_control(key="calendar_show").set_value("all").run()
    assert at.query_params["show"] == "all"
    rows = tables_by_name(at)["calendar_table"]
    assert sum("超過" in row[1] for row in rows) == late
    assert any("あと" in row[1] for row in rows)
    assert not at.get("plotly_chart")


def test_the_deadlines_of_one_person_are_theirs_and_their_errands_for_them_alone(demo_home: Path, show: Show) -> None:
    at = show("calendar", show="all", whose="us02")
    rows = tables_by_name(at)["calendar_table"]
    assert rows
    assert {row[6] for row in rows} == {"高橋 健"}
    mine = show("calendar", show="all", whose="me", person="us02")
    theirs = tables_by_name(mine)["calendar_table"]
    others = [row for row in theirs if row[2] != "依頼の期日"]
    assert others == rows[: len(others)]  # the lists are shown by the page
    assert len(others) < len(theirs)


def test_a_calendar_is_followed_by_an_address_that_is_shown_once_and_revoked(demo_home: Path, show: Show) -> None:
    at = show("calendar", whose="us02")
    at.button(key="calendar_follow_open").click().run()
    at.button(key="calendar_follow_make").click().run()
    (address,) = [code.value for code in at.code]
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/calendar/sakimori_[\w-]{43}\.ics\?whose=us02", address)
    secret = address.partition("/calendar/")[2].partition(".ics")[0]
    workspace = Workspace(demo_home / "demo.db")

    def bearer() -> Bearer | None:
        return who_bears(workspace, secret, scope=TokenScope.CALENDAR, at=now())

    assert bearer() is not None
    (revoke,) = [button for button in at.button if str(button.key).startswith("calendar_revoke_")]
    revoke.click().run()
    assert bearer() is None
    assert not at.code
