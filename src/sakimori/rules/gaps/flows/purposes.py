"""Purposes of use over flows (法17条, 18条): known, published, wide enough for the data that go, and for each part."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from sakimori.domain.codes import Basis, DataCategory, GapKind, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix, Stage
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
    ACT_27_2_PROVISION,
    ACT_27_5_ENTRUSTMENT,
    GL_NOT_THIRD_PARTY,
    GL_PROVISION,
)
from sakimori.rules.facts.flow_facts import (
    is_personal,
    of_flow,
    of_outgoing,
    outside,
    parts_of,
    while_running,
)
from sakimori.rules.facts.judged import REQUEST_RULES, days_unasked, is_asked_for, judged_of_all, rests_on_request
from sakimori.rules.facts.rule_kit import GapRules
from sakimori.rules.gaps.flows.consents import consent_texts

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
    """法18条1項: data are used inside a purpose, so the flow names one."""
    if asks_for_purpose(flow) and purpose_of(dossier, flow) is None:
        yield from of_flow(
            rule,
            flow,
            while_running(flow, Severity.BLOCK),
            field="purpose_id",
            kind=GapKind.UNKNOWN,
            action=Text("この提供がどの利用目的によるかを選びます。", "Choose the purpose that this flow serves."),
        )


def _untold(rule: Rule, dossier: Dossier, flow: DataFlow) -> Iterable[Finding]:
    """法21条1項: the purpose was published or told before; that its publication ended A-32-1U asks about."""
    purpose = purpose_of(dossier, flow)
    if purpose is None or not asks_for_purpose(flow):
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
        else outside(flow, Severity.BLOCK, good_from=purpose.published_since),
        field="purpose_id",
        kind=GapKind.UNKNOWN if is_unknown else GapKind.DEFECT,
        title=Text(
            "利用目的「{purpose}」の公表日が未確認", "When the purpose “{purpose}” was published is not known"
        ).format(purpose=purpose.name)
        if is_unknown
        else Text(
            "利用目的「{purpose}」を公表も通知もしていない期間がある",
            "On some days “{purpose}” is neither published nor told",
        ).format(purpose=purpose.name),
        fix=Fix("purpose", purpose.id, "published_since"),
        facts=(
            ("purpose", purpose.id),
            ("since", purpose.published_since.isoformat() if purpose.published_since else ""),
        ),
        action=Text("いつ公表したかを確かめて記します。", "Find out when it was published, and note it.")
        if is_unknown
        else Text(
            "公表している利用目的に改めるか、公表または通知してから提供します。",
            "Name a purpose that is published on these days, or publish or tell it before the hand-over.",
        ),
    )


PROVISION_RULE = "A-17-1P"


def _provision_unstated(rule: Rule, dossier: Dossier, flow: DataFlow) -> Iterable[Finding]:
    """GL 3-6-1 asks it of whoever plans provision: whether the consent reaches it as well a person decides."""
    purpose = purpose_of(dossier, flow)
    if flow.route not in MUST_STATE_PROVISION - {LegalRoute.OPTOUT} or purpose is None or not is_personal(flow):
        return
    if purpose.states_provision or _all_consented(dossier, flow, purpose):
        return
    if purpose.states_provision is None:
        yield from _unstated(rule, flow, purpose, while_running(flow, Severity.HIGH), GapKind.UNKNOWN)
        return
    is_asked = is_asked_for(dossier, flow)
    match judged_of_all(dossier, flow, (PROVISION_RULE, *(REQUEST_RULES if is_asked else ()))):
        case None:
            unasked = days_unasked if rests_on_request(dossier, flow) else _all_days
            yield from _unstated(rule, flow, purpose, unasked(dossier, flow, Severity.MEDIUM), GapKind.DECISION)
        case False:
            yield from _unstated(rule, flow, purpose, while_running(flow, Severity.HIGH), GapKind.DEFECT)
        case True:
            return


def _all_days(_: Dossier, flow: DataFlow, severity: Severity) -> tuple[Stage, ...]:
    return while_running(flow, severity)


def _all_consented(dossier: Dossier, flow: DataFlow, purpose: Purpose) -> bool:
    """Whether the persons of every part consented to a use beyond the purpose (法18条1項) for this one."""
    texts = [consent_texts(dossier).get(part.consent_text_id or "") for part in parts_of(dossier, flow)]
    return bool(texts) and all(
        text is not None and ConsentKind.BEYOND_PURPOSE_18 in (text.kinds or ()) and purpose.id in text.purpose_ids
        for text in texts
    )


def _opt_out_unstated(rule: Rule, dossier: Dossier, flow: DataFlow) -> Iterable[Finding]:
    """法27条2項2号: provision by opt-out is itself one of the purposes."""
    purpose = purpose_of(dossier, flow)
    if flow.route is not LegalRoute.OPTOUT or purpose is None or not is_personal(flow) or purpose.states_provision:
        return
    if not _all_consented(dossier, flow, purpose):
        kind = GapKind.UNKNOWN if purpose.states_provision is None else GapKind.DEFECT
        yield from _unstated(rule, flow, purpose, while_running(flow, Severity.BLOCK), kind)


def _unstated(
    rule: Rule, flow: DataFlow, purpose: Purpose, days: tuple[Stage, ...], kind: GapKind
) -> Iterable[Finding]:
    is_unknown = kind is GapKind.UNKNOWN
    yield from of_flow(
        rule,
        flow,
        days,
        field="purpose_id",
        kind=kind,
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
            "同意が提供する目的にも及ぶかを判断します。第三者に提供する旨を利用目的に書いて公表すると、その後に取得する分に効きます。",
            "Judge whether the consent reaches it; stated and published, it helps what is acquired afterwards.",
        )
        if kind is GapKind.DECISION
        else Text(
            "本人の同意を得るか、この提供を止めます。第三者に提供する旨を利用目的に書いて公表すると、その後に取得する分に効きます。",
            "Obtain consent, or stop; stated in the purpose and published, it helps what is acquired afterwards.",
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

    Pseudonymised data alone follow the purpose as it is published (41条9項); no consent widens that of My Number
    (番号法30条2項).
    """
    purpose = purpose_of(dossier, flow)
    if purpose is None or not asks_for_purpose(flow):
        return
    if flow.categories and flow.categories <= NOT_PERSONAL | {DataCategory.PSEUDO}:
        return
    texts = {} if DataCategory.MYNUMBER in (flow.categories or ()) else consent_texts(dossier)
    for part in parts_of(dossier, flow):
        covered = covers(purpose, part, texts)
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
    A-21-1F | 公表も通知もしていない利用目的 | The purpose is neither published nor told
    A-17-1P | 利用目的に第三者提供の記載がない | The purpose does not state provision
    A-27-2P | オプトアウトの利用目的に第三者提供の記載がない | The purpose of an opt-out does not state provision
    A-18-1D | 利用目的の公表前に取得したデータ | Data acquired before the purpose
    A-18-1C | 委託を受けて取り扱うデータを当社の目的で提供している | Data held for others are provided for ourselves
"""
_rule = GapRules(_TITLES, points=("A2",))

PURPOSE_RULES: tuple[Rule, ...] = (
    _rule("A-18-1", of_outgoing(_purpose), ACT_18_1, revision=3),
    _rule("A-21-1F", of_outgoing(_untold), ACT_21),
    _rule(
        PROVISION_RULE,
        of_outgoing(_provision_unstated),
        ACT_17_1,
        GL_PROVISION,
        basis=Basis.GUIDELINE_MUST,
        points=("A2", "A4"),
        revision=3,
    ),
    _rule("A-27-2P", of_outgoing(_opt_out_unstated), ACT_27_2_PROVISION, points=("A2", "A4")),
    _rule("A-18-1D", of_outgoing(_later_purpose), ACT_18_1, ACT_17_2, points=("A1", "A2"), revision=2),
    _rule("A-18-1C", of_outgoing(_position), ACT_27_5_ENTRUSTMENT, GL_NOT_THIRD_PARTY),
)
