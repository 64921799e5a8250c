"""Every form of the screens as it opens on the demo: the pages, their dialogs, and what each is opened with."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path
from typing import Any, Final

from sakimori.domain.clearance import Inquiry
from sakimori.domain.gap import Waiver
from sakimori.domain.incident import Exempting
from sakimori.domain.questions.assessment import Assessment
from sakimori.domain.records.ai_service import AiFacts
from sakimori.domain.records.campaigns import AddressGroup, Campaign, SiteTag
from sakimori.domain.records.certificate import Certificate
from sakimori.domain.records.contract import Contract, ContractCover
from sakimori.domain.records.country import CountryProfile
from sakimori.domain.records.data_flow import AnnualCheck, CloudFacts, DataFlow, Direction, Erasure
from sakimori.domain.records.governance import (
    Acknowledgement,
    AuditFinding,
    InternalAudit,
    Meeting,
    MeetingDecision,
    Officer,
    PolicyException,
    PolicyText,
)
from sakimori.domain.records.hand_over import (
    FactConfirmation,
    HandOver,
    Judgement,
    ProvisionRecord,
    ReceiptRecord,
    Release,
)
from sakimori.domain.records.incidents import Incident, IncidentMeasure, IncidentReport, IncidentStep
from sakimori.domain.records.own_registers import (
    ConsentText,
    DataSet,
    DataSetPart,
    Notice,
    PublicFacts,
    Purpose,
    Stop,
)
from sakimori.domain.records.own_retention import OwnErasure
from sakimori.domain.records.passed_on import PassedOn
from sakimori.domain.records.person_requests import PersonRequest
from sakimori.domain.records.preparedness import Drill, IncidentPlan
from sakimori.domain.records.sharing import Filing, JointUse, SharingChange
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.domain.records.third_party import Alias, Contact, Service
from sakimori.domain.records.training import Attendance, Course
from sakimori.domain.user import User
from sakimori.rules.clearance.gate_tables import DATED, TRANSCRIBED
from sakimori.services.imports.register_files.carried import CarriedDecision
from sakimori.services.kernel.record_table import KINDS
from sakimori.services.kernel.unit import Unit
from sakimori.ui.incidents.drafts import Draft
from sakimori.ui.own_company.stop_rounds import ROUNDS

UI: Final = Path(__file__).parents[2] / "src" / "sakimori" / "ui"
COMPLIANCE, PROCUREMENT, SALES, ADMIN = "us01", "us02", "us03", "us05"

WHOLE: Final[tuple[type, ...]] = (
    Release,
    ProvisionRecord,
    ReceiptRecord,
    Judgement,
    AnnualCheck,
    Erasure,
    OwnErasure,
    IncidentReport,
    Attendance,
    Acknowledgement,
    Stop,
    Drill,
    Waiver,
    Incident,
    PersonRequest,
    FactConfirmation,
)
"""Records each of which says that something happened or was decided."""
_STEPS: Final[Mapping[type, frozenset[str]]] = {
    PassedOn: frozenset({"told_on", "told_how", "told_by", "answered_on", "answer"}),
    PersonRequest: frozenset(
        {"identity_how", "identity_on", "identity_by", "result", "replied_on", "reply_way", "reason_told", "erased_on"}
    ),
    Incident: frozenset({"closed_on", "closed_by", "cause", "persons_told", "persons_told_on"}),
    IncidentStep: frozenset({"done_on", "done_by"}),
    IncidentMeasure: frozenset({"done_on", "done_by"}),
    Service: frozenset({"ended_on"}),
    Release: frozenset({"last_on", "reviewed_by", "reviewed_on"}),
    User: frozenset({"left_on"}),
}
"""Steps of records that services of their own take."""


def evidence_fields() -> dict[type, frozenset[str]]:
    """By the kind of a record, the fields that say what a person found, decided or did, and on which day."""
    found: dict[type, set[str]] = {kind: set(about.stamps) for kind, about in KINDS.items() if about.stamps}
    for dated in DATED:
        found.setdefault(dated.kind, set()).update(filter(None, (dated.day, dated.by)))
    for kind, names in (*TRANSCRIBED.items(), *_STEPS.items()):
        found.setdefault(kind, set()).update(names)
    found[Assessment] -= {"opened_on", "due_on"}  # beginning one decides nothing
    return {kind: frozenset(names) & {spec.name for spec in fields(kind)} for kind, names in found.items()}


@dataclass(frozen=True, slots=True)
class Seat:
    """A page with the dialogs that are opened over it, by name and facts; the page itself stands first."""

    page: str
    query: Mapping[str, str]
    dialogs: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    person: str = COMPLIANCE


def seats(unit: Unit, place: str) -> Iterator[Seat]:
    """The pages of one place of the demo on which something is written, with each of their dialogs."""
    return _SEATS[place](unit)


def _first(unit: Unit, kind: type[Any], where: str = "1 = 1") -> Any:
    return unit.records.select(kind, where, order="id")[0]


def _of_parties(unit: Unit) -> Iterator[Seat]:
    link = _first(unit, SubProcessorLink, "approval IS NOT NULL AND ended_on IS NULL")
    service = _first(unit, Service, "ended_on IS NULL")
    certificate = _first(unit, Certificate, "third_party_id <> 'self'")
    learning = _first(unit, AiFacts, "confirmed_by IS NOT NULL")
    alias, contact = _first(unit, Alias), _first(unit, Contact, "third_party_id <> 'self'")
    yield Seat(
        "party",
        {"party": link.third_party_id, "tab": "sub_processors"},
        (
            ("", {}),
            ("sub_processor", {"link_id": link.id}),
            ("sub_processor", {"link_id": ""}),
            ("sub_list", {}),
            ("no_other_subs", {}),
        ),
    )
    yield Seat(
        "party",
        {"party": service.third_party_id},
        (
            ("service", {"service_id": service.id}),
            ("service", {"service_id": ""}),
            ("edit", {}),
            ("intake", {}),
            ("contact", {"contact_id": ""}),
            ("alias", {}),
            ("certificate", {"certificate_id": ""}),
            ("archive", {}),
            ("owner", {}),
            ("erase", {}),
            ("suspend", {}),
            ("certificate_check", {}),
            ("contract_new", {"kind": ""}),
        ),
    )
    yield Seat(
        "party",
        {"party": learning.third_party_id},
        (
            ("ai_facts", {"service_id": learning.service_id}),
            ("ai_confirm", {"service_id": learning.service_id}),
        ),
    )
    yield Seat(
        "party",
        {"party": certificate.third_party_id, "tab": "certificates"},
        (
            ("", {}),
            ("certificate", {"certificate_id": certificate.id}),
        ),
    )
    yield Seat("party", {"party": alias.third_party_id}, (("alias_out", {"alias_id": alias.id}),))
    yield Seat("party", {"party": contact.third_party_id}, (("contact", {"contact_id": contact.id}),))
    yield Seat("parties", {}, (("", {}), ("register", {})))


def _of_flows(unit: Unit) -> Iterator[Seat]:
    cloud = _first(unit, CloudFacts)
    for flow in (_first(unit, DataFlow), unit.records.get(DataFlow, cloud.flow_id)):
        of = {"flow_id": flow.id}
        yield Seat(
            "flow",
            {"flow": flow.id},
            (
                ("", {}),
                ("flow_check", {**of, "check_id": ""}),
                ("flow_end", of),
                ("flow_erasure", of),
                ("flow_decide", of),
                ("flow_sign", of),
                ("hand_over_facts", of),
                ("flow_field", {**of, "record": "data_flow", "field": "name"}),
                ("flow_field", {**of, "record": "data_flow", "field": "route"}),
                ("flow_field", {**of, "record": "cloud_facts", "field": "contract_forbids"}),
                ("flow_field", {**of, "record": "foreign_basis", "field": "kind"}),
            ),
        )
    for check in unit.records.select(AnnualCheck, "flow_ids <> '[]'", order="id")[:1]:
        of = {"flow_id": check.flow_ids[0]}
        yield Seat("flow", {"flow": check.flow_ids[0]}, (("flow_check", {**of, "check_id": check.id}),))
    for erasure in unit.records.select(Erasure, "confirmed_on IS NULL", order="id")[:1]:
        yield Seat("flow", {"flow": erasure.flow_id}, (("flow_erased", {"flow_id": erasure.flow_id}),))
    for facts in unit.records.select(HandOver, "approved_on IS NULL", order="id")[:2]:
        yield Seat("flow", {"flow": facts.flow_id}, (("hand_over_approve", {"flow_id": facts.flow_id}),))
    yield Seat("flows", {}, (("", {}), ("flow_proposals", {"third_party_id": ""})))


def _of_contracts(unit: Unit) -> Iterator[Seat]:
    cover = _first(unit, ContractCover, "confirmed_on IS NULL AND removed_on IS NULL")
    renews = unit.records.select(Contract, "auto_renews AND renewal_decided_until IS NULL", order="id")
    for one in renews:
        yield Seat("contracts", {"contract": one.id}, (("contract_renewal", {"goes_on": True}),))
    contract = unit.records.get(Contract, cover.contract_id)
    of = {"contract_id": contract.id, "third_party_id": contract.third_party_id}
    yield Seat(
        "contracts",
        {"contract": contract.id},
        (
            ("", {}),
            ("contract_form", of),
            ("contract_document", {}),
            ("clauses_many", {"code": "ITK"}),
            ("contract_cover", {}),
            ("contract_confirm", {"cover_id": cover.id}),
            ("contract_uncover", {"cover_id": cover.id}),
            ("contract_form", {**of, "contract_id": ""}),
        ),
    )


def _of_records(unit: Unit) -> Iterator[Seat]:
    flow, inbound = _first(unit, DataFlow, f"direction = '{Direction.OUT.value}'"), Direction.IN.value
    release, record = _first(unit, Release, "record_id IS NOT NULL"), _first(unit, ProvisionRecord)
    uncleared = unit.records.select(Release, "uncleared_on IS NOT NULL", order="id")
    back = unit.records.select(DataFlow, f"direction = '{inbound}'", order="id")
    yield Seat(
        "records",
        {},
        (
            ("", {}),
            ("release", {}),
            ("release_uncleared", {"flow_id": flow.id}),
            ("release_extend", {"release_id": release.id}),
            ("record_correct", {"record_id": record.id}),
            ("record_purge", {"record_id": record.id}),
            *((("receipt", {"flow_id": back[0].id}),) if back else ()),
            *((("record_review", {"release_id": uncleared[0].id}),) if uncleared else ()),
        ),
    )


def _of_incidents(unit: Unit) -> Iterator[Seat]:
    standing = _first(unit, Incident, "closed_on IS NULL")
    closed = _first(unit, Incident, "closed_on IS NOT NULL")
    step = _first(unit, IncidentStep, f"incident_id = '{standing.id}' AND done_on IS NULL")
    of = {"incident_id": standing.id}
    measures = unit.records.select(IncidentMeasure, "done_on IS NULL", order="id")
    reports = unit.records.select(IncidentReport, order="id")
    yield Seat(
        "incidents",
        {"incident": standing.id},
        (
            ("", {}),
            ("incident_note", of),
            ("incident_step", {**of, "step_id": step.id}),
            ("incident_measure", {**of, "measure_id": ""}),
            ("incident_told", of),
            ("incident_entrusters", of),
            ("incident_exempt", {**of, "claim": Exempting.PROTECTED}),
            *(
                ("incident_sent", {**of, "draft": draft})
                for draft in (Draft.PRELIMINARY, Draft.PERSONS, Draft.PUBLICATION, Draft.ENTRUSTER)
            ),
            *(("incident_measure", {"incident_id": one.incident_id, "measure_id": one.id}) for one in measures[:1]),
            *(("incident_receipt", {"incident_id": one.incident_id, "report_id": one.id}) for one in reports[:1]),
            *(("incident_reached", {"incident_id": one.incident_id, "report_id": one.id}) for one in reports[:1]),
        ),
    )
    for tab in ("items", "closing"):
        yield Seat("incidents", {"incident": standing.id, "tab": tab}, (("", {}),))
    yield Seat("incidents", {"incident": closed.id, "tab": "closing"}, (("", {}),))
    plans = unit.records.select(IncidentPlan, order="id")
    yield Seat(
        "incidents",
        {},
        (
            ("", {}),
            ("incident_drill", {"record_id": ""}),
            ("incident_plan", {"record_id": plans[0].id if plans else ""}),
            ("report_incident", {}),
        ),
    )


def _of_requests(unit: Unit) -> Iterator[Seat]:
    unchecked = unit.records.select(PersonRequest, "identity_on IS NULL AND replied_on IS NULL", order="id")
    begun = unit.records.select(PersonRequest, "identity_on IS NOT NULL AND replied_on IS NULL", order="id")
    refused = unit.records.select(PersonRequest, "result = 'refused'", order="id")
    untold = unit.records.select(PassedOn, "told_on IS NULL AND request_id IS NOT NULL", order="id")
    silent = unit.records.select(PassedOn, "told_on IS NOT NULL AND answer IS NULL AND request_id IS NOT NULL")
    yield Seat(
        "incidents",
        {"view": "requests"},
        (
            ("", {}),
            ("request_receive", {}),
            *(("request_identity", {"request_id": one.id}) for one in unchecked[:1]),
            *(("request_edit", {"request_id": one.id}) for one in unchecked[:1]),
            *(("request_fee", {"request_id": one.id}) for one in begun[:1]),
            *(("request_reply", {"request_id": one.id}) for one in begun[:1]),
            *(("request_explain", {"request_id": one.id}) for one in refused[:1]),
            *(
                ("request_recipient", {"request_id": one.request_id, "passed_on_id": one.id})
                for one in (*untold[:1], *silent[:1])
            ),
        ),
    )


def _of_own(unit: Unit) -> Iterator[Seat]:
    part, data_set = _first(unit, DataSetPart), _first(unit, DataSet)
    own: list[tuple[str, Mapping[str, Any]]] = [("", {})]
    registers: tuple[tuple[str, type[Any]], ...] = (
        ("purpose", Purpose),
        ("data_set", DataSet),
        ("data_set_part", DataSetPart),
        ("consent_text", ConsentText),
        ("notice", Notice),
        ("joint_use", JointUse),
        ("filing", Filing),
        ("sharing_change", SharingChange),
    )
    for name, kind in registers:
        found = unit.records.select(kind, order="id")
        more = {"data_set_id": data_set.id} if kind is DataSetPart else {}
        own += [(name, {"record_id": one.id, **more}) for one in found[:1]] + [(name, {"record_id": "", **more})]
    own += [("keeping_duty", {"record_id": data_set.id}), ("own_erasure", {"record_id": part.id})]
    own += [(name, {}) for name in ("stop", "stop_withdraw", "stop_import")]
    told = unit.records.select(PassedOn, "request_id IS NULL AND told_on IS NULL", order="id")
    own += [(ROUNDS, {"recipient_id": one.third_party_id}) for one in told[:1]]
    yield Seat("own", {"view": "purposes"}, tuple(own))
    governance: list[tuple[str, Mapping[str, Any]]] = [("", {})]
    offices: tuple[tuple[str, type[Any]], ...] = (
        ("officer", Officer),
        ("policy_text", PolicyText),
        ("policy_exception", PolicyException),
        ("internal_audit", InternalAudit),
        ("audit_finding", AuditFinding),
        ("meeting", Meeting),
        ("meeting_decision", MeetingDecision),
    )
    for name, kind in offices:
        found = unit.records.select(kind, order="id")
        governance += [(name, {"record_id": one.id}) for one in found] + [(name, {"record_id": ""})]
    governance += [("readings", {"text_id": _first(unit, PolicyText).id}), ("own_check", {})]
    yield Seat("own", {"view": "governance"}, tuple(governance))
    course = _first(unit, Course, "content <> ''")
    yield Seat(
        "own",
        {"view": "training"},
        (
            ("", {}),
            ("course", {"course_id": course.id}),
            ("course", {"course_id": ""}),
            ("begin_course", {}),
            ("attendance", {"course_id": course.id}),
            ("quiz", {"course_id": course.id, "seed": 1}),
        ),
    )
    campaign, group, tag = _first(unit, Campaign), _first(unit, AddressGroup), _first(unit, SiteTag)
    yield Seat(
        "own",
        {"view": "campaigns"},
        (
            ("", {}),
            ("campaign", {"record_id": campaign.id}),
            ("campaign", {"record_id": ""}),
            ("address_group", {"record_id": group.id}),
            ("address_group", {"record_id": "", "campaign_id": campaign.id}),
            ("site_tag", {"record_id": tag.id}),
            ("site_tag", {"record_id": ""}),
        ),
    )
    facts = unit.records.select(PublicFacts)
    yield Seat(
        "own",
        {"view": "notice"},
        (
            ("", {}),
            *(("public_facts", {"record_id": one.id}) for one in facts),
            ("public_facts", {"record_id": ""}),
        ),
    )


def _of_the_rest(unit: Unit) -> Iterator[Seat]:
    read = _first(unit, CountryProfile)
    countries: tuple[tuple[str, Mapping[str, Any]], ...] = (
        ("", {}),
        ("country", {"code": read.id}),
        ("country", {"code": "TO"}),
    )
    yield Seat("settings", {"tab": "countries"}, countries)
    yield Seat("gaps", {}, (("", {}),))
    cover = _first(unit, ContractCover)
    brought = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
    carried = CarriedDecision(1, cover, ("confirmed_by",), "", "", "", "", brought, True, True, True)
    yield Seat("gaps", {"view": "carried"}, (("carried_dismiss", {"row": carried}),))
    yield Seat("settings", {"tab": "webhooks"}, (("", {}), ("make_one", {})), ADMIN)
    yield Seat("settings", {"tab": "tokens"}, (("", {}), ("token_make", {})), ADMIN)
    for one in unit.records.select(Assessment, "state = 'submitted'", order="id")[:1]:
        yield Seat("assess", {"id": one.id}, (("", {}),))
    inquiry = _first(unit, Inquiry, "state = 'open'")
    yield Seat("check", {"view": "inbox"}, (("", {}), ("inquiry_answer", {"inquiry_id": inquiry.id})))
    asked_back = _first(unit, Inquiry, "asked_back_at IS NOT NULL")
    yield Seat("check", {}, (("inquiry_own", {"inquiry_id": asked_back.id}),), asked_back.asked_by)


_SEATS: Final[Mapping[str, Callable[[Unit], Iterator[Seat]]]] = {
    "parties": _of_parties,
    "flows": _of_flows,
    "contracts": _of_contracts,
    "records": _of_records,
    "incidents": _of_incidents,
    "requests": _of_requests,
    "own": _of_own,
    "rest": _of_the_rest,
}
PLACES: Final = tuple(_SEATS)


def write_keys() -> set[str]:
    """The keys of every button that writes, with `*` for what is known only when it is drawn."""
    found: set[str] = set()
    for file in UI.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            given = {word.arg: word.value for word in node.keywords}
            if node.func.id not in {"act", "save_button", "save_record"} or "key" not in given:
                continue
            key = _pattern(given["key"])
            if key.strip("*_"):
                found.add(key if node.func.id == "act" else f"{key}_save")
    return found


def _pattern(key: ast.expr) -> str:
    if isinstance(key, ast.Constant):
        return str(key.value)
    if isinstance(key, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in key.values)
    return "*"


def evidence(unit: Unit) -> dict[tuple[str, str, str], object]:
    """What stands on record of evidence, by kind, record and field."""
    found: dict[tuple[str, str, str], object] = {}
    one: Any
    for kind, names in evidence_fields().items():
        for one in unit.records.select(kind):
            for name in names:
                value = getattr(one, name)
                if value is not None and value not in ("", (), frozenset()):
                    found[kind.__name__, one.id, name] = value if isinstance(value, date | Enum) else str(value)
    for kind in WHOLE:
        for one in unit.records.select(kind):
            found[kind.__name__, one.id, ""] = True
    return found
