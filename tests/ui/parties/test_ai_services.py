"""A service that learns on its page: made one, its facts answered, and confirmed by somebody else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kit.builders import a_third_party, an_actor
from sakimori.clock import now
from sakimori.domain.records.ai_service import AiFacts, AiTerms, InputRetention, InputReview, InputTraining, ModelOf
from sakimori.domain.records.third_party import Service, ThirdParty
from sakimori.errors import SelfApprovalError, StateError
from sakimori.services.kernel.confirmations import confirm_ai_facts
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import add_service, register

Show = Callable[..., AppTest]
OTHER, COMPLIANCE = "us9", "us02"


def a_learning_party(home: Path) -> tuple[Workspace, ThirdParty, Service]:
    workspace = Workspace(home / "demo.db")
    party = register(workspace, a_third_party(), actor=an_actor(), at=now()).record
    service = add_service(workspace, Service("", party.id, "文章支援"), actor=an_actor(), at=now()).record
    return workspace, party, service


def facts_on(workspace: Workspace) -> AiFacts:
    with workspace.unit() as unit:
        (facts,) = unit.records.select(AiFacts)
    return facts


def some_facts(party: ThirdParty, service: Service, **said: object) -> AiFacts:
    sound: dict[str, object] = {
        "training": InputTraining.NEVER,
        "retention": InputRetention.NOT_KEPT,
        "review": InputReview.NOBODY,
        "input_countries": frozenset({"JP"}),
        "model_of": ModelOf.PROVIDER,
        "terms": AiTerms.CONTRACT,
    }
    return replace(AiFacts("", party.id, service.id), **{**sound, **said})  # type: ignore[arg-type]


def test_a_service_is_made_one_that_learns_in_its_form(empty_home: Path, show: Show) -> None:
    workspace, party, service = a_learning_party(empty_home)
    at = show("party", party=party.id, tab="services")
    assert at.button(key="service_ai_facts").label == "生成AIなど学習するサービスとして登録"
    at.button(key="service_ai_facts").click().run()
    assert "ai_facts_opted_out" not in {one.key for one in at.get("segmented_control")}
    at.selectbox(key="ai_facts_training").set_value(InputTraining.UNLESS_OFF).run()
    at.selectbox(key="ai_facts_terms").set_value(AiTerms.CLICK).run()
    at.button(key="ai_facts_save").click().run()
    assert not at.exception
    facts = facts_on(workspace)
    assert (facts.service_id, facts.training, facts.terms) == (service.id, InputTraining.UNLESS_OFF, AiTerms.CLICK)
    assert facts.recorded_by
    assert any("可にはなりません" in caption.value for caption in at.caption)


@pytest.mark.parametrize(("language", "said"), [("ja", "別の人の確認を待っています"), ("en", "Waits to be confirmed")])
def test_the_page_says_that_the_facts_wait_to_be_confirmed(
    empty_home: Path, show: Show, language: str, said: str
) -> None:
    workspace, party, service = a_learning_party(empty_home)
    record(workspace, some_facts(party, service), actor=an_actor(), at=now())
    at = show("party", party=party.id, tab="services", language=language)
    assert any(said in caption.value for caption in at.caption)
    assert at.button(key="service_ai_confirm").label


def test_nobody_confirms_what_he_recorded_and_a_change_takes_the_confirmation_back(empty_home: Path) -> None:
    workspace, party, service = a_learning_party(empty_home)
    facts = record(workspace, some_facts(party, service), actor=an_actor(), at=now()).record
    with pytest.raises(SelfApprovalError):
        confirm_ai_facts(workspace, facts.id, actor=an_actor(), at=now(), reason="契約を見た")
    done = confirm_ai_facts(workspace, facts.id, actor=an_actor(user_id=OTHER), at=now(), reason="契約を見た").record
    assert (done.recorded_by, done.confirmed_by) == (an_actor().id, OTHER)
    changed = some_facts(party, service, id=facts.id, version=done.version, review=InputReview.FOR_ABUSE)
    again = record(workspace, changed, actor=an_actor(user_id=OTHER), at=now()).record
    assert (again.recorded_by, again.confirmed_by) == (OTHER, None)


@pytest.mark.parametrize(
    "said",
    [
        {"training": None},
        {"training": InputTraining.UNLESS_OFF, "opted_out": True},
        {"retention": InputRetention.FOR_DAYS},
        {"model_of": ModelOf.ANOTHER},
        {"input_countries": None},
    ],
)
def test_what_nobody_answered_is_not_confirmed(empty_home: Path, said: dict[str, object]) -> None:
    workspace, party, service = a_learning_party(empty_home)
    facts = record(workspace, some_facts(party, service, **said), actor=an_actor(), at=now()).record
    with pytest.raises(StateError):
        confirm_ai_facts(workspace, facts.id, actor=an_actor(user_id=OTHER), at=now(), reason="契約を見た")


def test_another_person_confirms_on_the_page(empty_home: Path, show: Show) -> None:
    workspace, party, service = a_learning_party(empty_home)
    record(workspace, some_facts(party, service), actor=an_actor(user_id="us12"), at=now())
    seat = show("party", party=party.id, tab="services")
    assert seat.button(key="service_ai_confirm").disabled
    at = show("party", party=party.id, tab="services", person=COMPLIANCE)
    at.button(key="service_ai_confirm").click().run()
    at.text_area(key="ai_confirm_do_reason").set_value("契約の第7条を見た").run()
    at.button(key="ai_confirm_do").click().run()
    assert not at.exception
    assert facts_on(workspace).confirmed_by == COMPLIANCE
