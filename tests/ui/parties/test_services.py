"""The tab of services: what feeds each, what differs, and the form as before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kit.builders import a_third_party, an_actor
from kit.flowing import a_contract, a_flow
from kit.tables import tables
from sakimori.clock import now
from sakimori.domain.records.third_party import Service, ThirdParty
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import add_service, register

Show = Callable[..., AppTest]


def a_served_party(home: Path, *names: str) -> tuple[Workspace, ThirdParty, list[Service]]:
    workspace = Workspace(home / "demo.db")
    party = register(workspace, a_third_party(), actor=an_actor(), at=now()).record
    services = [
        add_service(workspace, Service("", party.id, name, storage_country="JP"), actor=an_actor(), at=now()).record
        for name in names
    ]
    return workspace, party, services


@pytest.mark.parametrize(("language", "said"), [("ja", "食い違っています"), ("en", "They differ")])
def test_one_service_shows_what_feeds_it_and_where_the_two_sides_differ(
    empty_home: Path, show: Show, language: str, said: str
) -> None:
    workspace, party, (service,) = a_served_party(empty_home, "電話窓口")
    a_contract(workspace, party, title="業務委託基本契約")
    a_flow(workspace, party, service_id=service.id, storage_countries=frozenset({"US"}))
    at = show("party", party=party.id, tab="services", language=language)
    assert [len(frame.value) for frame in tables(at)] == [1, 1]
    assert "△" in str(tables(at)[0].value["storage"][0])
    assert any(said in warning.value for warning in at.warning)


def test_of_several_services_the_chosen_one_is_shown(empty_home: Path, show: Show) -> None:
    workspace, party, (first, _) = a_served_party(empty_home, "甲", "乙")
    a_flow(workspace, party, service_id=first.id)
    at = show("party", party=party.id, tab="services")
    assert len(tables(at)) == 1
    key = str(tables(at)[0].key)
    at.session_state[key] = {"selection": {"rows": [1], "columns": [], "cells": []}}
    at.run()
    assert not at.exception
    assert len(tables(at)) == 2


def test_flows_that_name_no_service_stand_in_a_line_of_their_own(empty_home: Path, show: Show) -> None:
    workspace, party, _ = a_served_party(empty_home)
    a_flow(workspace, party)
    at = show("party", party=party.id, tab="services")
    assert list(tables(at)[0].value["name"]) == ["サービスを決めていないフロー"]


def test_a_service_is_edited_in_its_form(empty_home: Path, show: Show) -> None:
    _, party, (service,) = a_served_party(empty_home, "電話窓口")
    at = show("party", party=party.id, tab="services")
    at.session_state["party_dialog"] = ("service", {"service_id": service.id})
    at.run()
    at.text_input(key="service_name").set_value("夜間の電話窓口")
    at.button(key="party_save").click().run()
    assert not at.exception
    assert list(tables(at)[0].value["name"]) == ["夜間の電話窓口"]
