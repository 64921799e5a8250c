"""P-05: legal demands and the other exceptions of 法27条1項 (GL 3-1-5; A-EX1–A-EX5).

Pseudonymised data know none but a case of law: their own step bars the others (P-11).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from sakimori.domain.clearance import Step
from sakimori.domain.codes import UserRole
from sakimori.domain.policy import Policy
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.records.hand_over import DemandKind
from sakimori.domain.rule import COMPANY_POLICY
from sakimori.domain.values.blank import is_given
from sakimori.domain.values.text import Text, cited
from sakimori.rules.clearance.case import OF_JAPAN, Case, Slice, Track
from sakimori.rules.clearance.rule_kit import (
    ClearanceRule,
    Look,
    Statement,
    StepRules,
    bar,
    condition,
    confirmed,
    duty,
    fact_fix,
    flow_fix,
    question,
    unknown,
)
from sakimori.rules.facts.citations import ACT_27_1, GL_LIMIT_EXCEPTIONS


def has_evidence(case: Case, on: date) -> bool:
    """Whether the document that shows the exception is on file on a day."""
    gone = {e.id for e in case.dossier.evidence if e.gone_on is not None and e.gone_on <= on}
    return case.flow.route_evidence_id is not None and case.flow.route_evidence_id not in gone


def evidence_days(case: Case, _policy: Policy) -> Iterable[date | None]:
    """The days on which a document was withdrawn or refused."""
    return (e.gone_on for e in case.dossier.evidence if e.id == case.flow.route_evidence_id)


_NO_FORCE: dict[DemandKind, Text] = {
    DemandKind.POLICE_INQUIRY: Text(
        "捜査関係事項照会にどこまで応じるか（強制力がないため、必要な範囲を判断する）",
        "How much of the police inquiry is answered? Nothing compels it: only what it needs",
    ),
    DemandKind.BAR_INQUIRY: Text(
        "弁護士会照会にどこまで応じるか（強制力がないため、必要な範囲を判断する）",
        "How much of the bar association's inquiry is answered? Nothing compels it: only what it needs",
    ),
    DemandKind.VOLUNTARY: Text(
        "任意の依頼が法令に基づく場合に当たり、どこまで応じるか",
        "Is a voluntary request a case of law at all, and how much of it is answered?",
    ),
}
"""Demands that nothing enforces: what is answered beyond their need is on us."""


def _demand(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """法27条1項1号: what is answered without force fits the inquiry, and how much that is a person decides."""
    if part.track is Track.EXCEPTION and part.route is LegalRoute.EXC_LAW:
        yield from look_at_demand(case)


def look_at_demand(case: Case) -> Iterator[Statement]:
    """The kind of a demand, and the statute where one orders it."""
    match case.facts.demand:
        case None:
            yield unknown(
                Text(
                    "求めの種類（令状・法令上の義務・照会・任意の依頼）が未確認",
                    "What kind of demand it is (warrant, statutory duty, inquiry, request) is not known",
                ),
                fact_fix(case, "demand"),
                who=UserRole.SALES,
            )
        case DemandKind.WARRANT:
            yield confirmed(Text("令状・差押えに基づく", "A warrant or seizure demands it"))
        case DemandKind.LEGAL_DUTY if not is_given(case.flow.route_rationale):
            yield unknown(
                Text("報告・提出を義務づける条文が記されていない", "The article that orders it is not noted"),
                flow_fix(case, "route_rationale"),
            )
        case DemandKind.LEGAL_DUTY:
            yield confirmed(
                Text("法令上の義務に基づく：{article}", "A statute orders it: {article}").format(
                    article=case.flow.route_rationale
                )
            )
        case without_force:
            yield question(_NO_FORCE[without_force], fix=fact_fix(case, "demand"))


def _foreign(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """A foreign authority is no 国の機関 and foreign law no 法令: the demand is judged like any other recipient."""
    if part.route not in OF_JAPAN:
        return
    if part.track is Track.EXCEPTION and case.facts.by_foreign_authority is None:
        yield unknown(
            Text("外国の機関・法令による求めか未確認", "Whether a foreign authority or law demands it is not known"),
            fact_fix(case, "by_foreign_authority"),
            who=UserRole.SALES,
        )
    elif part.track in {Track.PERSONAL, Track.PSEUDONYMISED} and case.facts.by_foreign_authority:
        yield bar(
            Text(
                "外国の機関・法令の求めは例外に当たらない。ほかの例外か根拠がなければ断る",
                "A foreign authority or law opens no exception: find another ground, or refuse",
            ),
            fix=flow_fix(case, "route"),
        )


def _asked(routes: frozenset[LegalRoute], text: Text) -> Look:
    def look(_case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
        """Whether an exception applies is for a person."""
        if part.track is Track.EXCEPTION and part.route in routes:
            yield question(text)

    return look


def _on_file(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    """Before the data go."""
    if part.track is Track.EXCEPTION:
        yield from look_on_file(case, on)


def look_on_file(case: Case, on: date) -> Iterator[Statement]:
    """The papers of an exception: the document that shows it, the law, and who asked."""
    if not has_evidence(case, on):
        yield condition(
            Text("例外に当たることを示す書面を残す", "File the document that shows the exception"),
            fix=flow_fix(case, "route_evidence_id"),
            who=UserRole.SALES,
        )
    if not is_given(case.flow.route_rationale):
        yield condition(
            Text("根拠の法令と理由を記す", "Note the law and the reason"), fix=flow_fix(case, "route_rationale")
        )
    if not case.facts.identity_checked:
        yield condition(
            Text("求めた機関と担当者を確かめる", "Check which office and officer ask"),
            fix=fact_fix(case, "identity_checked"),
            who=UserRole.SALES,
        )
    yield duty(Text("安全な方法で渡し、渡した日と項目を残す", "Hand over safely, and keep the day and the items"))


_TITLES = """
    A-EX1 | 法令に基づく場合 | A case of law
    A-EX2 | 国などへの協力 | Cooperation with the state
    A-EX3 | 外国の機関・法令の求め | A demand of a foreign authority or law
    A-EX4 | 生命・財産、公衆衛生・児童のため | Life, property, public health, children
    A-EX7 | 学術研究のため | Academic research
    A-EX5 | 例外の記録 | What is filed of an exception
"""
_rule = StepRules(Step.EXCEPTION, _TITLES)

EXCEPTIONS: tuple[ClearanceRule, ...] = (
    _rule("A-EX1", _demand, ACT_27_1, GL_LIMIT_EXCEPTIONS, revision=2),
    _rule(
        "A-EX2",
        _asked(
            frozenset({LegalRoute.EXC_STATE}),
            Text(
                "国などへの協力で、同意を得ると事務に支障があるか",
                "Is it cooperation with the state that asking for consent would hinder?",
            ),
        ),
        ACT_27_1,
        GL_LIMIT_EXCEPTIONS,
    ),
    _rule("A-EX3", _foreign, ACT_27_1, GL_LIMIT_EXCEPTIONS),
    _rule(
        "A-EX4",
        _asked(
            frozenset({LegalRoute.EXC_LIFE, LegalRoute.EXC_HEALTH_CHILD}),
            Text(
                "生命・身体・財産の保護または公衆衛生・児童のために必要で、同意を得るのが困難か",
                "Is it needed for life, body, property, public health or children, and consent hard to get?",
            ),
        ),
        ACT_27_1,
        GL_LIMIT_EXCEPTIONS,
    ),
    _rule(
        "A-EX7",
        _asked(
            frozenset({LegalRoute.EXC_ACADEMIC}),
            cited(
                "学術研究の例外（{art:act-27-1-5}〜7号）にあたるか", "Is it an academic case of {art:act-27-1-5}–(vii)?"
            ),
        ),
        ACT_27_1,
    ),
    _rule("A-EX5", _on_file, COMPANY_POLICY, ACT_27_1, cuts=evidence_days),
)
