"""The facts of a data flow on which everything else rests, its encryption, and the tier that follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sakimori.domain.codes import ControlArea, DataCategory, GapKind, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, SubjectKind
from sakimori.domain.policy import Policy
from sakimori.domain.records.data_flow import DataFlow, Direction, Encryption, LegalRoute, TransferMethod
from sakimori.domain.rule import COMPANY_POLICY, Judge, Rule
from sakimori.domain.values.text import Text
from sakimori.rules.facts.assessments import tier
from sakimori.rules.facts.citations import ACT_23, ACT_28, GL_ENCRYPTION
from sakimori.rules.facts.flow_facts import (
    SPECIAL_CARE,
    FlowLook,
    held_flows,
    is_personal,
    of_flow,
    while_running,
    with_flow_facts,
)
from sakimori.rules.facts.rule_kit import GapRules, is_watched, of_third_party

_GRAVE = SPECIAL_CARE | {DataCategory.PI_FINANCIAL, DataCategory.MYNUMBER}
_TO_OR_BY_PERSON = frozenset({LegalRoute.TO_PERSON, LegalRoute.BY_PERSON})


@dataclass(frozen=True, slots=True)
class _Missing:
    """One group of facts that nobody has answered; `field` is where the first of them is entered."""

    group: str
    field: str
    severity: Severity
    title: Text


def _missing(flow: DataFlow) -> Iterator[_Missing]:
    if flow.direction is None or flow.role is None:
        field = "direction" if flow.direction is None else "role"
        yield _Missing(
            "direction", field, Severity.MEDIUM, Text("向きまたは役割が未確認", "Direction or role is not known")
        )
    if not flow.categories:
        yield _Missing(
            "categories", "categories", Severity.HIGH, Text("データの種類が未確認", "The kinds of data are not known")
        )
    if is_personal(flow):
        yield from _missing_of_personal_data(flow)
    if flow.start_on is None:
        yield _Missing("start", "start_on", Severity.LOW, Text("開始日が未確認", "The first day is not known"))


def _missing_of_personal_data(flow: DataFlow) -> Iterator[_Missing]:
    if not flow.subject_groups:
        yield _Missing(
            "subject_groups",
            "subject_groups",
            Severity.LOW,
            Text("本人の区分が未確認", "Whose data they are is not known"),
        )
    if flow.persons is None:
        yield _Missing(
            "persons", "person_count", Severity.MEDIUM, Text("人数が未確認", "The number of persons is not known")
        )
    if flow.transfer_method is None or _lacks_encryption(flow):
        field = "transfer_method" if flow.transfer_method is None else "encryption"
        yield _Missing(
            "transfer",
            field,
            Severity.MEDIUM,
            Text("受渡しの方法または暗号化が未確認", "Transfer or encryption is not known"),
        )
    if flow.direction is Direction.IN:
        return
    if flow.route not in _TO_OR_BY_PERSON and not (flow.storage_countries and flow.processing_countries):
        field = "processing_countries" if flow.storage_countries else "storage_countries"
        yield _Missing(
            "countries",
            field,
            Severity.HIGH,
            Text("保管または処理の国が未確認", "The country of storage or processing is not known"),
        )
    if flow.data_set_id is None:
        yield _Missing("data_set", "data_set_id", Severity.MEDIUM, Text("データセットが未確認", "No data set is named"))


def _lacks_encryption(flow: DataFlow) -> bool:
    """Paper is not encrypted; grave data are asked by C-FL2."""
    return flow.encryption is None and flow.transfer_method is not TransferMethod.PAPER and not _is_grave(flow)


def _is_grave(flow: DataFlow) -> bool:
    return bool(flow.categories and flow.categories & _GRAVE)


def _of_every(look: FlowLook) -> Judge:
    def judge(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
        if is_watched(dossier.third_party):
            for flow in dossier.flows:
                yield from look(rule, dossier, flow)

    return judge


def _unknown_facts(rule: Rule, _: Dossier, flow: DataFlow) -> Iterable[Finding]:
    """Policy: what is not known of a flow is asked, one gap a group of facts."""
    for missing in _missing(flow):
        yield from of_flow(
            rule,
            flow,
            while_running(flow, missing.severity),
            field=missing.field,
            kind=GapKind.UNKNOWN,
            title=missing.title,
            part=missing.group,
            action=Text("業務の担当に確かめて登録します。", "Ask those who run it, and record the answer."),
        )


def _encryption(rule: Rule, _: Dossier, flow: DataFlow) -> Iterable[Finding]:
    """Policy: special-care, financial and My Number data do not go about without any encryption."""
    if not _is_grave(flow) or flow.transfer_method is TransferMethod.PAPER:
        return
    if flow.encryption in {None, Encryption.NONE}:
        is_unknown = flow.encryption is None
        yield from of_flow(
            rule,
            flow,
            while_running(flow, Severity.HIGH),
            field="encryption",
            kind=GapKind.UNKNOWN if is_unknown else GapKind.DEFECT,
            title=Text("暗号化が未確認", "Encryption is not known") if is_unknown else None,
            facts=(("encryption", flow.encryption or ""),),
            action=Text("通信と保管の暗号化を確かめます。", "Have transfer and storage encrypted."),
        )


def _origins(rule: Rule, _: Dossier, flow: DataFlow) -> Iterable[Finding]:
    """Policy: where the persons are decides which other regimes bind the data."""
    if is_personal(flow) and not flow.origins:
        yield from of_flow(
            rule,
            flow,
            while_running(flow, Severity.MEDIUM),
            field="origins",
            kind=GapKind.UNKNOWN,
            action=Text(
                "本人がどの国にいて、どの枠組みで得たデータかを確かめます。",
                "Find out where the persons are and under which rules the data came.",
            ),
        )


def judge_tier(rule: Rule, dossier: Dossier, policy: Policy) -> Iterable[Finding]:
    """Policy: recorded flows replace the answers at intake; where they lead to another tier, one of the two is wrong.

    An answer that is missing at intake is asked by the rules of intake.
    """
    party = dossier.intake or dossier.third_party
    if not is_watched(party):
        return
    flows = held_flows(dossier.flows, dossier.erasures)
    recorded, answered = tier(with_flow_facts(party, flows), policy), tier(party, policy)
    if recorded is None or answered is None or recorded == answered:
        return
    yield of_third_party(
        rule,
        dossier,
        severity=Severity.MEDIUM,
        field="data_categories",
        title=Text(
            "データフローでは区分{recorded}、受付時の回答では区分{answered}",
            "Tier {recorded} by its flows, tier {answered} by the answers at intake",
        ).format(recorded=recorded, answered=answered),
        facts=(("recorded", str(recorded)), ("answered", str(answered))),
        action=Text("どちらが正しいかを確かめて直します。", "Find out which is right, and correct the other."),
    )


_TITLES = """
    C-FL1 | データフローの事実が未確認 | Facts of the data flow are not known
    C-FL2 | 重要なデータが暗号化されていない | Sensitive data are not encrypted
    C-FL3 | 本人の所在とデータの由来が未確認 | The origin of the data is not known
    C-TR1 | 区分がデータフローと受付時の回答で違う | Flows and intake lead to different tiers
"""
_rule = GapRules(_TITLES, points=("A2", "A4", "B1"))

FLOW_BASICS_RULES: tuple[Rule, ...] = (
    _rule("C-FL1", _of_every(_unknown_facts)),
    _rule(
        "C-FL2",
        _of_every(_encryption),
        COMPANY_POLICY,
        ACT_23,
        GL_ENCRYPTION,
        area=ControlArea.TECHNICAL,
        points=("A3",),
    ),
    _rule("C-FL3", _of_every(_origins), COMPANY_POLICY, ACT_28, area=ControlArea.FOREIGN, points=("B7",)),
    _rule("C-TR1", judge_tier, scope=SubjectKind.THIRD_PARTY, points=("A3", "B1")),
)
