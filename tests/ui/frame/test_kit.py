"""The look of states, and the parts of a page as a script draws them."""
# ruff: noqa: PLC0415 (a script under AppTest brings its own imports)

import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from sakimori.domain.codes import Decision, Outcome, Severity, UserRole
from sakimori.ui.charts.parties import contrast, luminance
from sakimori.ui.frame import states
from sakimori.ui.frame.pages import PAGES, landing
from sakimori.ui.frame.states import (
    DARK,
    LIGHT,
    LOOKS,
    OUTCOMES,
    SEVERITIES,
    Mark,
    Palette,
    badge,
    chip,
    decision_mark,
    mark,
    tally,
)

ROOT = Path(__file__).parents[3]

TINTS = {
    "light": {
        "red": ("#8A1030", "#FBEBEE"), "orange": ("#A8380F", "#FDEEE6"), "yellow": ("#7E4E00", "#FDF4DF"),
        "blue": ("#1F5C99", "#EAF3FB"), "green": ("#00665A", "#E3F4F0"), "violet": ("#5A4197", "#F1EDFA"),
        "gray": ("#414A55", "#E9EDF1"),
    },
    "dark": {
        "red": ("#FF8A9E", "#3A1620"), "orange": ("#F8A878", "#3A2114"), "yellow": ("#F7D679", "#352B12"),
        "blue": ("#8CC0F0", "#152A3D"), "green": ("#5CD0BA", "#0E2E29"), "violet": ("#BFABF7", "#2A2144"),
        "gray": ("#C3CBD4", "#29323D"),
    },
}  # fmt: skip


@pytest.fixture(scope="session")
def settings() -> dict[str, Any]:
    return tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("theme", "least"), [("light", 5.7), ("dark", 7.1)])
def test_the_settings_hold_the_tints_and_each_can_be_read(theme: str, least: float, settings: dict[str, Any]) -> None:
    for colour, (text, background) in TINTS[theme].items():
        assert settings["theme"][theme][f"{colour}TextColor"] == text
        assert settings["theme"][theme][f"{colour}BackgroundColor"] == background
        assert contrast(text, background) >= least, colour


@pytest.mark.parametrize(("palette", "word"), [(LIGHT, LIGHT.ink), (DARK, "#FFFFFF")], ids=["light", "dark"])
def test_the_word_of_a_chip_can_be_read(palette: Palette, word: str) -> None:
    for colour, background in palette.chips.items():
        assert contrast(word, background) >= 7, colour


def test_the_palette_is_that_of_the_settings(settings: dict[str, Any]) -> None:
    for palette, theme in ((LIGHT, "light"), (DARK, "dark")):
        assert palette.page == settings["theme"][theme]["backgroundColor"]
        assert palette.panel == settings["theme"][theme]["secondaryBackgroundColor"]
        assert palette.ink == settings["theme"][theme]["textColor"]


def test_the_server_keeps_to_itself(settings: dict[str, Any]) -> None:
    assert settings["server"]["address"] == "127.0.0.1"
    assert settings["browser"]["gatherUsageStats"] is False
    assert settings["client"]["showErrorDetails"] == "none"
    assert settings["client"]["disableDataExport"] is True
    assert settings["runner"]["postScriptGC"] is False


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("state", list(Mark))
def test_each_state_has_its_word_in_chip_and_badge(state: Mark, language: str) -> None:
    word = states.word(state, language)
    assert word in chip(state, language)
    assert word in badge(state, language)


@pytest.mark.parametrize("family", [SEVERITIES, OUTCOMES], ids=["severities", "outcomes"])
def test_no_two_states_that_stand_together_share_a_shape(family: tuple[Mark, ...]) -> None:
    assert len({LOOKS[state].glyph for state in family}) == len(family)
    assert len({LOOKS[state].symbol for state in family}) == len(family)


def test_severities_grow_lighter_so_that_they_survive_grey_print() -> None:
    fills = [luminance(LIGHT.fills[Mark(severity.value)]) for severity in Severity]
    assert fills == sorted(fills)


def test_unknown_is_a_mark_of_its_own_and_never_green() -> None:
    assert mark(None) is Mark.UNKNOWN
    assert decision_mark(None) is Mark.UNKNOWN
    assert LOOKS[Mark.UNKNOWN].colour == "gray"


def test_every_code_that_is_drawn_has_a_mark() -> None:
    assert [mark(severity) for severity in Severity] == [Mark.BLOCK, Mark.HIGH, Mark.MEDIUM, Mark.LOW]
    assert {mark(outcome) for outcome in Outcome} == set(OUTCOMES) - {Mark.UNKNOWN}
    assert decision_mark(Decision.REJECTED) is Mark.BLOCKED


def test_a_tally_is_worst_first_and_leaves_zeros_out() -> None:
    counts = {Mark.MEDIUM: 2, Mark.HIGH: 1, Mark.LOW: 0, Mark.BLOCK: 1}
    assert tally(counts, "ja") == "停止1・高1・中2"
    assert tally(counts, "en") == "Stop 1, High 1, Medium 2"
    assert tally({}, "ja") == ""


@pytest.mark.parametrize("role", list(UserRole))
def test_every_role_lands_on_a_page_that_it_may_see(role: UserRole) -> None:
    assert landing(frozenset({role})).is_for(frozenset({role}))


def test_landing_pages_are_those_of_the_page_map() -> None:
    assert [landing(frozenset({role})).name for role in UserRole] == ["gaps", "risk", "check", "audit", "settings"]


def test_sales_sees_what_concerns_a_hand_over_and_nothing_else() -> None:
    seen = [spec.name for spec in PAGES if spec.is_for(frozenset({UserRole.SALES}))]
    assert seen == ["check", "approved", "records", "slip", "guide", "training", "governance", "law"]


def header(on: str, name: str) -> None:
    from datetime import date

    from sakimori.ui.frame.components import MenuItem, page_header

    page_header(
        name,
        on=date.fromisoformat(on),
        today=date(2026, 11, 24),
        demo=lambda: None,
        user_label="佐藤（法務）",
        menu=[MenuItem("x", lambda: None)],
    )


def draw(function: Callable[..., None], *args: str, locale: str = "ja-JP") -> AppTest:
    at = AppTest.from_function(function, args=args, default_timeout=20)
    at.context = {"locale": locale}
    return at.run()


def test_the_header_shows_title_and_day() -> None:
    at = draw(header, "2026-11-24", "取引先一覧")
    assert not at.exception
    assert at.title[0].value == "取引先一覧"
    assert not at.info


def test_another_day_says_that_nothing_can_be_edited_and_leads_back() -> None:
    at = draw(header, "2026-03-31", "取引先一覧")
    assert at.info[0].value == "2026/03/31 に分かっていた記録です。編集はできません。"
    assert "本日に戻る" in [button.label for button in at.button]
    assert draw(header, "2027-06-01", "x", locale="en-US").info[0].value.startswith("The outlook for 1 Jun 2027")


def test_choosing_a_day_keeps_it_in_session_and_address() -> None:
    at = draw(header, "2026-11-24", "x")
    at.date_input[0].set_value(date(2026, 3, 31))
    next(button for button in at.button if button.label == "表示する").click().run()
    assert at.session_state["as_of"] == date(2026, 3, 31)


def test_a_name_from_outside_stays_text_in_the_header() -> None:
    at = draw(header, "2026-11-24", "![x](http://127.0.0.1:9/x.png)")
    assert at.title[0].value.startswith(r"\!\[x\](http")


def parts() -> None:
    from sakimori.errors import StateError
    from sakimori.ui.frame.components import NextStep, empty_state, failure, refusal, tile

    empty_state("domain", "まだ取引先がありません。", NextStep("取引先を登録"), NextStep("台帳を取り込む"))
    refusal(StateError(why="判定は済んでいます。"))
    failure("1a2b3c4d")
    tile("いまの不備", "4件", note="停止1")
    tile("期限", "7件", change=3, history=[1, 2])


def test_empty_pages_say_the_next_step_and_refusals_say_why() -> None:
    at = draw(parts)
    assert not at.exception
    assert [button.label for button in at.button] == ["取引先を登録", "台帳を取り込む"]
    assert at.warning[0].value == "いまの状態ではできません。判定は済んでいます。"
    assert "1a2b3c4d" in at.error[0].value
    assert [metric.value for metric in at.metric] == ["4件", "7件"]


def chosen_row() -> None:
    import streamlit as st

    from sakimori.ui.frame.tables import severity_column, table, text_column

    columns = {"severity": severity_column("重大度"), "name": text_column("名称")}
    rows = [(["⬣ 停止"], "A"), (["● 低"], None)]
    st.session_state.chosen = table(rows, columns, key="rows", alt="不備", select="one")


def test_a_chosen_row_is_given_by_its_place_and_one_that_is_gone_is_not() -> None:
    at = draw(chosen_row)
    assert at.session_state["chosen"] == ()
    for place, expected in ((1, (1,)), (7, ())):
        at = AppTest.from_function(chosen_row, default_timeout=20)
        at.session_state["rows"] = {"selection": {"rows": [place], "columns": [], "cells": []}}
        at.run()
        assert at.session_state["chosen"] == expected
