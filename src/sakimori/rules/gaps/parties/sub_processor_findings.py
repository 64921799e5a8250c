"""Makers of findings about sub-processors: whose links are judged, at which depth, and how a gap of one is made."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sakimori.domain.codes import DataCategory, GapKind, Role, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix, Stage, Subject, SubjectKind
from sakimori.domain.policy import Policy
from sakimori.domain.records.data_flow import Direction, LegalRoute
from sakimori.domain.records.sub_processor import SubProcessorLink, walk
from sakimori.domain.rule import Judge, Rule
from sakimori.domain.values.text import Text
from sakimori.rules.facts.rule_kit import finding, is_watched
from sakimori.rules.facts.tiering import NOT_PERSONAL
from sakimori.rules.gaps.flows.cloud import exception_stands

_ENTRUSTED = frozenset({Role.PROCESSOR, Role.CLOUD_PROVIDER, Role.SUB_PROCESSOR})

LinkLook = Callable[[Rule, Dossier, SubProcessorLink, Text], Iterable[Finding]]


def is_entrusted(dossier: Dossier) -> bool:
    """Whether personal data are entrusted to the third party, or may be while nobody knows.

    What a recipient does with data of its own is not ours to approve, and a cloud provider that provably does not
    handle the data is no entrusted party (Q&A 7-53, 番号法 A-MN6).
    """
    party = dossier.third_party
    if party.data_categories is not None and party.data_categories <= NOT_PERSONAL:
        return False
    flows = tuple(f for f in dossier.flows if f.direction is not Direction.IN)
    roles = party.roles | {f.role for f in flows if f.role is not None}
    if Role.PROCESSOR not in roles and flows and all(exception_stands(dossier, f) for f in flows):
        return False
    return not roles or bool(roles & _ENTRUSTED) or any(f.route is LegalRoute.ENTRUST for f in flows)


def carries_my_number(dossier: Dossier) -> bool:
    """Whether My Numbers are known to be among what the third party gets."""
    categories = dossier.third_party.data_categories or frozenset()
    return DataCategory.MYNUMBER in categories.union(*(f.categories or () for f in dossier.flows))


def each_link(look: LinkLook, *, entrusted_only: bool = True) -> Judge:
    """Look at each link at any depth, named with its depth below the first."""

    def judge(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
        if not is_watched(dossier.third_party) or (entrusted_only and not is_entrusted(dossier)):
            return
        for depth, link in walk(dossier.sub_processors):
            deeper = Text(f"{link.name}（{depth}段目）", f"{link.name} (level {depth})")
            yield from look(rule, dossier, link, deeper if depth > 1 else Text(link.name, link.name))

    return judge


def of_link(
    rule: Rule,
    link: SubProcessorLink,
    severity: Severity,
    *,
    field: str,
    title: Text,
    action: Text,
    kind: GapKind = GapKind.DEFECT,
    facts: tuple[tuple[str, str], ...] = (),
) -> Iterable[Finding]:
    """The gap of one link, while the sub-processor works: one that is announced is a coming gap."""
    yield finding(
        rule,
        Subject(SubjectKind.SUB_PROCESSOR, link.id),
        (Stage(severity, from_on=link.starts_on, until_on=link.ended_on),),
        Fix("sub_processor_link", link.id, field),
        kind=kind,
        title=title,
        facts=(("task", link.task), *facts),
        action=action,
    )
