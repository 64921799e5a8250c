"""もし…なら: from each place that leads to it, which answers would turn; and nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from kit.tables import tables
from sakimori.clock import today
from sakimori.domain.records.certificate import Certificate, Scheme
from sakimori.domain.records.contract import Contract
from sakimori.domain.records.country import CountryProfile
from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.services.kernel.workspace import Workspace
from sakimori.ui.clearance.what_if_button import About
from sakimori.ui.clearance.what_if_dialog import PartyEvent

Show = Callable[..., AppTest]
BLOCKED = {"ja": "✕ 不可", "en": "✕ Not allowed"}
SYSTEM = "みかづきシステム株式会社"


def opened(home: Path) -> Workspace:
    return Workspace(home / "demo.db")


def named(home: Path, name: str) -> ThirdParty:
    with opened(home).unit() as unit:
        return next(p for p in unit.records.select(ThirdParty) if p.legal_name == name)


def contract_of(home: Path, party: ThirdParty) -> Contract:
    with opened(home).unit() as unit:
        return unit.records.select(Contract, "third_party_id = :id", {"id": party.id}, order="id")[0]


def own_cbpr(home: Path) -> Certificate:
    with opened(home).unit() as unit:
        own = unit.records.select(Certificate, "third_party_id = :id", {"id": SELF_ID})
        return next(one for one in own if one.scheme is Scheme.CBPR)


def ask(at: AppTest, about: About, record_id: str) -> AppTest:
    at.session_state["party_dialog"] = ("what_if", {"about": about, "record_id": record_id})
    return at.run()


def said(at: AppTest) -> str:
    assert not at.exception, at.exception
    parts = (*at.success, *at.warning, *at.error, *at.info, *at.markdown, *at.caption)
    return " ".join(str(part.value) for part in parts)


def rows(at: AppTest) -> list[dict[str, Any]]:
    """What the table of the dialog says; it is the last one of the page."""
    frame = tables(at)[-1].value
    assert list(frame.columns) == ["what", "before", "after", "why"]
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_contract_leads_to_what_its_end_would_stop_and_nothing_is_written(
    demo_home: Path, show: Show, language: str
) -> None:
    head = opened(demo_home).head()
    contract = contract_of(demo_home, named(demo_home, SYSTEM))
    at = show("contracts", contract=contract.id, language=language)
    at.button("what_if_contract").click().run()
    found = rows(at)
    assert {tuple(row["after"]) for row in found} == {(BLOCKED[language],)}
    assert all(row["what"] and row["why"] for row in found)
    assert contract.title in said(at)
    at.session_state["what_if_table"] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    at.run()
    assert {"ja": "加わる理由", "en": "Reasons that come in"}[language] in said(at)
    assert opened(demo_home).head() == head


def test_a_certificate_of_ours_names_the_flows_that_rest_on_it(demo_home: Path, show: Show) -> None:
    at = ask(show("own", tab="certificates"), About.CERTIFICATE, own_cbpr(demo_home).id)
    assert {row["after"][0] for row in rows(at)} == {BLOCKED["ja"]}
    assert "2件の判定が変わります" in said(at)


def test_a_certificate_opens_it_from_its_own_dialog(demo_home: Path, show: Show) -> None:
    at = show("own", tab="certificates")
    at.session_state["party_dialog"] = ("certificate", {"certificate_id": own_cbpr(demo_home).id})
    at.run()
    at.button("what_if_certificate").click().run()
    assert at.session_state["party_dialog"][0] == "what_if"
    assert len(rows(at)) == 2


def test_a_third_party_is_asked_what_happens_to_it(demo_home: Path, show: Show) -> None:
    party = named(demo_home, SYSTEM)
    at = ask(show("party", party=party.id, language="en"), About.PARTY, party.id)
    assert "Choose above" in said(at)
    at.selectbox("what_if_country").select("CN").run()
    assert {row["after"][0] for row in rows(at)} == {"△ Conditional"}
    at.selectbox("what_if_might").select(PartyEvent.MOVES).run()
    at.selectbox("what_if_country").select("CN").run()
    assert {row["after"][0] for row in rows(at)} == {"◇ Ask compliance"}  # business in Japan: nobody answered
    at.selectbox("what_if_might").select(PartyEvent.CONTRACT).run()
    assert at.selectbox("what_if_which").value == contract_of(demo_home, party).id
    assert {row["after"][0] for row in rows(at)} == {BLOCKED["en"]}


def test_only_what_there_is_may_happen(demo_home: Path, show: Show) -> None:
    party = named(demo_home, SYSTEM)
    at = ask(show("party", party=party.id, language="en"), About.PARTY, party.id)
    assert PartyEvent.CERTIFICATE not in at.selectbox("what_if_might").options


def test_a_country_read_otherwise_says_whether_any_answer_turns(demo_home: Path, show: Show) -> None:
    at = show("settings", tab="countries", language="en")
    at.session_state["party_dialog"] = ("country", {"code": "US"})
    at.run()
    at.button("what_if_country").click().run()
    assert at.selectbox("what_if_fact").value == "government_access"
    with opened(demo_home).unit() as unit:
        stands = unit.records.get(CountryProfile, "US").government_access
    said_of = at.segmented_control("what_if_said_government_access")
    assert said_of.value is (stands is not True)
    assert "registered flows and slips" in said(at)
    assert "On record now" in said(at)


def test_a_rule_in_force_is_thought_away_and_one_to_come_begins(demo_home: Path, show: Show) -> None:
    at = ask(show("settings", tab="rules"), About.RULE, "A-28-1")
    assert {row["before"][0] for row in rows(at)} >= {BLOCKED["ja"]}
    at = ask(show("settings", tab="rules"), About.RULE, "F-04")
    assert "判定は変わらず、理由だけが変わる" in said(at)
    assert any("委託先自身に課される義務" in row["why"] for row in rows(at))


def test_a_rule_of_the_list_opens_it(demo_home: Path, show: Show) -> None:
    at = show("settings", tab="rules")
    at.session_state["settings_clearance_0"] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    at.run()
    which, facts = at.session_state["party_dialog"]
    assert (which, facts["about"]) == ("what_if", About.RULE)


def test_the_past_is_not_tried_otherwise(demo_home: Path, show: Show) -> None:
    contract = contract_of(demo_home, named(demo_home, SYSTEM))
    day = today().replace(day=1).isoformat() if today().day > 1 else today().replace(year=today().year - 1).isoformat()
    at = show("contracts", contract=contract.id, on=day)
    assert at.button("what_if_contract").disabled
