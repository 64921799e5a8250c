"""The answers of the interface are those of the service behind the screens, with what a program needs beside them."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from kit.builders import TODAY
from kit.clearing import tried_cases
from kit.examples import some
from sakimori.domain.clearance import ClearanceRequest, ReasonKind, Verdict
from sakimori.domain.codes import UserRole
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.user import Actor
from sakimori.exchange.request.as_json import plain, request_file
from sakimori.exchange.request.file import read_request_file
from sakimori.rules.clearance.answers.points import Points, points_of
from sakimori.services.clearance.choices import known_facts
from sakimori.services.clearance.judging import judge
from sakimori.services.clearance.outside_requests import case_of_stated, judge_stated, stated_case
from sakimori.web.api.answers import verdict_out
from web.api.calling import Programs


def as_sent(verdict: Verdict, points: Points | None = None) -> dict[str, Any]:
    sent: dict[str, Any] = json.loads(json.dumps(verdict_out(verdict, points=points).model_dump(), default=plain))
    return sent


def everybody(programs: Programs) -> Actor:
    programs.token()
    name = "us-" + "-".join(sorted(UserRole))
    return Actor(name, name, frozenset(UserRole))


def test_every_registered_flow_is_answered_as_on_the_screen(programs: Programs) -> None:
    actor = everybody(programs)
    with programs.workspace.unit() as unit:
        flows = unit.records.select(DataFlow, order="id")
    outcomes = set()
    for flow in some(flows, 0):
        for on in (TODAY, TODAY + timedelta(days=400)):
            facts = known_facts(programs.workspace, flow, actor=actor)
            judged = judge(programs.workspace, ClearanceRequest(flow, facts, on), actor=actor)
            expected = judged.verdict
            answer = programs.post("/clearance", {"flow_id": flow.id, "on": on.isoformat()}).json()
            assert answer["answer"] == as_sent(expected, judged.points), flow.name
            outcomes.add(expected.outcome)
    assert len(outcomes) >= 3
    assert len(flows) > 60


WORKED = some(tried_cases(), 1, one_in=20)


def test_worked_cases_come_out_of_the_stated_form_as_they_are_worked(programs: Programs) -> None:
    for number, worked in enumerate(one for one in WORKED if one.on >= programs.clock().date()):
        if number % 50 == 0:
            programs.clock.goes(minutes=10)  # nobody may call without pause
        body = json.dumps(request_file(stated_case(worked.case, on=worked.on)), ensure_ascii=False).encode()
        stated = read_request_file(body, "case.json")
        expected = judge_stated(stated, today=worked.on)
        points = points_of(expected, case_of_stated(stated), stated.policy)
        answer = programs.call(
            "POST", "/clearance/stated", content=body, headers={"content-type": "application/json"}
        )  # fmt: skip
        assert answer.status_code == 200, answer.text
        assert answer.json()["answer"] == as_sent(expected, points), worked


def test_an_answer_carries_articles_the_day_until_which_it_holds_and_what_ends_it(programs: Programs) -> None:
    found = 0
    for flow in programs.get("/flows?limit=200").json()["items"]:
        answer = programs.post("/clearance", {"flow_id": flow["id"]}).json()["answer"]
        for reason in answer["reasons"]:
            assert reason["text"]["ja"]
            assert reason["cites"]["ja"]
        assert answer["may_go"] is (answer["outcome"] == "allowed")
        if answer["outcome"] == "review":
            assert answer["open_questions"]
            assert answer["decided_by"]
        if answer["valid_until"] is not None:
            assert answer["ends_by"]["reasons"]
            found += 1
    assert found > 5


def test_facts_that_the_asker_knows_count_and_unknown_ones_never_speak_for_it(programs: Programs) -> None:
    flow = next(
        one for one in programs.get("/flows?limit=200&verdict=allowed").json()["items"] if one["route"] == "ENTRUST"
    )  # fmt: skip
    good = programs.post("/clearance", {"flow_id": flow["id"]}).json()["answer"]
    bad = programs.post("/clearance", {"flow_id": flow["id"], "facts": {"own_use": True}}).json()["answer"]
    unknown = programs.post("/clearance", {"flow_id": flow["id"], "facts": {"own_use": None}}).json()["answer"]
    assert (good["outcome"], bad["outcome"], unknown["outcome"]) == ("allowed", "blocked", "review")


def test_an_approval_is_no_fact_that_an_asker_can_state(programs: Programs) -> None:
    flow = programs.get("/flows?limit=1").json()["items"][0]
    answer = programs.post("/clearance", {"flow_id": flow["id"], "facts": {"approved_by": "us07"}})
    assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid")


def test_a_recipient_is_found_by_number_name_and_own_id(programs: Programs) -> None:
    with programs.workspace.unit() as unit:
        rows = unit.query(
            "SELECT p.id, p.legal_name, p.corporate_number FROM third_party p WHERE p.corporate_number IS NOT NULL AND "
            "(SELECT COUNT(*) FROM data_flow f WHERE f.third_party_id = p.id AND f.categories IS NOT NULL) = 1 AND "
            "(SELECT COUNT(*) FROM data_flow f WHERE f.third_party_id = p.id) = 1"
        )
    assert rows
    known = [row for row in rows if programs.post("/clearance", {"recipient": row["id"]}).status_code == 200]
    assert len(known) > 3
    for row in known[:3]:
        by = [
            programs.post("/clearance", {"recipient": row[name]}) for name in ("corporate_number", "legal_name", "id")
        ]
        assert {one.status_code for one in by} == {200}
        assert {one.json()["recipient"]["id"] for one in by} == {row["id"]}


def test_one_asks_by_words_or_by_a_flow_and_not_both(programs: Programs) -> None:
    for wrong in ({}, {"flow_id": "x", "recipient": "y"}, {"flow_id": "x", "purpose": "y"}):
        answer = programs.post("/clearance", wrong)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_value")


@pytest.mark.parametrize(
    "suppose",
    [
        {"kind": "policy", "key": "approval_persons", "value": "1"},
        {"kind": "without_rule", "rule": "A-28-1"},
        {"kind": "recipient_moves", "third_party": "くもベース株式会社", "country": "中国"},
        {"kind": "profile_changes", "country": "US", "fact": "government_access", "value": True},
    ],
)
def test_what_would_turn_is_told_and_nothing_is_kept(programs: Programs, suppose: dict[str, Any]) -> None:
    flow = programs.get("/flows?limit=1&verdict=allowed").json()["items"][0]
    head = programs.workspace.head()
    answer = programs.post("/what-if", {"suppose": suppose, "question": {"flow_id": flow["id"]}})
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["looked_at"] > 0
    assert all(one["before"] != one["after"] for one in told["changed"] if one["turns"])
    assert told["today"]["outcome"] == "allowed"
    assert told["then"] is not None
    assert programs.workspace.head() == head


def test_what_may_run_by_the_list_may_run_by_the_answer_to_it(programs: Programs) -> None:
    listed = programs.get("/approved-recipients?limit=200&outcome=allowed").json()["items"]
    assert listed
    for one in listed[:10]:
        answer = programs.post("/clearance", {"flow_id": one["flow_id"]}).json()["answer"]
        kinds = {reason["kind"] for reason in answer["reasons"]}
        assert answer["outcome"] == "allowed" or kinds <= {ReasonKind.QUESTION, ReasonKind.CONDITION}


SHORT = [("みどり野市", "PI_CONTACT"), ("Slatework Corporation", "PI_CONTACT"), ("くもベース株式会社", "")]


def by_words(programs: Programs, name: str, data: str) -> dict[str, Any]:
    answer = programs.post("/clearance", {"recipient": name, "data": data})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.parametrize(("name", "data"), SHORT)
def test_a_short_question_is_no_yes_and_names_what_it_may_mean(programs: Programs, name: str, data: str) -> None:
    told = by_words(programs, name, data)
    assert (told["answer"]["outcome"], told["answer"]["may_go"]) == ("review", False)
    assert [reason["rule"] for reason in told["answer"]["reasons"]] == ["short_question"]
    registered = [one for one in told["candidates"] if one["flow_id"]]
    assert registered
    for one in registered:
        assert all((one["flow"], one["data_set"], one["purpose"], one["route_name"]["ja"]))
        whole = programs.post("/clearance", {"flow_id": one["flow_id"]}).json()
        assert whole["answer"]["outcome"] == one["outcome"]
        assert whole["judged"]["data_set"] == one["data_set"]
        assert whole["candidates"] == []
    assert all(one["outcome"] is None for one in told["candidates"] if not one["flow_id"])


@pytest.mark.parametrize(("name", "data"), SHORT)
def test_nothing_goes_on_from_a_short_question(programs: Programs, name: str, data: str) -> None:
    question, head = {"recipient": name, "data": data}, programs.workspace.head()
    suppose = {"kind": "without_rule", "rule": "A-28-1"}
    for answer in (
        programs.post("/slips", question),
        programs.post("/what-if", {"suppose": suppose, "question": question}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "ambiguous")
        assert answer.json()["candidates"]
    assert programs.workspace.head() == head


def test_a_part_of_a_name_gives_candidates(programs: Programs) -> None:
    for question in (
        {"recipient": "みどり野"},
        {"recipient": "みどり野市", "data": "名簿"},
        {"recipient": "みどり野市", "data": "会員", "purpose": "配送"},
    ):
        answer = programs.post("/clearance", question)
        assert (answer.status_code, answer.json()["code"]) == (409, "ambiguous")
        assert answer.json()["candidates"]


def test_no_question_is_taken_about_a_day_that_is_over(programs: Programs) -> None:
    flow = programs.get("/flows?limit=1&verdict=allowed").json()["items"][0]["id"]
    yesterday = (programs.clock().date() - timedelta(days=1)).isoformat()
    stated = {"recipient": {"legal_name": "x"}, "flow": {}, "on": "2020-01-01"}
    suppose = {"kind": "without_rule", "rule": "A-28-1"}
    for path, body in (
        ("/clearance", {"flow_id": flow, "on": yesterday}),
        ("/clearance", {"recipient": "みどり野市", "data": "PI_CONTACT", "on": "2020-01-01"}),
        ("/clearance/stated", stated),
        ("/slips", {"flow_id": flow, "on": yesterday}),
        ("/what-if", {"suppose": suppose, "on": yesterday, "question": {"flow_id": flow}}),
    ):
        answer = programs.post(path, body)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_value"), path


def test_what_is_read_of_a_past_day_is_history_and_lets_nothing_go(programs: Programs) -> None:
    flow = programs.get("/flows?limit=1&verdict=allowed").json()["items"][0]["id"]
    slip = programs.post("/slips", {"flow_id": flow}).json()
    assert slip["judged"]["line"]["ja"].startswith("判定の対象：")
    past = (programs.clock().date() - timedelta(days=30)).isoformat()
    for standing in (
        programs.get(f"/slips/{slip['id']}?on={past}").json()["standing"],
        programs.get(f"/slip-checks/{slip['number']}?on={past}").json()["standing"],
    ):
        assert (standing["may_go"], standing["is_history"]) == (None, True)
    assert programs.get(f"/slips/{slip['id']}/pdf?on={past}").status_code == 422
    assert programs.get(f"/flows?on={past}").json()["is_history"] is True
    assert programs.get(f"/flows/{flow}?on={past}").json()["is_history"] is True
    assert programs.get(f"/approved-recipients?on={past}").json()["is_history"] is True
    assert programs.get("/flows").json()["is_history"] is False


def test_a_receipt_is_asked_by_its_direction(programs: Programs) -> None:
    with programs.workspace.unit() as unit:
        flow = next(one for one in unit.records.select(DataFlow, order="id") if not one.comes_in)
    for direction, words in (("in", "受け取る日"), ("out", "渡す日"), (None, "渡す日")):
        asked = {"recipient": flow.third_party_id, "data": "PI_CONTACT", "direction": direction}
        assert words in programs.post("/clearance", asked).json()["judged"]["line"]["ja"]
