"""Tables: names are links, an address opens a row, what is chosen stands in it, and a browser is not taken on trust."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

import sakimori.ui
from kit.flowing import a_flow
from kit.tables import tables
from sakimori.domain.records.own_registers import DataSet
from sakimori.services.kernel.workspace import Workspace
from sakimori.ui.frame.listing import Listing
from sakimori.ui.frame.tables import OPEN
from ui.assessments.test_assess import a_draft, current, page_of
from ui.conftest import Show
from ui.parties.test_services import a_served_party


def a_table(select: str, *, with_button: bool) -> None:
    """A page with one table, which says what is chosen and which button was pressed."""
    import streamlit as st  # noqa: PLC0415 - the source of this function is run by itself

    from sakimori.ui.frame.tables import button_column, chip_column, table, text_column  # noqa: PLC0415

    def pressed(row: int) -> None:
        st.session_state["pressed"] = row

    columns = {"state": chip_column("状態", {"⬣ 停止": "red"}), "name": text_column("名称")}
    press = ["開く"] if with_button else []
    rows = [[["⬣ 停止"], name, *press] for name in ("あ", None)]
    if with_button:
        columns["open"] = button_column("", on_row=pressed)
    st.session_state["chosen"] = table(rows, columns, key="some", alt="表", select=select)  # type: ignore[arg-type]


def drawn(select: str, *, with_button: bool = False, state: object = None, **asked: str) -> AppTest:
    at = AppTest.from_function(a_table, args=(select,), kwargs={"with_button": with_button}, default_timeout=20)
    if state is not None:
        at.session_state["some"] = state
    for name, said in asked.items():
        at.query_params[name] = said
    at.run()
    assert not at.exception
    return at


def marks(at: AppTest) -> list[str]:
    return [parse_qs(link.partition("?")[2])[OPEN][0] for link in tables(at)[0].links]


def test_a_name_is_a_link_where_a_row_opens_and_none_where_nothing_does() -> None:
    assert len(tables(drawn("one"))[0].links) == 2
    assert len(tables(drawn("none", with_button=True))[0].links) == 2
    assert tables(drawn("none"))[0].links == []
    assert tables(drawn("many"))[0].links == []
    assert tables(drawn("one"))[0].told["link"] == 1


def test_the_address_of_a_name_chooses_its_row_and_is_said_no_more() -> None:
    second = marks(drawn("one"))[1]
    at = drawn("one", open=second, tab="other")
    assert at.session_state["chosen"] == (1,)
    assert set(at.query_params) == {"tab"}
    at.run()
    assert at.session_state["chosen"] == (1,)


def test_the_address_of_a_name_does_once_what_the_button_of_its_row_does() -> None:
    second = marks(drawn("none", with_button=True))[1]
    at = drawn("none", with_button=True, open=second)
    assert at.session_state["pressed"] == 1
    assert OPEN not in at.query_params
    del at.session_state["pressed"]
    at.run()
    assert "pressed" not in at.session_state


def test_an_address_of_a_row_that_is_not_there_opens_nothing() -> None:
    assert drawn("one", open="gone").session_state["chosen"] == ()


@pytest.mark.parametrize(
    "state",
    [
        {"selection": {"rows": [7, -1, "0", None, 1.5]}},
        {"selection": {"rows": "01"}},
        {"selection": [0]},
        {"selection": None},
        {"press": {"column": 2, "row": 9}},
        {"press": {"column": 0, "row": 0}},
        {"press": "x"},
    ],
)
def test_what_a_browser_says_of_rows_that_are_not_there_is_nothing(state: object) -> None:
    for with_button in (False, True):
        at = drawn("one", with_button=with_button, state=state)
        assert at.session_state["chosen"] == ()
        assert "pressed" not in at.session_state


def test_what_nobody_knows_is_said_so() -> None:
    told = tables(drawn("one"))[0]
    assert told.told["rows"][1][1] is None
    assert told.value["name"][1] == "Unknown"


def listings() -> list[Listing[Any]]:
    """Every list that a module of the screens keeps."""
    found: dict[int, Listing[Any]] = {}
    for module in pkgutil.walk_packages(sakimori.ui.__path__, "sakimori.ui."):
        if module.name == "sakimori.ui.main" or ".screens." in module.name:
            continue
        kept = vars(importlib.import_module(module.name)).values()
        found |= {id(one): one for one in kept if isinstance(one, Listing)}
    return list(found.values())


LISTINGS = listings()


def test_all_lists_are_found() -> None:
    assert len(LISTINGS) > 25


@pytest.mark.parametrize("listing", LISTINGS, ids=lambda listing: listing.name)
def test_the_link_of_a_list_is_a_column_of_words_that_it_shows(listing: Listing[Any]) -> None:
    shown = [column for column in listing.columns if column.cell or column.both]
    words = [
        column.name for column in shown if not (column.chips or column.press or column.is_number or column.is_percent)
    ]
    assert words or not shown
    assert listing.link in {"", *words}
    if words and not listing.link:
        assert words[0] not in {"at", "when", "day", "due", "seq", "wait", "on"}, "a day is no name"


@pytest.mark.parametrize("listing", LISTINGS, ids=lambda listing: listing.name)
def test_every_list_opens_its_rows(listing: Listing[Any]) -> None:
    """By a way of its own, by choosing one, or by the button of a row; where many are chosen a button is needed."""
    shown = [column for column in listing.columns if column.cell or column.both]
    assert not shown or listing.select == "one" or any(column.press for column in shown)


def choose(at: AppTest, table: int, row: int) -> None:
    """Choose a row of a table, as a press would."""
    at.session_state[str(tables(at)[table].key)] = {"selection": {"rows": [row], "columns": [], "cells": []}}
    at.run()
    assert not at.exception


def headings(at: AppTest) -> list[str]:
    return [one.value for one in at.subheader]


def test_a_chosen_row_is_named_and_a_link_chooses_it(empty_home: Path, show: Show) -> None:
    workspace, party, (first, second) = a_served_party(empty_home, "あ", "い")
    a_flow(workspace, party, service_id=second.id)
    at = show("party", party=party.id, tab="services")
    assert "service" not in at.query_params
    choose(at, 0, 1)
    assert at.query_params["service"] == second.id
    assert "い" in headings(at)
    sent = show("party", party=party.id, tab="services", service=first.id)
    assert "あ" in headings(sent)
    sent.query_params["service"] = second.id
    sent.run()
    assert "い" in headings(sent)
    assert sent.query_params["service"] == second.id
    del sent.query_params["service"]
    sent.run()
    assert not {"あ", "い"} & set(headings(sent))


def test_an_address_that_names_what_is_not_there_chooses_nothing(empty_home: Path, show: Show) -> None:
    _, party, _ = a_served_party(empty_home, "あ", "い")
    at = show("party", party=party.id, tab="services", service="sv_none")
    assert not {"あ", "い"} & set(headings(at))
    assert "service" not in at.query_params


def test_the_form_of_a_chosen_service_opens_from_a_button_that_keys_reach(empty_home: Path, show: Show) -> None:
    _, party, (_, second) = a_served_party(empty_home, "あ", "い")
    at = show("party", party=party.id, tab="services", service=second.id)
    at.button(key="service_edit_chosen").click().run()
    assert not at.exception
    assert at.text_input(key="service_name").value == "い"


@pytest.mark.parametrize(
    ("page", "asked", "chosen"),
    [("risk", {}, {"cell": "1~contract"}), ("flows", {"view": "countries"}, {"country": "US"})],
)
def test_a_link_shows_what_belongs_to_the_mark_of_a_chart(
    demo_home: Path, show: Show, page: str, asked: dict[str, str], chosen: dict[str, str]
) -> None:
    plain, sent = show(page, **asked), show(page, **asked, **chosen)
    assert len(tables(sent)) == len(tables(plain)) + 1
    assert {name: sent.query_params[name] for name in chosen} == chosen


def test_a_data_set_is_named_with_its_parts(demo_home: Path, show: Show) -> None:
    with Workspace(demo_home / "demo.db").unit() as unit:
        known = unit.records.select(DataSet)[0]
    at = show("purposes", tab="data_sets", set=known.id)
    assert any(known.name in heading for heading in headings(at))


def test_the_address_follows_through_an_assessment(demo_home: Path, show: Show) -> None:
    draft = a_draft(demo_home)
    blank = [q.question.id for q in page_of(demo_home, draft).questions if q.is_blank]
    at = show("assess", id=draft)
    assert at.query_params["q"] == current(at)
    at.button(key="assess_next").click().run()
    moved = current(at)
    assert at.query_params["q"] == moved
    sent = show("assess", id=draft, q=blank[-1], focus="open")
    assert current(sent) == blank[-1]
    assert sent.segmented_control(key="assess_focus").value == "open"
