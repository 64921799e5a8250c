"""What is missing in the records of provision and receipt, and hand-overs that no clearance carried (法29条, 30条)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Final

from sakimori.domain.codes import GapKind, Role, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix, Stage, Subject, SubjectKind
from sakimori.domain.policy import Policy
from sakimori.domain.records.data_flow import DataFlow, Direction, LegalRoute
from sakimori.domain.records.hand_over import ProvisionRecord, ReceiptRecord, RecordMethod
from sakimori.domain.rule import ALWAYS, COMPANY_POLICY, Rule
from sakimori.domain.values.blank import is_given
from sakimori.domain.values.days import next_day
from sakimori.domain.values.text import Text
from sakimori.rules.clearance.case_making import case_of
from sakimori.rules.clearance.records.record_need import RecordNeed, record_need
from sakimori.rules.clearance.records.recording import WITH_RECORD, receipt_free
from sakimori.rules.facts.citations import ACT_29, ACT_30, RULES_19, RULES_20, RULES_22
from sakimori.rules.facts.flow_facts import is_personal, listed, of_flow, overlap, while_running
from sakimori.rules.facts.record_terms import (
    Item,
    current_ids,
    items_of_provision,
    items_of_receipt,
    missing_items,
    retain_until,
    unrecorded_days,
    unrecorded_releases,
)
from sakimori.rules.facts.rule_kit import GapRules, apart_from, finding, is_watched, of_third_party, with_name

PROMPT_DAYS: Final = 30
"""How long "promptly" may last by our policy: bulk records are made month by month."""
_TABLE: Final = {ProvisionRecord: "provision_record", ReceiptRecord: "receipt_record"}

ITEM_WORDS: Final = {
    Item.DATE: Text("提供の日", "the day"),
    Item.CONSENT: Text("本人の同意", "the fact of consent"),
    Item.INFORMED: Text("外国の情報を伝えた旨", "that the persons were told about the country"),
    Item.NAME: Text("相手の名称", "the name of the other side"),
    Item.ADDRESS: Text("相手の住所", "its address"),
    Item.REPRESENTATIVE: Text("代表者の氏名", "its representative"),
    Item.ACQUIRED: Text("取得の経緯", "how it was acquired"),
    Item.PERSONS: Text("本人を特定できる事項", "what tells the persons"),
    Item.DATA_ITEMS: Text("データの項目", "the data items"),
    Item.PUBLISHED: Text("届出が公表されている旨", "that the filing is published"),
}


def need_of_flow(dossier: Dossier, flow: DataFlow) -> RecordNeed:
    """What is to be recorded of the hand-overs of a flow; no day changes that on the grounds that need a record."""
    facts = next((h for h in dossier.hand_overs if h.flow_id == flow.id), None)
    case = case_of(dossier, flow, facts, judgements=dossier.judgements)
    return record_need(case, flow.start_on or ALWAYS)


def _late(flow: DataFlow, records: tuple[ProvisionRecord, ...] | tuple[ReceiptRecord, ...]) -> tuple[Stage, ...]:
    """From the end of what counts as promptly, until a record of the last day would no longer have to be kept."""
    stages: tuple[Stage, ...] = ()
    for first, last in unrecorded_days(flow, records):
        begins = first + timedelta(days=PROMPT_DAYS + 1) if first else None
        end = next_day(retain_until(RecordMethod.BULK, last_on=last, made_on=last)) if last else None
        stages += apart_from(overlap(Severity.HIGH, begins, end), stages)
    return stages


def _is_looked_at(dossier: Dossier) -> bool:
    """The duty to keep records does not end with the relation."""
    party = dossier.third_party
    return not party.is_self and party.merged_into is None and party.archived_on is None


def _no_provision_record(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    for flow in dossier.flows:
        if flow.direction is Direction.IN or flow.route not in WITH_RECORD:
            continue
        if _is_looked_at(dossier) and need_of_flow(dossier, flow).free is None:
            yield from of_flow(
                rule,
                flow,
                _late(flow, dossier.provision_records),
                field="",
                fix=Fix("provision_record", "", "flow_id"),
                action=Text("提供の実施を記録します。", "Record that it was handed over."),
            )
            yield from _of_releases(rule, dossier, flow)


def _of_releases(rule: Rule, dossier: Dossier, flow: DataFlow) -> Iterable[Finding]:
    """法29条 asks for each provision: an old record says nothing of a later hand-over "when needed"."""
    for release in unrecorded_releases(flow, dossier.releases, dossier.provision_records):
        begins = release.last_on + timedelta(days=PROMPT_DAYS + 1)
        end = next_day(retain_until(RecordMethod.BULK, last_on=release.last_on, made_on=release.last_on))
        yield from of_flow(
            rule,
            flow,
            overlap(Severity.HIGH, begins, end),
            field="",
            part=release.id,
            title=Text(
                f"{rule.title.ja}（{release.first_on:%Y/%m/%d}の提供）", f"{rule.title.en} ({release.first_on})"
            ),
            fix=Fix("provision_record", "", "flow_id"),
            facts=(("release", release.id),),
            action=Text(
                "この提供の記録を作り、提供の実施に結び付けます。",
                "Record this provision, and tie the record to the hand-over.",
            ),
        )


def _no_receipt_record(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    for flow in dossier.flows:
        if flow.direction is not Direction.IN or flow.route not in WITH_RECORD:
            continue
        if _is_looked_at(dossier) and receipt_free(dossier, flow) is None:
            yield from of_flow(
                rule,
                flow,
                _late(flow, dossier.receipt_records),
                field="",
                fix=Fix("receipt_record", "", "flow_id"),
                action=Text(
                    "相手と取得の経緯を確認して、受領を記録します。",
                    "Confirm the provider and how it got the data, and record the receipt.",
                ),
            )


def _undecided_receipt(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """Policy: while nobody has said on what ground data come in, nobody knows what 法30条 asks of us (A-OO8)."""
    if not is_watched(dossier.third_party):
        return
    for flow in dossier.flows:
        if flow.direction is Direction.IN and flow.route is LegalRoute.UNDECIDED and is_personal(flow):
            yield from of_flow(
                rule,
                flow,
                while_running(flow, Severity.HIGH),
                field="route",
                kind=GapKind.UNKNOWN,
                action=Text(
                    "相手が何を根拠に提供するか（同意・オプトアウト・委託など）を確かめて選びます。",
                    "Find out on what ground they provide (consent, opt-out, entrustment), and choose it.",
                ),
            )


def _source_without_flow(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """Policy: whoever is a source of data gives us some: what, on which ground, is recorded as a flow."""
    party = dossier.third_party
    if not is_watched(party) or Role.SOURCE not in (party.roles or ()):
        return
    if not any(flow.direction is Direction.IN for flow in dossier.flows):
        yield of_third_party(
            rule,
            dossier,
            severity=Severity.MEDIUM,
            kind=GapKind.UNKNOWN,
            field="roles",
            action=Text(
                "受け取っているデータと根拠を、データフローとして登録します。",
                "Record what comes in, and on what ground, as a flow.",
            ),
        )


def _provision_items(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    standing = set(current_ids(dossier.provision_records))
    for record in dossier.provision_records:
        if record.id in standing:
            items = items_of_provision(record, dossier.third_party.kind_of_body)
            yield from _incomplete(rule, dossier, record, items)


def _receipt_items(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    standing = set(current_ids(dossier.receipt_records))
    for record in dossier.receipt_records:
        if record.id in standing:
            yield from _incomplete(rule, dossier, record, items_of_receipt(record, dossier.third_party.kind_of_body))


def _incomplete(
    rule: Rule, dossier: Dossier, record: ProvisionRecord | ReceiptRecord, items: Mapping[Item, bool]
) -> Iterable[Finding]:
    lacking = missing_items(items)
    if not lacking or not _is_looked_at(dossier):
        return
    words = listed(ITEM_WORDS[item] for item in lacking)
    yield finding(
        rule,
        Subject(SubjectKind.RECORD, record.id),
        (Stage(Severity.HIGH, record.made_on, next_day(record.retain_until)),),
        Fix(_TABLE[type(record)], record.id, lacking[0].value),
        title=with_name(rule.title, words),
        action=Text("不足を補った記録に改めます。", "Correct the record with what is missing."),
        facts=tuple((item.value, "missing") for item in lacking),
    )


def _unconfirmed(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """Policy: the record says how the provider was confirmed (規則22条 asks to confirm, 規則24条 not to write how)."""
    standing = set(current_ids(dossier.receipt_records))
    for record in dossier.receipt_records:
        if record.id in standing and _is_looked_at(dossier) and not is_given(record.confirmed_how):
            yield finding(
                rule,
                Subject(SubjectKind.RECORD, record.id),
                (Stage(Severity.LOW, record.made_on, next_day(record.retain_until)),),
                Fix("receipt_record", record.id, "confirmed_how"),
                action=Text("提供元をどう確認したかを書き足します。", "Add how the provider was confirmed."),
            )


def _uncleared(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """Our policy: data go on a clearance alone; whoever looks into such a hand-over closes the gap."""
    if not _is_looked_at(dossier):
        return
    for release in dossier.releases:
        begins, end = release.uncleared_on, release.reviewed_on
        if begins is None or (end is not None and end <= begins):
            continue
        yield finding(
            rule,
            Subject(SubjectKind.RELEASE, release.id),
            (Stage(Severity.HIGH, begins, end),),
            Fix("hand_over_release", release.id, "reviewed_on"),
            title=Text(f"{rule.title.ja}：{begins:%Y/%m/%d}", f"{rule.title.en}: {begins.isoformat()}"),
            action=Text(
                "経緯を確かめ、法務が確認を記録します。", "Find out what happened; compliance records its review."
            ),
            facts=(("uncleared_on", begins.isoformat()),),
        )


_TITLES = """
    A-29 | 提供の記録がない | No record of the provision
    A-29I | 提供の記録に不足がある | The record of a provision is incomplete
    A-30 | 受領の記録がない | No record of the receipt
    C-RR1 | 受領の根拠が未決定 | The ground of the receipt is not decided
    C-RR2 | 提供元から受け取るデータが登録されていない | What comes from the source is not recorded
    A-30I | 受領の記録に不足がある | The record of a receipt is incomplete
    C-RR3 | 受領の記録に相手を確認した方法がない | The record does not say how the provider was confirmed
    C-RL1 | 提供可否票なしに渡した | Handed over without a clearance
"""
_rule = GapRules(_TITLES, points=("A4",))

PROVISION_RECORD_RULES: tuple[Rule, ...] = (
    _rule("A-29", _no_provision_record, ACT_29, RULES_19, points=("A4", "A7"), revision=2),
    _rule("A-29I", _provision_items, ACT_29, RULES_20, scope=SubjectKind.RECORD),
    _rule("A-30", _no_receipt_record, ACT_30, RULES_22),
    _rule("C-RR1", _undecided_receipt, COMPANY_POLICY, ACT_30, points=("A4", "B1")),
    _rule("C-RR2", _source_without_flow, COMPANY_POLICY, ACT_30, scope=SubjectKind.THIRD_PARTY, points=("A4", "B1")),
    _rule("A-30I", _receipt_items, ACT_30, RULES_22, scope=SubjectKind.RECORD, revision=2),
    _rule("C-RR3", _unconfirmed, COMPANY_POLICY, ACT_30, scope=SubjectKind.RECORD),
    _rule("C-RL1", _uncleared, scope=SubjectKind.RELEASE, points=("A7", "A8")),
)
