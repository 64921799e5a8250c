"""The sentence that heads a dossier: a valid assessment does not hide what stops every hand-over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kit.assessing import PACKS, a_decided
from kit.builders import a_third_party, an_actor
from kit.flowing import a_contract, a_flow
from sakimori.clock import now, today
from sakimori.domain.codes import Criticality, DataCategory, Lifecycle
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.records.third_party import Foreign, ThirdParty
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register

Show = Callable[..., AppTest]


def an_assessed_processor(home: Path) -> tuple[Workspace, ThirdParty]:
    """A processor in use whose assessment is valid."""
    workspace = Workspace(home / "demo.db")
    workspace.pack_folder = PACKS
    party = a_third_party(
        lifecycle=Lifecycle.IN_USE,
        data_categories=frozenset({DataCategory.PI_HR}),
        person_count=500,
        special_care=False,
        foreign=Foreign.NONE,
        criticality=Criticality.MINOR,
    )
    known = register(workspace, party, actor=an_actor(), at=now()).record
    a_decided(workspace, known, at=now())
    return workspace, known


@pytest.mark.parametrize(
    ("language", "said", "step"), [("ja", "渡せません", "契約を登録"), ("en", "nothing new may go there", "Register")]
)
def test_the_gravest_reason_is_said_and_led_to(
    empty_home: Path, show: Show, language: str, said: str, step: str
) -> None:
    _, party = an_assessed_processor(empty_home)
    at = show("party", party=party.id, language=language)
    assert said in at.error[0].value
    assert at.error[0].value.startswith({"ja": "**新規の提供：不可", "en": "**New hand-overs: Not allowed"}[language])
    assert step in at.button(key="party_stopped").label
    at.button(key="party_stopped").click().run()
    assert not at.exception
    assert at.selectbox(key="contract_kind").value == "entrustment"


def test_with_a_contract_nothing_is_said_of_a_stop(empty_home: Path, show: Show) -> None:
    workspace, party = an_assessed_processor(empty_home)
    a_contract(workspace, party)
    at = show("party", party=party.id)
    assert not at.error
    assert "渡せません" not in "".join(info.value for info in at.info)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_flow_that_must_stop_is_named(empty_home: Path, show: Show, language: str) -> None:
    workspace, party = an_assessed_processor(empty_home)
    a_contract(workspace, party)
    a_flow(workspace, party)
    stopped = a_flow(workspace, party, name="名簿の受渡し", route=LegalRoute.UNDECIDED)
    at = show("party", party=party.id, language=language)
    assert "名簿の受渡し" in at.warning[0].value
    assert {"ja": "データごとに判定", "en": "judged data by data"}[language] in at.warning[0].value
    at.button(key="party_stopped").click().run()
    assert not at.exception
    assert at.query_params["flow"] == stopped.id


def test_another_day_has_the_sentence_and_no_button(empty_home: Path, show: Show) -> None:
    _, party = an_assessed_processor(empty_home)
    at = show("party", party=party.id, on=(today() + timedelta(days=1)).isoformat())
    assert "渡せません" in at.error[0].value
    assert not [button for button in at.button if button.key == "party_stopped"]
