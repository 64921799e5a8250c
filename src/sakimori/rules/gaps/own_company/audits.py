"""Internal audits with what they found, and meetings with what they decided (GL 10-3(5)); how often is policy."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sakimori.domain.codes import ControlArea, GapKind, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix, Stage, Subject, SubjectKind
from sakimori.domain.policy import Policy
from sakimori.domain.records.governance import AuditFinding
from sakimori.domain.rule import COMPANY_POLICY, DeadlineKind, Rule
from sakimori.domain.values.days import add_months, next_day
from sakimori.domain.values.text import Text, table_of
from sakimori.rules.facts.citations import ACT_23, GL_CHECK, GL_ORGANISATION
from sakimori.rules.facts.flow_facts import overlap
from sakimori.rules.facts.rule_kit import GapRules, finding
from sakimori.rules.gaps.own_company.findings import of_company, of_own, of_record

_TITLES = """
    C-GV20 | 内部監査をしていない | No internal audit was held
    C-GV21 | 予定した内部監査をしていない | A planned internal audit was not held
    C-GV22 | 内部監査の指摘が是正されていない | A finding of an internal audit is not mended
    C-GV23 | 個人情報保護の会議を開いていない | No meeting on data protection was held
    C-GV24 | 会議の決定が期限までに実行されていない | What a meeting decided is overdue
"""
_WORDS = table_of("""
    no_audit | 内部監査の記録がない | No internal audit is on record
    no_meeting | 個人情報保護の会議の記録がない | No meeting on data protection is on record
    audit | 内部監査をして記録します。 | Hold an internal audit, and record it.
    audit_planned | 内部監査をして記録するか、予定日を改めます。 | Hold it and record that, or plan another day.
    mend | 是正し、担当でない人が確かめて記録します。 | Mend it, and have somebody else than the owner confirm it.
    meet | 会議を開き、決定とともに記録します。 | Hold a meeting, and record it with what it decided.
    carry_out | 実行して記録するか、期限を改めます。 | Carry it out and record that, or set another day.
""")


def _regularly(
    rule: Rule, dossier: Dossier, *, held: Iterable[date | None], months: int, record: str, words: tuple[str, str]
) -> Finding:
    """What is late from the day after its last one; where none is on record nobody knows whether it ever was."""
    last = max((day for day in held if day is not None), default=None)
    unknown, action = words
    return finding(
        rule,
        of_company(dossier),
        (Stage(Severity.LOW),) if last is None else (Stage(Severity.MEDIUM, next_day(add_months(last, months))),),
        Fix(record, "", "held_on"),
        kind=GapKind.UNKNOWN if last is None else GapKind.DEFECT,
        title=_WORDS[unknown] if last is None else rule.title,
        action=_WORDS[action],
        is_unrecorded=last is None,
    )


def _no_audit(rule: Rule, dossier: Dossier, policy: Policy) -> Iterable[Finding]:
    """GL 10-3(5): how data are handled is looked at again and again; once a year by policy."""
    held = (one.held_on for one in dossier.registers.internal_audits)
    months, words = policy.internal_audit_months, ("no_audit", "audit")
    yield _regularly(rule, dossier, held=held, months=months, record="internal_audit", words=words)


def _audit_late(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """From the day after the planned one until it is held."""
    for one in dossier.registers.internal_audits:
        if one.planned_on is not None:
            yield from of_record(
                rule,
                Subject(SubjectKind.INTERNAL_AUDIT, one.id),
                overlap(Severity.LOW, next_day(one.planned_on), one.held_on),
                name=one.name,
                fix=Fix("internal_audit", one.id, "held_on"),
                action=_WORDS["audit_planned"],
            )


def _not_mended(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """From the day of the audit until it is mended, graver once its day is over; the board sees to the remedy."""
    audits = {one.id: one for one in dossier.registers.internal_audits}
    for one in dossier.registers.audit_findings:
        audit = audits.get(one.audit_id)
        name = Text("{finding}（{audit}）", "{finding} ({audit})").format(
            finding=one.name, audit=audit.name if audit else ""
        )
        yield from of_record(
            rule,
            Subject(SubjectKind.INTERNAL_AUDIT, f"{one.audit_id}/{one.id}"),
            _stages(one, audit.held_on if audit else None),
            name=name,
            fix=Fix("audit_finding", one.id, "fixed_on"),
            facts=(("audit", one.audit_id), ("due", one.due_on.isoformat() if one.due_on else "")),
            action=_WORDS["mend"],
        )


def _stages(one: AuditFinding, found_on: date | None) -> tuple[Stage, ...]:
    first = Severity.LOW if one.is_major is False else Severity.MEDIUM
    late = next_day(one.due_on) if one.due_on else None
    before = () if late is not None and found_on is not None and late <= found_on else (Stage(first, found_on, late),)
    after = (Stage(Severity.HIGH, late),) if late is not None else ()
    return tuple(
        stage for whole in (*before, *after) for stage in overlap(
            whole.severity, whole.from_on, whole.until_on, until=one.fixed_on
        )
    )  # fmt: skip


def _no_meeting(rule: Rule, dossier: Dossier, policy: Policy) -> Iterable[Finding]:
    """How often whoever leads the company hears of it is policy."""
    held = (one.held_on for one in dossier.registers.meetings)
    months, words = policy.meeting_months, ("no_meeting", "meet")
    yield _regularly(rule, dossier, held=held, months=months, record="meeting", words=words)


def _not_carried_out(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """From the day after its own until it is done."""
    for one in dossier.registers.meeting_decisions:
        if one.due_on is not None:
            yield from of_record(
                rule,
                Subject(SubjectKind.MEETING, f"{one.meeting_id}/{one.id}"),
                overlap(Severity.MEDIUM, next_day(one.due_on), one.done_on),
                name=one.name,
                fix=Fix("meeting_decision", one.id, "done_on"),
                action=_WORDS["carry_out"],
            )


_rule = GapRules(_TITLES, points=("A8",), scope=SubjectKind.COMPANY, area=ControlArea.ORGANISATION)
_due = DeadlineKind.GOVERNANCE
_audit, _meeting = SubjectKind.INTERNAL_AUDIT, SubjectKind.MEETING

AUDIT_RULES: tuple[Rule, ...] = (
    _rule("C-GV20", of_own(_no_audit), COMPANY_POLICY, ACT_23, GL_CHECK, deadline=_due),
    _rule("C-GV21", of_own(_audit_late), COMPANY_POLICY, GL_CHECK, scope=_audit, deadline=_due),
    _rule("C-GV22", of_own(_not_mended), COMPANY_POLICY, GL_CHECK, scope=_audit, deadline=_due, overdue=Severity.HIGH),
    _rule("C-GV23", of_own(_no_meeting), COMPANY_POLICY, GL_ORGANISATION, deadline=_due),
    _rule("C-GV24", of_own(_not_carried_out), COMPANY_POLICY, GL_ORGANISATION, scope=_meeting, deadline=_due),
)
"""Rules on internal audits and meetings."""
