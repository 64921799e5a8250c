"""承認済み提供先: what sales may hand over, until when, and the way into the check."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from streamlit.testing.v1 import AppTest

from kit.tables import tables
from sakimori.clock import today
from sakimori.domain.codes import Outcome, UserRole
from sakimori.domain.user import Actor
from sakimori.domain.values.as_of import AsOf
from sakimori.services.clearance.approved import BarredFlow, ClearedFlow, RecipientFilter, held_back, row_page
from sakimori.services.kernel.workspace import Workspace

Show = Callable[..., AppTest]

SALES, AUDITOR = "us03", "us04"


class Found(NamedTuple):
    rows: list[ClearedFlow]
    held_back: list[BarredFlow]


def found(home: Path) -> Found:
    workspace, sales = Workspace(home / "demo.db"), Actor(SALES, "営業", frozenset({UserRole.SALES}))
    seen, every = AsOf(today(), workspace.head()[0]), 10**6
    rows = row_page(workspace, seen, RecipientFilter(), first=0, limit=every, actor=sales)
    return Found(rows, held_back(workspace, seen, "", limit=every, actor=sales))


def column(at: AppTest, name: str) -> list[object]:
    return list(tables(at)[0].value[name])


@pytest.mark.parametrize(
    ("language", "words"), [("ja", {"○ 可", "△ 条件付き可"}), ("en", {"○ Allowed", "△ Conditional"})]
)
def test_the_list_holds_what_may_go_and_nothing_else(
    demo_home: Path, show: Show, language: str, words: set[str]
) -> None:
    at = show("approved", person=SALES, language=language)
    assert len(tables(at)[0].value) == len(found(demo_home).rows) > 5
    assert {cell[0] for cell in column(at, "outcome")} == words  # type: ignore[index]
    assert column(at, "flow") == [row.name for row in found(demo_home).rows]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_an_empty_page_leads_to_the_check(empty_home: Path, show: Show, language: str) -> None:
    at = show("approved", person=SALES, language=language)
    assert not tables(at)
    assert [button.label for button in at.button if button.key and button.key.startswith("next_")] == [
        "提供可否チェックへ" if language == "ja" else "To the clearance check"
    ]
    auditor = show("approved", person=AUDITOR, language=language)
    assert not [button for button in auditor.button if button.key and button.key.startswith("next_")]


def test_a_name_narrows_the_list_whatever_its_legal_form(demo_home: Path, show: Show) -> None:
    at = show("approved", person=SALES)
    name = str(next(n for n in column(at, "party") if str(n).startswith("株式会社")))
    at.text_input(key="approved_q").set_value(name.replace("株式会社", "㈱")).run()
    assert set(column(at, "party")) == {name}


def test_pills_narrow_by_answer_by_end_and_by_data_and_count_what_they_leave(demo_home: Path, show: Show) -> None:
    at = show("approved", person=SALES)
    for option, fits in (("○ 可", "○ 可"), ("△ 条件付き可", "△ 条件付き可")):
        pill = next(one for one in at.pills(key="approved_narrow").options if one.startswith(option))
        at.pills(key="approved_narrow").set_value([pill]).run()
        assert {cell[0] for cell in column(at, "outcome")} == {fits}  # type: ignore[index]
        assert len(tables(at)[0].value) == int(pill.rsplit(" ", 1)[1])
    soon = next(one for one in at.pills(key="approved_narrow").options if one.startswith("あと30日以内"))
    at.pills(key="approved_narrow").set_value([soon]).run()
    assert 0 < len(tables(at)[0].value) == int(soon.rsplit(" ", 1)[1]) < len(found(demo_home).rows)
    at.pills(key="approved_narrow").set_value([]).run()
    at.pills(key="approved_categories").set_value(["カード・口座の情報"]).run()
    assert tables(at)[0].value["data"].str.contains("カード・口座の情報").all()


def test_a_chosen_row_opens_the_check_with_its_flow_and_for_an_auditor_the_flow(demo_home: Path, show: Show) -> None:
    row = found(demo_home).rows[2]
    for person, names in (
        (SALES, {"party": row.third_party_id, "flow": row.flow_id}),
        (AUDITOR, {"flow": row.flow_id}),
    ):
        at = show("approved", person=person)
        key = tables(at)[0].key
        at.session_state[key] = {"selection": {"rows": [2], "columns": [], "cells": []}}
        at.run()
        assert not at.exception
        assert {name: at.query_params.get(name) for name in names} == names


def test_conditions_are_said_in_words(demo_home: Path, show: Show) -> None:
    conditional = [row for row in found(demo_home).rows if row.outcome is Outcome.CONDITIONAL]
    at = show("approved", person=SALES)
    said = {str(name): str(text) for name, text in zip(column(at, "flow"), column(at, "conditions"), strict=True)}
    assert conditional
    for row in conditional:
        assert said[row.name] not in {"", "なし"}
        assert ("ほか" in said[row.name]) == (len(row.conditions) > 1)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_whoever_is_searched_for_and_held_back_is_named_with_the_reason(
    demo_home: Path, show: Show, language: str
) -> None:
    listed = {row.third_party_id for row in found(demo_home).rows}
    blocked = next(
        row for row in found(demo_home).held_back
        if row.outcome is Outcome.BLOCKED and row.third_party_id not in listed
    )  # fmt: skip
    at = show("approved", person=SALES, language=language)
    assert not at.error
    at.text_input(key="approved_q").set_value(blocked.party).run()
    assert not tables(at)
    said = [line.value for line in at.error]
    assert any(blocked.party in line and ("不可です" if language == "ja" else "Not allowed") in line for line in said)


def test_a_past_day_shows_what_held_then(demo_home: Path, show: Show) -> None:
    now = show("approved", person=SALES)
    then = show("approved", person=SALES, on="2026-01-31")
    assert len(tables(then)[0].value if tables(then) else []) < len(tables(now)[0].value)


def test_every_answer_ends_as_no_fact_is_made_sure_of_for_ever(demo_home: Path, show: Show) -> None:
    at = show("approved", person=SALES)
    assert "期限なし" not in column(at, "valid")
    assert all(row.valid_until is not None for row in found(demo_home).rows)


def test_an_address_sets_search_pills_and_order_and_says_what_is_chosen(demo_home: Path, show: Show) -> None:
    whole = show("approved", person=SALES)
    at = show("approved", person=SALES, narrow="allowed", sort="-flow")
    flows = [str(name) for name in column(at, "flow")]
    assert flows == sorted(flows, reverse=True)
    assert {cell[0] for cell in column(at, "outcome")} == {"○ 可"}  # type: ignore[index]
    at.pills(key="approved_narrow").set_value([]).run()
    assert len(column(at, "flow")) == len(column(whole, "flow")) > len(flows)
    assert "narrow" not in at.query_params
    at.text_input(key="approved_q").set_value(flows[0]).run()
    assert set(column(at, "flow")) == {flows[0]}
    assert (at.query_params["q"], at.query_params["sort"]) == (flows[0], "-flow")
