"""Certificates 認証 (policy): they lapse, their scope has to be compared, and a report may say what nobody likes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sakimori.domain.codes import ControlArea, GapKind, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, SubjectKind
from sakimori.domain.policy import Policy
from sakimori.domain.records.certificate import REPORTS, Opinion, Scheme
from sakimori.domain.rule import DeadlineKind, Rule
from sakimori.domain.values.blank import is_given
from sakimori.domain.values.days import next_day
from sakimori.domain.values.text import Text
from sakimori.rules.facts.certificates import CertificateStanding, certificate_standings
from sakimori.rules.facts.rule_kit import GapRules, is_watched
from sakimori.rules.gaps.certificates.validity import (
    each,
    of_certificate,
    of_edition,
    of_lapse,
    of_renewal,
    of_surveillance,
    of_validity,
    while_valid,
)

_BAD_OPINIONS = frozenset({Opinion.QUALIFIED, Opinion.ADVERSE, Opinion.DISCLAIMER})


def _scope(rule: Rule, standing: CertificateStanding, _: Policy) -> Iterable[Finding]:
    certificate = standing.certificate
    if certificate.covers_us is False:
        yield from of_certificate(
            rule,
            standing,
            while_valid(standing, Severity.LOW),
            field="covers_us",
            title=Text("{name}の範囲に当社の業務が入っていない", "The scope of {name} leaves out what is done for us"),
            facts=(("covers_us", "false"), ("scope", certificate.scope)),
            action=Text(
                "認証はないものとして扱い、ほかの方法で確かめます。", "Treat it as absent, and check by other means."
            ),
        )
    elif certificate.covers_us is None or certificate.scope_compared_by is None:
        yield from of_certificate(
            rule,
            standing,
            while_valid(standing, Severity.MEDIUM),
            field="covers_us",
            kind=GapKind.UNKNOWN,
            title=Text(
                "{name}の範囲が当社の業務に及ぶか未確認", "Whether {name} covers what is done for us is not known"
            ),
            facts=(("scope", certificate.scope),),
            action=Text(
                "認証の範囲を当社の業務と比べ、結果を記録します。",
                "Compare its scope with our work and record the result.",
            ),
        )


def _report(rule: Rule, standing: CertificateStanding, _: Policy) -> Iterable[Finding]:
    certificate = standing.certificate
    stages = while_valid(standing, Severity.HIGH)
    if certificate.opinion in _BAD_OPINIONS or is_given(certificate.exceptions):
        yield from of_certificate(
            rule,
            standing,
            stages,
            field="exceptions",
            kind=GapKind.DECISION,
            title=Text("{name}に限定意見か例外の記載がある", "{name} has a qualified opinion or exceptions"),
            facts=(("opinion", certificate.opinion or ""), ("exceptions", certificate.exceptions)),
            action=Text(
                "例外が当社の業務に関わるかを判断し、理由を記します。",
                "Judge whether the exceptions touch our work, and note why.",
            ),
        )
    elif certificate.opinion is None and certificate.scheme in REPORTS:
        yield from of_certificate(
            rule,
            standing,
            stages,
            field="opinion",
            kind=GapKind.UNKNOWN,
            title=Text("{name}の監査人の意見が未確認", "The auditor's opinion in {name} is not known"),
            action=Text("報告書の意見と例外を登録します。", "Record the opinion and the exceptions."),
        )


def judge_design_only(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """Policy: a Type I report says that controls are designed, not that they work."""
    if not is_watched(dossier.third_party):
        return
    all_standing = certificate_standings(dossier.certificates)
    for standing in all_standing:
        if standing.certificate.scheme is Scheme.SOC2_T1 and standing.counts:
            services = set(standing.certificate.service_ids)
            # A Type II that speaks longer replaces it; of one that ends before it, what is left afterwards counts.
            ends = [
                s.through
                for s in all_standing
                if s.certificate.scheme is Scheme.SOC2_T2
                and s.counts
                and s.through is not None
                and (not s.certificate.service_ids or (services and services <= set(s.certificate.service_ids)))
            ]
            yield from of_certificate(
                rule,
                standing,
                while_valid(standing, Severity.LOW, next_day(max(ends)) if ends else None),
                field="scheme",
                title=Text("{name}は設計だけの報告", "{name} speaks of the design only"),
                action=Text("運用を見たType IIの報告書を求めます。", "Ask for a Type II report on the operation."),
            )


_TITLES = """
    C-CE1 | 認証の有効期間が切れる | A certificate is no longer valid
    C-CE2 | 認証の範囲が当社の業務に及ばない | The scope of a certificate does not cover us
    C-CE3 | 報告書に限定意見か例外がある | A report is qualified or notes exceptions
    C-CE4 | 認証の有効期限が未確認 | The last day of a certificate is not known
    C-CE5 | 維持審査が期限を過ぎた | A surveillance audit is overdue
    C-CE6 | 更新の申請が確かめられていない | No application for renewal
    C-CE7 | 設計だけの報告 | A report on the design only
    C-CE8 | 認証が旧版の規格による | A certificate of an old edition
"""
_rule = GapRules(
    _TITLES, points=("A3", "B1"), scope=SubjectKind.CERTIFICATE, area=ControlArea.REVIEW, checked_on=date(2026, 11, 24)
)

CERTIFICATE_RULES: tuple[Rule, ...] = (
    _rule("C-CE1", each(of_lapse), deadline=DeadlineKind.CERTIFICATE, overdue=Severity.HIGH),
    _rule("C-CE2", each(_scope, even_outside=True)),
    _rule("C-CE3", each(_report)),
    _rule("C-CE4", each(of_validity)),
    _rule("C-CE5", each(of_surveillance), deadline=DeadlineKind.SURVEILLANCE),
    _rule("C-CE6", each(of_renewal), deadline=DeadlineKind.SURVEILLANCE, overdue=Severity.MEDIUM),
    _rule("C-CE7", judge_design_only),
    _rule("C-CE8", each(of_edition)),
)
