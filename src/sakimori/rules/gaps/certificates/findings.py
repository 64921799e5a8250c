"""Makers of findings about certificates: which of them are judged, and until when a gap of one may speak."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from sakimori.domain.codes import GapKind, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix, Stage, Subject, SubjectKind
from sakimori.domain.policy import Policy
from sakimori.domain.questions.assessment import ReviewKind
from sakimori.domain.records.certificate import Certificate
from sakimori.domain.rule import Judge, Rule
from sakimori.domain.values.days import next_day
from sakimori.domain.values.text import Text
from sakimori.rules.facts.certificates import SCHEMES, Standing, standings
from sakimori.rules.facts.rule_kit import PROCESSING_ROLES, cut, finding, is_watched
from sakimori.rules.facts.tiering import NOT_PERSONAL


def _name(standing: Standing) -> Text:
    name = SCHEMES[standing.certificate.scheme].name
    number = standing.certificate.number
    return Text(f"{name.ja}（{number}）", f"{name.en} ({number})") if number else name


def of_certificate(
    rule: Rule,
    standing: Standing,
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


def each(of_one: Callable[[Rule, Standing, Policy], Iterable[Finding]], *, even_outside: bool = False) -> Judge:
    """Look at each certificate of a watched third party that may speak for us.

    One on which nothing of ours rests raises no grave gap: its severity is low at most.
    """

    def judge(rule: Rule, dossier: Dossier, policy: Policy) -> Iterable[Finding]:
        if is_watched(dossier.third_party):
            for standing in standings(dossier.certificates):
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


def while_valid(standing: Standing, severity: Severity, from_on: date | None = None) -> tuple[Stage, ...]:
    """From a day on until it lapses; after that the lapse is what counts."""
    until = next_day(standing.through) if standing.through is not None else None
    return cut((Stage(severity, from_on, until),))
