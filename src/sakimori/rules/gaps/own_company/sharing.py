"""Our opt-out filings and joint uses: what notices state, and whether changes are told (法27条2項・3項・6項)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sakimori.domain.codes import GapKind, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix, Stage, Subject, SubjectKind
from sakimori.domain.policy import Policy
from sakimori.domain.records.own_registers import Notice
from sakimori.domain.records.sharing import Filing, JointUse, NoticeWay, OptoutItem, SharingChange, SharingChangeKind
from sakimori.domain.rule import COMPANY_POLICY, DeadlineKind, Rule
from sakimori.domain.values.days import next_day
from sakimori.domain.values.text import Text, table_of
from sakimori.rules.facts.citations import ACT_27_2, ACT_27_3, ACT_27_6, RULES_14
from sakimori.rules.facts.flow_facts import listed, overlap
from sakimori.rules.facts.joint_uses import known_days
from sakimori.rules.facts.rule_kit import GapRules
from sakimori.rules.gaps.flows.grounds import ITEM_NAMES as JOINT_ITEMS
from sakimori.rules.gaps.flows.grounds import OTHERWISE, RENAMED_ACTION, differs
from sakimori.rules.gaps.flows.optout import ITEM_NAMES
from sakimori.rules.gaps.own_company.findings import of_own, of_record
from sakimori.rules.gaps.own_company.notices import latest_notice, notice_lack

OPTOUT_NOTICE_RULE, FILING_CHANGE_RULE = "A-OO4P", "A-OO5"


@dataclass(frozen=True, slots=True)
class Change:
    """One change that has to be told: its day, what changed, the days to be recorded, and which deadline it has."""

    changed_on: date
    what: str
    fields: tuple[str, ...]
    beforehand: bool


_UNTOLD = table_of("""
    ways | オプトアウトの項目・方法の変更を、前もって知らせて届け出ていない | A change of the opt-out was not told and filed beforehand
    identity | 当社の名称・住所・代表者の変更を、遅滞なく知らせて届け出ていない | A change of our name, address or representative was not told and filed without delay
    end | オプトアウトによる提供をやめたことを、遅滞なく知らせて届け出ていない | The end of the provision was not told and filed without delay
    joint_purpose | 共同利用の利用目的・責任を有する者の変更を、前もって知らせていない | A change of purpose or party responsible was not told beforehand
    joint_identity | 責任を有する者の名称・住所・代表者の変更を、遅滞なく知らせていない | A change of its name, address or representative was not told without delay
""")  # noqa: E501 - a wording is one line
_UNKNOWN = table_of("""
    ways | オプトアウトの項目・方法の変更を知らせて届け出たか未確認 | Whether a change of the opt-out was told and filed is not known
    identity | 当社の名称・住所・代表者の変更を知らせて届け出たか未確認 | Whether a change of our name or address was told and filed is not known
    end | オプトアウトによる提供をやめたことを知らせて届け出たか未確認 | Whether the end of the provision was told and filed is not known
    joint_purpose | 共同利用の利用目的・責任を有する者の変更を知らせたか未確認 | Whether a change of purpose or party responsible was told is not known
    joint_identity | 責任を有する者の名称・住所・代表者の変更を知らせたか未確認 | Whether a change of its name or address was told is not known
""")  # noqa: E501 - a wording is one line


def _notice_items(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """法27条2項: what makes an opt-out easily knowable states every item, day by day.

    Where each person was told the items are published all the same, once the PPC has published them (規則14条).
    """
    notices = dossier.registers.notices
    last = latest_notice(notices)
    for filing in dossier.registers.filings:
        is_only_way = filing.notified_how is NoticeWay.KNOWABLE
        first = filing.notified_on if is_only_way else filing.published_on
        if first is None:
            continue
        lack = notice_lack(
            notices,
            frozenset(item.value for item in OptoutItem),
            _said,
            severity=Severity.BLOCK if is_only_way else Severity.MEDIUM,
            first=first,
            end=next_day(filing.ended_on) if filing.ended_on else None,
            by_publication=True,
        )
        if lack is None:
            continue
        missing = [item for item in OptoutItem if item.value in lack.missing]
        title = (
            Text("公表文書にオプトアウトの事項があるか未確認", "Whether notices state the opt-out is not known")
            if lack.is_unknown
            else Text("公表文書にオプトアウトの「{items}」がない", "Notices lack of the opt-out: {items}")
        )
        yield from of_record(
            rule,
            Subject(SubjectKind.FILING, filing.id),
            lack.stages,
            kind=lack.kind,
            title=title.format(items=listed(ITEM_NAMES[item] for item in missing)),
            name=filing.name,
            fix=Fix("notice", last.id if last else "", "optout_items"),
            facts=(("missing", " ".join(missing)),),
            action=Text("足りない事項を公表し、記録します。", "Publish what is missing, and record it."),
        )


def _said(notice: Notice) -> frozenset[str] | None:
    return None if notice.optout_items is None else frozenset(item.value for item in notice.optout_items)


def _filing_changes(rule: Rule, dossier: Dossier, policy: Policy) -> Iterable[Finding]:
    """法27条3項: told to the persons and filed, items and ways beforehand, name and end without delay."""
    for filing in dossier.registers.filings:
        for change in _changes_of_filing(filing):
            subject = Subject(SubjectKind.FILING, f"{filing.id}/{change.fields[0]}")
            yield from _untold(rule, subject, filing, change, policy)
    yield from _logged(rule, dossier, policy)


def _changes_of_filing(filing: Filing) -> Iterator[Change]:
    if filing.changed_on:
        yield Change(filing.changed_on, "ways", ("change_told_on", "change_filed_on"), beforehand=True)
    if filing.identity_changed_on:
        fields = ("identity_told_on", "identity_filed_on")
        yield Change(filing.identity_changed_on, "identity", fields, beforehand=False)
    if filing.ended_on:
        yield Change(next_day(filing.ended_on), "end", ("end_told_on", "end_filed_on"), beforehand=False)


_OF_FILINGS: Final = {
    SharingChangeKind.OPTOUT_ITEMS: "ways", SharingChangeKind.IDENTITY: "identity", SharingChangeKind.OPTOUT_END: "end",
}  # fmt: skip
_OF_JOINT_USES: Final = {
    SharingChangeKind.JOINT_PURPOSE: "joint_purpose", SharingChangeKind.IDENTITY: "joint_identity",
}  # fmt: skip


def _logged(rule: Rule, dossier: Dossier, policy: Policy) -> Iterable[Finding]:
    """The changes that are kept beside the record of what they change, each with its own days."""
    of_filings = rule.id == FILING_CHANGE_RULE
    words = _OF_FILINGS if of_filings else _OF_JOINT_USES
    for one in dossier.registers.sharing_changes:
        named = one.filing_id if of_filings else one.joint_use_id
        if named is None or one.changed_on is None or one.kind not in words:
            continue
        fields = ("told_on", "filed_on") if of_filings else ("told_on",)
        change = Change(one.changed_on, words[one.kind], fields, one.kind.is_beforehand)
        yield from _untold(rule, Subject(SubjectKind.SHARING_CHANGE, one.id), one, change, policy, warns=True)


def _unfinished(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """Of a change without its day, its kind or what it changes nobody can say by when it is told."""
    for one in dossier.registers.sharing_changes:
        named = one.filing_id or one.joint_use_id
        fits = (one.filing_id is not None and one.kind in _OF_FILINGS) or (
            one.joint_use_id is not None and one.kind in _OF_JOINT_USES
        )
        field = "changed_on" if one.changed_on is None else "kind" if named else "filing_id"
        if one.changed_on is not None and named and fits:
            continue
        yield from of_record(
            rule,
            Subject(SubjectKind.SHARING_CHANGE, one.id),
            (Stage(Severity.MEDIUM),),
            kind=GapKind.UNKNOWN,
            name=one.name,
            fix=Fix("sharing_change", one.id, field),
            action=Text("変更の日、種類、対象を登録します。", "Record its day, its kind, and what it changes."),
        )


def _joint_changes(rule: Rule, dossier: Dossier, policy: Policy) -> Iterable[Finding]:
    """法27条6項: purpose and party responsible beforehand, its name, address and representative without delay."""
    for joint_use in dossier.registers.joint_uses:
        for change in _changes_of_joint_use(joint_use):
            subject = Subject(SubjectKind.JOINT_USE, f"{joint_use.id}/{change.fields[0]}")
            yield from _untold(rule, subject, joint_use, change, policy)
        yield from _compared(rule, dossier, joint_use)
    yield from _logged(rule, dossier, policy)


def _changes_of_joint_use(joint_use: JointUse) -> Iterator[Change]:
    if joint_use.changed_on:
        yield Change(joint_use.changed_on, "joint_purpose", ("change_told_on",), beforehand=True)
    if joint_use.identity_changed_on:
        yield Change(joint_use.identity_changed_on, "joint_identity", ("identity_told_on",), beforehand=False)


def _compared(rule: Rule, dossier: Dossier, joint_use: JointUse) -> Iterable[Finding]:
    """Where we answer for the data, the notice says what our own record says; who answers is known by record."""
    fields = differs(joint_use, dossier.third_party)
    if joint_use.responsible_id is not None and not fields:
        return
    first, last = known_days(joint_use, by_publication=False)
    yield from of_record(
        rule,
        Subject(SubjectKind.JOINT_USE, joint_use.id),
        overlap(Severity.MEDIUM if fields else Severity.LOW, first, next_day(last) if last else None),
        kind=GapKind.DECISION if fields else GapKind.UNKNOWN,
        title=OTHERWISE.format(items=listed(JOINT_ITEMS[field] for field in fields))
        if fields
        else Text("責任を有する者が当社か、どの取引先か未登録", "Whether we or which company answers is not recorded"),
        name=joint_use.name,
        fix=Fix("joint_use", joint_use.id, fields[0] if fields else "responsible_id"),
        facts=(("fields", " ".join(fields)),),
        action=RENAMED_ACTION if fields else Text("責任を有する者を登録から選びます。", "Choose who answers."),
    )


def _untold(
    rule: Rule,
    subject: Subject,
    record: Filing | JointUse | SharingChange,
    change: Change,
    policy: Policy,
    *,
    warns: bool = False,
) -> Iterable[Finding]:
    """The days from a change until all of it is told; what is due without delay grows graver after some days.

    A planned change that is told beforehand `warns` some days before it, as long as nobody has told it.
    """
    days = {field: getattr(record, field) for field in change.fields}
    open_field = next((field for field, day in days.items() if day is None), None)
    told = None if open_field else max(days.values())
    yield from of_record(
        rule,
        subject,
        (*(_near(change, told, policy) if warns else ()), *_late(change, told, policy)),
        kind=GapKind.UNKNOWN if open_field else GapKind.DEFECT,
        title=(_UNKNOWN if open_field else _UNTOLD)[change.what],
        name=record.name,
        fix=Fix(subject.kind.value, record.id, open_field or change.fields[0]),
        facts=(
            ("changed", change.changed_on.isoformat()),
            *((field, day.isoformat() if day else "") for field, day in days.items()),
        ),
        action=Text("変更を本人に知らせ、記録します。", "Tell the persons of the change, and record it."),
    )


def _near(change: Change, told: date | None, policy: Policy) -> tuple[Stage, ...]:
    if not change.beforehand:
        return ()
    first = change.changed_on - timedelta(days=policy.change_notice_days)
    return overlap(Severity.MEDIUM, first, told, until=change.changed_on)


def _late(change: Change, told: date | None, policy: Policy) -> tuple[Stage, ...]:
    if change.beforehand:
        return overlap(Severity.HIGH, change.changed_on, told)
    late = change.changed_on + timedelta(days=policy.change_notice_days)
    return (
        *overlap(Severity.MEDIUM, change.changed_on, told, until=late),
        *overlap(Severity.HIGH, late, told),
    )


_TITLES = """
    A-OO4P | 公表文書にオプトアウトの事項がない | Notices do not state the opt-out
    A-OO5 | オプトアウトの変更を知らせて届け出ていない | A change of the opt-out was not told and filed
    A-JU2 | 共同利用の変更を知らせていない | A change of the joint use was not told
    C-SE6 | 変更の日・種類・対象が未登録 | Day, kind or object of a change is not recorded
"""
_rule = GapRules(_TITLES, points=("A4", "B5"), scope=SubjectKind.FILING)

OWN_SHARING_RULES: tuple[Rule, ...] = (
    _rule(OPTOUT_NOTICE_RULE, of_own(_notice_items), ACT_27_2, RULES_14),
    _rule(
        FILING_CHANGE_RULE,
        of_own(_filing_changes),
        ACT_27_3,
        deadline=DeadlineKind.CHANGE_NOTICE,
        overdue=Severity.HIGH,
        revision=2,
    ),
    _rule(
        "A-JU2",
        of_own(_joint_changes),
        ACT_27_6,
        scope=SubjectKind.JOINT_USE,
        deadline=DeadlineKind.CHANGE_NOTICE,
        overdue=Severity.HIGH,
        revision=2,
    ),
    _rule("C-SE6", of_own(_unfinished), COMPANY_POLICY, ACT_27_3, ACT_27_6, scope=SubjectKind.SHARING_CHANGE),
)
