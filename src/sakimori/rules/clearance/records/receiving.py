"""Data that come to us 受領 (法30条, 20条1項): on which ground, what is confirmed, and how we hold them.

A receipt is no provision of ours: none of the steps before asks anything of it but whether the data are personal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from sakimori.domain.clearance import Step
from sakimori.domain.codes import Basis, DataCategory, KindOfBody, UserRole
from sakimori.domain.policy import Policy
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.records.own_registers import Position
from sakimori.domain.rule import COMPANY_POLICY, Citation
from sakimori.domain.values.days import next_day
from sakimori.domain.values.text import Text, cited
from sakimori.rules.clearance.abroad.countries import is_adequacy
from sakimori.rules.clearance.case import Case, Slice, Track
from sakimori.rules.clearance.hand_over import decided_days, is_decided
from sakimori.rules.clearance.records.recording import (
    WITH_RECORD,
    filing_seen,
    history_lawful,
    provider_confirmed,
    record_prepared,
)
from sakimori.rules.clearance.rule_kit import (
    ClearanceRule,
    Cuts,
    FactWords,
    Look,
    Statement,
    bar,
    condition,
    confirmed,
    duty,
    fact_fix,
    flow_fix,
    no_day,
    part_fix,
    party_fix,
    question,
    unknown,
)
from sakimori.rules.facts.citations import (
    ACT_18_2,
    ACT_20_1,
    ACT_20_2,
    ACT_21,
    ACT_27_2,
    ACT_27_5_ENTRUSTMENT,
    ACT_29,
    ACT_30,
    ACT_31,
    ACT_58_2,
    MY_NUMBER_19,
    RULES_22,
    SUPPLEMENTARY,
)
from sakimori.rules.facts.flow_facts import SPECIAL_CARE
from sakimori.rules.gaps.flows.purposes import purpose_of

_HELD_AFTER: Final = {
    LegalRoute.ENTRUST: Position.AS_PROCESSOR,
    LegalRoute.JOINT: Position.JOINT_USER,
    LegalRoute.SUCCESSION: Position.SUCCESSION,
    LegalRoute.CONSENT: Position.BOUGHT_ON_CONSENT,
    LegalRoute.CONSENT_28: Position.BOUGHT_ON_CONSENT,
    LegalRoute.OPTOUT: Position.BOUGHT_BY_OPTOUT,
}
"""In which position we hold what came on a ground."""
_HELD_AS: Final[Mapping[Position, Text]] = {
    Position.AS_PROCESSOR: Text("委託を受けて取り扱う", "held as processor"),
    Position.JOINT_USER: Text("共同利用者として持つ", "held as joint user"),
    Position.SUCCESSION: Text("事業の承継で得た", "came with a business"),
    Position.BOUGHT_ON_CONSENT: Text("同意に基づいて提供を受けた", "provided to us on consent"),
    Position.BOUGHT_BY_OPTOUT: Text("オプトアウトで提供を受けた", "provided to us by opt-out"),
}
_BY_ORDER_9: Final = frozenset({LegalRoute.ENTRUST, LegalRoute.JOINT, LegalRoute.SUCCESSION})
_ON_CONSENT: Final = frozenset({LegalRoute.CONSENT, LegalRoute.CONSENT_28})


def _ground(case: Case, _part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    """Whether the provider may give them is his matter; on which ground they come decides what we do."""
    route = case.flow.route
    if route is LegalRoute.UNDECIDED:
        yield unknown(
            Text(
                "受領の根拠（同意・オプトアウト・委託・共同利用など）が未決定",
                "On which ground they come (consent, opt-out, entrustment, joint use) is not decided",
            ),
            flow_fix(case, "route"),
        )
    elif route in _HELD_AFTER:
        yield confirmed(Text("受領の根拠が決まっている", "The ground of the receipt is decided"))
    elif is_decided(case, on):
        yield confirmed(Text("受領の根拠を判断した", "Somebody decided on what ground they come"))
    else:
        yield question(
            Text("提供元がこの根拠で渡せる場合に当たるか", "Is it a case in which the provider may hand them over?"),
            fix=flow_fix(case, "route_decided_by"),
        )


_INSIDE_JOINT_USE = FactWords("""
    yes: confirmed | 本人に知らせた共同利用の範囲にある | Inside the joint use as the persons were told
    no: bar | 本人に知らせた共同利用の範囲を超える | Beyond the joint use as the persons were told
    unknown | 本人に知らせた共同利用の範囲か未確認 | Whether it is inside the joint use is not known
""")


def _joint(case: Case, _part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    if case.flow.route is not LegalRoute.JOINT:
        return
    yield _INSIDE_JOINT_USE(case.facts.inside_joint_use, fact_fix(case, "inside_joint_use"))


def _special_care(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """法20条2項, 施行令9条2号, GL 3-3-2: consent to the provision covers our acquisition as well."""
    route = case.flow.route
    if not part.has(*SPECIAL_CARE) or route in {LegalRoute.UNDECIDED, LegalRoute.OPTOUT}:
        return
    if route not in _BY_ORDER_9 and part.part is not None and part.part.special_care_basis is False:
        yield bar(
            Text(
                "要配慮個人情報の取得に本人の同意も例外もない（同意を得てから受け取る）",
                "Neither consent nor an exception covers the acquisition of special-care data: obtain consent first",
            ),
            fix=part_fix(part.part, "special_care_basis"),
        )
    elif route in _ON_CONSENT and (part.part is None or part.part.special_care_basis is None):
        yield unknown(
            Text(
                "要配慮個人情報の取得に同意が及ぶか未確認（受け取るデータのデータセットに記す）",
                "Whether consent covers the acquisition of special-care data is not known: note it in their data set",
            ),
            part_fix(part.part, "special_care_basis") if part.part is not None else flow_fix(case, "data_set_id"),
        )
    elif route in {*_BY_ORDER_9, *_ON_CONSENT, LegalRoute.BY_PERSON}:
        yield confirmed(
            Text("要配慮個人情報の取得に改めての同意は要らない", "No second consent is needed for special-care data")
        )
    else:
        yield question(
            Text("要配慮個人情報を同意なく取得できる場合か", "May the special-care data be acquired without consent?")
        )


_ENTRUSTER_AGREED = FactWords("""
    yes: confirmed | 委託元の指示がある | The client has instructed it
    no: condition | 委託元の指示を得てから受け取る | Take them once the client has instructed it
    unknown | 委託元の指示があるか未確認 | Whether the client instructed it is not known
""")


def _as_processor(case: Case, _part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """What our client entrusts to us we take, and use, as he says."""
    if case.flow.route is not LegalRoute.ENTRUST:
        return
    fix = fact_fix(case, "entruster_agreed")
    yield _ENTRUSTER_AGREED(case.facts.entruster_agreed, fix, who=UserRole.SALES, mends=UserRole.SALES)
    if case.facts.entruster_agreed:
        yield duty(Text("委託された業務の範囲でだけ取り扱う", "Handle them for the entrusted work only"))


def _held(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """Every later hand-over of the data rests on the position that is recorded now."""
    wanted = _HELD_AFTER.get(case.flow.route)
    if wanted is None:
        return
    words = _HELD_AS[wanted]
    if part.part is None:
        yield condition(
            Text("受け取ったデータのデータセットを登録する（{position}）", "Record their data set ({position})").format(
                position=words
            ),
            fix=flow_fix(case, "data_set_id"),
        )
    elif part.position is None:
        yield unknown(
            Text("受け取ったデータをどの立場で持つか未確認", "In which position we hold what we received is not known"),
            part_fix(part.part, "position"),
        )
    elif part.position is not wanted:
        yield condition(
            Text("受け取ったデータの立場を改める：{position}", "Correct it: {position}").format(position=words),
            fix=part_fix(part.part, "position"),
        )
    else:
        yield confirmed(Text("受け取った後の立場：{position}", "After the receipt: {position}").format(position=words))


def _purpose(case: Case, _part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    """法21条1項: what comes from others has a purpose of ours too, published before or told promptly."""
    if case.flow.route is LegalRoute.ENTRUST:
        return
    purpose = purpose_of(case.dossier, case.flow)
    if purpose is None:
        yield unknown(
            Text("受け取ったデータの利用目的が未確認", "The purpose of what we receive is not known"),
            flow_fix(case, "purpose_id"),
            who=UserRole.SALES,
        )
    elif (
        purpose.published_since is not None
        and purpose.published_since <= on
        and (purpose.published_until is None or on <= purpose.published_until)
    ):
        yield confirmed(Text("利用目的を公表している", "The purpose is published"))
    else:
        yield condition(
            Text(
                "取得後速やかに利用目的を本人に通知または公表する",
                "Tell the persons the purpose, or publish it",
            ),
            fix=flow_fix(case, "purpose_id"),
        )
    if case.flow.route is LegalRoute.SUCCESSION:
        yield duty(Text("承継前の利用目的の範囲で利用する", "Stay inside the purposes before the succession"))


def _purpose_days(case: Case, _policy: Policy) -> Iterable[date | None]:
    if (purpose := purpose_of(case.dossier, case.flow)) is not None:
        yield purpose.published_since
        if purpose.published_until is not None:
            yield next_day(purpose.published_until)


def _my_number(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    if not part.has(DataCategory.MYNUMBER):
        return
    if case.flow.route is LegalRoute.ENTRUST:
        yield confirmed(Text("個人番号の委託である", "My Numbers are entrusted to us"))
    elif case.flow.route in {LegalRoute.JOINT, LegalRoute.OPTOUT}:
        yield bar(
            Text("共同利用・オプトアウトで個人番号は受け取れない", "My Numbers do not come by joint use or opt-out")
        )
    else:
        yield question(
            cited("{law:my-number-19}各号の提供に当たるか", "Is it a case of {art:my-number-19} of the My Number Act?")
        )


def _related(_case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    if part.has(DataCategory.REL):
        yield question(
            Text(
                "個人関連情報を当社が個人データとして取得するか、するなら本人の同意を得ているか",
                "Do we take the personal-related information as personal data, and did the persons consent?",
            )
        )


def _from_europe(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    if is_adequacy(case, part):
        yield duty(
            Text(
                "EU・英国での利用目的と取得の経緯を確認して記録する",
                "Confirm and record purpose and history there",
            )
        )


def _deemed(case: Case, _part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """Deemed operators that are bodies of 法16条2項 all the same; of a body that nobody knows it is not known."""
    if case.flow.route not in WITH_RECORD:
        return
    if case.recipient.kind_of_body is None:
        yield unknown(
            Text("提供元の種別（会社・公的機関など）が未確認", "What sort of body the provider is is not known"),
            party_fix(case, "kind_of_body"),
            who=UserRole.PROCUREMENT,
        )
    elif case.recipient.kind_of_body is KindOfBody.BODY_58_2:
        yield question(
            cited(
                "自治体の病院・大学などからの受領に、{art:act-30}の確認・記録が要るか（判断までは記録する）",
                "Is a record due for what a hospital or university of a local government gives? Make it meanwhile",
            )
        )


def _rule(
    rule_id: str, title: Text, look: Look, *cites: Citation, basis: Basis = Basis.LAW, cuts: Cuts = no_day
) -> ClearanceRule:
    def of_receipts(case: Case, part: Slice, on: date, policy: Policy) -> Iterable[Statement]:
        return look(case, part, on, policy) if part.track is Track.RECEIPT else ()

    return ClearanceRule(rule_id, Step.RECEIPT, title, cites, basis, of_receipts, cuts)


RECEIVING: tuple[ClearanceRule, ...] = (
    _rule("A-30-0", Text("受領の根拠", "Ground of the receipt"), _ground, ACT_30, cuts=decided_days),
    _rule("A-30-J", Text("共同利用の範囲", "Scope of the joint use"), _joint, ACT_30),
    _rule("A-30-1", Text("提供元の確認", "Confirmation of the provider"), provider_confirmed, ACT_30, RULES_22),
    _rule("A-30-4", Text("取得の経緯", "Acquisition history"), history_lawful, ACT_20_1, ACT_30, RULES_22),
    _rule("A-30-3", Text("受領の記録", "Record of the receipt"), record_prepared, ACT_30, RULES_22),
    _rule("A-30-7", Text("オプトアウトの届出", "The opt-out filing"), filing_seen, ACT_27_2, ACT_30, RULES_22),
    _rule("A-20-2", Text("要配慮個人情報の受領", "Special-care data received"), _special_care, ACT_20_2),
    _rule("A-IT6", Text("受託した業務", "The entrusted work"), _as_processor, ACT_27_5_ENTRUSTMENT),
    _rule("C-RP1", Text("受け取った後の立場", "Position after the receipt"), _held, COMPANY_POLICY, basis=Basis.POLICY),
    _rule("A-21-1", Text("利用目的の公表", "The purpose is published"), _purpose, ACT_21, ACT_18_2, cuts=_purpose_days),
    _rule("A-MN1", Text("個人番号の受領", "My Numbers received"), _my_number, MY_NUMBER_19),
    _rule("A-31-8", Text("個人関連情報の受領", "Related information received"), _related, ACT_31),
    _rule("SR-3", Text("EU・英国からの移転", "Transfer from the EU or UK"), _from_europe, SUPPLEMENTARY),
    _rule(
        "A-58-2",
        Text("自治体の病院・大学など", "Hospitals and universities of local governments"),
        _deemed,
        COMPANY_POLICY,
        ACT_58_2,
        ACT_29,
        ACT_30,
        basis=Basis.POLICY,
    ),
)
