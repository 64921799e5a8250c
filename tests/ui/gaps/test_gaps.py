"""不備ボード as a person sees it, empty and full, in both languages."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from kit.builders import an_actor
from kit.tables import tables
from sakimori.clock import now, today
from sakimori.domain.access_token import TokenScope
from sakimori.domain.codes import UserRole
from sakimori.domain.gap import Gap, Waiver
from sakimori.domain.questions.assessment import Comment, CommentKind
from sakimori.domain.records.preparedness import Drill
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.services.access.service_tokens import make_service_token
from sakimori.services.kernel import keep_in_step
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register
from sakimori.services.settings.users import list_users
from sakimori.ui.frame.listing import PER_PAGE
from ui.conftest import take_seat

Show = Callable[..., AppTest]

CONTACT = "お客様相談室 03-0000-0000"


def person(home: Path, role: UserRole) -> str:
    """Somebody of the demo who has this role alone."""
    users = list_users(Workspace(home / "demo.db"))
    return next(user.id for user in users if user.roles == {role} and user.left_on is None)


def column(at: AppTest, name: str) -> list[str]:
    return [str(value) for value in tables(at)[0].value[name]]


def severities(at: AppTest) -> list[str]:
    return [value[0].split(" ")[-1] for value in tables(at)[0].value["severity"]]


def total(at: AppTest) -> int:
    """How many rows the line above the table counts, on all pages: what is known, what is unknown, what is to come."""
    said = re.compile(
        r"不備 ([\d,]+)件（.*）、未確認 ([\d,]+)件、これから ([\d,]+)件。|"
        r"([\d,]+) gaps? \(.*\), ([\d,]+) unknown, ([\d,]+) to come;"
    )
    found = next(found for line in at.caption if (found := said.match(line.value)))
    return sum(int(number.replace(",", "")) for number in found.groups() if number)


def choose_rows(at: AppTest, *rows: int) -> AppTest:
    """Tick rows of the table."""
    key = tables(at)[0].key
    at.session_state[key] = {"selection": {"rows": list(rows), "columns": [], "cells": []}}
    return at.run()


@pytest.mark.parametrize(
    ("language", "stop", "unknown"), [("ja", "停止", "未確認"), ("en", "Stop", "Unknown")], ids=["ja", "en"]
)
def test_the_board_counts_each_severity_and_unknowns_apart(
    demo_home: Path, show: Show, language: str, stop: str, unknown: str
) -> None:
    at = show("gaps", person=person(demo_home, UserRole.COMPLIANCE), language=language)
    counts = {
        option.rsplit(" ", 1)[0].split(" ")[-1]: int(option.rsplit(" ", 1)[1])
        for option in at.segmented_control(key="gaps_severity").options
    }
    assert len(counts) == 5
    assert counts[stop] > 0
    assert counts[unknown] > 0
    assert sum(counts.values()) == total(at)
    assert (
        total(show("gaps", person=person(demo_home, UserRole.COMPLIANCE), language=language, sev="block"))
        == counts[stop]
    )
    shown = severities(at)
    assert shown[: counts[stop]] == [stop] * min(counts[stop], len(shown))


@pytest.mark.parametrize(
    ("language", "way"), [("ja", "取引先を登録"), ("en", "Register a third party")], ids=["ja", "en"]
)
def test_an_empty_board_says_the_next_step(empty_home: Path, show: Show, language: str, way: str) -> None:
    at = show("gaps", person=person(empty_home, UserRole.COMPLIANCE), language=language)
    assert not tables(at)
    assert way in {button.label for button in at.button}


def test_a_board_without_gaps_says_so(empty_home: Path, show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keep_in_step, "evaluate", lambda *_: ())  # too many records keep all rules silent
    workspace = Workspace(empty_home / "demo.db")
    with workspace.change("test", actor=Actor("demo", "デモ", frozenset(UserRole)), at=now()) as change:
        change.insert(ThirdParty("tp1", "株式会社しずか"), runs_rules=True)
        change.insert(Drill("dr1", "訓練", today()), runs_rules=True)
    at = show("gaps", person=person(empty_home, UserRole.COMPLIANCE))
    assert any("今日の不備はありません。" in line.value for line in at.markdown)


def test_procurement_comes_to_its_own_gaps(demo_home: Path, show: Show) -> None:
    who = person(demo_home, UserRole.PROCUREMENT)
    name = next(user.name for user in list_users(Workspace(demo_home / "demo.db")) if user.id == who)
    at = show("gaps", person=who)
    assert set(column(at, "owner")) == {name}


def test_whoever_comes_with_a_question_gets_its_answer_instead(demo_home: Path, show: Show) -> None:
    at = show("gaps", person=person(demo_home, UserRole.PROCUREMENT), sev="block,high")
    assert set(severities(at)) == {"停止", "高"}
    assert len(set(column(at, "owner"))) > 1


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ({"sev": "block"}, lambda at: set(severities(at)) == {"停止"}),
        ({"kind": "unknown"}, lambda at: set(severities(at)) == {"未確認"}),
        ({"due": "overdue"}, lambda at: all("超過" in due for due in column(at, "due"))),
        ({"due": "30"}, lambda at: all("あと" in due or due == "本日" for due in column(at, "due"))),
        ({"tier": "1", "area": "technical"}, lambda at: len(column(at, "party")) > 0),
    ],
    ids=lambda given: "-".join(given) if isinstance(given, dict) else "holds",
)
def test_the_address_narrows_the_board(
    demo_home: Path, show: Show, query: dict[str, str], holds: Callable[[AppTest], bool]
) -> None:
    everything = show("gaps", person=person(demo_home, UserRole.COMPLIANCE))
    at = show("gaps", person=person(demo_home, UserRole.COMPLIANCE), **query)
    assert holds(at)
    assert 0 < total(at) < total(everything)


def test_an_address_that_makes_no_sense_narrows_nothing(demo_home: Path, show: Show) -> None:
    everything = show("gaps", person=person(demo_home, UserRole.COMPLIANCE))
    at = show(
        "gaps",
        person=person(demo_home, UserRole.COMPLIANCE),
        sev="worst",
        tier="x",
        area="moon",
        month="soon",
        due="-3",
        horizon="soon",
        whose="nobody",
        basis="faith",
        group="moon",
        p="-1",
    )
    assert not at.exception
    assert total(at) >= total(everything)
    for far in ({"month": "9999-12"}, {"month": "0001-01"}, {"tier": "99999999999999999999"}, {"p": "9" * 30}):
        assert not show("gaps", person=person(demo_home, UserRole.COMPLIANCE), **far).exception


def test_a_month_shows_what_begins_in_it(demo_home: Path, show: Show) -> None:
    who = person(demo_home, UserRole.COMPLIANCE)
    begins = [text for text in column(last_page(show, who), "state") if text.endswith(" から")]
    first = min(begins)
    at = show("gaps", person=who, month=f"{first[:4]}-{first[5:7]}")
    later = [text for text in column(at, "state") if text.endswith(" から")]
    assert first in later
    assert all(text.startswith(first[:7]) for text in later)


def last_page(show: Show, who: str) -> AppTest:
    """What begins later stands at the end."""
    return show("gaps", person=who, horizon="all", p="999")


def test_what_begins_later_is_listed_only_when_asked_for(demo_home: Path, show: Show) -> None:
    who = person(demo_home, UserRole.COMPLIANCE)
    at = show("gaps", person=who, p="999")
    now_alone = total(at)
    assert not any(text.endswith(" から") for text in column(at, "state"))
    at.segmented_control(key="gaps_horizon").set_value("すべて").run()
    assert total(at) > now_alone
    assert any(text.endswith(" から") for text in column(last_page(show, who), "state"))


def test_a_third_party_alone_can_be_shown_and_left_again(demo_home: Path, show: Show) -> None:
    who = person(demo_home, UserRole.COMPLIANCE)
    everything = show("gaps", person=who)
    with Workspace(demo_home / "demo.db").unit() as unit:
        name = column(everything, "party")[0]
        party = unit.records.select(ThirdParty, "legal_name = :name", {"name": name})[0]
    at = show("gaps", person=who, party=party.id)
    assert set(column(at, "party")) == {name}
    at.button(key="gaps_widen").click().run()
    assert len(set(column(at, "party"))) > 1


def test_groups_add_up_to_the_board(demo_home: Path, show: Show) -> None:
    at = show("gaps", person=person(demo_home, UserRole.COMPLIANCE))
    everything = total(at)
    for grouping in ("取引先ごと", "規則ごと", "担当ごと"):
        at.selectbox(key="gaps_group").select(grouping).run()
        assert not at.exception
        counts = list(column(at, "count"))
        while len(counts) % PER_PAGE == 0:
            at.query_params["gp"] = str(len(counts) // PER_PAGE + 1)
            counts += column(at.run(), "count")
        assert sum(map(int, counts)) == everything


def test_an_owner_is_set_for_the_chosen_rows(demo_home: Path, show: Show) -> None:
    who = person(demo_home, UserRole.COMPLIANCE)
    make_service_token(
        Workspace(demo_home / "demo.db"), name="CRM連携", roles=frozenset({UserRole.COMPLIANCE}),
        scopes=frozenset({TokenScope.CLEARANCE}), expires_on=None, actor=an_actor(UserRole.ADMIN), at=now(),
    )  # fmt: skip
    at = choose_rows(show("gaps", person=who), 0, 1)
    at.button(key="gaps_assign").click().run()
    assert at.selectbox(key="gaps_assign_who").value == who
    assert not any("CRM連携" in one for one in at.selectbox(key="gaps_assign_who").options), "work is for people"
    at.button(key="gaps_assign_do").click().run()
    assert not at.exception
    with Workspace(demo_home / "demo.db").unit() as unit:
        assert len(unit.records.select(Gap, "owner_id = :who", {"who": who})) >= 2


def test_one_chosen_row_says_how_it_is_fixed_and_takes_a_plan(demo_home: Path, show: Show) -> None:
    at = choose_rows(show("gaps", person=person(demo_home, UserRole.COMPLIANCE)), 0)
    assert any("直し方：" in line.value for line in at.markdown)
    at.button(key="gaps_plan").click().run()
    at.text_area(key="gaps_plan_what").set_value("審査を始める")
    at.button(key="gaps_plan_do").click().run()
    assert not at.exception
    with Workspace(demo_home / "demo.db").unit() as unit:
        assert [gap.plan for gap in unit.records.select(Gap, "plan = '審査を始める'")] == ["審査を始める"]


def test_what_law_stops_offers_no_waiver(demo_home: Path, show: Show) -> None:
    at = show("gaps", person=person(demo_home, UserRole.COMPLIANCE), sev="block")
    place = next(n for n, basis in enumerate(column(at, "basis")) if basis == "法25条ほか1件")
    assert choose_rows(at, place).button(key="gaps_waive").disabled


def test_a_waiver_is_asked_for_and_waits_for_a_decision(demo_home: Path, show: Show) -> None:
    who = person(demo_home, UserRole.PROCUREMENT)
    at = choose_rows(show("gaps", person=who, sev="medium"), 0)
    at.button(key="gaps_waive").click().run()
    at.text_area(key="gaps_waive_why").set_value("代わりに毎月点検する")
    at.button(key="gaps_waive_do").click().run()
    assert not at.exception
    assert "例外申請中" in column(at, "state")


def test_compliance_decides_what_waits(demo_home: Path, show: Show) -> None:
    at = show("gaps", person=person(demo_home, UserRole.COMPLIANCE))
    at.button(key="gaps_decide").click().run()
    at.button(key="gaps_approve").click().run()
    assert not at.exception
    with Workspace(demo_home / "demo.db").unit() as unit:
        assert unit.records.select(Waiver, "approved IS NULL AND lapsed_on IS NULL") == []
    assert any(state.startswith("例外 ") for state in column(at, "state"))


def test_procurement_is_not_asked_to_decide(demo_home: Path, show: Show) -> None:
    at = show("gaps", person=person(demo_home, UserRole.PROCUREMENT))
    assert "gaps_decide" not in {button.key for button in at.button}


def test_on_another_day_and_for_an_auditor_nothing_can_be_changed(demo_home: Path, show: Show) -> None:
    past = (today() - timedelta(days=60)).isoformat()
    for at in (
        show("gaps", person=person(demo_home, UserRole.COMPLIANCE), on=past),
        show("gaps", person=person(demo_home, UserRole.AUDITOR)),
    ):
        choose_rows(at, 0)
        assert at.button(key="gaps_assign").disabled
        assert at.button(key="gaps_plan").disabled
        assert at.button(key="gaps_waive").disabled


def test_names_from_outside_stay_text(empty_home: Path, show: Show) -> None:
    name = "![x](http://127.0.0.1:9/x.png) **太字** :red[赤]"
    actor = Actor("demo", "デモ", frozenset(UserRole))
    register(Workspace(empty_home / "demo.db"), ThirdParty("", name), actor=actor, at=now())
    at = choose_rows(show("gaps", person=person(empty_home, UserRole.COMPLIANCE), of="parties"), 0)
    assert column(at, "party")[0] == name
    assert not any("![x](http" in line.value or "**太字**" in line.value for line in at.markdown)


def test_the_file_holds_the_filtered_rows_and_says_who_made_it(demo_home: Path, show: Show) -> None:
    who = person(demo_home, UserRole.COMPLIANCE)
    shown = show("gaps", person=who, sev="block")
    expected = column(shown, "gap")

    def script() -> None:
        import streamlit as st  # noqa: PLC0415 - a script under AppTest brings its own imports

        from sakimori.ui.frame.session import open_page  # noqa: PLC0415
        from sakimori.ui.gaps.filter import take_address  # noqa: PLC0415
        from sakimori.ui.gaps.listing import gap_exports  # noqa: PLC0415

        with open_page("test") as page:
            take_address(page)
            st.session_state["files"] = [export.make() for export in gap_exports(page)]

    at = AppTest.from_function(script, default_timeout=30)
    take_seat(at, who)
    at.query_params["sev"], at.query_params["lang"] = "block", "ja"
    at.run()
    assert not at.exception
    workbook, text = at.session_state["files"]
    sheet, about = openpyxl.load_workbook(io.BytesIO(workbook)).worksheets
    gaps = [row[4].value for row in sheet.iter_rows(min_row=2)]
    assert (len(gaps), gaps[: len(expected)]) == (total(shown), expected)
    said = {str(row[0].value): str(row[1].value) for row in about.iter_rows()}
    workspace = Workspace(demo_home / "demo.db")
    name = next(user.name for user in list_users(workspace) if user.id == who)
    assert said["出力した人"] == name
    assert said["絞り込み"].startswith("停止")
    assert workspace.head()[1] in said["監査記録の先頭"]
    assert expected[0] in text.decode("utf-8-sig")
    with workspace.unit() as unit:
        assert [line.entry.action for line in unit.accesses.lines(limit=2)] == ["gaps.exported", "gaps.exported"]


def test_a_future_day_is_an_outlook(demo_home: Path, show: Show) -> None:
    in_a_year: date = today() + timedelta(days=365)
    at = show("gaps", person=person(demo_home, UserRole.COMPLIANCE), on=in_a_year.isoformat())
    assert len(column(at, "party")) > 0
    assert any("見込み" in line.value for line in at.info)


def test_the_board_is_turned_page_by_page_and_the_address_says_which(demo_home: Path, show: Show) -> None:
    who = person(demo_home, UserRole.COMPLIANCE)
    first = show("gaps", person=who)
    assert len(column(first, "gap")) == PER_PAGE
    second = show("gaps", person=who, p="2")
    assert column(second, "gap") != column(first, "gap")
    assert any(line.value == f"{total(second)}件中 101〜200件目" for line in second.caption)
    assert second.query_params["p"] == "2"
    second.segmented_control(key="gaps_severity").set_value(["block"]).run()
    assert not second.exception
    assert "p" not in second.query_params


def test_what_the_controls_say_stands_in_the_address_and_opens_the_same_rows(demo_home: Path, show: Show) -> None:
    who = person(demo_home, UserRole.PROCUREMENT)
    at = show("gaps", person=who)
    assert not {"sev", "whose", "horizon"} & set(at.query_params)
    at.pills(key="gaps_basis").set_value(["law"]).run()
    at.segmented_control(key="gaps_horizon").set_value("90").run()
    assert not at.exception
    address = {key: at.query_params[key] for key in ("basis", "horizon", "whose")}
    assert address == {"basis": "law", "horizon": "90", "whose": "mine"}
    again = show("gaps", person=who, **address)
    assert (total(again), column(again, "gap")) == (total(at), column(at, "gap"))
    again.pills(key="gaps_whose").set_value([]).run()
    assert again.query_params["whose"] == "all"
    assert total(again) > total(at)


def test_a_department_of_the_address_is_chosen_even_where_it_has_no_gap(demo_home: Path, show: Show) -> None:
    who = person(demo_home, UserRole.COMPLIANCE)
    everything = show("gaps", person=who)
    department = everything.multiselect(key="gaps_department").options[-1]
    at = show("gaps", person=who, dep=department)
    assert 0 < total(at) < total(everything)
    none = show("gaps", person=who, dep="どこにもない部")
    assert none.multiselect(key="gaps_department").value == ["どこにもない部"]
    assert "gaps_widen_none" in {button.key for button in none.button}


def test_what_the_third_party_does_instead_is_offered_as_the_reason_of_a_waiver(demo_home: Path, show: Show) -> None:
    workspace = Workspace(demo_home / "demo.db")
    at = show("gaps", person=person(demo_home, UserRole.PROCUREMENT), sev="medium")
    shown = list(zip(column(at, "gap"), column(at, "party"), strict=True))
    with workspace.unit() as unit:
        rows = unit.query(
            "SELECT s.gap_id, s.title_ja, p.legal_name, s.third_party_id, s.fix_id, s.fix_field FROM gap_span s JOIN "
            "third_party p ON p.id = s.third_party_id WHERE s.known_until IS NULL AND s.fix_record = 'assessment' "
            "AND s.fix_field <> '' AND s.gap_id NOT IN (SELECT gap_id FROM waiver) ORDER BY s.gap_id"
        )
    row = next(one for one in rows if (one["title_ja"], one["legal_name"]) in shown)
    said = Comment(
        "cm_m", str(row["fix_id"]), str(row["third_party_id"]), str(row["fix_field"]), CommentKind.MEASURE, "iv_1",
        now(), "週に一度の目視点検で補う",
    )  # fmt: skip
    with workspace.change("measure.described", actor=an_actor(), at=now()) as change:
        change.insert(said, runs_rules=False)
    at = show("gaps", person=person(demo_home, UserRole.PROCUREMENT), sev="medium")
    choose_rows(at, shown.index((str(row["title_ja"]), str(row["legal_name"]))))
    at.button(key="gaps_waive").click().run()
    assert not at.exception
    assert said.text in [str(one.value) for one in at.markdown]
    at.button(key="gaps_measure_take").click().run()
    reason = f"取引先の代わりの対策：{said.text}"
    assert at.text_area(key="gaps_waive_why").value == reason
    at.button(key="gaps_waive_do").click().run()
    with workspace.unit() as unit:
        (waiver,) = unit.records.select(Waiver, "gap_id = :id", {"id": str(row["gap_id"])})
    assert waiver.justification == reason
