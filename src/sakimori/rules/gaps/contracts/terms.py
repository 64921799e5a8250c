"""契約の期間と条件: whom a contract covers, how long it lasts, when its renewal is decided, changes of its terms."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from sakimori.domain.codes import GapKind, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix, Stage, Subject, SubjectKind
from sakimori.domain.policy import Policy
from sakimori.domain.records.contract import Contract, CoveringContract
from sakimori.domain.rule import Rule
from sakimori.domain.values.text import Text
from sakimori.rules.facts.assessments import governing
from sakimori.rules.facts.contract_standing import day_after, in_stages
from sakimori.rules.facts.rule_kit import finding, is_watched


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
    decided = [a.decided_on for a in governing(dossier.assessments) if a.decided_on is not None]
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
