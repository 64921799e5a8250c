"""Purposes of use over flows (法17条, 18条): known, published, wide enough for the data that go, and for each part."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from sakimori.domain.codes import DataCategory, GapKind, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix
from sakimori.domain.records.data_flow import DataFlow, LegalRoute
from sakimori.domain.records.own_registers import ConsentKind, ConsentText, DataSetPart, Position, Purpose, PurposeTold
from sakimori.domain.rule import Rule
from sakimori.domain.values.text import Text
from sakimori.rules.facts.assessments import NOT_PERSONAL
from sakimori.rules.facts.citations import (
    ACT_17_1,
    ACT_17_2,
    ACT_18_1,
    ACT_21,
    ACT_27_5_ENTRUSTMENT,
    GL_NOT_THIRD_PARTY,
    GL_PROVISION,
)
from sakimori.rules.facts.flow_facts import (
    is_personal,
    of_flow,
    of_outgoing,
    outside,
    while_running,
)
from sakimori.rules.facts.rule_kit import GapRules, apart_from
from sakimori.rules.gaps.flows.consents import consent_texts, parts_of

MUST_STATE_PROVISION = frozenset({LegalRoute.CONSENT, LegalRoute.CONSENT_28, LegalRoute.OPTOUT})
ROUTES_OF_OUR_OWN = MUST_STATE_PROVISION | {LegalRoute.JOINT, LegalRoute.SUCCESSION}
"""Routes by which only he provides who decides over the data himself."""


class PurposeReach(StrEnum):
    """Whether a purpose reaches the persons of a part."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


def asks_for_purpose(flow: DataFlow) -> bool:
    """Whether a purpose must cover the flow; the exceptions of 法27条1項 are those of 18条3項 as well."""
    return is_personal(flow) and not flow.route.is_exception


def purpose_of(dossier: Dossier, flow: DataFlow) -> Purpose | None:
    """The purpose that a flow names."""
    return next((p for p in dossier.registers.purposes if p.id == flow.purpose_id), None)


def _purpose(rule: Rule, dossier: Dossier, flow: DataFlow) -> Iterable[Finding]:
    """法18条1項, 21条: data are used inside a purpose that is published on the day."""
    if not asks_for_purpose(flow):
        return
    purpose = purpose_of(dossier, flow)
    if purpose is None:
        yield from of_flow(
            rule,
            flow,
            while_running(flow, Severity.BLOCK),
            field="purpose_id",
            kind=GapKind.UNKNOWN,
            action=Text("この提供がどの利用目的によるかを選びます。", "Choose the purpose that this flow serves."),
        )
        return
    parts = [part for part in parts_of(dossier, flow) if part.position is not Position.AS_PROCESSOR]
    if (parts or parts_of(dossier, flow)) and all(is_told(purpose, part) for part in parts):
        return
    is_unknown = purpose.published_since is None
    yield from of_flow(
        rule,
        flow,
        while_running(flow, Severity.HIGH)
        if is_unknown
        else outside(flow, Severity.BLOCK, good_from=purpose.published_since)
        + apart_from(
            outside(flow, Severity.HIGH, good_through=purpose.published_until),
            outside(flow, Severity.BLOCK, good_from=purpose.published_since),
        ),
        field="purpose_id",
        kind=GapKind.UNKNOWN if is_unknown else GapKind.DEFECT,
        title=Text(
            "利用目的「{purpose}」の公表日が未確認", "When the purpose “{purpose}” was published is not known"
        ).format(purpose=purpose.name)
        if is_unknown
        else Text(
            "利用目的「{purpose}」が公表されていない期間がある", "On some days “{purpose}” is not published"
        ).format(purpose=purpose.name),
        fix=Fix("purpose", purpose.id, "published_until" if purpose.published_until else "published_since"),
        facts=(
            ("purpose", purpose.id),
            ("since", purpose.published_since.isoformat() if purpose.published_since else ""),
            ("until", purpose.published_until.isoformat() if purpose.published_until else ""),
        ),
        action=Text("いつ公表したかを確かめて記します。", "Find out when it was published, and note it.")
        if is_unknown
        else Text(
            "公表している利用目的に改めるか、本人が知り得る状態にします。",
            "Name a purpose that is published on these days, or see that the persons can learn it.",
        ),
    )


def _provision_unstated(rule: Rule, dossier: Dossier, flow: DataFlow) -> Iterable[Finding]:
    """法17条1項, GL 3-6-1: who will provide data to third parties says so in the purpose."""
    purpose = purpose_of(dossier, flow)
    if flow.route not in MUST_STATE_PROVISION or purpose is None or purpose.states_provision or not is_personal(flow):
        return
    is_unknown = purpose.states_provision is None
    yield from of_flow(
        rule,
        flow,
        while_running(flow, Severity.BLOCK if flow.route is LegalRoute.OPTOUT else Severity.HIGH),
        field="purpose_id",
        kind=GapKind.UNKNOWN if is_unknown else GapKind.DEFECT,
        title=Text(
            "利用目的「{purpose}」に第三者提供の記載があるか未確認",
            "Whether the purpose “{purpose}” states provision is not known",
        ).format(purpose=purpose.name)
        if is_unknown
        else Text("利用目的「{purpose}」に第三者提供の記載がない", "“{purpose}” does not state provision").format(
            purpose=purpose.name
        ),
        fix=Fix("purpose", purpose.id, "states_provision"),
        facts=(("purpose", purpose.id), ("states_provision", str(purpose.states_provision))),
        action=Text("文言を読み、提供の記載の有無を記します。", "Read the wording, and note whether it does.")
        if is_unknown
        else Text(
            "第三者に提供する旨を利用目的に書き、公表します。", "State the provision in the purpose, and publish it."
        ),
    )


def is_told(purpose: Purpose, part: DataSetPart) -> bool:
    """Whether the persons of a part learned a purpose otherwise than by its publication (法21条1項・2項・4項4号)."""
    return purpose.id in part.purpose_ids and part.purpose_told not in {None, PurposeTold.PUBLISHED}


def covers(purpose: Purpose, part: DataSetPart, texts: dict[str, ConsentText]) -> PurposeReach:
    """Whether a purpose reaches the persons of a part: known to them when their data came, or validly changed."""
    text = texts.get(part.consent_text_id or "")
    if text is not None and ConsentKind.BEYOND_PURPOSE_18 in (text.kinds or ()) and purpose.id in text.purpose_ids:
        return PurposeReach.YES
    if purpose.related_judged_on is not None:
        return PurposeReach.YES
    if part.purpose_ids and purpose.id not in part.purpose_ids:
        return PurposeReach.NO
    if is_told(purpose, part):
        return PurposeReach.YES
    if purpose.published_since is not None and part.collected_from is not None:
        if part.collected_from >= purpose.published_since:
            return PurposeReach.YES
        is_named = purpose.id in part.purpose_ids and part.purpose_told is None
        return PurposeReach.UNKNOWN if is_named else PurposeReach.NO
    return PurposeReach.YES if purpose.id in part.purpose_ids else PurposeReach.UNKNOWN


def _later_purpose(rule: Rule, dossier: Dossier, flow: DataFlow) -> Iterable[Finding]:
    """法18条1項, 17条2項: a purpose published later does not reach data taken before, unless validly changed.

    Pseudonymised data alone follow the purpose as it is published (41条9項).
    """
    purpose = purpose_of(dossier, flow)
    if purpose is None or not asks_for_purpose(flow):
        return
    if flow.categories and flow.categories <= NOT_PERSONAL | {DataCategory.PSEUDO}:
        return
    for part in parts_of(dossier, flow):
        covered = covers(purpose, part, consent_texts(dossier))
        if covered is PurposeReach.YES:
            continue
        is_unknown = covered is PurposeReach.UNKNOWN
        yield from of_flow(
            rule,
            flow,
            while_running(flow, Severity.BLOCK),
            field="purpose_id",
            kind=GapKind.UNKNOWN if is_unknown else GapKind.DEFECT,
            title=Text(
                "「{part}」の取得時の利用目的が未確認", "The purpose at the acquisition of “{part}” is not known"
            ).format(part=part.name)
            if is_unknown
            else Text(
                "「{part}」は利用目的「{purpose}」の公表前に取得した", "“{part}” was acquired before “{purpose}”"
            ).format(part=part.name, purpose=purpose.name),
            part=part.id,
            fix=Fix("data_set_part", part.id, "collected_from" if part.collected_from is None else "purpose_ids"),
            facts=(
                ("part", part.id),
                ("purpose", purpose.id),
                ("collected_from", part.collected_from.isoformat() if part.collected_from else ""),
                ("purpose_ids", " ".join(part.purpose_ids)),
            ),
            action=Text(
                "取得の時期と、当時示した利用目的を確かめます。", "Find out when it was acquired, and what for."
            )
            if is_unknown
            else Text(
                "利用目的の変更として認められるかを判断するか、本人の同意を得ます。",
                "Judge whether it is a permitted change of purpose, or obtain consent.",
            ),
        )


def _position(rule: Rule, dossier: Dossier, flow: DataFlow) -> Iterable[Finding]:
    """法27条5項1号: who holds data only for somebody else does not provide them for himself (A-IT1)."""
    if not asks_for_purpose(flow):
        return
    for part in parts_of(dossier, flow):
        is_unknown = part.position is None
        if not is_unknown and (part.position is not Position.AS_PROCESSOR or flow.route not in ROUTES_OF_OUR_OWN):
            continue
        yield from of_flow(
            rule,
            flow,
            while_running(flow, Severity.MEDIUM if is_unknown else Severity.BLOCK),
            field="data_set_id",
            kind=GapKind.UNKNOWN if is_unknown else GapKind.DEFECT,
            title=Text(
                "「{part}」をどの立場で持つかが未確認", "In which position we hold “{part}” is not known"
            ).format(part=part.name)
            if is_unknown
            else Text(
                "委託を受けて取り扱う「{part}」を当社の目的で提供している",
                "“{part}”, held for somebody else, is provided for ourselves",
            ).format(part=part.name),
            part=part.id,
            fix=Fix("data_set_part", part.id, "position"),
            facts=(("part", part.id), ("position", part.position or ""), ("route", flow.route)),
            action=Text("自社・受託・共同利用などの立場を選びます。", "Choose the position in which we hold it.")
            if is_unknown
            else Text(
                "その本人のデータを外すか、委託元の指示を得ます。", "Leave it out, or have an instruction for it."
            ),
        )


_TITLES = """
    A-18-1 | 利用目的が記録されていない | The purpose is not recorded
    A-17-1P | 利用目的に第三者提供の記載がない | The purpose does not state provision
    A-18-1D | 利用目的の公表前に取得したデータ | Data acquired before the purpose
    A-18-1C | 委託を受けて取り扱うデータを当社の目的で提供している | Data held for others are provided for ourselves
"""
_rule = GapRules(_TITLES, points=("A2",))

PURPOSE_RULES: tuple[Rule, ...] = (
    _rule("A-18-1", of_outgoing(_purpose), ACT_18_1, ACT_21),
    _rule("A-17-1P", of_outgoing(_provision_unstated), ACT_17_1, GL_PROVISION, points=("A2", "A4")),
    _rule("A-18-1D", of_outgoing(_later_purpose), ACT_18_1, ACT_17_2, points=("A1", "A2")),
    _rule("A-18-1C", of_outgoing(_position), ACT_27_5_ENTRUSTMENT, GL_NOT_THIRD_PARTY),
)
