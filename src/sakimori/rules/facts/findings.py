"""Small makers of findings, so that each rule says only what is its own."""

from __future__ import annotations

from sakimori.domain.codes import GapKind, Lifecycle, Role, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix, Stage, Subject, SubjectKind
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.rule import Rule
from sakimori.domain.values.text import NO_TEXT, Text
from sakimori.rules.facts.rule_kit import finding

_OVER = frozenset({Lifecycle.ENDED, Lifecycle.DECLINED})
PROCESSING_ROLES = frozenset({Role.PROCESSOR, Role.CLOUD_PROVIDER})
RECORD_ROLES = frozenset({Role.RECIPIENT, Role.JOINT_USER, Role.SOURCE})
"""Roles for which records under Articles 29 and 30 may have to name address and representative."""


def is_watched(third_party: ThirdParty) -> bool:
    """Whether the rules look at a third party: not our own company, not over, archived or merged away."""
    return (
        not third_party.is_self
        and third_party.merged_into is None
        and third_party.archived_on is None
        and third_party.lifecycle not in _OVER
    )


def of_third_party(
    rule: Rule,
    dossier: Dossier,
    *,
    severity: Severity,
    field: str,
    kind: GapKind = GapKind.DEFECT,
    title: Text | None = None,
    action: Text = NO_TEXT,
    facts: tuple[tuple[str, str], ...] = (),
    stages: tuple[Stage, ...] | None = None,
) -> Finding:
    """A finding about the third party itself, closed in one field of its record."""
    return finding(
        rule,
        Subject(SubjectKind.THIRD_PARTY, dossier.third_party.id),
        stages or (Stage(severity),),
        Fix("third_party", dossier.third_party.id, field),
        kind=kind,
        title=title,
        facts=facts,
        action=action,
    )
