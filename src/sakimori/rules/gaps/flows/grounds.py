"""The ground of a hand-over (法27条, 41条6項, 番号法19条): decided, open to the data; joint use with its five items."""

from __future__ import annotations

from collections.abc import Iterable

from sakimori.domain.codes import DataCategory, GapKind, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix
from sakimori.domain.records.data_flow import DataFlow, LegalRoute
from sakimori.domain.records.sharing import JointUse, NoticeWay
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.rule import COMPANY_POLICY, Rule
from sakimori.domain.values.blank import is_given
from sakimori.domain.values.names import fold
from sakimori.domain.values.text import Text, cited
from sakimori.rules.facts.citations import ACT_27_1, ACT_27_5_JOINT_USE, ACT_27_6, ACT_41_6, MY_NUMBER_19
from sakimori.rules.facts.flow_facts import (
    listed,
    needs_route,
    of_flow,
    of_outgoing,
    outside,
    overlap,
    run_of,
    while_running,
)
from sakimori.rules.facts.joint_uses import PUBLISHED_OPEN, TOLD_OPEN, UNSAID, first_open, known_days, way_of
from sakimori.rules.facts.judged import confirmed_until
from sakimori.rules.facts.rule_kit import GapRules

_CONSENT_OR_OPTOUT = frozenset({LegalRoute.CONSENT, LegalRoute.CONSENT_28, LegalRoute.OPTOUT})
_EXCEPTIONS = frozenset(route for route in LegalRoute if route.is_exception)
CLOSED_TO_PSEUDONYMISED = _CONSENT_OR_OPTOUT | (_EXCEPTIONS - {LegalRoute.EXC_LAW})
CLOSED_TO_MY_NUMBER = _CONSENT_OR_OPTOUT | {LegalRoute.JOINT}
UNCLEAR_FOR_MY_NUMBER = _EXCEPTIONS - {LegalRoute.EXC_LAW, LegalRoute.EXC_LIFE}
"""Exceptions of 法27条1項 that 番号法19条 does not list by these words: a person says which of its cases it is."""


def _undecided(rule: Rule, _: Dossier, flow: DataFlow) -> Iterable[Finding]:
    """法27条: a hand-over needs a ground; nobody has said which it is."""
    if flow.route is LegalRoute.UNDECIDED and needs_route(flow):
        yield from of_flow(
            rule,
            flow,
            while_running(flow, Severity.BLOCK),
            field="route",
            kind=GapKind.UNKNOWN,
            action=Text("提供の根拠を法務と決めます。", "Decide the ground together with compliance."),
        )


def _unexplained(rule: Rule, _: Dossier, flow: DataFlow) -> Iterable[Finding]:
    """Policy: a ground is decided by a named person, on a day, with a reason."""
    missing = next((f for f in ("route_decided_by", "route_decided_on") if not getattr(flow, f)), None)
    missing = missing if is_given(flow.route_rationale) else "route_rationale"
    if flow.route is not LegalRoute.UNDECIDED and missing is not None:
        yield from of_flow(
            rule,
            flow,
            while_running(flow, Severity.MEDIUM),
            field=missing,
            facts=(("route", flow.route),),
            action=Text("判断の理由と判断した人・日を記します。", "Note the reason, who decided, and when."),
        )


def _exception_without_evidence(rule: Rule, dossier: Dossier, flow: DataFlow) -> Iterable[Finding]:
    """Policy (A-EX5): the document of a legal demand, or why consent is hard to get, is filed."""
    withdrawn = {e.id for e in dossier.evidence if e.gone_on is not None}
    if flow.route.is_exception and (flow.route_evidence_id is None or flow.route_evidence_id in withdrawn):
        yield from of_flow(
            rule,
            flow,
            while_running(flow, Severity.HIGH),
            field="route_evidence_id",
            facts=(("route", flow.route),),
            action=Text(
                "照会書など、例外にあたることを示す証跡を添えます。", "File the document that shows the exception."
            ),
        )


def _pseudonymised(rule: Rule, dossier: Dossier, flow: DataFlow) -> Iterable[Finding]:
    """法41条6項: no provision of pseudonymised data to a third party, consent or not, unless a law orders it.

    Data that somebody made sure are not 仮名加工情報 are personal data (Q&A 14-4).
    """
    if flow.categories and DataCategory.PSEUDO in flow.categories and flow.route in CLOSED_TO_PSEUDONYMISED:
        is_none = any(facts.is_pseudonymised is False for facts in dossier.hand_overs if facts.flow_id == flow.id)
        until = confirmed_until(dossier, flow, standard_met=False, made_as_such=False) if is_none else None
        yield from of_flow(
            rule,
            flow,
            overlap(Severity.BLOCK, *run_of(flow), begins=until),
            field="route",
            facts=(("route", flow.route),),
            action=Text(
                "仮名加工情報を外すか、委託・共同利用で渡せるかを見直します。",
                "Leave the pseudonymised data out, or see whether entrustment or joint use fits.",
            ),
        )


def _my_number(rule: Rule, _: Dossier, flow: DataFlow) -> Iterable[Finding]:
    """番号法19条: only in the cases listed; consent, opt-out and joint use are none of them.

    Not modelled: the new employer with the employee's consent (19条4号) is entered as a case of law.
    """
    if not flow.categories or DataCategory.MYNUMBER not in flow.categories:
        return
    if flow.route in CLOSED_TO_MY_NUMBER | UNCLEAR_FOR_MY_NUMBER:
        is_unclear = flow.route in UNCLEAR_FOR_MY_NUMBER
        yield from of_flow(
            rule,
            flow,
            while_running(flow, Severity.BLOCK),
            field="route",
            kind=GapKind.DECISION if is_unclear else GapKind.DEFECT,
            title=cited("{law:my-number-19}のどの場合かを判断する", "Decide which case of the My Number Act it is")
            if is_unclear
            else None,
            facts=(("route", flow.route),),
            action=cited(
                "マイナンバーを外すか、{law:my-number-19}の場合にあたるかを確かめます。",
                "Leave the My Number data out, or show the case of the My Number Act.",
            ),
        )


_TITLES = """
    A-27-0 | 提供の根拠が決まっていない | The ground of the hand-over is not decided
    C-RT1 | 提供の根拠に理由または判断者がない | The ground lacks a reason or a decider
    A-EX5 | 例外による提供に証跡がない | A hand-over by exception has no evidence
    A-PS1 | 仮名加工情報は第三者に提供できない | Pseudonymised data may not go to a third party
    A-MN1 | マイナンバーはこの根拠では提供できない | My Number data may not be provided on this ground
"""
_rule = GapRules(_TITLES, points=("A4",))

ROUTE_RULES: tuple[Rule, ...] = (
    _rule("A-27-0", of_outgoing(_undecided), ACT_27_1),
    _rule("C-RT1", of_outgoing(_unexplained), points=("A4", "A8")),
    _rule("A-EX5", of_outgoing(_exception_without_evidence), COMPANY_POLICY, ACT_27_1),
    _rule("A-PS1", of_outgoing(_pseudonymised), ACT_41_6, revision=2),
    _rule("A-MN1", of_outgoing(_my_number), MY_NUMBER_19),
)


JOINT_USE_RULE = "A-JU1"

ITEM_NAMES: dict[str, Text] = {
    "states_fact": Text("共同利用する旨", "that data are used jointly"),
    "data_items": Text("データの項目", "the data items"),
    "users_scope": Text("共同利用者の範囲", "the scope of users"),
    "purpose": Text("利用目的", "the purpose"),
    "responsible": Text("管理について責任を有する者の名称", "the name of the party responsible"),
    "responsible_address": Text("管理について責任を有する者の住所", "its address"),
    "responsible_representative": Text("管理について責任を有する者の代表者名", "its representative"),
}


_RECORDED = {
    "responsible": "legal_name",
    "responsible_address": "address",
    "responsible_representative": "representative",
}


def differs(joint_use: JointUse, party: ThirdParty) -> tuple[str, ...]:
    """Which of name, address and representative the notice tells otherwise than the record of the party responsible.

    What either of them does not say is asked elsewhere; a title before a name makes no other person.
    """
    if joint_use.responsible_id != party.id:
        return ()
    said = {
        field: (fold(getattr(joint_use, field)), fold(getattr(party, own) or "")) for field, own in _RECORDED.items()
    }
    return tuple(field for field, (told, known) in said.items() if told and known and known not in told)


def _of_other(rule: Rule, dossier: Dossier, flow: DataFlow) -> Iterable[Finding]:
    """法27条6項: where the recipient answers for the data, the notice says what its record says."""
    joint_use = next((j for j in dossier.registers.joint_uses if j.id == flow.joint_use_id), None)
    if flow.route is not LegalRoute.JOINT or joint_use is None:
        return
    fields = differs(joint_use, dossier.third_party)
    if fields:
        yield from of_flow(
            rule,
            flow,
            while_running(flow, Severity.MEDIUM),
            field="joint_use_id",
            kind=GapKind.DECISION,
            title=OTHERWISE.format(items=listed(ITEM_NAMES[field] for field in fields)),
            fix=Fix("joint_use", joint_use.id, fields[0]),
            facts=(("joint_use", joint_use.id), ("fields", " ".join(fields))),
            action=RENAMED_ACTION,
        )


OTHERWISE = Text(
    "共同利用の通知・公表の「{items}」が台帳と違う", "The notice of the joint use differs from the record: {items}"
)
RENAMED_ACTION = Text(
    "変更があったなら遅滞なく知らせ、通知・公表か台帳を直します。",
    "Where it changed, tell so without delay; mend the notice or the record.",
)


def _judge(rule: Rule, dossier: Dossier, flow: DataFlow) -> Iterable[Finding]:
    """法27条5項3号: told beforehand or easy to learn; pseudonymised data need the same items published (41条6項).

    Not modelled: data held before may join only as far as the person would expect, and whoever came after a notice was
    told as well; a person judges.
    """
    if flow.route is not LegalRoute.JOINT or not needs_route(flow):
        return
    joint_use = next((j for j in dossier.registers.joint_uses if j.id == flow.joint_use_id), None)
    if joint_use is None:
        yield from of_flow(
            rule,
            flow,
            while_running(flow, Severity.BLOCK),
            field="joint_use_id",
            action=Text(
                "五項目を本人に通知するか容易に知り得る状態に置いて記録し、結び付けます。",
                "Tell the five items or make them easy to learn, record and name them.",
            ),
        )
        return
    yield from _of_record(rule, flow, joint_use)


def _of_record(rule: Rule, flow: DataFlow, joint_use: JointUse) -> Iterable[Finding]:
    unsaid = [item for item in joint_use.missing if not (item == "states_fact" and joint_use.states_fact is None)]
    always = while_running(flow, Severity.BLOCK)
    by_publication = DataCategory.PSEUDO in (flow.categories or ())
    if not by_publication and way_of(joint_use) is NoticeWay.NOT_TOLD:
        yield from of_flow(
            rule,
            flow,
            always,
            field="joint_use_id",
            title=Text("共同利用を本人に知らせていない", "The persons were not told of the joint use"),
            fix=Fix("joint_use", joint_use.id, "told_how"),
            facts=(("joint_use", joint_use.id), ("told_how", NoticeWay.NOT_TOLD)),
            action=_TELL,
        )
        return
    if unsaid:
        yield from of_flow(
            rule,
            flow,
            always,
            field="joint_use_id",
            title=UNSAID.format(items=listed(ITEM_NAMES[item] for item in unsaid)),
            fix=Fix("joint_use", joint_use.id, unsaid[0]),
            facts=(("joint_use", joint_use.id), ("missing", " ".join(unsaid))),
            action=_TELL,
        )
        return
    unknown = first_open(joint_use, by_publication=by_publication)
    if unknown is not None:
        yield from of_flow(
            rule,
            flow,
            always,
            field="joint_use_id",
            kind=GapKind.UNKNOWN,
            title=PUBLISHED_OPEN if by_publication else TOLD_OPEN,
            fix=Fix("joint_use", joint_use.id, unknown),
            facts=(("joint_use", joint_use.id), ("unknown", unknown)),
            action=Text("いつ、どのように知らせたかを確かめます。", "Find out when and how the persons were told."),
        )
        return
    first, last = known_days(joint_use, by_publication=by_publication)
    yield from of_flow(
        rule,
        flow,
        outside(flow, Severity.BLOCK, good_from=first, good_through=last),
        field="joint_use_id",
        title=Text("共同利用が公表されていない期間がある", "On some days the joint use is not published")
        if by_publication
        else Text("共同利用を知らせていない期間がある", "On some days the persons do not know of the joint use"),
        fix=Fix("joint_use", joint_use.id, _field_of(joint_use, by_publication=by_publication)),
        facts=(
            ("joint_use", joint_use.id),
            ("from", first.isoformat() if first else ""),
            ("until", last.isoformat() if last else ""),
        ),
        action=Text("知らせていない日には提供しません。", "Do not hand over on days on which they do not know."),
    )


_TELL = Text(
    "欠けているものを本人に通知するか、容易に知り得る状態に置きます。",
    "Tell the persons what is missing, or make it easy to learn.",
)


def _field_of(joint_use: JointUse, *, by_publication: bool) -> str:
    if not by_publication and way_of(joint_use) is NoticeWay.NOTIFIED:
        return "told_on"
    return "published_until" if joint_use.published_until else "published_on"


_JOINT_USE_TITLES = """
    A-JU1 | 共同利用の五項目が記録されていない | The five items of the joint use are not recorded
    A-JU2P | 共同利用の責任を有する者の記載が台帳と違う | What is told of the party responsible differs
"""
_joint_use_rule = GapRules(_JOINT_USE_TITLES, points=("A4", "B5"))

JOINT_USE_RULES: tuple[Rule, ...] = (
    _joint_use_rule(JOINT_USE_RULE, of_outgoing(_judge), ACT_27_5_JOINT_USE, revision=3),
    _joint_use_rule("A-JU2P", of_outgoing(_of_other), ACT_27_6, revision=2),
)
