"""P-02, the cloud test (Q&A 7-53): does the provider handle the data, and where are they (GL 10-7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from sakimori.domain.clearance import Step
from sakimori.domain.codes import Basis, UserRole
from sakimori.domain.gap import Fix
from sakimori.domain.policy import Policy
from sakimori.domain.records.contract import ClauseSetCode, ClauseState, ContractKind
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.records.own_registers import Position
from sakimori.domain.rule import COMPANY_POLICY
from sakimori.domain.values.text import Text
from sakimori.rules.clearance.abroad.readings import asked_of, lapse_days
from sakimori.rules.clearance.case import Case, Slice, Track, handles_after_all
from sakimori.rules.clearance.hand_over import claims
from sakimori.rules.clearance.rule_kit import (
    ClearanceRule,
    Look,
    Statement,
    StepRules,
    condition,
    confirmed,
    duty,
    flow_fix,
    party_fix,
    unknown,
)
from sakimori.rules.facts.citations import ACT_23, ACT_27_5_ENTRUSTMENT, ACT_32_1, GL_ABROAD, QA_7_53, QA_7_54, QA_10_25
from sakimori.rules.facts.contracts import ClauseStanding, has_known_end, standing_by_clause
from sakimori.rules.facts.flow_facts import listed
from sakimori.rules.facts.foreign_flows import country_name
from sakimori.rules.gaps.flows.foreign import POINT_NAMES
from sakimori.rules.gaps.flows.handling import (
    CLOUD_FACTS,
    claims_exception,
    is_signed_off,
    missing_facts,
    speaking_against,
)
from sakimori.rules.gaps.own_company.notices import notice_days, notice_fix, places_abroad, unpublished_countries

NO_HANDLING = "CLD-01"
"""The clause that the provider does not handle the data."""
_PLACES = {
    "storage_countries": Text("データを保管する国が未確認", "Where the data are stored is not known"),
    "processing_countries": Text("データを処理する国が未確認", "Where the data are processed is not known"),
}


def look_at_facts(case: Case) -> Iterator[Statement]:
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


def look_at_sign_off(case: Case, on: date) -> Iterator[Statement]:
    """The facts decide nothing by themselves: a person signs for the exception."""
    facts = case.cloud
    if facts is None or missing_facts(facts):
        return
    if is_signed_off(facts) and facts.signed_off_on is not None and facts.signed_off_on <= on:
        yield confirmed(Text("クラウド例外を法務が認めた", "Compliance has signed off the cloud exception"))
    else:
        yield unknown(
            Text("クラウド例外に当たるか、まだ判断されていない", "Nobody has signed off the cloud exception yet"),
            Fix("cloud_facts", facts.id, "signed_off_by"),
        )


def sign_off_days(case: Case, _policy: Policy) -> Iterable[date | None]:
    """The day of the sign-off."""
    return (case.cloud.signed_off_on if case.cloud else None,)


def look_after_all(case: Case) -> Iterator[Statement]:
    """The procedure goes on with the provider as a vendor; the ground on record is put right."""
    facts = case.cloud
    if facts is not None and handles_after_all(case):
        yield condition(
            Text(
                "クラウド例外に当たらない（{facts}）。提供の根拠を委託に改める（以下は委託として判定）",
                "The cloud exception does not hold ({facts}): change the ground to entrustment, as is judged below",
            ).format(facts=listed(CLOUD_FACTS[name] for name in speaking_against(facts))),
            fix=flow_fix(case, "route"),
        )


def look_at_contract(case: Case, on: date) -> Iterator[Statement]:
    """The exception rests on a clause: it counts as long as a contract in which somebody found it is in force."""
    if case.cloud is None or not case.cloud.no_handling_clause:
        return
    clause = next((standing for standing in _standings(case) if standing.holds(on)), None)
    if clause is None or not has_known_end(clause.contract):
        contract = clause.contract.id if clause else ""
        yield unknown(
            Text(
                "「個人データを取り扱わない」と定める契約が有効か確認できない",
                "No contract that says the provider does not handle the data is known to be in force",
            ),
            Fix("contract", contract, "end_on" if contract else ContractKind.TERMS.value),
            who=UserRole.PROCUREMENT,
        )
        return
    fix, name = Fix("contract_clause", clause.contract.id, NO_HANDLING), clause.contract.title
    if clause.is_excused or clause.state is ClauseState.PRESENT:
        yield confirmed(
            Text("契約「{name}」に取り扱わない旨の条項がある", "“{name}” says that it does not handle the data").format(
                name=name
            )
        )
    elif clause.state is ClauseState.WEAK:
        yield condition(
            Text("契約「{name}」の取り扱わない旨の条項を補強する", "Strengthen the clause in “{name}”").format(
                name=name
            ),
            fix=fix,
        )
    else:
        yield unknown(
            Text(
                "契約「{name}」に取り扱わない旨の条項があるか確認できない",
                "Whether “{name}” says that it does not handle the data is not confirmed",
            ).format(name=name),
            fix,
            who=UserRole.PROCUREMENT,
        )


def _standings(case: Case) -> Sequence[ClauseStanding]:
    return standing_by_clause(case.dossier, ClauseSetCode.CLD)[NO_HANDLING]


def clause_days(case: Case, _policy: Policy) -> Iterable[date | None]:
    """The days on which another contract carries the clause, or none."""
    for standing in _standings(case):
        yield from (standing.from_on, standing.until_on)


def look_at_places(case: Case) -> Iterator[Statement]:
    """Whose company handles the data, and where they are stored and processed (GL 10-7)."""
    if case.recipient.country is None:
        yield unknown(
            Text("相手の所在国が未確認", "The country of the recipient is not known"),
            party_fix(case, "country"),
            who=UserRole.PROCUREMENT,
        )
    for field, text in _PLACES.items():
        if not getattr(case.flow, field):
            yield unknown(text, flow_fix(case, field), who=UserRole.PROCUREMENT)


def look_abroad(case: Case, on: date, further: frozenset[str] = frozenset()) -> Iterator[Statement]:
    """法32条1項, GL 10-7: a country where data are handled for us stands among the published measures."""
    flow, dossier = case.flow, case.dossier
    yield from look_at_places(case)
    abroad = places_abroad(dossier, flow) | further
    if not abroad:
        return
    left, is_unread = unpublished_countries(dossier, abroad, on)
    names = listed(country_name(dossier, code) for code in sorted(left or abroad))
    if is_unread:
        yield unknown(
            Text(
                "{countries}での取扱いを公表し、または求めに応じて答えているか未確認",
                "Whether handling in {countries} is published, or told on request, is not known",
            ).format(countries=names),
            notice_fix(dossier, "countries"),
        )
    elif left:
        yield condition(
            Text(
                "{countries}での取扱いと安全管理措置を公表する、または求めに応じて遅滞なく答えられるようにする"
                "（国を示せないときは理由と参考情報）",
                "Publish the handling in {countries} and the measures taken, or be ready to tell them without delay to "
                "who asks (where no country can be named: why, and useful information)",
            ).format(countries=names),
            fix=notice_fix(dossier, "countries"),
        )
    else:
        yield confirmed(
            Text(
                "{countries}での取扱いを本人の知り得る状態に置いている",
                "Handling in {countries} is published, or told on request",
            ).format(countries=names)
        )
        yield duty(Text("外国の制度を把握して安全管理をする", "Know the foreign rules, and fit the measures to them"))


def abroad_days(case: Case, _policy: Policy) -> Iterable[date | None]:
    """The days on which what is published changes."""
    return notice_days(case.dossier)


def _is_cloud(case: Case, part: Slice) -> bool:
    return claims(case, part, LegalRoute.NOT_PROVISION) and claims_exception(case.dossier, case.flow)


def _facts(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    if _is_cloud(case, part):
        yield from look_at_facts(case)


def _sign_off(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    if _is_cloud(case, part):
        yield from look_at_sign_off(case, on)


def _own_measures(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    if _is_cloud(case, part):
        yield duty(
            Text("自社の安全管理として選定と設定を適切に行う", "Choose and configure the service safely ourselves")
        )


def _abroad(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    """Data of an entruster are no 保有個人データ of ours: what is published of them is his matter."""
    if part.position is not Position.AS_PROCESSOR and _is_cloud(case, part):
        yield from look_abroad(case, on)


def _own_branch(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    """Our own branch abroad is ours: what is handled there is published as what we handle here."""
    if part.position is not Position.AS_PROCESSOR and claims(case, part, LegalRoute.SAME_ENTITY):
        yield from look_abroad(case, on)


def _environment(case: Case, part: Slice, on: date, policy: Policy) -> Iterable[Statement]:
    """法23条, GL 10-7: our own branch is ours wherever it is; its country is known before data are handled there.

    That a profile of the country is on record and not out of date C-CP1 and C-CP2 ask.
    """
    in_house = claims(case, part, LegalRoute.SAME_ENTITY)
    if not (in_house or _is_cloud(case, part)):
        return
    if part.position is Position.AS_PROCESSOR:
        yield from look_at_places(case)
    if not in_house:
        return
    for code in sorted(places_abroad(case.dossier, case.flow)):
        reading, name = asked_of(case, code, on, policy), country_name(case.dossier, code)
        if reading is not None and reading.unanswered:
            yield unknown(
                Text(
                    "{country}の制度に未確認がある（{points}）", "Not known of the rules in {country}: {points}"
                ).format(country=name, points=listed(POINT_NAMES[point] for point in reading.unanswered)),
                Fix("country_profile", code, reading.unanswered[0]),
            )
        elif reading is not None:
            yield duty(
                Text("{country}の制度を踏まえて安全管理をする", "Fit the measures to the rules in {country}").format(
                    country=name
                )
            )


def _contract(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    if _is_cloud(case, part):
        yield from look_at_contract(case, on)


def _my_number_contract(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    is_my_number = part.track is Track.MY_NUMBER and part.route is LegalRoute.NOT_PROVISION
    if is_my_number and claims_exception(case.dossier, case.flow):
        yield from look_at_contract(case, on)


def _after_all(case: Case, _part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    yield from look_after_all(case)


def _by_contract(step: Step, look: Look) -> ClearanceRule:
    title = Text("取り扱わない旨の契約", "The contract that says so")
    return ClearanceRule("A-CL1C", step, title, (COMPANY_POLICY, QA_7_53), Basis.POLICY, look, clause_days)


MY_NUMBER_IN_CLOUD = _by_contract(Step.MY_NUMBER, _my_number_contract)

_TITLES = """
    A-CL1 | クラウド例外の事実 | Facts of the cloud exception
    A-CL1S | クラウド例外の判断 | Sign-off of the cloud exception
    A-CL2 | クラウド利用の安全管理 | Our own measures for the cloud
    A-CL4 | 外国での取扱いの公表・回答 | Handling abroad is published or told on request
    S-07B | 当社の外国の拠点での取扱いの公表・回答 | Handling at our own place abroad is published or told on request
    S-07G | 外国の制度の把握 | The rules of the foreign country are known
    A-CL5 | クラウド例外に当たらない | The cloud exception does not hold
"""
_rule = StepRules(Step.HAND_OVER, _TITLES)

CLOUD_TEST: tuple[ClearanceRule, ...] = (
    _rule("A-CL1", _facts, COMPANY_POLICY, QA_7_53),
    _rule("A-CL1S", _sign_off, COMPANY_POLICY, QA_7_53, cuts=sign_off_days),
    _by_contract(Step.HAND_OVER, _contract),
    _rule("A-CL2", _own_measures, ACT_23, QA_7_54),
    _rule("A-CL4", _abroad, ACT_32_1, GL_ABROAD, QA_10_25, cuts=abroad_days, revision=3),
    _rule("S-07B", _own_branch, ACT_32_1, GL_ABROAD, cuts=abroad_days),
    _rule("S-07G", _environment, ACT_23, GL_ABROAD, basis=Basis.GUIDELINE_MUST, cuts=lapse_days, revision=2),
    _rule("A-CL5", _after_all, COMPANY_POLICY, QA_7_53, ACT_27_5_ENTRUSTMENT),
)
