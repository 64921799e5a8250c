"""P-02, the cloud test (Q&A 7-53, `appi.md` 4.6): does the provider handle the data, and where are they (GL 10-7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from sakimori.domain.clearance import Step
from sakimori.domain.codes import Basis, UserRole
from sakimori.domain.data_flow import LegalRoute
from sakimori.domain.gap import Fix
from sakimori.domain.policy import Policy
from sakimori.domain.rule import COMPANY_POLICY
from sakimori.domain.text import Text
from sakimori.rules.citations import ACT_23, ACT_27_5_ENTRUSTMENT, ACT_32_1, GL_ABROAD, QA_7_53, QA_7_54, QA_10_25
from sakimori.rules.clearance.case import Case, Slice, handles_after_all
from sakimori.rules.clearance.hand_over import claims
from sakimori.rules.clearance.making import (
    ClearanceRule,
    Said,
    condition,
    confirmed,
    duty,
    flow_fix,
    party_fix,
    unknown,
)
from sakimori.rules.cloud import CLOUD_FACTS, claims_exception, is_signed_off, missing_facts, speaking_against
from sakimori.rules.flow_findings import listed
from sakimori.rules.foreign_flows import country_name
from sakimori.rules.notices import notice_days, notice_fix, places_abroad, unpublished


def look_at_facts(case: Case) -> Iterator[Said]:
    """A fact that nobody answered is never "does not handle"."""
    facts = case.cloud
    missing = missing_facts(facts)
    if missing:
        yield unknown(
            Text(
                "クラウド事業者がデータを取り扱うか未確認（{facts}）", "Whether the provider handles the data: {facts}"
            ).format(facts=listed(CLOUD_FACTS[name] for name in missing)),
            Fix("cloud_facts", facts.id, missing[0]) if facts is not None else flow_fix(case, "cloud_facts"),
            who=UserRole.PROCUREMENT,
        )
    else:
        yield confirmed(Text("クラウド例外の事実がそろっている", "Every fact of the cloud exception speaks for it"))


def look_at_sign_off(case: Case, on: date) -> Iterator[Said]:
    """The facts decide nothing by themselves: a person signs for the exception."""
    facts = case.cloud
    if facts is None or missing_facts(facts):
        return
    if is_signed_off(facts) and facts.signed_off_on is not None and facts.signed_off_on <= on:
        yield confirmed(Text("クラウド例外を法務が認めた", "Compliance has signed off the cloud exception"))
    else:
        yield unknown(
            Text("クラウド例外をだれも判断していない", "Nobody has signed off the cloud exception"),
            Fix("cloud_facts", facts.id, "signed_off_by"),
        )


def sign_off_days(case: Case, _policy: Policy) -> Iterable[date | None]:
    """The day of the sign-off."""
    return (case.cloud.signed_off_on if case.cloud else None,)


def look_after_all(case: Case) -> Iterator[Said]:
    """The procedure goes on with the provider as a vendor; the ground on record is put right."""
    facts = case.cloud
    if facts is not None and handles_after_all(case):
        yield condition(
            Text(
                "クラウド例外に当たらない（{facts}）。経路を委託に改める（以下は委託として判定）",
                "The cloud exception does not hold ({facts}): change the ground to entrustment, as is judged below",
            ).format(facts=listed(CLOUD_FACTS[name] for name in speaking_against(facts))),
            fix=flow_fix(case, "route"),
        )


def look_abroad(case: Case, on: date) -> Iterator[Said]:
    """法32条1項, GL 10-7: a country where data are handled for us stands among the published measures."""
    flow, dossier = case.flow, case.dossier
    if case.recipient.country is None:
        yield unknown(
            Text("相手の所在国が未確認", "The country of the recipient is not known"),
            party_fix(case, "country"),
            who=UserRole.PROCUREMENT,
        )
    for field in ("storage_countries", "processing_countries"):
        if not getattr(flow, field):
            yield unknown(
                Text("データを保管する国が未確認", "Where the data are stored is not known")
                if field == "storage_countries"
                else Text("データを処理する国が未確認", "Where the data are processed is not known"),
                flow_fix(case, field),
                who=UserRole.PROCUREMENT,
            )
    abroad = places_abroad(dossier, flow)
    if not abroad:
        return
    left, is_unread = unpublished(dossier, abroad, on)
    names = listed(country_name(dossier, code) for code in sorted(left or abroad))
    if is_unread:
        yield unknown(
            Text(
                "{countries}での取扱いの公表が未確認", "Whether handling in {countries} is published is not known"
            ).format(countries=names),
            notice_fix(dossier, "countries"),
        )
    elif left:
        yield condition(
            Text(
                "{countries}での取扱いと安全管理措置を公表する（できないときは理由と参考情報）",
                "Publish the handling in {countries} and the measures taken, or why it cannot be named",
            ).format(countries=names),
            fix=notice_fix(dossier, "countries"),
        )
    else:
        yield confirmed(
            Text("{countries}での取扱いを公表している", "Handling in {countries} is published").format(countries=names)
        )
        yield duty(Text("外国の制度を把握して安全管理をする", "Know the foreign rules, and fit the measures to them"))


def abroad_days(case: Case, _policy: Policy) -> Iterable[date | None]:
    """The days on which what is published changes."""
    return notice_days(case.dossier)


def _is_cloud(case: Case, part: Slice) -> bool:
    return claims(case, part, LegalRoute.NOT_PROVISION) and claims_exception(case.dossier, case.flow)


def _facts(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Said]:
    if _is_cloud(case, part):
        yield from look_at_facts(case)


def _sign_off(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Said]:
    if _is_cloud(case, part):
        yield from look_at_sign_off(case, on)


def _own_measures(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Said]:
    if _is_cloud(case, part):
        yield duty(
            Text("自社の安全管理として選定と設定を適切に行う", "Choose and configure the service safely ourselves")
        )


def _abroad(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Said]:
    if _is_cloud(case, part) or claims(case, part, LegalRoute.SAME_ENTITY):
        yield from look_abroad(case, on)


def _after_all(case: Case, _part: Slice, _on: date, _policy: Policy) -> Iterable[Said]:
    yield from look_after_all(case)


CLOUD_TEST: tuple[ClearanceRule, ...] = (
    ClearanceRule(
        "A-CL1",
        Step.HAND_OVER,
        Text("クラウド例外の事実", "Facts of the cloud exception"),
        (COMPANY_POLICY, QA_7_53),
        Basis.POLICY,
        _facts,
    ),
    ClearanceRule(
        "A-CL1S",
        Step.HAND_OVER,
        Text("クラウド例外の判断", "Sign-off of the cloud exception"),
        (COMPANY_POLICY, QA_7_53),
        Basis.POLICY,
        _sign_off,
        sign_off_days,
    ),
    ClearanceRule(
        "A-CL2",
        Step.HAND_OVER,
        Text("クラウド利用の安全管理", "Our own measures for the cloud"),
        (ACT_23, QA_7_54),
        Basis.LAW,
        _own_measures,
    ),
    ClearanceRule(
        "A-CL4",
        Step.HAND_OVER,
        Text("外国での取扱いの公表", "Handling abroad is published"),
        (ACT_32_1, GL_ABROAD, QA_10_25),
        Basis.LAW,
        _abroad,
        abroad_days,
    ),
    ClearanceRule(
        "A-CL5",
        Step.HAND_OVER,
        Text("クラウド例外に当たらない", "The cloud exception does not hold"),
        (COMPANY_POLICY, QA_7_53, ACT_27_5_ENTRUSTMENT),
        Basis.POLICY,
        _after_all,
    ),
)
