"""Opt-out オプトアウト (法27条2項): filed and published before, and closed to some data."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sakimori.domain.codes import GapKind, Severity
from sakimori.domain.data_flow import DataFlow, LegalRoute
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix
from sakimori.domain.register import Filing, Position
from sakimori.domain.rule import Rule
from sakimori.domain.text import Text
from sakimori.rules.citations import ACT_27_2
from sakimori.rules.consents import parts_of
from sakimori.rules.flow_findings import (
    SPECIAL_CARE,
    is_under_27,
    listed,
    of_flow,
    of_outgoing,
    outside,
    register_rule,
    while_running,
)


def provision_possible_from(filing: Filing) -> date | None:
    """The first day on which a filing carries a provision; None while one of its days is not known."""
    if filing.published_on is None or filing.provision_from is None:
        return None
    return max(filing.published_on, filing.provision_from)


def _not_filed(rule: Rule, dossier: Dossier, flow: DataFlow) -> Iterable[Finding]:
    """法27条2項: provision by opt-out stands on a filing that the PPC has published, from its day until its end."""
    if flow.route is not LegalRoute.OPTOUT or not is_under_27(flow):
        return
    filing = next((f for f in dossier.registers.filings if f.id == flow.filing_id), None)
    if filing is None:
        yield from of_flow(
            rule,
            flow,
            while_running(flow, Severity.BLOCK),
            field="filing_id",
            action=Text(
                "届出を済ませて結び付けるまで提供しません。", "Do not provide until a filing stands behind it."
            ),
        )
        return
    ready = provision_possible_from(filing)
    yield from of_flow(
        rule,
        flow,
        while_running(flow, Severity.BLOCK)
        if ready is None
        else outside(flow, Severity.BLOCK, good_from=ready, good_through=filing.ended_on),
        field="filing_id",
        kind=GapKind.UNKNOWN if ready is None else GapKind.DEFECT,
        title=Text(
            "オプトアウト届出の公表日または提供開始日が未確認",
            "When the opt-out filing was published or takes effect is not known",
        )
        if ready is None
        else Text("オプトアウト届出のない期間がある", "On some days no opt-out filing stands"),
        fix=Fix("filing", filing.id, "published_on" if filing.published_on is None else "provision_from"),
        facts=(
            ("filing", filing.id),
            ("from", ready.isoformat() if ready else ""),
            ("ended_on", filing.ended_on.isoformat() if filing.ended_on else ""),
        ),
        action=Text(
            "委員会の公表と届出の期間を確かめます。", "Check the publication by the PPC and the term of the filing."
        ),
    )


def _special_care(rule: Rule, _: Dossier, flow: DataFlow) -> Iterable[Finding]:
    """法27条2項ただし書: special-care information never goes by opt-out."""
    if flow.route is LegalRoute.OPTOUT and flow.categories and flow.categories & SPECIAL_CARE:
        yield from of_flow(
            rule,
            flow,
            while_running(flow, Severity.BLOCK),
            field="categories",
            facts=(("categories", " ".join(sorted(flow.categories & SPECIAL_CARE))),),
            action=Text("要配慮個人情報を外すか、本人の同意を得ます。", "Leave it out, or obtain consent."),
        )


def _bought_by_optout(rule: Rule, dossier: Dossier, flow: DataFlow) -> Iterable[Finding]:
    """法27条2項ただし書: what came to us by opt-out does not go on by opt-out."""
    if flow.route is not LegalRoute.OPTOUT or not is_under_27(flow):
        return
    bought = [p for p in parts_of(dossier, flow) if p.position is Position.BOUGHT_BY_OPTOUT]
    if bought:
        yield from of_flow(
            rule,
            flow,
            while_running(flow, Severity.BLOCK),
            field="data_set_id",
            title=Text(
                "オプトアウトで得た「{parts}」を再びオプトアウトで提供している",
                "“{parts}” came by opt-out and may not go on by opt-out",
            ).format(parts=listed(Text(p.name, p.name) for p in bought)),
            facts=(("parts", " ".join(p.id for p in bought)),),
            action=Text("その本人のデータを外します。", "Leave these persons out."),
        )


OPTOUT_RULES: tuple[Rule, ...] = (
    register_rule(
        "A-OO0",
        Text("オプトアウトの届出がない", "No opt-out filing stands behind the flow"),
        of_outgoing(_not_filed),
        ACT_27_2,
        points=("A4", "B5"),
    ),
    register_rule(
        "A-OO1",
        Text("要配慮個人情報はオプトアウトで提供できない", "Special-care information may not be provided by opt-out"),
        of_outgoing(_special_care),
        ACT_27_2,
        points=("A4",),
    ),
    register_rule(
        "A-OO3",
        Text(
            "オプトアウトで得たデータはオプトアウトで提供できない",
            "Data that came by opt-out may not go on by opt-out",
        ),
        of_outgoing(_bought_by_optout),
        ACT_27_2,
        points=("A4", "A2"),
    ),
)
