"""Which flows are provisions to a third party in a foreign country (法28条, `appi.md` 4.1), and findings about them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from sakimori.domain.codes import DataCategory, GapKind, Lifecycle, Role
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix, Stage
from sakimori.domain.records.data_flow import DataFlow, Direction, LegalRoute
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.rule import Rule
from sakimori.domain.values.text import Text
from sakimori.rules.facts.assessments import DESIGNATED_COUNTRIES, NOT_PERSONAL
from sakimori.rules.facts.flow_facts import judged_for, of_flow
from sakimori.rules.facts.rule_kit import is_watched

HOME = "JP"
OUTSIDE_ARTICLE_28 = NOT_PERSONAL | {
    DataCategory.ANON,
    DataCategory.MYNUMBER,
    DataCategory.PSEUDO,
    DataCategory.REL,
}
"""Kinds that know no basis under Article 28: My Number (番号法30条2項), pseudonymised (法41条6項), related (法31条)."""

NOT_TO_A_THIRD_PARTY = frozenset(
    {LegalRoute.SAME_ENTITY, LegalRoute.TO_PERSON, LegalRoute.BY_PERSON, LegalRoute.NOT_PROVISION}
)


PLACE_RULE = "A-28-0"
"""The rule whose judgement says what a seat does not: business in Japan, or a territory of a designated country."""


def is_foreign(party: ThirdParty) -> bool:
    """Whether its seat is in a foreign country; that it does business in Japan changes nothing by itself."""
    return party.country not in {None, HOME}


def is_outside(party: ThirdParty) -> bool:
    """Whether its seat is in a foreign country that is not designated (規則15条)."""
    return is_foreign(party) and party.country not in DESIGNATED_COUNTRIES


def is_at_home(dossier: Dossier, flow: DataFlow) -> bool:
    """Whether a person judged that a company with its seat abroad handles these data in its business in Japan.

    The fact alone says nothing of these data (GL-F 2-2): it takes a judgement on the flow.
    """
    judged = judged_for(dossier, flow, PLACE_RULE)
    return dossier.third_party.business_in_japan is True and judged is not None and judged.holds


def article_28_flows(dossier: Dossier) -> Iterator[DataFlow]:
    """The flows out to a party abroad that need a basis under Article 28; a route that nobody decided needs one."""
    if not is_outside(dossier.third_party):
        return
    for flow in dossier.flows:
        if (
            not is_at_home(dossier, flow)
            and flow.direction is not Direction.IN
            and not flow.route.is_exception
            and flow.route not in NOT_TO_A_THIRD_PARTY
            and (not flow.categories or flow.categories - OUTSIDE_ARTICLE_28)
        ):
            yield flow


def watched_article_28_flows(dossier: Dossier) -> Iterator[DataFlow]:
    """The same while the rules look at the third party."""
    return article_28_flows(dossier) if is_watched(dossier.third_party) else iter(())


def flows_still_held(dossier: Dossier) -> Iterator[DataFlow]:
    """The same for duties that last until the data are gone: the end of the relation does not end them (GL-F 6)."""
    party = dossier.third_party
    gone = party.merged_into is not None or party.archived_on is not None or party.lifecycle is Lifecycle.DECLINED
    return iter(()) if gone else article_28_flows(dossier)


def erased_on(dossier: Dossier, flow: DataFlow) -> date | None:
    """The day on which return or erasure of the data of a flow was last confirmed."""
    return max((e.confirmed_on for e in dossier.erasures if e.flow_id == flow.id and e.confirmed_on), default=None)


def country_name(dossier: Dossier, code: str) -> Text:
    """The name of a country; the code where the dossier brings no name along."""
    return dossier.country_names.get(code, Text(code, code))


def abroad(
    rule: Rule,
    dossier: Dossier,
    flow: DataFlow,
    stages: tuple[Stage, ...],
    *,
    title: Text,
    action: Text,
    fix: Fix,
    kind: GapKind = GapKind.DEFECT,
    facts: tuple[tuple[str, str], ...] = (),
) -> Iterator[Finding]:
    """The finding on a flow abroad; that of a cloud provider belongs to the point of cloud services as well."""
    role = {flow.role} if flow.role is not None else dossier.third_party.roles
    points = (*rule.points, "B3") if Role.CLOUD_PROVIDER in role else rule.points
    for finding in of_flow(rule, flow, stages, field="", title=title, action=action, fix=fix, kind=kind, facts=facts):
        yield replace(finding, points=points)
