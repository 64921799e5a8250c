"""P-13: consent of the persons of each part, given before and to this (法27条1項, 28条1項・2項, 規則17条, GL 2-16)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from sakimori.domain.clearance import Step
from sakimori.domain.codes import Basis, DataCategory, GapKind, UserRole
from sakimori.domain.data_flow import LegalRoute
from sakimori.domain.gap import Fix
from sakimori.domain.policy import Policy
from sakimori.domain.register import AgeBand, ConsentKind, ConsentText
from sakimori.domain.rule import COMPANY_POLICY
from sakimori.domain.text import Text
from sakimori.rules.citations import ACT_27_1, ACT_28_1, ACT_28_2, GL_CAPACITY, GL_PROVISION, RULES_17
from sakimori.rules.clearance.case import Case, Slice
from sakimori.rules.clearance.making import (
    ClearanceRule,
    Look,
    Said,
    bar,
    condition,
    confirmed,
    duty,
    fact_fix,
    flow_fix,
    question,
    unknown,
)
from sakimori.rules.clearance.places import Place, class_of, place_days, under_28
from sakimori.rules.consents import consent_texts, points_17, told_under_17, worst_under_17

CONSENTS = frozenset({LegalRoute.CONSENT, LegalRoute.CONSENT_28})
CAPACITY_RULE = "A-27-1A"


def _text_id(case: Case, part: Slice) -> str | None:
    """Which text the persons of a part agreed to; that of the flow speaks only where no part is known."""
    return part.part.consent_text_id if part.part else case.flow.consent_text_id


def _text(case: Case, part: Slice) -> ConsentText | None:
    return consent_texts(case.dossier).get(_text_id(case, part) or "")


def _text_fix(case: Case, part: Slice) -> Fix:
    return Fix("data_set_part", part.part.id, "consent_text_id") if part.part else flow_fix(case, "consent_text_id")


def _of_kind(route: LegalRoute, kind: ConsentKind) -> Look:
    def look(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Said]:
        """One consent never serves as another, and it comes before the hand-over; a request of the person is one."""
        if part.route is not route:
            return
        if case.facts.at_request:
            yield confirmed(Text("本人の求めによる", "The person asked for it"))
        elif case.facts.at_request is None and _text_id(case, part) is None:
            yield unknown(
                Text("本人の求めによる提供か未確認", "Whether the person asked for it is not known"),
                fact_fix(case, "at_request"),
                who=UserRole.SALES,
            )
        elif _text_id(case, part) is None:
            yield unknown(_NO_TEXT.format(part=_name(part)), _text_fix(case, part))
        else:
            yield from _judged(_text(case, part), kind, on, _text_fix(case, part))

    return look


def _judged(text: ConsentText | None, kind: ConsentKind, on: date, fix: Fix) -> Iterator[Said]:
    if text is None:
        yield bar(Text("同意文言が登録されていない", "The consent text is not on record"), fix=fix)
    elif not text.kinds:
        yield unknown(_KIND_UNKNOWN.format(name=_label(text)), Fix("consent_text", text.id, "kinds"))
    elif kind not in text.kinds:
        yield bar(_WRONG[kind].format(name=_label(text)), fix=fix)
    elif text.used_from is None:
        yield unknown(_WHEN.format(name=_label(text)), Fix("consent_text", text.id, "used_from"))
    elif on < text.used_from:
        yield bar(_EARLY.format(name=_label(text)), fix=Fix("consent_text", text.id, "used_from"))
    else:
        yield confirmed(Text("同意文言「{name}」", "Consent text “{name}”").format(name=_label(text)))


_NO_TEXT = Text("{part}がどの文言に同意したか未確認", "Which text {part} agreed to is not known")
_KIND_UNKNOWN = Text("同意文言「{name}」の種類が未確認", "The kind of “{name}” is not known")
_WHEN = Text("同意文言「{name}」をいつから使うか未確認", "From when “{name}” was in use is not known")
_EARLY = Text("同意文言「{name}」を使い始める前である", "“{name}” is not in use yet")
_WRONG = {
    ConsentKind.PROVISION_27: Text(
        "同意文言「{name}」は第三者提供の同意ではない", "“{name}” is no consent to provision to a third party"
    ),
    ConsentKind.FOREIGN_28: Text(
        "同意文言「{name}」は外国にある第三者への提供の同意ではない", "“{name}” is no consent to provision abroad"
    ),
}


def _label(text: ConsentText) -> str:
    return f"{text.name} {text.text_version}".strip()


def _name(part: Slice) -> Text:
    return Text(f"「{part.part.name}」の本人", f"“{part.part.name}”") if part.part else Text("本人", "the persons")


def _text_days(case: Case, _policy: Policy) -> Iterable[date | None]:
    yield from (text.used_from for text in case.dossier.registers.consent_texts)


def _capacity(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Said]:
    """Children do not decide alone (Q1-62): below 12 never, up to 15 a person judges; a judgement names the parent."""
    if part.route not in CONSENTS:
        return
    band = part.part.age_band if part.part else None
    fix = Fix("data_set_part", part.part.id, "age_band") if part.part else flow_fix(case, "data_set_id")
    judged = case.judgement(CAPACITY_RULE, part.part_ids)
    match band:
        case None:
            yield unknown(Text("{who}の年齢層が未確認", "How old {who} are is not known").format(who=_name(part)), fix)
        case AgeBand.UNDER_12 if judged is None:
            yield bar(
                Text(
                    "12歳未満の本人だけの同意は数えない（法定代理人の同意を確かめる）",
                    "Consent by a child under 12 alone does not count; find the consent of the legal representative",
                ),
                fix=fix,
            )
        case AgeBand.UNDER_12:
            yield question(Text("12歳未満の本人の法定代理人の同意", "Consent of the legal representative of a child"))
        case AgeBand.FROM_12_TO_15:
            yield question(
                Text("12〜15歳の本人の同意で足りるか、法定代理人の同意があるか",
                     "Is consent at 12 to 15 enough, or is there that of the legal representative?")
            )  # fmt: skip
        case AgeBand.MIXED:
            yield question(
                Text(
                    "子どもの同意を法定代理人から得ているか", "Was consent for children given by their representatives?"
                )
            )
        case AgeBand.ADULT if part.has(DataCategory.PI_MINOR):
            yield question(
                Text(
                    "未成年のデータに成年の同意しかない",
                    "Data of minors, yet the consent is of grown-ups: whose is it?",
                )
            )
        case AgeBand.ADULT | AgeBand.FROM_16_TO_17:
            yield confirmed(Text("{who}は自ら同意できる", "{who} can consent").format(who=_name(part)))


def _reach(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Said]:
    """The text covers the items, the purpose and the kind of recipient (Q7-9); by name it need not (A-27-2)."""
    if part.route not in CONSENTS or case.facts.at_request:
        return
    text, fix = _text(case, part), fact_fix(case, "consent_reaches")
    beyond = bool(text and text.categories and part.categories and part.categories - text.categories)
    other = bool(text and text.purpose_ids and case.flow.purpose_id and case.flow.purpose_id not in text.purpose_ids)
    if text and beyond:
        yield bar(
            Text("渡すデータの種類に、同意文言「{name}」が及ばない", "“{name}” does not cover all the data").format(
                name=_label(text)
            ),
            fix=Fix("consent_text", text.id, "categories"),
        )
    elif text and other:
        yield bar(
            Text("この利用目的に、同意文言「{name}」が及ばない", "“{name}” does not cover this purpose").format(
                name=_label(text)
            ),
            fix=Fix("consent_text", text.id, "purpose_ids"),
        )
    elif case.facts.consent_reaches is None:
        yield unknown(
            Text(
                "同意が項目・目的・提供先に及ぶか未確認",
                "Whether the consent covers items, purpose and recipient is open",
            ),
            fix,
        )
    elif not case.facts.consent_reaches:
        yield bar(
            Text("同意が項目・目的・提供先に及ばない", "The consent does not cover items, purpose or recipient"),
            fix=fix,
        )
    else:
        yield confirmed(Text("同意が項目・目的・提供先に及ぶ", "The consent covers items, purpose and recipient"))


def _at_request(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Said]:
    """Who asks must be the person (A-27-4)."""
    if part.route not in CONSENTS or not case.facts.at_request:
        return
    if case.facts.identity_checked:
        yield confirmed(Text("求めた本人を確かめた", "The identity of the person was checked"))
    else:
        yield condition(
            Text("求めたのが本人であることを確かめる", "Check that it is the person who asks"),
            fix=fact_fix(case, "identity_checked"),
            who=UserRole.SALES,
        )


def _informed(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Said]:
    """Country, its rules and the recipient's measures are told before consent, also to a person who asks for it."""
    if part.route is not LegalRoute.CONSENT_28:
        return
    text = _text(case, part)
    if text is None:
        if case.facts.at_request:
            yield condition(
                Text(
                    "国の名称・制度・提供先の措置を、求めた本人に前もって伝える",
                    "Tell the person beforehand: the country, its rules, the measures of the recipient",
                ),
                fix=_text_fix(case, part),
            )
        return
    worst = worst_under_17(told_under_17(text, under_28(case)[0].third_party))
    if worst is None:
        yield confirmed(Text("規則17条の情報を伝えている", "The information of Rules 17 was given"))
        yield from _afterwards(case, text)
        return
    kind, points = worst
    fix = Fix("consent_text", text.id, points[0])
    if kind is GapKind.DEFECT:
        lacks = Text("同意のときの情報提供に「{points}」がない", "The information for consent lacks {points}")
        yield bar(lacks.format(points=points_17(points)), fix=fix)
    else:
        open_text = Text("同意のときの情報提供が未確認（{points}）", "Whether consent was informed is open ({points})")
        yield unknown(open_text.format(points=points_17(points)), fix)


def _afterwards(case: Case, text: ConsentText) -> Iterator[Said]:
    """A consent on right information stays good when the rules there change (Q12-13)."""
    profile = case.dossier.countries.get(case.recipient.country or "")
    if profile is not None and text.used_from is not None and profile.checked_on > text.used_from:
        yield duty(
            Text(
                "同意の後に国の制度が変わっていたら、本人に知らせる（望ましい）",
                "Where the rules of the country changed after consent, tell the persons (desirable)",
            )
        )
    if text.unknown_reason:
        yield duty(
            Text("国や措置が分かったら、求めに応じて伝える", "Once country and measures are known, tell whoever asks")
        )


def _not_abroad(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Said]:
    """At home and in designated countries Article 27 governs; its consent is another one."""
    if part.route is LegalRoute.CONSENT_28 and class_of(case, on) in {Place.DOMESTIC, Place.DESIGNATED}:
        yield bar(
            Text(
                "28条の同意を要しない提供先である（27条の根拠を選ぶ）",
                "The recipient calls for no consent under Art. 28: choose a ground of Art. 27",
            ),
            fix=flow_fix(case, "route"),
        )


CONSENT: tuple[ClearanceRule, ...] = (
    ClearanceRule(
        "A-27-1",
        Step.ROUTE,
        Text("第三者提供の同意", "Consent to provision"),
        (ACT_27_1, GL_PROVISION),
        Basis.LAW,
        _of_kind(LegalRoute.CONSENT, ConsentKind.PROVISION_27),
        _text_days,
    ),
    ClearanceRule(
        CAPACITY_RULE,
        Step.ROUTE,
        Text("同意できる年齢", "Capacity to consent"),
        (COMPANY_POLICY, GL_CAPACITY),
        Basis.POLICY,
        _capacity,
    ),
    ClearanceRule(
        "A-27-2",
        Step.ROUTE,
        Text("同意の及ぶ範囲", "What the consent covers"),
        (ACT_27_1, GL_PROVISION),
        Basis.LAW,
        _reach,
    ),
    ClearanceRule(
        "A-27-4",
        Step.ROUTE,
        Text("本人の求めによる提供", "Provision at the person's request"),
        (ACT_27_1, GL_CAPACITY),
        Basis.POLICY,
        _at_request,
    ),
    ClearanceRule(
        "A-27-3",
        Step.ROUTE,
        Text("外国にある第三者への提供の同意", "Consent to provision abroad"),
        (ACT_28_1,),
        Basis.LAW,
        _of_kind(LegalRoute.CONSENT_28, ConsentKind.FOREIGN_28),
        _text_days,
    ),
    ClearanceRule(
        "A-28-2",
        Step.ROUTE,
        Text("同意のときの情報提供", "Information for consent"),
        (ACT_28_2, RULES_17),
        Basis.LAW,
        _informed,
    ),
    ClearanceRule(
        "A-28-4",
        Step.ROUTE,
        Text("28条の同意と提供先の国", "Consent under Art. 28 and the country"),
        (ACT_27_1, ACT_28_1),
        Basis.LAW,
        _not_abroad,
        place_days,
    ),
)
