"""What is chosen on a page stands in its address: a link and a reload show it, and another address takes it back."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kit.flowing import a_flow
from kit.tables import tables
from sakimori.domain.records.own_registers import DataSet
from sakimori.services.kernel.workspace import Workspace
from ui.assessments.test_assess import a_draft, current, page_of
from ui.conftest import Show
from ui.parties.test_services import a_served_party


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
