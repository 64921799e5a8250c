"""How long certificates say anything: which are judged, their lapse, and what has to happen before."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta

from sakimori.domain.codes import GapKind, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix, Stage, Subject, SubjectKind
from sakimori.domain.policy import Policy
from sakimori.domain.questions.assessment import ReviewKind
from sakimori.domain.records.certificate import REPORTS, SURVEYED, Certificate, Scheme
from sakimori.domain.rule import Judge, Rule
from sakimori.domain.values.days import add_months, next_day
from sakimori.domain.values.text import Text
from sakimori.rules.facts.assessments import NOT_PERSONAL
from sakimori.rules.facts.certificates import SCHEMES, CertificateStanding, certificate_standings
from sakimori.rules.facts.rule_kit import PROCESSING_ROLES, cut, finding, is_watched


def _name(standing: CertificateStanding) -> Text:
    name = SCHEMES[standing.certificate.scheme].name
    number = standing.certificate.number
    return Text(f"{name.ja}（{number}）", f"{name.en} ({number})") if number else name


def of_certificate(
    rule: Rule,
    standing: CertificateStanding,
    stages: Iterable[Stage],
    *,
    field: str,
    title: Text,
    action: Text,
    kind: GapKind = GapKind.DEFECT,
    facts: tuple[tuple[str, str], ...] = (),
) -> Iterable[Finding]:
    """The gap of one certificate, until a newer one speaks in its place; before its scheme begins nothing is asked."""
    scheme = SCHEMES[standing.certificate.scheme]
    left = cut(stages, from_on=scheme.required_from, until_on=standing.replaced_from)
    if left:
        yield finding(
            rule,
            Subject(SubjectKind.CERTIFICATE, standing.certificate.id),
            left,
            Fix("certificate", standing.certificate.id, field),
            kind=kind,
            title=title.format(name=_name(standing)),
            facts=(("scheme", standing.certificate.scheme.value), *facts),
            action=action,
        )


def each(
    of_one: Callable[[Rule, CertificateStanding, Policy], Iterable[Finding]], *, even_outside: bool = False
) -> Judge:
    """Look at each certificate of a watched third party that may speak for us.

    One on which nothing of ours rests raises no grave gap: its severity is low at most.
    """

    def judge(rule: Rule, dossier: Dossier, policy: Policy) -> Iterable[Finding]:
        if is_watched(dossier.third_party):
            for standing in certificate_standings(dossier.certificates):
                if standing.counts or even_outside:
                    found = of_one(rule, standing, policy)
                    yield from found if is_relied_on(dossier, standing.certificate) else map(_of_low_weight, found)

    return judge


def is_relied_on(dossier: Dossier, certificate: Certificate) -> bool:
    """Whether something of ours rests on a certificate: a basis abroad, a review by certificate, or data that go.

    Where its scope covers our work it stands for measures of whoever handles the data (GL 3-4-4(1)); a third party
    that handles none, as far as is recorded, has nothing to show by it.
    """
    if any(basis.certificate_id == certificate.id for basis in dossier.foreign_bases):
        return True
    if certificate.covers_us is False:
        return False
    party = dossier.third_party
    handles = bool(party.roles & PROCESSING_ROLES) and not (
        party.data_categories is not None and party.data_categories <= NOT_PERSONAL
    )
    return handles or any(review.kind is ReviewKind.CERTIFICATE_CHECK for review in dossier.periodic_reviews)


def _of_low_weight(found: Finding) -> Finding:
    return replace(found, stages=tuple(replace(stage, severity=Severity.LOW) for stage in found.stages))


def while_valid(standing: CertificateStanding, severity: Severity, from_on: date | None = None) -> tuple[Stage, ...]:
    """From a day on until it lapses; after that the lapse is what counts."""
    until = next_day(standing.through) if standing.through is not None else None
    return cut((Stage(severity, from_on, until),))


OLD_EDITIONS = ("2013", "2014")
"""What stands in the name of the old edition: ISO/IEC 27001:2013, or JIS Q 27001:2014."""

OLD_EDITION_ENDED = date(2025, 10, 31)
"""The last day of certificates under the old edition, as far as we know: a person looks at each."""

_SURVEYED = Text("年次の維持審査を受けた日を登録します。", "Record the day of the yearly surveillance audit.")


def of_lapse(rule: Rule, standing: CertificateStanding, policy: Policy) -> Iterable[Finding]:
    """It ends: warned of before, and grave from the day after."""
    certificate, through = standing.certificate, standing.through
    if through is None:
        return
    lapsed = next_day(through)
    near = through - timedelta(days=policy.certificate_near_days)
    coming = cut(
        (
            Stage(Severity.LOW, through - timedelta(days=policy.certificate_warning_days), near),
            Stage(Severity.MEDIUM, near, lapsed),
        )
    )
    facts = (("valid_through", through.isoformat()),)
    if standing.is_renewal_pending:
        yield from of_certificate(
            rule,
            standing,
            (*cut(coming, until_on=certificate.renewal_applied_on), Stage(Severity.MEDIUM, lapsed)),
            field="valid_until",
            kind=GapKind.UNKNOWN,
            title=Text("{name}の更新の結果が未確認", "Whether {name} was renewed is not known"),
            facts=(*facts, ("renewal_applied_on", str(certificate.renewal_applied_on))),
            action=Text("公開リストで更新の結果を確かめます。", "Look up the outcome of the renewal in the list."),
        )
    elif certificate.withdrawn_on == lapsed:
        yield from of_certificate(
            rule,
            standing,
            (Stage(Severity.HIGH, lapsed),),
            field="withdrawn_on",
            title=Text("{name}が取り消された", "{name} was withdrawn"),
            facts=(*facts, ("withdrawn_on", lapsed.isoformat())),
            action=Text(
                "取引への影響を確かめ、代わりの確認をします。", "Judge what follows, and check by other means."
            ),
        )
    else:
        yield from of_certificate(
            rule,
            standing,
            (*coming, Stage(Severity.HIGH, lapsed)),
            field="valid_until",
            title=Text("{name}の有効期間が切れる", "{name} is no longer valid"),
            facts=facts,
            action=Text("更新後の認証を受け取り、登録します。", "Obtain the renewed certificate and record it."),
        )


def of_validity(rule: Rule, standing: CertificateStanding, _: Policy) -> Iterable[Finding]:
    """Nobody knows its last day, or the certificate on which it rests."""
    title = None
    if standing.lacks_base:
        title = Text("{name}の土台になるISMS認証が未確認", "The ISMS certificate on which {name} rests is not known")
    elif standing.through is None and not standing.is_endless:
        title = Text("{name}の有効期限が未確認", "The last day of {name} is not known")
    if title is not None:
        is_report = standing.certificate.scheme in REPORTS
        yield from of_certificate(
            rule,
            standing,
            while_valid(standing, Severity.MEDIUM),
            field="period_until" if is_report else "valid_until",
            kind=GapKind.UNKNOWN,
            title=title,
            facts=(("lacks_base", str(standing.lacks_base)),),
            action=(
                Text("ISO/IEC 27001の認証を登録します。", "Record the certificate under ISO/IEC 27001.")
                if standing.lacks_base
                else Text("報告書の基準日か期間の末日を登録します。", "Record the day or the end of its period.")
                if is_report
                else Text("有効期限を登録します。", "Record its last day.")
            ),
        )


def of_surveillance(rule: Rule, standing: CertificateStanding, policy: Policy) -> Iterable[Finding]:
    """The yearly audit between two issues is not recorded."""
    certificate = standing.certificate
    if certificate.scheme not in SURVEYED:
        return
    if certificate.issued_on is None and certificate.surveyed_on is None:
        yield from of_certificate(
            rule,
            standing,
            while_valid(standing, Severity.LOW),
            field="surveyed_on",
            kind=GapKind.UNKNOWN,
            title=Text("{name}の維持審査の日が未確認", "The last surveillance audit of {name} is not known"),
            action=_SURVEYED,
        )
    due = certificate.surveillance_due
    if due is not None:
        graver = due + timedelta(days=policy.certificate_warning_days + 1)
        end = next_day(standing.through) if standing.through is not None else None
        yield from of_certificate(
            rule,
            standing,
            cut((Stage(Severity.LOW, next_day(due), graver), Stage(Severity.MEDIUM, graver)), until_on=end),
            field="surveyed_on",
            title=Text("{name}の維持審査が確かめられていない", "No surveillance audit of {name} is recorded in time"),
            facts=(("due", due.isoformat()),),
            action=_SURVEYED,
        )


def of_renewal(rule: Rule, standing: CertificateStanding, _: Policy) -> Iterable[Finding]:
    """The window for renewing a P-mark closes without an application on record."""
    certificate, window = standing.certificate, standing.certificate.renewal_window
    if window is None or standing.through is None:
        return
    first, last = window
    applied = certificate.renewal_applied_on
    if applied is not None and applied < first:
        applied = None  # that was the renewal before this one
    closed = next_day(last)
    stages = (
        Stage(Severity.LOW, next_day(add_months(last, -1)), closed),
        Stage(Severity.MEDIUM, closed, next_day(standing.through)),
    )
    yield from of_certificate(
        rule,
        standing,
        cut(stages, until_on=applied),
        field="renewal_applied_on",
        title=Text("{name}の更新の申請が確かめられていない", "No application to renew {name} is recorded"),
        facts=(("window_until", last.isoformat()),),
        action=Text("更新を申請した日を取引先に尋ねます。", "Ask on which day the renewal was applied for."),
    )


def of_edition(rule: Rule, standing: CertificateStanding, _: Policy) -> Iterable[Finding]:
    """It was issued under an edition that has ended."""
    certificate = standing.certificate
    is_old = any(year in certificate.standard_edition for year in OLD_EDITIONS)
    if certificate.scheme is Scheme.ISO27001 and is_old:
        yield from of_certificate(
            rule,
            standing,
            while_valid(standing, Severity.MEDIUM, next_day(OLD_EDITION_ENDED)),
            field="standard_edition",
            kind=GapKind.DECISION,
            title=Text("{name}が2013年版による", "{name} is of the 2013 edition"),
            facts=(("edition", certificate.standard_edition),),
            action=Text("2022年版へ移行したかを確かめます。", "Check whether it has moved to the 2022 edition."),
        )
