"""Our own security measures 自社の安全管理措置 (法23条, GL 10): that we check them, whole, and again within a time."""

from __future__ import annotations

from collections.abc import Iterable

from sakimori.domain.codes import AssessmentKind, AssessmentState, ControlArea, Decision, GapKind, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix, Stage, SubjectKind
from sakimori.domain.policy import Policy
from sakimori.domain.questions.assessment import Assessment
from sakimori.domain.questions.headings import HEADINGS, heading_words
from sakimori.domain.rule import COMPANY_POLICY, DeadlineKind, Rule
from sakimori.domain.values.days import add_months, next_day
from sakimori.domain.values.text import Text
from sakimori.rules.facts.assessments import PROCESSOR_PACK
from sakimori.rules.facts.citations import ACT_23, GL_CHECK
from sakimori.rules.facts.flow_facts import listed
from sakimori.rules.facts.rule_kit import GapRules
from sakimori.rules.gaps.own_company.findings import of_company, of_own, of_record

_TITLES = """
    C-OC1 | 自社の安全管理措置を点検していない | Our own security measures were never checked
    C-OC2 | 自社点検が古い | The check of our own measures is old
    C-OC3 | 自社点検で不承認となった | The check of our own measures was rejected
    C-OC4 | 自社点検で確かめていない安全管理措置がある | The check of our own measures left headings out
"""
_CHECK = Text("自社点検を始め、答えて判定します。", "Begin a check of ourselves, answer it and have it decided.")
_MEND = Text("不備を直し、自社点検をやり直します。", "Close the gaps, and check again.")


def own_checks(dossier: Dossier) -> tuple[Assessment, ...]:
    """The decided checks of our own company that count: the last one on each pack."""
    newest: dict[str, Assessment] = {}
    for one in dossier.assessments:
        if one.kind is not AssessmentKind.SELF_CHECK or one.state is not AssessmentState.DECIDED:
            continue
        other = newest.get(one.pack_id)
        if other is None or (other.decided_on or one.opened_on, other.id) < (one.decided_on or one.opened_on, one.id):
            newest[one.pack_id] = one
    return tuple(newest.values())


def _running(dossier: Dossier) -> str:
    open_states = {AssessmentState.DRAFT, AssessmentState.SUBMITTED, AssessmentState.SENT_BACK}
    mine = (a for a in dossier.assessments if a.kind is AssessmentKind.SELF_CHECK and a.state in open_states)
    return next((one.id for one in mine), "")


def _never(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """Without a check nobody can tell how our own measures stand."""
    if not own_checks(dossier):
        yield from _of(rule, dossier, (Stage(Severity.MEDIUM),), _CHECK, GapKind.UNKNOWN)


def _old(rule: Rule, dossier: Dossier, policy: Policy) -> Iterable[Finding]:
    """GL 10-3(5): once a year, by policy, whatever the day that was set at the decision."""
    days = [one.decided_on for one in own_checks(dossier) if one.decided_on is not None]
    if days:
        due = add_months(max(days), policy.own_check_months)
        yield from _of(rule, dossier, (Stage(Severity.MEDIUM, next_day(due)),), _CHECK)


def _rejected(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """As long as the last check on a pack was decided against us."""
    rejected = [one.decided_on for one in own_checks(dossier) if one.decision is Decision.REJECTED]
    if rejected:
        first = min((day for day in rejected if day is not None), default=None)
        yield from _of(rule, dossier, (Stage(Severity.HIGH, first),), _MEND)


def _left_out(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """What no check has asked about is not known."""
    checks = own_checks(dossier)
    asked = {heading for one in checks for heading in dossier.asked_headings.get(one.id, ())}
    missing = [heading for heading in HEADINGS if heading not in asked]
    if checks and missing:
        action = Text("標準の質問票で次も確かめます：{what}", "Check these too, with a full pack: {what}").format(
            what=listed(map(heading_words, missing))
        )
        yield from _of(rule, dossier, (Stage(Severity.MEDIUM),), action, GapKind.UNKNOWN)


def _of(
    rule: Rule, dossier: Dossier, stages: tuple[Stage, ...], action: Text, kind: GapKind = GapKind.DEFECT
) -> Iterable[Finding]:
    fix = Fix("own_check", _running(dossier), PROCESSOR_PACK)
    return of_record(rule, of_company(dossier), stages, fix=fix, action=action, kind=kind)


_rule = GapRules(_TITLES, points=("A3",), scope=SubjectKind.COMPANY, area=ControlArea.REVIEW)
_cites = (COMPANY_POLICY, ACT_23, GL_CHECK)

OWN_CHECK_RULES: tuple[Rule, ...] = (
    _rule("C-OC1", of_own(_never), *_cites),
    _rule("C-OC2", of_own(_old), *_cites, deadline=DeadlineKind.GOVERNANCE),
    _rule("C-OC3", of_own(_rejected), *_cites),
    _rule("C-OC4", of_own(_left_out), *_cites),
)
"""Rules on the check of our own security measures."""
