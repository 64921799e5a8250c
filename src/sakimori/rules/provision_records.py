"""What is missing in the records of provision and receipt, and hand-overs that no clearance carried (法29条, 30条)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Final

from sakimori.domain.codes import Basis, GapKind, Severity
from sakimori.domain.data_flow import DataFlow, Direction, LegalRoute
from sakimori.domain.days import next_day
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix, Stage, Subject, SubjectKind
from sakimori.domain.policy import Policy
from sakimori.domain.provision_record import NoRecord, ProvisionRecord, ReceiptRecord, RecordMethod
from sakimori.domain.rule import COMPANY_POLICY, Rule
from sakimori.domain.text import Text
from sakimori.rules.citations import ACT_29, ACT_30, RULES_19, RULES_20, RULES_22
from sakimori.rules.clearance.case import case_of
from sakimori.rules.clearance.record_need import RecordNeed, record_need
from sakimori.rules.clearance.recording import PUBLIC_BODIES, WITH_RECORD
from sakimori.rules.flow_findings import is_personal, listed, of_flow, overlap, register_rule
from sakimori.rules.foreign_flows import HOME
from sakimori.rules.record_terms import (
    Item,
    current,
    items_of_provision,
    items_of_receipt,
    missing,
    retain_until,
)

PROMPT_DAYS: Final = 30
"""How long "promptly" may last by our policy: bulk records are made month by month."""
_ANY_DAY: Final = date(2022, 4, 1)

_TABLE: Final = {ProvisionRecord: "provision_record", ReceiptRecord: "receipt_record"}

ITEM_WORDS: Final = {
    Item.DATE: Text("提供の日", "the day"),
    Item.CONSENT: Text("本人の同意", "the fact of consent"),
    Item.INFORMED: Text("外国の情報を伝えた旨", "that the persons were told about the country"),
    Item.NAME: Text("相手の名称", "the name of the other side"),
    Item.ADDRESS: Text("相手の住所", "its address"),
    Item.REPRESENTATIVE: Text("代表者の氏名", "its representative"),
    Item.CONFIRMED: Text("相手を確認した方法", "how the other side was confirmed"),
    Item.ACQUIRED: Text("取得の経緯", "how it was acquired"),
    Item.PERSONS: Text("本人を特定できる事項", "what tells the persons"),
    Item.DATA_ITEMS: Text("データの項目", "the data items"),
    Item.PUBLISHED: Text("届出が公表されている旨", "that the filing is published"),
}


def need_of_flow(dossier: Dossier, flow: DataFlow) -> RecordNeed:
    """What is to be recorded of the hand-overs of a flow; no day changes that on the grounds that need a record."""
    facts = next((h for h in dossier.hand_overs if h.flow_id == flow.id), None)
    return record_need(case_of(dossier, flow, facts), flow.start_on or _ANY_DAY)


def receipt_free(dossier: Dossier, flow: DataFlow) -> NoRecord | None:
    """Why the receipt of a flow is not recorded; None where it is (`appi.md` 5.4)."""
    party = dossier.third_party
    if not is_personal(flow):
        return NoRecord.OUTSIDE
    if party.country == HOME and party.kind_of_body in PUBLIC_BODIES:
        return NoRecord.PUBLIC_BODY
    return free_by_route(flow.route)


def free_by_route(route: LegalRoute) -> NoRecord | None:
    """Why a receipt on some ground is not recorded: the exceptions of 27条1項 and the grounds of 27条5項."""
    if route.is_exception:
        return NoRecord.EXCEPTION
    return {
        LegalRoute.ENTRUST: NoRecord.ENTRUST,
        LegalRoute.JOINT: NoRecord.JOINT,
        LegalRoute.SUCCESSION: NoRecord.SUCCESSION,
        LegalRoute.SAME_ENTITY: NoRecord.NOT_PROVISION,
        LegalRoute.NOT_PROVISION: NoRecord.NOT_PROVISION,
        LegalRoute.TO_PERSON: NoRecord.TO_PERSON,
        LegalRoute.BY_PERSON: NoRecord.BY_PERSON,
    }.get(route)


def _late(flow: DataFlow) -> tuple[Stage, ...]:
    """From the end of what counts as promptly, until a record of the last day would no longer have to be kept."""
    begins = flow.start_on + timedelta(days=PROMPT_DAYS + 1) if flow.start_on else None
    end = None
    if flow.end_on is not None:
        end = next_day(retain_until(RecordMethod.BULK, last_on=flow.end_on, made_on=flow.end_on))
    return overlap(Severity.HIGH, begins, end)


def _is_looked_at(dossier: Dossier) -> bool:
    """The duty to keep records does not end with the relation."""
    party = dossier.third_party
    return not party.is_self and party.merged_into is None and party.archived_on is None


def _no_provision_record(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    recorded = {record.flow_id for record in dossier.provision_records}
    for flow in dossier.flows:
        if flow.direction is Direction.IN or flow.route not in WITH_RECORD or flow.id in recorded:
            continue
        if _is_looked_at(dossier) and need_of_flow(dossier, flow).free is None:
            yield from of_flow(
                rule,
                flow,
                _late(flow),
                field="",
                fix=Fix("provision_record", "", "flow_id"),
                action=Text("提供の実施を記録します。", "Record that it was handed over."),
            )


def _no_receipt_record(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    recorded = {record.flow_id for record in dossier.receipt_records}
    for flow in dossier.flows:
        if flow.direction is not Direction.IN or flow.route not in WITH_RECORD or flow.id in recorded:
            continue
        if _is_looked_at(dossier) and receipt_free(dossier, flow) is None:
            yield from of_flow(
                rule,
                flow,
                _late(flow),
                field="",
                fix=Fix("receipt_record", "", "flow_id"),
                action=Text(
                    "相手と取得の経緯を確認して、受領を記録します。",
                    "Confirm the provider and how it got the data, and record the receipt.",
                ),
            )


def _provision_items(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    standing = set(current(dossier.provision_records))
    for record in dossier.provision_records:
        if record.id in standing:
            items = items_of_provision(record, dossier.third_party.kind_of_body)
            yield from _incomplete(rule, dossier, record, items)


def _receipt_items(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    standing = set(current(dossier.receipt_records))
    for record in dossier.receipt_records:
        if record.id in standing:
            yield from _incomplete(rule, dossier, record, items_of_receipt(record, dossier.third_party.kind_of_body))


def _incomplete(
    rule: Rule, dossier: Dossier, record: ProvisionRecord | ReceiptRecord, items: Mapping[Item, bool]
) -> Iterable[Finding]:
    lacking = missing(items)
    if not lacking or not _is_looked_at(dossier):
        return
    words = listed(ITEM_WORDS[item] for item in lacking)
    yield _finding(
        rule,
        Subject(SubjectKind.RECORD, record.id),
        (Stage(Severity.HIGH, record.made_on, next_day(record.retain_until)),),
        title=Text("{what}：{items}", "{what}: {items}").format(what=rule.title, items=words),
        fix=Fix(_TABLE[type(record)], record.id, lacking[0].value),
        action=Text("不足を補った記録に改めます。", "Correct the record with what is missing."),
        facts=tuple((item.value, "missing") for item in lacking),
    )


def _uncleared(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """Our policy: data go on a clearance alone; whoever looks into such a hand-over closes the gap."""
    if not _is_looked_at(dossier):
        return
    for release in dossier.releases:
        begins, end = release.uncleared_on, release.reviewed_on
        if begins is None or (end is not None and end <= begins):
            continue
        yield _finding(
            rule,
            Subject(SubjectKind.RELEASE, release.id),
            (Stage(Severity.HIGH, begins, end),),
            title=Text(f"{rule.title.ja}：{begins:%Y/%m/%d}", f"{rule.title.en}: {begins.isoformat()}"),
            fix=Fix("hand_over_release", release.id, "reviewed_on"),
            action=Text(
                "経緯を確かめ、法務が確認を記録します。", "Find out what happened; compliance records its review."
            ),
            facts=(("uncleared_on", begins.isoformat()),),
        )


def _finding(
    rule: Rule,
    subject: Subject,
    stages: tuple[Stage, ...],
    *,
    title: Text,
    fix: Fix,
    action: Text,
    facts: tuple[tuple[str, str], ...],
) -> Finding:
    return Finding(
        rule_id=rule.id, revision=rule.revision, subject=subject, kind=GapKind.DEFECT, basis=rule.basis, title=title,
        cites=rule.citation, stages=stages, fix=fix, area=rule.area, points=rule.points, facts=facts, action=action,
    )  # fmt: skip


PROVISION_RECORD_RULES: tuple[Rule, ...] = (
    register_rule(
        "A-29",
        Text("提供の記録がない", "No record of the provision"),
        _no_provision_record,
        ACT_29,
        RULES_19,
        points=("A4", "A7"),
    ),
    register_rule(
        "A-29I",
        Text("提供の記録に不足がある", "The record of a provision is incomplete"),
        _provision_items,
        ACT_29,
        RULES_20,
        points=("A4",),
        scope=SubjectKind.RECORD,
    ),
    register_rule(
        "A-30",
        Text("受領の記録がない", "No record of the receipt"),
        _no_receipt_record,
        ACT_30,
        RULES_22,
        points=("A4",),
    ),
    register_rule(
        "A-30I",
        Text("受領の記録に不足がある", "The record of a receipt is incomplete"),
        _receipt_items,
        ACT_30,
        RULES_22,
        points=("A4",),
        scope=SubjectKind.RECORD,
    ),
    register_rule(
        "C-RL1",
        Text("提供可否票なしに渡した", "Handed over without a clearance"),
        _uncleared,
        COMPANY_POLICY,
        basis=Basis.POLICY,
        points=("A7", "A8"),
        scope=SubjectKind.RELEASE,
    ),
)
