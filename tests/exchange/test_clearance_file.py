"""Request files for clearance: strict in form, every problem told at once, and the schema says what they may hold."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from sakimori.domain.codes import Outcome
from sakimori.domain.hand_over import DemandKind, Misuse
from sakimori.domain.problem import Problem
from sakimori.errors import RequestInvalidError, UnreadableFileError
from sakimori.exchange.clearance_file import StatedCase, read_request_file, request_file
from sakimori.exchange.clearance_schema import request_schema
from sakimori.services.clearance.stated import judge_stated

SHORT: dict[str, Any] = {
    "recipient": {"legal_name": "株式会社みなも", "country": "日本", "roles": ["processor"]},
    "flow": {"route": "ENTRUST", "role": "processor", "categories": ["PI_CONTACT"]},
}


def read(body: dict[str, Any]) -> StatedCase:
    return read_request_file(json.dumps(body, ensure_ascii=False).encode(), "request.json")


def problems(body: dict[str, Any]) -> dict[str, Problem]:
    with pytest.raises(RequestInvalidError) as refused:
        read(body)
    found = refused.value.details["problems"]
    assert isinstance(found, tuple)
    assert str(len(found)) in refused.value.message("ja")
    return {problem.column: problem for problem in found}


def test_a_short_file_is_enough_and_what_it_leaves_open_is_not_safe() -> None:
    stated = read(SHORT)
    assert stated.dossier.third_party.country == "JP"
    assert stated.facts.misuse is None
    assert judge_stated(stated, today=date(2026, 11, 26)).outcome in {Outcome.REVIEW, Outcome.BLOCKED}


def test_records_without_ids_are_counted_and_stand_under_recipient_and_flow() -> None:
    stated = read(
        SHORT
        | {
            "contracts": [{"title": "委託契約", "kind": "entrustment", "clauses": {"ITK-01": "present"}}],
            "judgements": [{"rule_id": "A-17-2", "holds": True, "reason": "確かめた", "decided_on": "2026-11-01"}],
            "data_sets": [{"name": "顧客台帳"}],
            "data_set_parts": [{"name": "通販の顧客", "age_band": "adult"}],
            "facts": {"misuse": "no_sign"},
        }
    )
    covering = stated.dossier.contracts[0]
    assert (covering.contract.id, covering.cover.contract_id, covering.cover.confirmed_on) == ("cn1", "cn1", None)
    assert covering.clauses[0].clause_id == "ITK-01"
    assert stated.judgements[0].flow_id == stated.flow.id == stated.facts.flow_id
    assert stated.dossier.registers.data_set_parts[0].data_set_id == stated.dossier.registers.data_sets[0].id
    assert stated.facts.misuse is Misuse.NO_SIGN


def test_every_problem_is_told_at_once_with_its_place_and_the_nearest_key() -> None:
    found = problems(
        {
            "recipient": {"legal_nam": "株式会社みなも", "country": "ZZ"},
            "flow": {"route": "ENTRUSTED", "person_count": -1, "start_on": "2026/11/26"},
            "fact": {},
            "facts": {"marketing": "yes"},
            "contracts": [{"kind": "entrustment", "clauses": {"ITK-01": "there"}}],
            "certificates": {},
            "policy": {"approval_person": 5},
        }
    )
    assert found.keys() == {
        "recipient.legal_nam", "recipient.legal_name", "recipient.country", "flow.route", "flow.person_count",
        "flow.start_on", "fact", "facts.marketing", "contracts[0].clauses.ITK-01.state", "certificates",
        "policy.approval_person",
    }  # fmt: skip
    assert "legal_name" in found["recipient.legal_nam"].expected.en
    assert "ENTRUST" in found["flow.route"].expected.ja
    assert "facts" in found["fact"].expected.en
    assert "approval_persons" in found["policy.approval_person"].expected.en
    assert "true" in found["facts.marketing"].expected.ja


def test_a_key_that_stands_there_twice_is_told() -> None:
    body = b'{"recipient": {"legal_name": "a", "legal_name": "b"}, "flow": {}}'
    with pytest.raises(RequestInvalidError) as refused:
        read_request_file(body, "request.json")
    assert [p.code for p in refused.value.details["problems"]] == ["twice"]  # type: ignore[attr-defined]


def test_without_recipient_or_flow_there_is_nothing_to_judge() -> None:
    assert problems({}).keys() == {"recipient", "flow"}


def test_a_record_that_is_named_and_not_there_is_warned_of() -> None:
    stated = read(SHORT | {"flow": SHORT["flow"] | {"purpose_id": "pu7"}})
    assert [(p.column, p.value) for p in stated.warnings] == [("flow.purpose_id", "pu7")]


def test_numbers_of_persons_are_refused_and_masked() -> None:
    found = problems(SHORT | {"flow": SHORT["flow"] | {"note": "番号 123456789018"}})
    assert found["flow.note"].code == "personal_number"
    assert "123456789018" not in found["flow.note"].value


@pytest.mark.parametrize("body", ["{", "[]", '"x"', "\x00"])
def test_what_is_no_object_of_json_is_refused_in_a_sentence(body: str) -> None:
    with pytest.raises(UnreadableFileError):
        read_request_file(body.encode(), "request.json")


def test_the_schema_takes_a_whole_file_and_refuses_what_the_reader_refuses() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.Draft202012Validator.check_schema(request_schema())
    validator = jsonschema.Draft202012Validator(request_schema())
    written = request_file(
        read(SHORT | {"contracts": [{"title": "契約", "kind": "dpa", "clauses": {"ITK-01": "weak"}}]})
    )
    assert list(validator.iter_errors(written)) == []
    wrongs: list[dict[str, Any]] = [
        {"fact": {}}, {"flow": {"route": "X"}}, {"facts": {"marketing": "yes"}}, {"contracts": [{}]},
    ]  # fmt: skip
    for wrong in wrongs:
        assert list(validator.iter_errors(written | wrong))


@pytest.mark.parametrize(("said", "now"), [(False, DemandKind.VOLUNTARY), (True, None), (None, None)])
def test_a_demand_that_an_earlier_file_says_has_force_is_asked_anew(said: bool | None, now: DemandKind | None) -> None:
    stated = read(SHORT | {"facts": {"demand_has_force": said}})
    assert stated.facts.demand is now
    assert [(p.column, p.is_error) for p in stated.warnings] == [("facts.demand_has_force", False)]


def test_what_a_file_says_today_goes_before_the_former_name() -> None:
    stated = read(SHORT | {"facts": {"demand_has_force": False, "demand": "warrant"}})
    assert stated.facts.demand is DemandKind.WARRANT
