"""Request files for clearance: strict in form, every problem told at once, and the schema says what they may hold."""

from __future__ import annotations

import json
import tomllib
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sakimori.domain.codes import Outcome
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.hand_over import DemandKind, HandOver, Misuse
from sakimori.domain.records.own_registers import DataSet, DataSetPart
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.problem import Problem
from sakimori.errors import RequestInvalidError, UnreadableFileError
from sakimori.exchange.request.as_json import request_file
from sakimori.exchange.request.file import StatedCase, read_request_file
from sakimori.exchange.request.form import request_schema
from sakimori.services.clearance.outside_requests import judge_stated

SHORT: dict[str, Any] = {
    "recipient": {"legal_name": "株式会社みなも", "country": "日本", "roles": ["processor"]},
    "flow": {"route": "ENTRUST", "role": "processor", "categories": ["PI_CONTACT"]},
}

REFUSED = tomllib.loads(Path(__file__).with_name("request_problems.toml").read_text())["file"]


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


@pytest.mark.parametrize("file", REFUSED, ids=lambda file: file["name"])
def test_a_file_that_is_refused_is_told_everything_in_both_languages(file: dict[str, Any]) -> None:
    with pytest.raises(RequestInvalidError) as refused:
        read_request_file(file["body"].encode(), "request.json")
    found = refused.value.details["problems"]
    assert isinstance(found, tuple)
    assert sorted(map(line_of, found)) == file["problems"]


def line_of(problem: Problem) -> str:
    said = " | ".join(f"{problem.message.get(language)} {problem.expected.get(language)}" for language in ("ja", "en"))
    return f"{problem.column} [{problem.code}] {said} | {problem.value}"


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


@pytest.mark.parametrize("body", ["{", "[]", '"x"', "\x00", '{"recipient": {"legal_name": "\\ud800"}}'])
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


def test_a_value_of_a_set_that_stands_there_twice_is_taken_once_as_the_schema_says() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    twice = SHORT | {"facts": {"channels": ["sms", "sms"]}}
    assert list(jsonschema.Draft202012Validator(request_schema()).iter_errors(twice)) == []
    assert request_file(read(twice))["facts"]["channels"] == ["sms"]


@pytest.mark.parametrize("kind", [DataFlow, HandOver, DataSet, DataSetPart, ThirdParty])
def test_every_field_of_a_record_may_stand_in_a_file(kind: type) -> None:
    assert {field.name for field in fields(kind)} == set(request_schema()["$defs"][kind.__name__]["properties"])


@pytest.mark.parametrize(("said", "now"), [(False, DemandKind.VOLUNTARY), (True, None), (None, None)])
def test_a_demand_that_an_earlier_file_says_has_force_is_asked_anew(said: bool | None, now: DemandKind | None) -> None:
    stated = read(SHORT | {"facts": {"demand_has_force": said}})
    assert stated.facts.demand is now
    assert [(p.column, p.is_error) for p in stated.warnings] == [("facts.demand_has_force", False)]


def test_what_a_file_says_today_goes_before_the_former_name() -> None:
    stated = read(SHORT | {"facts": {"demand_has_force": False, "demand": "warrant"}})
    assert stated.facts.demand is DemandKind.WARRANT


SOUND_ASSESSMENT: dict[str, Any] = {
    "pack_id": "jp-processor", "decision": "approved", "decided_on": "2026-10-01", "decided_by": "us2",
    "valid_until": "2027-09-30", "unanswered": 0,
}  # fmt: skip


def _said(body: dict[str, Any], rule_id: str) -> list[str]:
    verdict = judge_stated(read(body), today=date(2026, 11, 26))
    return [
        reason.text.ja for reason in verdict.reasons if reason.rule_id == rule_id and reason.outcome.value != "allowed"
    ]


def _with(**changes: Any) -> dict[str, Any]:
    """A file with an assessment; a change to None leaves the key out."""
    assessment = {key: value for key, value in (SOUND_ASSESSMENT | changes).items() if value is not None}
    recipient = SHORT["recipient"] | {"lifecycle": "in_use"}
    flow = SHORT["flow"] | {"direction": "out"}
    return {"recipient": recipient, "flow": flow, "assessments": [assessment], "asked_by": "us1"}


def test_a_file_that_states_everything_of_an_assessment_rests_on_it() -> None:
    assert _said(_with(), "A-25-1") == []
    assert _said(_with(), "C-KN1") == []
    assert _said(_with(), "C-KN4") == []


@pytest.mark.parametrize("left_out", ["decided_on", "decided_by", "decision"])
def test_an_assessment_of_which_a_file_leaves_out_the_decision_counts_for_nothing(left_out: str) -> None:
    assert _said(_with(**{left_out: None}), "A-25-1") != []


def test_a_state_that_a_file_leaves_out_is_told_by_day_and_decision_alone() -> None:
    assert _said(_with(state="submitted"), "A-25-1") != []
    assert _said(_with(state="decided"), "A-25-1") == []


def test_what_a_file_cannot_leave_out_is_named_as_assumed() -> None:
    (unanswered,) = _said(_with(unanswered=None), "C-AS4")
    assert "未回答が残っていないか未確認" in unanswered
    body = _with()
    del body["recipient"]["lifecycle"]
    (lifecycle,) = _said(body, "C-KN4")
    assert "取引を続けている先と仮定した" in lifecycle
    del body["flow"]["direction"]
    assert _said(body, "C-KN1") != []


def test_in_a_file_an_asker_who_is_not_named_may_be_whoever_decided() -> None:
    body = _with()
    del body["asked_by"]
    assert _said(body, "A-25-1") == []
    (said,) = _said(body, "C-KN4")
    assert "だれが照会したか分からない" in said


def test_one_country_under_two_of_its_names_is_named_twice() -> None:
    profile = {"checked_on": "2026-04-01"}
    assert set(problems(SHORT | {"countries": {"US": profile, "米国": profile}})) == {"米国"}


def test_what_a_file_does_not_state_is_not_written_back() -> None:
    assert "lifecycle" not in request_file(read(SHORT))["recipient"]
    assert request_file(read(_with()))["recipient"]["lifecycle"] == "in_use"
