"""契約: whether one is in force for what we hand over, whom it covers, its term, and all rules that read contracts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import zip_longest

from sakimori.domain.codes import ControlArea, GapKind, KindOfBody, Role, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix, Stage, Subject, SubjectKind
from sakimori.domain.policy import Policy
from sakimori.domain.records.contract import Contract, ContractKind, CoveringContract
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.rule import COMPANY_POLICY, DeadlineKind, Judge, Rule
from sakimori.domain.values.text import Text
from sakimori.rules.facts.assessments import NOT_PERSONAL, governing_assessment
from sakimori.rules.facts.citations import ACT_25, GL_CONTRACT, RULES_9
from sakimori.rules.facts.contracts import day_after, in_stages, runs, stretches
from sakimori.rules.facts.flow_facts import first_flow
from sakimori.rules.facts.rule_kit import PROCESSING_ROLES, GapRules, cut, finding, is_watched


def of_contract(
    rule: Rule,
    contract: Contract,
    *,
    stages: tuple[Stage, ...],
    title: Text,
    field: str,
    action: Text,
    kind: GapKind = GapKind.DEFECT,
    facts: tuple[tuple[str, str], ...] = (),
    fix: Fix | None = None,
) -> Finding:
    """A finding about one contract, closed in one field of its record where no other place is named."""
    return finding(
        rule,
        Subject(SubjectKind.CONTRACT, contract.id),
        stages,
        fix or Fix("contract", contract.id, field),
        kind=kind,
        title=title.format(contract=contract.title),
        facts=facts,
        action=action,
    )


def _covering(dossier: Dossier) -> tuple[CoveringContract, ...]:
    if not is_watched(dossier.third_party):
        return ()
    return tuple(c for c in dossier.contracts if c.cover.removed_on is None)


def judge_cover(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """Policy: whom a contract covers counts when a person has confirmed it."""
    for covering in _covering(dossier):
        if not covering.counts:
            yield of_contract(
                rule,
                covering.contract,
                stages=(Stage(Severity.HIGH, until_on=day_after(covering.contract.last_day)),),
                title=Text("契約の対象かが未確認：{contract}", "Not confirmed that the contract covers it: {contract}"),
                field="confirmed_on",
                kind=GapKind.UNKNOWN,
                fix=Fix("contract_cover", covering.cover.id, "confirmed_on"),
                action=Text("契約書で対象を確かめて確認します。", "Check the contract and confirm whom it covers."),
            )


def judge_term(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """Policy: the days of a contract decide whether it is in force; a contract that was ended needs no term."""
    for covering in _covering(dossier):
        contract = covering.contract
        unknown = _unknown_of_term(contract)
        if covering.counts and unknown is not None:
            yield of_contract(
                rule,
                contract,
                stages=(Stage(Severity.MEDIUM, until_on=day_after(contract.terminated_on)),),
                title=Text("契約の期間が未確認：{contract}", "The term of the contract is not known: {contract}"),
                field=unknown,
                kind=GapKind.UNKNOWN,
                facts=(("unknown", unknown),),
                action=Text("開始日・終了日・自動更新を登録します。", "Record start, end and renewal."),
            )


def _unknown_of_term(contract: Contract) -> str | None:
    if contract.begins_on is None:
        return "start_on"
    if contract.is_term_known:
        return None
    if contract.end_on is None:
        return "end_on"
    return "renewal_months" if contract.auto_renews else "auto_renews"


def judge_notice(rule: Rule, dossier: Dossier, policy: Policy) -> Iterable[Finding]:
    """Policy: a renewal is decided on before the last day of notice; said once, where the contract is kept."""
    for covering in _covering(dossier):
        contract, end = covering.contract, covering.contract.undecided_term_end
        if end is None or contract.third_party_id != dossier.third_party.id:
            continue
        notice = contract.notice_day(end)
        if notice is None:
            yield of_contract(
                rule,
                contract,
                stages=(Stage(Severity.LOW),),
                title=Text("自動更新の通知期限が未確認：{contract}", "The notice period is not known: {contract}"),
                field="notice_days_ours",
                kind=GapKind.UNKNOWN,
                action=Text(
                    "更新しない旨を何日前に通知するかを登録します。", "Record how long before the end notice is due."
                ),
            )
            continue
        late = day_after(notice)
        warn = notice - timedelta(days=policy.contract_notice_warning_days)
        stages = [Stage(Severity.LOW, warn, late)]
        if late is not None:
            stages.append(Stage(Severity.MEDIUM, late))
        yield of_contract(
            rule,
            contract,
            stages=tuple(stages),
            title=Text("自動更新を前に、継続が決まっていない：{contract}", "Renewal is not decided: {contract}"),
            field="renewal_decided_until",
            facts=(("notice_day", notice.isoformat()), ("term_end", end.isoformat())),
            action=Text("続けるか終えるかを決めて記します。", "Decide whether it goes on, and note it."),
        )


def judge_changed_terms(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """Policy: terms that changed after the last decided assessment have not been assessed."""
    decided = [a.decided_on for a in governing_assessment(dossier.assessments) if a.decided_on is not None]
    for covering in _covering(dossier):
        contract = covering.contract
        changed, after = contract.terms_changed_on, day_after(contract.last_day)
        if covering.counts and decided and changed is not None and changed > max(decided):
            stages = in_stages([(Severity.MEDIUM, changed, after)])
            if stages:
                yield of_contract(
                    rule,
                    contract,
                    stages=stages,
                    title=Text(
                        "審査の後に規約が変わった：{contract}", "Terms changed after the assessment: {contract}"
                    ),
                    field="terms_changed_on",
                    facts=(("changed_on", changed.isoformat()),),
                    action=Text("変わった点を確かめ、審査をやり直します。", "Check what changed and assess again."),
                )


CARRIES_ENTRUSTMENT = frozenset(
    {ContractKind.ENTRUSTMENT, ContractKind.DPA, ContractKind.TERMS, ContractKind.RESALE, ContractKind.OTHER}
)
"""Kinds that can hold an entrustment: terms of use and a contract with the seller as well as one of its own.

A duty of secrecy, standard clauses or rules of a group add to a contract and do not stand for it. A kind of its own
(OTHER) was read and confirmed by a person; what it lacks the rules on clauses say.
"""


@dataclass(frozen=True, slots=True)
class _Need:
    """What a role needs a contract for, and the kinds that do; the first one is what is proposed."""

    name: str
    roles: frozenset[Role]
    kinds: frozenset[ContractKind]
    proposed: ContractKind
    missing: Text


_ENTRUSTMENT = _Need(
    "entrustment",
    PROCESSING_ROLES,
    CARRIES_ENTRUSTMENT,
    ContractKind.ENTRUSTMENT,
    Text("有効な委託の契約がない", "No contract of entrustment is in force"),
)
_PROVISION = _Need(
    "provision",
    frozenset({Role.RECIPIENT}),
    frozenset(
        {
            ContractKind.PROVISION,
            ContractKind.FOREIGN_PROVISION,
            ContractKind.SCC,
            ContractKind.SUCCESSION_TALKS,
            ContractKind.GROUP_RULES,
            ContractKind.TERMS,
            ContractKind.OTHER,
        }
    ),
    ContractKind.PROVISION,
    Text("有効な提供の契約がない", "No agreement on the provision is in force"),
)
_JOINT_USE = _Need(
    "joint_use",
    frozenset({Role.JOINT_USER}),
    frozenset({ContractKind.JOINT_USE, ContractKind.FOREIGN_PROVISION, ContractKind.GROUP_RULES, ContractKind.OTHER}),
    ContractKind.JOINT_USE,
    Text("有効な共同利用の取決めがない", "No agreement on joint use is in force"),
)

_ENDING = Text("契約の期間が終わる：{contract}", "The contract ends: {contract}")
_NOT_BEGUN = Text("契約の効力がまだ生じていない：{contract}", "The contract has not begun: {contract}")
_SIGN = Text("契約を結び、登録します。", "Conclude a contract and record it.")
_RENEW = Text("契約を更新するか、データの提供を止めます。", "Renew the contract, or stop handing over data.")

_NO_AGREEMENT_NEEDED = frozenset(
    {route for route in LegalRoute if route.is_exception}
    | {LegalRoute.SAME_ENTITY, LegalRoute.TO_PERSON, LegalRoute.BY_PERSON}
)


def _needs(dossier: Dossier, needs: Iterable[_Need]) -> Iterable[_Need]:
    """Needs of the roles of a third party to which personal data go, or may go."""
    party = dossier.third_party
    if not is_watched(party) or (party.data_categories is not None and party.data_categories <= NOT_PERSONAL):
        return
    for need in needs:
        routes = [f.route for f in dossier.flows if f.role in need.roles]
        is_by_law = bool(routes) and all(route in _NO_AGREEMENT_NEEDED for route in routes)
        if party.roles & need.roles and not is_by_law and party.kind_of_body is not KindOfBody.AUTHORITY:
            yield need


def _in_force(needs: tuple[_Need, ...], severity: Severity) -> Judge:
    def judge(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
        for need in _needs(dossier, needs):
            yield from _uncovered(rule, dossier, need, severity)

    return judge


def _uncovered(rule: Rule, dossier: Dossier, need: _Need, severity: Severity) -> Iterable[Finding]:
    """Days without a contract: for good, before the first one begins, and after each that is not followed at once.

    Whether there was a contract before the first one is not known, unless that one was confirmed before it began.
    """
    carrying = [c for c in dossier.contracts if c.contract.kind in need.kinds]
    found = runs(stretches(carrying))
    needed_from = first_flow(dossier, need.roles)
    if not found:
        # One that nobody has confirmed yet says as little as one that nobody has recorded.
        missing = _without_contract(rule, dossier, need, Stage(severity, needed_from), need.missing)
        yield replace(missing, is_unrecorded=not any(c.counts for c in carrying))
        return
    begins = found[0].from_on
    for first in carrying:
        if first.counts and first.contract.begins_on == begins and _confirmed(first, begins) < begins:
            title = _NOT_BEGUN.format(contract=first.contract.title)
            for stage in cut((Stage(severity, until_on=begins),), from_on=needed_from):
                yield _without_contract(rule, dossier, need, stage, title)
            break
    for run, follower in zip_longest(found, found[1:]):
        ended = Stage(severity, run.until_on, follower.from_on if follower else None)
        if run.until_on is not None and (left := cut((ended,), from_on=needed_from)):
            yield of_contract(
                rule,
                run.contracts[-1].contract,
                stages=left,
                title=_ENDING,
                field="end_on",
                facts=(("until_on", run.until_on.isoformat()),),
                action=_RENEW,
            )


def _without_contract(rule: Rule, dossier: Dossier, need: _Need, stage: Stage, title: Text) -> Finding:
    return finding(
        rule,
        Subject(SubjectKind.CONTRACT, f"{dossier.third_party.id}/{need.name}"),
        (stage,),
        Fix("contract", "", need.proposed.value),
        title=title,
        action=_SIGN,
    )


def judge_incident_hours(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """Policy, for the sake of 法26条: a processor tells us of incidents within hours that a contract names."""
    if not any(_needs(dossier, (_ENTRUSTMENT,))):
        return
    found = stretches(c for c in dossier.contracts if c.contract.kind in CARRIES_ENTRUSTMENT)
    silent = [s for s in found if all(c.contract.breach_notice_hours is None for c in s.contracts)]
    stages = in_stages(
        (Severity.MEDIUM, max(s.from_on, min(_confirmed(c, s.from_on) for c in s.contracts)), s.until_on)
        for s in silent
    )
    if stages:
        yield of_contract(
            rule,
            silent[-1].contracts[0].contract,
            stages=stages,
            title=Text("事故の通知の時間が未確認：{contract}", "Hours for notice of incidents not known: {contract}"),
            field="breach_notice_hours",
            kind=GapKind.UNKNOWN,
            action=Text("事故を何時間以内に知らせるかを定め、登録します。", "Agree on the hours and record them."),
        )


def _confirmed(covering: CoveringContract, otherwise: date) -> date:
    return covering.cover.confirmed_on or otherwise


_TITLES = """
    C-CN1 | 有効な委託の契約がない | No contract of entrustment is in force
    C-CN2 | 提供・共同利用の契約がない | No agreement with the recipient is in force
    C-CN3 | 契約の対象かが未確認 | Not confirmed whom a contract covers
    C-CN4 | 契約の期間が未確認 | The term of a contract is not known
    C-CN5 | 自動更新の継続が決まっていない | A renewal is not decided
    C-CN6 | 事故の通知の時間が未確認 | Hours for notice of incidents are not known
    C-CN7 | 審査の後に規約が変わった | Terms changed after the assessment
"""
_rule = GapRules(_TITLES, points=("B1", "A4"), scope=SubjectKind.CONTRACT, area=ControlArea.CONTRACT)

CONTRACT_RULES: tuple[Rule, ...] = (
    _rule(
        "C-CN1",
        _in_force((_ENTRUSTMENT,), Severity.BLOCK),
        COMPANY_POLICY,
        ACT_25,
        GL_CONTRACT,
        points=("B1", "B3"),
        deadline=DeadlineKind.CONTRACT,
        revision=2,
    ),
    _rule("C-CN2", _in_force((_PROVISION, _JOINT_USE), Severity.MEDIUM), deadline=DeadlineKind.CONTRACT, revision=2),
    _rule("C-CN3", judge_cover),
    _rule("C-CN4", judge_term),
    _rule("C-CN5", judge_notice, deadline=DeadlineKind.NOTICE, overdue=Severity.MEDIUM),
    _rule("C-CN6", judge_incident_hours, COMPANY_POLICY, RULES_9, area=ControlArea.INCIDENT, points=("B6", "B1")),
    _rule("C-CN7", judge_changed_terms, points=("B3", "B1")),
)
