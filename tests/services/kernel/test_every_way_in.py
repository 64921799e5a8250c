"""My Number and card numbers by every service that writes: each text that it takes is tried, and all is searched."""

from __future__ import annotations

import inspect
import logging
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import partial
from pathlib import Path
from types import FrameType, FunctionType
from typing import Any, get_args, get_type_hints

import pytest

from kit.assessing import an_assessing_workspace
from kit.builders import AT, TODAY, everything_stored
from kit.demos import DemoIn
from sakimori.errors import InvalidValueError, MyNumberError, RefusedError
from sakimori.services.invitations.vendor import VendorSaved
from services.kernel.test_personal_numbers import FIELDS
from services.kernel.test_shown_versions import ACTOR, READS, STALE, furnished, named, services_that_act
from test_numbers_of_persons import digits, everything

MY_NUMBER, CARD = "1234 5678 9018", "4111-1111-1111-1111"
ID = re.compile(r"(?:^|_)(?:id|ids|by|code|country)$")
"""What names a record or a country: nothing is found under a number, or the database refuses it."""
WHO = {"workspace", "actor", "at", "batch_id", "seen"}
ELSEWHERE = {
    "imports.intake.run_import", "questionnaires.intake.take_in", "imports.register_files.folder.import_folder",
    "requests.stop_list.import_stops", "parties.sub_processors.take_list", "kernel.evidence.file_evidence_many",
}  # fmt: skip
"""Files: `test_numbers_of_persons` hands in one of each kind."""

IDS_ALONE = {
    "invitations.write.release", "access.program_reads.note_read", "access.tokens.revoke_own_tokens",
    "assessments.decisions.submit", "assessments.gap_pack.make_gap_pack", "assessments.opening.open_assessment",
    "assessments.pack_upgrade.take_over", "assessments.write.bring_back", "assessments.write.resolve_comment",
    "clearance.errands.close_errand", "incidents.closing.plan_step", "incidents.closing.finish_measure",
    "incidents.reports.note_reached", "incidents.write.erase_finder", "incidents.write.say_rest_not_yet",
    "incidents.prepared.erase_plan_contacts",
    "clearance.slips.issue_slip_from_inquiry", "contracts.write.add_cover", "evidence.review.accept_evidence",
    "gaps.write.assign", "kernel.evidence.reuse_evidence", "parties.sub_processors.link_to_third_party",
    "parties.sub_processors.register_sub_processor", "records.releases.extend_release", "settings.users.record_leaving",
    "invitations.write.new_link", "invitations.write.send_by_mail", "invitations.vendor.colleague_link",
    "invitations.vendor.mail_colleague", "settings.saved_views.remove_view",
    "requests.passing_on.ask_again", "requests.persons.write.ask_recipients",
    "requests.persons.write.check_identity", "requests.persons.erasing.erase_due",
    "requests.persons.erasing.erase_person",
    "requests.persons.write.explain_refusal", "requests.persons.write.note_fee",
    "requests.persons.write.note_search", "requests.persons.write.reply_to_request",
    "requests.persons.write.search_records", "own_company.training.hand_in_quiz",
    "own_company.training.begin_course", "access.tokens.revoke_token", "own_company.governance_steps.acknowledge",
    "access.service_tokens.renew_service_token",
    "webhooks.write.end_webhook", "webhooks.write.send_again", "webhooks.write.webhook_secret",
    "webhooks.write.resume_webhook", "webhooks.write.remove_webhook",
}  # fmt: skip
"""They take ids, under which nothing is found."""

BY_RECORD = {
    "clearance.confirming.confirm_facts": "tests/services/clearance: a reason and ids",
    "clearance.confirming.state_with_evidence": "the same",
    "clearance.unconfirmed.confirm_many": "the same",
    "incidents.exempting.propose_exemption": "tests/services/incidents: a reason and ids",
    "incidents.exempting.judge_exemption": "the same",
    "incidents.exempting.take_back_exemption": "the same",
    "clearance.inquiries.send_inquiry": "a message is a reason; the request holds ids, and the words of a flow",
    "clearance.errands.ask_errand": "tests/services/clearance: its text is a reason, the name is checked alike",
    "clearance.slips.issue_slip": "the same request",
    "incidents.report.report_incident": "tests/services/incidents: what somebody says is checked before it is kept",
    "incidents.write.add_note": "tests/services/incidents: a note is a reason",
    "clearance.inquiries.complete_inquiry": "facts of a hand-over: the check of records, as by `record`",
    "certificates.write.register_certificate": "tests/services/certificates: the checks of records and of documents",
    "contracts.write.register_contract": "tests/services/contracts: the checks of records and of documents",
    "contracts.proposals.take_passages": "tests/services/contracts: a passage stands in the document that it names",
    "countries.profiles.adopt_profiles": "what ships is taken over; the reason is a reason",
    "flows.drafts.take_over": "words of flows that stand in the register",
    "records.receipts.record_receipt": "tests/services/records: every text of a draft goes through one check",
    "records.releases.release": "the same check",
    "records.releases.release_without_clearance": "the same check",
    "requests.persons.write.receive_request": "tests/services/requests/persons: the check of a request that is edited",
    "requests.screening.screen_list": "tests/services/requests: no value of a list is kept anywhere",
    "requests.screening.screened_list": "the same",
    "requests.screening.suppression_file": "the same",
    "requests.screened_release.release_screened": "the same; the words of a draft go through the check of releases",
    "requests.stops_on_list.stops_on_list": "the same",
    "requests.stops_on_record.stopped_on_record": "numbers of our own records alone; nothing is kept",
    "requests.stops_on_record.suppression_of_record": "the same",
    "own_company.attendance.import_attendance": "no text of a list is kept: its names are only compared",
    "own_company.governance_steps.import_readings": "the same",
    "own_company.erasing.record_own_erasure": "tests/services/own_company: the check of records, as by `record`",
    "own_company.governance_steps.approve_policy": "tests/services/own_company: its approver is checked as a reason is",
    "own_company.governance_steps.confirm_mended": "tests/services/own_company: its note is a reason",
    "imports.register_files.carried.dismiss_carried": "tests/services/imports/register_files: a reason and ids",
    "requests.passing_on.tell_recipient": "tests/services/requests: a note that could tell a person is refused",
    "requests.passing_on.note_answer": "the same check",
    "requests.stops.record_stop": "tests/services/requests: kept as a keyed hash, its source is checked",
    "requests.stops.withdraw_stop": "the same",
    "assessments.write.rule_on_na": "a remark, as by `comment`",
    "assessments.decisions.record_certificate_check": "a note, as of a condition",
    "parties.write.register_many": "each as by `register`",
    "settings.delegations.lend": "its reason is that of the change",
    "settings.saved_views.save_view": "tests/services/settings: its name, and all that the address says",
    "access.tokens.make_token": "tests/services/access: its name",
    "webhooks.write.make_webhook": "tests/services/webhooks: its name and address",
    "webhooks.write.change_webhook": "the same check",
    "access.service_tokens.make_service_token": "its name as by `make_token`",
    "settings.saved_views.rename_view": "tests/services/settings: its name",
}  # fmt: skip
"""Services that need more than a demo to be called: what stands between a text and the store."""


def takes_text(hint: Any, seen: frozenset[Any] = frozenset()) -> bool:
    """Whether a type holds a text that is not one of a closed list."""
    if hint is str or hint is Any:
        return True
    if isinstance(hint, type) and is_dataclass(hint) and hint not in seen:
        return any(takes_text(inner, seen | {hint}) for inner in get_type_hints(hint).values())
    return any(takes_text(inner, seen) for inner in get_args(hint))


def writing() -> dict[str, FunctionType]:
    """Every service that writes and takes a text."""
    return {
        named(service): service
        for service in services_that_act()
        if named(service) not in READS
        and any(takes_text(hint) for name, hint in get_type_hints(service).items() if name not in {*WHO, "return"})
    }


def with_text(value: Any, text: str) -> Iterator[Any]:
    """A value with a text in the place of each text in it, one at a time."""
    if isinstance(value, str) and type(value) is str:
        yield text
    elif is_dataclass(value) and not isinstance(value, type):
        for spec in fields(value):
            if ID.search(spec.name):
                continue
            for changed in with_text(getattr(value, spec.name), text):
                yield replace(value, **{spec.name: changed})
    elif isinstance(value, tuple | list):
        for place, one in enumerate(value):
            for changed in with_text(one, text):
                yield type(value)([*value[:place], changed, *value[place + 1 :]])
    elif isinstance(value, Mapping):
        for name, one in value.items():
            for changed in with_text(one, text):
                yield {**value, name: changed}


def calls_of(
    run: Callable[[], object], wanted: Mapping[Any, FunctionType]
) -> Iterator[tuple[FunctionType, dict[str, Any]]]:
    """The writing services that were entered, each with what it was called with."""
    entered: list[tuple[FunctionType, dict[str, Any]]] = []

    def watch(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call" and (service := wanted.get(frame.f_code)) is not None:
            names = inspect.signature(service).parameters
            entered.append((service, {name: frame.f_locals[name] for name in names if name in frame.f_locals}))

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        run()
    except RefusedError:
        pass
    finally:
        sys.setprofile(before)
    yield from entered


def as_it_stands(given: dict[str, Any]) -> dict[str, Any]:
    """The same call under the version that stands: the ones to be refused name the one before."""

    def up(value: Any) -> Any:
        if is_dataclass(value) and not isinstance(value, type) and hasattr(value, "version"):
            return replace(value, version=value.version + 1)
        return [up(one) for one in value] if isinstance(value, list) else value

    seen = given.get("seen")
    raised = {"seen": seen + 1} if isinstance(seen, int) else {}
    return {name: up(value) for name, value in given.items()} | raised


@pytest.mark.parametrize("text", [MY_NUMBER, CARD])
def test_no_text_of_any_service_keeps_a_number(
    text: str, tmp_path: Path, demo_in: DemoIn, caplog: pytest.LogCaptureFixture
) -> None:
    services = writing()
    wanted = {inspect.unwrap(service).__code__: service for service in services.values()}
    path = demo_in(tmp_path, TODAY)
    workspace = furnished(path)
    tried: set[str] = set()
    refused: set[str] = set()
    calls = [
        (service, as_it_stands(given))
        for call in STALE.values()
        for service, given in calls_of(partial(call, workspace, actor=ACTOR, at=AT), wanted)
    ]
    places = [an_assessing_workspace() for _ in FIELDS]
    for (small, party), put in zip(places, FIELDS.values(), strict=True):
        calls += list(calls_of(partial(put, small, party, text), wanted))
    with caplog.at_level(logging.DEBUG):
        for service, given in calls:
            for name in (one for one in given.keys() - WHO if not ID.search(one)):
                for changed in with_text(given[name], f"前 {text} 後"):
                    tried.add(named(service))
                    try:
                        said = given | {name: changed}
                        done = service(said.pop("workspace"), **said)
                        if isinstance(done, VendorSaved) and done.refusals:  # told question by question
                            refused.add(named(service))
                    except (MyNumberError, InvalidValueError):
                        refused.add(named(service))
                    except RefusedError:
                        continue
    stored = [everything(workspace), caplog.text, *(everything_stored(small) for small, _ in places)]
    assert not [told for told in stored if text in told or digits(text) in told]
    assert not [file for file in tmp_path.rglob("*") if file.is_file() and text.encode() in file.read_bytes()]
    assert services.keys() - tried - ELSEWHERE - IDS_ALONE - BY_RECORD.keys() == set(), "a new way in"
    assert tried == refused, "a call that refuses nothing proves nothing"
