"""取引先一覧 as a person sees it, empty and full, in both languages."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from kit.tables import tables
from sakimori.clock import today
from sakimori.domain.codes import Severity, UserRole
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.domain.values.as_of import AsOf
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.rows import OpenGaps, PartyFilter, all_rows
from sakimori.services.parties.write import register
from sakimori.ui.frame.states import Mark
from sakimori.ui.parties.listing import worst_mark
from ui.conftest import take_seat

Show = Callable[..., AppTest]


def names(at: AppTest) -> list[str]:
    """The names in the table, in their order."""
    return [str(name) for name in tables(at)[0].value["name"]]


def choose(at: AppTest, key: str, beginning: str) -> None:
    """Press the segment whose words begin so."""
    control = at.segmented_control(key=key)
    control.set_value(next(option for option in control.options if option.startswith(beginning))).run()


@pytest.mark.parametrize(("language", "word"), [("ja", "71社を表示しています。"), ("en", "71 companies shown.")])
def test_the_list_shows_every_third_party_that_is_not_over(
    demo_home: Path, show: Show, language: str, word: str
) -> None:
    at = show("parties", language=language)
    assert len(names(at)) == 71
    assert word in [caption.value for caption in at.caption]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_an_empty_list_says_the_three_ways_in(empty_home: Path, show: Show, language: str) -> None:
    at = show("parties", language=language)
    assert not tables(at)
    labels = {button.label for button in at.button}
    ways = {"取引先を登録", "台帳を取り込む"} if language == "ja" else {"Register a third party", "Import a register"}
    assert ways <= labels


def test_a_search_narrows_the_list_and_says_which_word_it_met(demo_home: Path, show: Show) -> None:
    at = show("parties", q="つむぎサポート")
    assert names(at) == ["株式会社つむぎコールセンター"]
    assert "サービス つむぎサポートデスク" in list(tables(at)[0].value["met"])


def test_without_a_hit_the_nearest_names_are_offered(demo_home: Path, show: Show) -> None:
    at = show("parties", q="つむぎコールセンタあ")
    assert not tables(at)
    assert "株式会社つむぎコールセンター" in {button.label for button in at.button}


def test_the_filters_leave_what_they_name(demo_home: Path, show: Show) -> None:
    at = show("parties")
    choose(at, "third_parties_focus", "未確認あり")
    few = len(names(at))
    assert 0 < few < 59
    at.pills(key="third_parties_roles").select("クラウド事業者").run()
    roles = list(tables(at)[0].value["roles"])
    assert 0 < len(roles) < few
    assert all("クラウド事業者" in role for role in roles)


def test_the_areas_stand_above_the_same_rows(demo_home: Path, show: Show) -> None:
    at = show("parties")
    choose(at, "third_parties_view", "面積図")
    assert not at.exception
    assert len(at.get("plotly_chart")) == 1
    assert len(names(at)) == 71


def test_an_address_narrows_and_orders_the_list_and_says_what_is_chosen(demo_home: Path, show: Show) -> None:
    at = show("parties", focus="soon", roles="processor", over="1", sort="-name")
    shown = names(at)
    assert 0 < len(shown) < 71
    assert shown == sorted(shown, reverse=True)
    assert at.toggle(key="third_parties_over").value
    choose(at, "third_parties_focus", "すべて")
    assert len(names(at)) > len(shown)
    assert {name: at.query_params[name] for name in ("roles", "over", "sort")} == {
        "roles": "processor", "over": "1", "sort": "-name",
    }  # fmt: skip
    assert "focus" not in at.query_params
    at.selectbox(key="third_parties_sort").set_value("").run()
    assert names(at) != sorted(names(at), reverse=True)
    assert "sort" not in at.query_params


def test_a_long_list_is_turned_page_by_page(empty_home: Path, show: Show) -> None:
    workspace = Workspace(empty_home / "demo.db")
    actor = Actor("us01", "担当", frozenset(UserRole))
    for place in range(103):
        register(workspace, ThirdParty("", f"会社{place:03}"), actor=actor, at=datetime(2026, 1, 5, tzinfo=UTC))
    at = show("parties", person="us01", sort="name", p="2")
    assert names(at) == ["会社100", "会社101", "会社102"]
    assert any("103件中 101〜103件目" in caption.value for caption in at.caption)
    at.text_input(key="third_parties_q").set_value("会社00").run()
    assert names(at) == [f"会社00{place}" for place in range(10)]
    assert "p" not in at.query_params


def test_the_files_hold_what_the_filters_leave_and_are_noted(demo_home: Path, show: Show) -> None:
    shown = names(show("parties", focus="unknowns", sort="name"))

    def script() -> None:
        import streamlit as st  # noqa: PLC0415

        from sakimori.ui.frame.session import open_page  # noqa: PLC0415
        from sakimori.ui.parties.listing import PARTIES, party_exports  # noqa: PLC0415

        with open_page("test") as page:
            PARTIES.take_address()
            st.session_state["files"] = [export.make() for export in party_exports(page)]

    at = AppTest.from_function(script, default_timeout=60)
    take_seat(at, "us01")
    at.query_params.update({"focus": "unknowns", "sort": "name", "lang": "ja"})
    at.run()
    assert not at.exception
    workbook, text, register_book, _ = at.session_state["files"]
    sheet, about = openpyxl.load_workbook(io.BytesIO(workbook)).worksheets
    heads, *rows = ([str(cell.value) for cell in row] for row in sheet.iter_rows())
    assert heads == [
        "最も重い不備", "名称", "役割", "区分", "国", "回答率", "リスク値", "次の期限", "担当", "状態",
    ]  # fmt: skip
    assert [row[1] for row in rows] == shown
    assert {str(row[0].value): str(row[1].value) for row in about.iter_rows()}["絞り込み"] == "絞り込み: 未確認あり"
    assert all(name in text.decode("utf-8-sig") for name in shown)
    assert len(list(openpyxl.load_workbook(io.BytesIO(register_book)).worksheets[1].iter_rows())) >= len(shown)
    with Workspace(demo_home / "demo.db").unit() as unit:
        actions = [line.entry.action for line in unit.accesses.lines(limit=4)]
    assert actions.count("third_parties.exported") == actions.count("register.exported") == 2


def test_an_unknown_share_is_said_and_not_left_empty(demo_home: Path, show: Show) -> None:
    shares = list(tables(show("parties"))[0].value["coverage"])
    assert "未確認" in shares
    assert all(shares)


def test_only_unknowns_are_unknown_and_nothing_open_is_no_praise_until_it_is_confirmed(demo_home: Path) -> None:
    workspace = Workspace(demo_home / "demo.db")
    row = next(iter(all_rows(workspace, AsOf(today(), workspace.head()[0], is_past=False), PartyFilter())))
    bare, confirmed = (row._replace(gaps=OpenGaps(), is_confirmed=one) for one in (False, True))
    assert (worst_mark(bare), worst_mark(confirmed)) == (Mark.NOT_APPLICABLE, Mark.OK)
    assert worst_mark(bare._replace(gaps=OpenGaps(worst=None, known=0, unknown=2))) is Mark.UNKNOWN
    assert worst_mark(bare._replace(gaps=OpenGaps(worst=Severity.LOW, known=1, unknown=2))) is Mark.LOW


def test_a_past_day_is_read_only(demo_home: Path, show: Show) -> None:
    at = show("parties", on="2026-03-31")
    assert next(button for button in at.button if button.key == "parties_register").disabled


def test_registering_leads_from_the_form_to_the_dossier(empty_home: Path, show: Show) -> None:
    at = show("parties", person="us01")
    at.session_state["party_dialog"] = ("register", {})
    at.run()
    at.text_input(key="reg_legal_name").set_value("株式会社はじめて").run()
    at.button(key="reg_save").click().run()
    assert not at.exception
    with Workspace(empty_home / "demo.db").unit() as unit:
        found = [p for p in unit.records.select(ThirdParty) if p.legal_name == "株式会社はじめて"]
    assert len(found) == 1
    assert found[0].owner_id == "us01"
    assert found[0].person_count is None


def test_the_form_shows_the_tier_at_once_and_none_while_it_is_open(empty_home: Path, show: Show) -> None:
    at = show("parties", person="us01")
    at.session_state["party_dialog"] = ("register", {})
    at.run()
    assert "**未評価**" in [text.value for text in at.markdown]
    at.number_input(key="reg_person_count").set_value(200_000).run()
    assert "**区分1（重要）**" in [text.value for text in at.markdown]


def test_a_refused_value_is_said_in_the_dialog_and_nothing_is_stored(empty_home: Path, show: Show) -> None:
    at = show("parties", person="us01")
    at.session_state["party_dialog"] = ("register", {})
    at.run()
    at.text_input(key="reg_legal_name").set_value("株式会社はじめて").run()
    at.text_input(key="reg_corporate_number").set_value("123456789018").run()
    at.button(key="reg_save").click().run()
    assert any("マイナンバー" in warning.value for warning in at.warning)
    with Workspace(empty_home / "demo.db").unit() as unit:
        assert len(unit.records.select(ThirdParty)) == 1


def test_pasted_names_are_matched(demo_home: Path, show: Show) -> None:
    at = show("parties")
    at.session_state["party_dialog"] = ("match", {})
    at.run()
    at.text_area(key="match_names").set_value("知らない会社\n株式会社つむぎコールセンター").run()
    assert [list(cell) for cell in tables(at)[1].value["match"]] == [["＋ 登録なし"], ["＝ 登録あり"]]


def test_a_name_that_holds_markdown_is_drawn_as_text(empty_home: Path, show: Show) -> None:
    evil = "![x](http://127.0.0.1:9/a.png) **太字**"
    workspace = Workspace(empty_home / "demo.db")
    actor = Actor("us01", "担当", frozenset(UserRole))
    party = register(workspace, ThirdParty("", evil), actor=actor, at=datetime(2026, 1, 5, tzinfo=UTC)).record
    listed = show("parties", person="us01")
    assert names(listed) == [evil]
    dossier = show("party", person="us01", party=party.id)
    drawn = [*(t.value for t in dossier.title), *(m.value for m in dossier.markdown)]
    assert not any("![x]" in text for text in drawn)
