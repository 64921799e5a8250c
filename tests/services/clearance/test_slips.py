"""Clearance slips: issued only where the data may go, good while the answer holds, and judged again to the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from kit.asking import ADMIN, AT, AUDITOR, COMPLIANCE, OTHER_SALES, SALES, a_question, a_workspace_of
from kit.clearing import EVERY_CLAUSE, TODAY, WorkedCase, tried_cases
from sakimori.domain.clearance import ClearanceRequest, ReasonKind, Slip, Verdict
from sakimori.domain.codes import Outcome, Role, UserRole
from sakimori.domain.policy import DEFAULT_POLICY
from sakimori.domain.records.contract import Contract
from sakimori.domain.records.own_registers import Purpose
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError, NotFoundError, NotPermittedError, StateError
from sakimori.exchange.paper.pdf import SlipSheet
from sakimori.exchange.request.as_json import from_json, to_json
from sakimori.rules.evaluation import ruleset_digest
from sakimori.services.audit.view import verify
from sakimori.services.clearance.inquiries import answer_inquiry, send_inquiry
from sakimori.services.clearance.judging import judge
from sakimori.services.clearance.slip_checks import (
    Rejudged,
    SlipCheck,
    changed_since,
    check_slip,
    checked_slip,
    judge_again,
)
from sakimori.services.clearance.slips import (
    ISSUABLE,
    SlipState,
    issue_slip,
    issue_slip_from_inquiry,
    kept_case,
    may_read,
    rejudge,
    revoke_slip,
    slip_standing,
)
from sakimori.services.clearance.standing_requests import verdict_of
from sakimori.services.clearance.view import print_slip, slip_paper
from sakimori.services.kernel.recompute import recompute
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.merge import merge
from sakimori.services.parties.write import register
from sakimori.services.settings.users import add_user

CASES = tried_cases()
LARGEST = 60_000
GRAVE: dict[str, Any] = {"flow": {"person_count": 20_000}, "data_set_parts": [{"person_count": 20_000}]}


def issued(workspace: Workspace, *, at: datetime = AT, **given: Any) -> Slip:
    return issue_slip(workspace, a_question(**given), actor=SALES, at=at).record


def state(workspace: Workspace, slip: Slip, on: date = TODAY) -> SlipState:
    with workspace.unit() as unit:
        return slip_standing(unit, unit.records.get(Slip, slip.id), on).state


def checked(workspace: Workspace, slip: Slip) -> SlipCheck:
    return check_slip(workspace, slip.number, on=TODAY, actor=SALES, at=AT)


def change(workspace: Workspace, kind: type, record_id: str, **values: Any) -> None:
    """A record of the register is changed by somebody, the next day."""
    with workspace.change("register.recorded", actor=ADMIN, at=AT) as writing:
        writing.update(replace(writing.records.get(kind, record_id), **values))


# Issuing


def test_a_slip_keeps_question_answer_case_rules_and_the_head_of_the_trail() -> None:
    workspace = a_workspace_of()
    head = workspace.head()
    slip = issued(workspace)
    assert (slip.number, slip.issued_by, slip.outcome) == ("TK-2026-000001", "us1", Outcome.ALLOWED)
    assert (slip.audit_number, slip.audit_hash) == head
    assert slip.rules_digest == ruleset_digest(DEFAULT_POLICY)
    assert from_json(ClearanceRequest, slip.request).flow.persons == a_question().flow.persons
    assert slip.valid_until == verdict_of(slip).valid_until
    with workspace.unit() as unit:
        line = unit.trail.lines(record_kind="slip", limit=1)[0]
    assert (line.entry.action, line.entry.record_id) == ("slip.issued", slip.id)


def test_numbers_run_on_within_a_year_and_begin_anew_with_the_next() -> None:
    workspace = a_workspace_of()
    new_year = datetime(2027, 1, 1, 0, 30, tzinfo=UTC)
    first, second = issued(workspace), issued(workspace)
    later = issued(workspace, at=new_year, on=date(2027, 1, 1))
    assert [first.number, second.number, later.number] == ["TK-2026-000001", "TK-2026-000002", "TK-2027-000001"]


@pytest.mark.parametrize(
    "given",
    [{"facts": {"misuse": "known"}}, {"facts": {"misuse": "未回答"}}, {"flow": {"route": "UNDECIDED"}}],
    ids=["blocked", "unknown", "undecided"],
)
def test_no_slip_is_issued_on_any_other_answer(given: dict[str, Any]) -> None:
    workspace = a_workspace_of(**given)
    with pytest.raises(StateError) as refused:
        issued(workspace, **given)
    assert "法務に照会" in refused.value.message("ja")
    with workspace.unit() as unit:
        assert unit.records.select(Slip) == []


def test_no_slip_is_issued_on_what_comes_in_however_good_the_answer() -> None:
    given: dict[str, Any] = {
        "recipient": {"roles": ["source"]},
        "flow": {"direction": "in", "role": "source", "route": "CONSENT"},
        "data_set_parts": [{"position": "bought_on_consent"}],
    }
    workspace = a_workspace_of(**given)
    assert judge(workspace, a_question(**given), actor=SALES).verdict.outcome in ISSUABLE
    with pytest.raises(StateError) as refused:
        issued(workspace, **given)
    assert "受領の記録" in refused.value.message("ja")


def test_a_conditional_slip_carries_its_open_conditions() -> None:
    workspace = a_workspace_of(**GRAVE)
    slip = issued(workspace, **GRAVE)
    assert slip.outcome is Outcome.CONDITIONAL
    assert [r.rule_id for r in verdict_of(slip).reasons if r.kind.value == "condition"] == ["C-AP1"]


def test_an_approved_inquiry_makes_a_slip_for_its_asker_alone() -> None:
    workspace = a_workspace_of(**GRAVE)
    inquiry = send_inquiry(workspace, a_question(**GRAVE), message="", actor=SALES, at=AT).record
    with pytest.raises(StateError):
        issue_slip_from_inquiry(workspace, inquiry.id, actor=SALES, at=AT)
    answer_inquiry(workspace, inquiry.id, approve=True, reason="可", actor=COMPLIANCE, at=AT)
    with pytest.raises(StateError):
        issue_slip_from_inquiry(workspace, inquiry.id, actor=OTHER_SALES, at=AT)
    slip = issue_slip_from_inquiry(workspace, inquiry.id, actor=SALES, at=AT).record
    assert (slip.outcome, slip.inquiry_id) == (Outcome.ALLOWED, inquiry.id)
    assert state(workspace, slip) is SlipState.GOOD


def test_an_auditor_issues_no_slip_and_no_past_day_gets_one() -> None:
    workspace = a_workspace_of()
    with pytest.raises(NotPermittedError):
        issue_slip(workspace, a_question(), actor=AUDITOR, at=AT)
    with pytest.raises(InvalidValueError):
        issued(workspace, on=TODAY - timedelta(days=1))


# Standing


def test_a_slip_is_good_from_its_day_on_and_not_before() -> None:
    workspace = a_workspace_of()
    slip = issued(workspace, on=TODAY + timedelta(days=10))
    assert state(workspace, slip, TODAY + timedelta(days=9)) is SlipState.NOT_YET
    assert state(workspace, slip, TODAY + timedelta(days=10)) is SlipState.GOOD


def test_a_slip_lapses_on_the_day_on_which_its_answer_gets_worse() -> None:
    workspace = a_workspace_of()
    slip = issued(workspace)
    days = [TODAY + timedelta(days=n) for n in range(400)]
    states = [state(workspace, slip, day) for day in days]
    turned = states.index(SlipState.LAPSED)
    assert turned > 0
    with workspace.unit() as unit:
        worse = slip_standing(unit, slip, days[turned])
        before = slip_standing(unit, slip, days[turned - 1])
    assert worse.outcome is not None
    assert worse.outcome is not before.outcome
    assert worse.reasons


def test_a_slip_lapses_when_the_contract_under_it_ends_and_returns_with_it() -> None:
    workspace = a_workspace_of()
    slip = issued(workspace)
    with workspace.unit() as unit:
        contract = unit.records.select(Contract)[0]
    change(workspace, Contract, contract.id, terminated_on=date(2026, 6, 1))
    assert state(workspace, slip) is SlipState.LAPSED
    change(workspace, Contract, contract.id, terminated_on=None)
    assert state(workspace, slip) is SlipState.GOOD


def test_a_slip_turns_on_the_day_after_the_last_on_which_a_fact_on_a_country_may_be_believed() -> None:
    read = {"certainty": "secondary", "source": "手引", "read_on": date(2026, 11, 1)}
    facts = [{"point": "localisation", **read}, {"point": "government_access", **read, "until": date(2026, 12, 31)}]
    given: dict[str, Any] = {
        "flow": {"storage_countries": ["SG"]},
        "notices": [{"countries": ["SG"]}],
        "countries": {"SG": {"checked_on": date(2026, 11, 1), "facts": facts}},
    }
    workspace = a_workspace_of(**given)
    slip = issued(workspace, **given)
    assert slip.valid_until == date(2026, 12, 31)
    assert state(workspace, slip, date(2026, 12, 31)) is SlipState.GOOD
    assert state(workspace, slip, date(2027, 1, 1)) is SlipState.LAPSED
    with workspace.unit() as unit:
        assert "C-CP3" in {reason.rule_id for reason in slip_standing(unit, slip, date(2027, 1, 1)).reasons}


def test_a_slip_rests_on_registers_of_ours_that_no_flow_names() -> None:
    workspace = a_workspace_of()
    slip = issued(workspace)
    with workspace.unit() as unit:
        purpose = unit.records.select(Purpose)[0]
    change(workspace, Purpose, purpose.id, published_until=date(2026, 6, 1))
    assert state(workspace, slip) is SlipState.LAPSED
    assert [d for _, _, found in recompute(workspace, on=TODAY) for d in found] == []


def test_a_condition_that_does_not_stand_on_a_slip_takes_its_good_away() -> None:
    workspace = a_workspace_of(**GRAVE)
    slip = issued(workspace, **GRAVE)
    assert state(workspace, slip) is SlipState.GOOD
    kept = verdict_of(slip)
    bare = replace(kept, reasons=tuple(r for r in kept.reasons if r.rule_id != "C-AP1"))
    with workspace.unit() as unit:
        found = slip_standing(unit, replace(slip, verdict=to_json(Verdict, bare)), TODAY)
    assert found.state is SlipState.LAPSED
    assert [r.rule_id for r in found.reasons] == ["C-AP1"]


def test_a_slip_that_names_its_clauses_with_their_codes_stays_good() -> None:
    given: dict[str, Any] = {"contracts": [{"clauses": EVERY_CLAUSE | {"ITK-12": "absent"}}]}
    workspace = a_workspace_of(**given)
    slip = issued(workspace, **given)
    kept = verdict_of(slip)
    (line,) = (line for reason in kept.of_kind(ReasonKind.CONDITION) for line in reason.details)

    def as_kept(ja: str) -> Slip:
        reasons = tuple(replace(r, details=(Text(ja, line.en),)) if line in r.details else r for r in kept.reasons)
        return replace(slip, verdict=to_json(Verdict, replace(kept, reasons=reasons)))

    with workspace.unit() as unit:
        assert slip_standing(unit, as_kept(f"{line.ja}（ITK-12）"), TODAY).state is SlipState.GOOD
        assert slip_standing(unit, as_kept("ほかの条項（ITK-12）"), TODAY).state is SlipState.LAPSED


def test_a_revoked_slip_is_never_good_again() -> None:
    workspace = a_workspace_of()
    slip = issued(workspace)
    with pytest.raises(InvalidValueError):
        revoke_slip(workspace, slip.id, reason="", actor=SALES, at=AT)
    with pytest.raises(NotPermittedError):
        revoke_slip(workspace, slip.id, reason="誤り", actor=OTHER_SALES, at=AT)
    done = revoke_slip(workspace, slip.id, reason="宛先の誤り", actor=COMPLIANCE, at=AT).record
    assert (done.revoked_on, done.revoked_by, done.revoke_reason) == (TODAY, "us2", "宛先の誤り")
    assert state(workspace, slip) is SlipState.REVOKED
    assert state(workspace, slip, TODAY + timedelta(days=30)) is SlipState.REVOKED
    with pytest.raises(StateError):
        revoke_slip(workspace, slip.id, reason="再度", actor=SALES, at=AT)


def test_slips_of_a_third_party_that_is_merged_away_are_revoked() -> None:
    workspace = a_workspace_of()
    slip = issued(workspace)
    other = ThirdParty("", "株式会社みなもホールディングス", frozenset({Role.PROCESSOR}), country="JP")
    into = register(workspace, other, actor=ADMIN, at=AT).record
    merge(workspace, from_id="tp1", into_id=into.id, choices={}, reason="同じ会社", actor=ADMIN, at=AT)
    assert state(workspace, slip) is SlipState.REVOKED


def test_what_is_held_of_slips_is_what_the_procedure_says_from_scratch() -> None:
    workspace = a_workspace_of(**GRAVE)
    issued(workspace, **GRAVE)
    assert [d for _, _, found in recompute(workspace, on=TODAY) for d in found] == []
    with workspace.unit() as unit:
        assert unit.outcomes.known_now("tp1")


# Judging again


@pytest.mark.parametrize("worked", CASES, ids=lambda worked: worked.name)
def test_a_kept_case_gives_the_same_answer_again(worked: WorkedCase) -> None:
    verdict = worked.verdict
    slip = Slip(
        "sl1", "tp1", "TK-2026-000001", "", kept_case(worked.case, DEFAULT_POLICY), to_json(Verdict, verdict),
        verdict.outcome, worked.on, None, "us1", AT, 1, "", ruleset_digest(DEFAULT_POLICY),
    )  # fmt: skip
    assert len(slip.case_body.encode()) < LARGEST
    assert rejudge(slip) == verdict_of(slip) == verdict


def test_a_slip_of_other_rules_says_that_they_can_no_longer_be_run() -> None:
    workspace = a_workspace_of()
    slip = issued(workspace)
    assert rejudge(replace(slip, rules_digest="0" * 16)) is None
    assert checked(workspace, slip).rejudged is Rejudged.SAME


def test_what_changed_since_names_the_record_the_field_and_the_reasons() -> None:
    workspace = a_workspace_of()
    slip = issued(workspace)
    nothing = changed_since(workspace, slip, on=TODAY)
    assert (nothing.came, nothing.went, nothing.records) == ((), (), ())
    with workspace.unit() as unit:
        contract = unit.records.select(Contract)[0]
    change(workspace, Contract, contract.id, terminated_on=date(2026, 6, 1))
    since = changed_since(workspace, slip, on=TODAY)
    assert [(c.kind, c.field, c.before, c.after) for c in since.records] == [
        ("contract", "terminated_on", None, date(2026, 6, 1))
    ]
    assert since.now.outcome is Outcome.BLOCKED
    assert since.came
    assert since.went == ()


# Checking


def test_a_slip_is_found_by_its_number_however_it_is_typed() -> None:
    workspace = a_workspace_of()
    slip = issued(workspace)
    found = check_slip(workspace, " tk-2026-000001 ", on=TODAY, actor=AUDITOR, at=AT)
    assert (found.slip.id, found.is_unaltered, found.head_holds, found.rejudged) == (slip.id, True, True, Rejudged.SAME)
    assert found.entry == slip.audit_number + 1
    with workspace.unit() as unit:
        assert unit.accesses.lines(limit=1)[0].entry.action == "slip.verified"
    with pytest.raises(NotFoundError):
        check_slip(workspace, "TK-2026-000999", on=TODAY, actor=AUDITOR, at=AT)


def test_only_the_issuer_and_readers_of_the_register_read_a_slip() -> None:
    workspace = a_workspace_of()
    slip = issued(workspace)
    assert [may_read(slip, who) for who in (SALES, OTHER_SALES, COMPLIANCE, AUDITOR)] == [True, False, True, True]


def test_a_slip_that_was_written_over_is_found_out() -> None:
    workspace = a_workspace_of(**GRAVE)
    slip = issued(workspace, **GRAVE)
    better = to_json(Verdict, replace(verdict_of(slip), outcome=Outcome.ALLOWED, reasons=()))
    with workspace.writing() as unit:
        unit.engine.execute("UPDATE slip SET verdict = :verdict, outcome = 'allowed'", {"verdict": better})
    found = checked(workspace, slip)
    assert (found.is_unaltered, found.rejudged) == (False, Rejudged.DIFFERENT)
    report = verify(workspace)
    assert not report.is_intact
    assert [d.kind for d in report.disagreements] == ["slip"]
    assert report.slips.different == (slip.number,)


def test_a_case_that_cannot_be_read_any_more_gives_another_answer() -> None:
    slip = issued(a_workspace_of())
    for body in ("", "{}", slip.case_body[:-9], slip.case_body.replace('"case":{', '"case":{"flow":1,"x":{', 1)):
        assert judge_again(replace(slip, case_body=body)) is Rejudged.DIFFERENT


def test_a_revoked_slip_still_reads_as_it_was_issued() -> None:
    workspace = a_workspace_of()
    slip = issued(workspace)
    revoke_slip(workspace, slip.id, reason="宛先の誤り", actor=SALES, at=AT)
    assert checked(workspace, slip).is_unaltered


def test_a_head_that_the_trail_does_not_hold_is_found_out() -> None:
    workspace = a_workspace_of()
    slip = issued(workspace)
    with workspace.writing() as unit:
        unit.engine.execute("UPDATE slip SET audit_hash = :hash", {"hash": "0" * 64})
    assert not checked(workspace, slip).head_holds


def test_verify_counts_the_slips_and_those_of_other_rules() -> None:
    workspace = a_workspace_of()
    issued(workspace)
    report = verify(workspace)
    assert report.is_intact
    assert (report.slips.count, report.slips.different, report.slips.other_rules) == (1, (), 0)


def test_better_wording_is_no_other_answer_but_a_slip_written_over_is_seen() -> None:
    workspace = a_workspace_of()
    slip = issued(workspace)
    worded = verdict_of(slip)
    reason = replace(worded.reasons[0], text=Text("別の言い方", "In other words"))
    reworded = replace(slip, verdict=to_json(Verdict, replace(worded, reasons=(reason, *worded.reasons[1:]))))
    assert judge_again(reworded) is Rejudged.SAME
    with workspace.unit() as unit:
        assert not checked_slip(unit, reworded, on=TODAY, actor=SALES).is_unaltered
    dropped = replace(slip, verdict=to_json(Verdict, replace(worded, reasons=worded.reasons[1:])))
    assert judge_again(dropped) is Rejudged.DIFFERENT


# On paper


SHEET = SlipSheet("ja", "提供可否票", "TK-2026-000001", "○", "可", "#00705F", "渡せます。", (), (), (), "助言ではない")


def test_who_takes_the_file_is_noted_and_others_get_none() -> None:
    workspace = a_workspace_of()
    slip = issued(workspace)
    for reader in (SALES, COMPLIANCE, AUDITOR):
        assert print_slip(workspace, slip.id, SHEET, actor=reader, at=AT).startswith(b"%PDF")
        assert slip_paper(workspace, slip.id, on=TODAY, actor=reader, at=AT).slip == slip
        slip_paper(workspace, slip.id, on=TODAY, actor=reader, at=AT + timedelta(minutes=9))
    for read in (
        lambda: print_slip(workspace, slip.id, SHEET, actor=OTHER_SALES, at=AT),
        lambda: slip_paper(workspace, slip.id, on=TODAY, actor=OTHER_SALES, at=AT),
    ):
        with pytest.raises(NotPermittedError):
            read()
    with workspace.unit() as unit:
        noted = [(line.entry.action, line.entry.actor) for line in unit.accesses.lines()]
        assert {line.entry.third_party_id for line in unit.accesses.lines()} == {slip.third_party_id}
    acts = ("slip.read", "slip.downloaded")
    assert noted == [(act, reader.id) for reader in (AUDITOR, COMPLIANCE, SALES) for act in acts]
    slip_paper(workspace, slip.id, on=TODAY, actor=SALES, at=AT + timedelta(minutes=20))
    with workspace.unit() as unit:
        assert unit.accesses.lines()[0].entry.action == "slip.read"


def test_whoever_answered_the_inquiry_is_named_first_to_be_asked() -> None:
    workspace = a_workspace_of(**GRAVE)
    add_user(workspace, name="法務 亜", department="", roles=frozenset({UserRole.COMPLIANCE}), user_id="us6",
             actor=ADMIN, at=AT)  # fmt: skip
    lawyer = Actor("us6", "法務 亜", frozenset({UserRole.COMPLIANCE}))
    inquiry = send_inquiry(workspace, a_question(**GRAVE), message="", actor=SALES, at=AT).record
    answer_inquiry(workspace, inquiry.id, approve=True, reason="可", actor=lawyer, at=AT)
    slip = issue_slip_from_inquiry(workspace, inquiry.id, actor=SALES, at=AT).record
    assert slip_paper(workspace, slip.id, on=TODAY, actor=SALES, at=AT).ask[0].id == "us6"
    assert slip_paper(workspace, issued(workspace, **GRAVE).id, on=TODAY, actor=SALES, at=AT).ask[0].id == "us2"
