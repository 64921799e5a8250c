"""取り込まれた決定: the list of what waits, whom it names, the way to each record, and its dismissal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kit.tables import tables
from sakimori.clock import now, today
from sakimori.domain.codes import UserRole
from sakimori.domain.records.contract import ContractCover
from sakimori.domain.user import Actor, User
from sakimori.services.imports.register_files.carried import CarriedDecision, carried_page
from sakimori.services.imports.register_files.decisions import DECIDED
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.settings.users import change_user
from sakimori.ui.frame.pages import page as page_named
from sakimori.ui.frame.text import TEXTS
from sakimori.ui.imports.carried import place_of
from services.imports.register_files.carrying import COLLEAGUE, EVERYTHING, HER_NAME, bring, one_of, said_of

Show = Callable[..., AppTest]

PROCUREMENT, IMPORTER, AUDITOR = "us01", "us02", "us04"
LANGUAGES = pytest.mark.parametrize("language", ["ja", "en"])


def peopled(home: Path) -> Workspace:
    """The workspace of an empty home, in which the colleague is of compliance."""
    workspace = Workspace(home / "demo.db")
    her = User(COLLEAGUE, HER_NAME, "法務部", frozenset({UserRole.COMPLIANCE}))
    change_user(workspace, her, actor=EVERYTHING, at=now())
    return workspace


@pytest.fixture
def carried(empty_home: Path) -> Workspace:
    """A workspace into which somebody of compliance carried one decision of the colleague of every kind."""
    workspace = peopled(empty_home)
    for kind in DECIDED:
        bring(workspace, said_of(one_of(workspace, kind)))
    return workspace


@pytest.fixture
def one_carried(empty_home: Path) -> Workspace:
    """The same with the cover of a contract alone."""
    workspace = peopled(empty_home)
    bring(workspace, said_of(one_of(workspace, ContractCover)))
    return workspace


def rows_of(workspace: Workspace, person: str = COLLEAGUE) -> list[CarriedDecision]:
    actor = Actor(person, "", frozenset({UserRole.COMPLIANCE}))
    return carried_page(workspace, on=today(), actor=actor, first=0, limit=100)[0]


def said(at: AppTest) -> str:
    parts = (at.markdown, at.caption, at.info, at.success, at.warning, at.error)
    return "\n".join(str(element.value) for group in parts for element in group)


def column(at: AppTest, name: str) -> list[str]:
    return [str(value) for value in tables(at)[0].value[name]]


def choose(at: AppTest, row: int = 0) -> AppTest:
    """Choose a row of the list."""
    key = tables(at)[0].key
    at.session_state[key] = {"selection": {"rows": [row], "columns": [], "cells": []}}
    at.run()
    assert not at.exception, at.exception
    return at


def offered(at: AppTest) -> bool:
    return any(button.key == "carried_dismiss" for button in at.button)


@LANGUAGES
def test_where_nothing_waits_the_list_says_what_would_come(empty_home: Path, show: Show, language: str) -> None:
    at = show("carried", person=PROCUREMENT, language=language)
    assert TEXTS["carried.none"].get(language) in said(at)
    for page in ("gaps", "inbox"):
        assert "gavel" not in said(show(page, person=IMPORTER, language=language))


@LANGUAGES
def test_whoever_is_named_reads_what_was_carried_in_by_whom_and_of_which_record(
    one_carried: Workspace, show: Show, language: str
) -> None:
    at = show("carried", person=COLLEAGUE, language=language)
    assert column(at, "decider") == [TEXTS["carried.you"].get(language)]
    record, told, brought = (column(at, name)[0] for name in ("record", "said", "brought"))
    assert "契約" in record
    assert HER_NAME in told
    assert "2026" in told
    assert "担当 2" in brought
    assert column(at, "open") == [TEXTS["carried.open"].get(language)]


@LANGUAGES
@pytest.mark.parametrize("page", ["gaps", "inbox"])
def test_desk_and_board_say_that_something_waits(one_carried: Workspace, show: Show, page: str, language: str) -> None:
    words = TEXTS["carried.waiting.one"].get(language).format(count=1)
    mine = TEXTS["carried.waiting_mine"].get(language).format(count=1)
    at = show(page, person=COLLEAGUE, language=language)
    assert words in said(at)
    assert mine in said(at)
    at = show(page, person=IMPORTER, language=language)
    assert words in said(at)
    assert mine not in said(at)
    assert words not in said(show(page, person=AUDITOR, language=language))


@LANGUAGES
@pytest.mark.parametrize("person", [IMPORTER, AUDITOR], ids=["importer", "auditor"])
def test_whoever_brought_it_or_may_not_decide_is_offered_no_dismissal(
    one_carried: Workspace, show: Show, person: str, language: str
) -> None:
    at = choose(show("carried", person=person, language=language))
    assert column(at, "decider") == [HER_NAME]
    assert TEXTS["carried.not_yours"].get(language) in said(at)
    assert not offered(at)


@LANGUAGES
def test_it_is_dismissed_with_a_reason(one_carried: Workspace, show: Show, language: str) -> None:
    at = choose(show("carried", person=COLLEAGUE, language=language))
    at.button(key="carried_dismiss").click().run()
    assert TEXTS["carried.dismiss_note"].get(language) in said(at)
    at.button(key="carried_dismiss_do").click().run()
    assert TEXTS["party.reason_needed"].get(language) in said(at)
    at.text_area(key="carried_why").set_value("別の契約のものだった").run()
    at.button(key="carried_dismiss_do").click().run()
    assert not at.exception, at.exception
    assert TEXTS["carried.none"].get(language) in said(at)
    assert rows_of(one_carried) == []


def test_on_another_day_nothing_is_dismissed(one_carried: Workspace, show: Show) -> None:
    at = choose(show("carried", person=COLLEAGUE, on="2026-12-02"))
    assert at.button(key="carried_dismiss").disabled


@LANGUAGES
def test_every_kind_is_told_in_words(carried: Workspace, show: Show, language: str) -> None:
    at = show("carried", person=COLLEAGUE, language=language)
    rows = rows_of(carried)
    assert {type(row.said) for row in rows} == set(DECIDED)
    told = column(at, "said")
    assert len(told) == len(rows)
    assert all(HER_NAME in words for words in told)
    assert not [words for words in told if "_" in words or "None" in words or COLLEAGUE in words]
    assert all(column(at, "record"))
    assert column(at, "open") == [TEXTS["carried.open"].get(language)] * len(rows)


def test_every_kind_leads_to_a_page_that_shows_its_record(carried: Workspace, show: Show) -> None:
    for row in rows_of(carried):
        name, query = place_of(row)
        assert page_named(name).is_for(frozenset({UserRole.COMPLIANCE}))
        at = show(name, person=COLLEAGUE, **query)
        assert not at.exception, row.key
        assert not any("ありません。一覧" in one.value for one in (*at.error, *at.warning)), row.key


def test_of_the_row_whose_button_was_pressed_the_page_opens(one_carried: Workspace, show: Show) -> None:
    (row,) = rows_of(one_carried)
    at = show("carried", person=COLLEAGUE)
    at.session_state["carried_going"] = place_of(row)
    at.run()
    assert not at.exception, at.exception
    assert at.query_params["contract"] == row.said.contract_id
