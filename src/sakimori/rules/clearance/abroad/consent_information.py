"""P-13: what persons were told before they consented to a provision abroad (法28条2項, 規則17条2項〜4項, GL-F 5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from sakimori.domain.clearance import Step
from sakimori.domain.codes import GapKind
from sakimori.domain.gap import Fix
from sakimori.domain.policy import Policy
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.records.own_registers import ConsentText
from sakimori.domain.rule import COMPANY_POLICY
from sakimori.domain.values.text import Text
from sakimori.rules.clearance.abroad.places import place_days
from sakimori.rules.clearance.case import Case, Slice
from sakimori.rules.clearance.grounds.consent_texts import is_outside_28, text_fix, text_of
from sakimori.rules.clearance.rule_kit import (
    ClearanceRule,
    Said,
    StepRules,
    bar,
    condition,
    confirmed,
    duty,
    question,
    unknown,
)
from sakimori.rules.facts.citations import ACT_28_2, RULES_17_2
from sakimori.rules.facts.flow_findings import listed
from sakimori.rules.gaps.flows.consent_information import (
    INFORMATION_RULE,
    REASON_OPEN,
    REASONS,
    last_shown,
    points_17,
    stale_after,
    told_under_17,
    was_open,
    worst_under_17,
)
from sakimori.rules.gaps.flows.consents import label_of


def _informed(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Said]:
    """Country, its rules and the recipient's measures are told before consent, also to a person who asks for it."""
    if part.route is not LegalRoute.CONSENT_28 or is_outside_28(case, on):
        return
    text = text_of(case, part)
    if text is None:
        if case.facts.at_request:
            yield condition(
                Text(
                    "国の名称・制度・提供先の措置を、求めた本人に前もって伝える",
                    "Tell the data subject beforehand: the country, its rules, the measures of the recipient",
                ),
                fix=text_fix(case, part),
            )
        return
    told = told_under_17(text, case.recipient)
    worst = worst_under_17(told)
    if worst is not None:
        kind, points = worst
        fix = Fix("consent_text", text.id, points[0])
        if kind is GapKind.DEFECT:
            lacks = Text("同意のときの情報提供に「{points}」がない", "The information for consent lacks {points}")
            yield bar(lacks.format(points=points_17(points)), fix=fix)
        else:
            open_text = Text("同意のときの情報提供が未確認（{points}）", "Not confirmed at consent: {points}")
            yield unknown(open_text.format(points=points_17(points)), fix)
        return
    yield confirmed(Text("規則17条の情報を伝えている", "The information of Rules 17 was given"))
    if told.reasons and not was_open(case.dossier, case.flow, text, part.part):
        words = REASON_OPEN.format(reasons=listed(REASONS[reason] for reason in told.reasons))
        yield question(words, fix=Fix("consent_text", text.id, told.reasons[0]))
    yield from _afterwards(case, text, told.reasons)


def _afterwards(case: Case, text: ConsentText, reasons: tuple[str, ...]) -> Iterator[Said]:
    """A consent on right information stays good when the rules there change (Q12-13)."""
    profile = case.dossier.countries.get(case.recipient.country or "")
    if profile is not None and text.used_from is not None and profile.checked_on > text.used_from:
        yield duty(
            Text(
                "同意の後に国の制度が変わっていたら、本人に知らせる（望ましい）",
                "Where the rules of the country changed after consent, tell the data subjects (desirable)",
            )
        )
    if reasons:
        yield duty(
            Text("国や措置が分かったら、求めに応じて伝える", "Once country and measures are known, tell whoever asks")
        )


def _current(case: Case, part: Slice, on: date, policy: Policy) -> Iterable[Said]:
    """What is told at consent was checked shortly before it was shown; how shortly is our policy."""
    if part.route is not LegalRoute.CONSENT_28 or is_outside_28(case, on):
        return
    text = text_of(case, part)
    if text is None:
        return
    stale, last = stale_after(text, policy.country_profile_months), last_shown(text, part.part)
    fix = Fix("consent_text", text.id, "information_on")
    if text.information_on is None or stale is None:
        words = Text(
            "同意文言「{name}」の情報をいつ確かめたか未確認",
            "When the information of “{name}” was checked is open",
        )
        yield unknown(words.format(name=label_of(text)), fix)
    elif last is not None and last < text.information_on:
        yield question(_CHECKED_LATER.format(name=label_of(text)), fix=fix)
    elif min(last or on, on) >= stale:
        yield question(_OUT_OF_DATE.format(name=label_of(text), day=text.information_on.isoformat()), fix=fix)
    else:
        yield confirmed(
            Text("示した情報を確かめた（{day}）", "The information shown was checked ({day})").format(
                day=text.information_on.isoformat()
            )
        )


_CHECKED_LATER = Text(
    "同意文言「{name}」の情報を確かめたのは本人に示した後である。示したときも正しかったか",
    "The information of “{name}” was checked after it was shown. Was it right when it was shown?",
)
_OUT_OF_DATE = Text(
    "同意文言「{name}」の情報（{day}に確認）は、本人に示したときも現在のものだったか",
    "Was the information of “{name}” (checked {day}) still current when it was shown?",
)


def _current_days(case: Case, policy: Policy) -> Iterable[date | None]:
    yield from (stale_after(t, policy.country_profile_months) for t in case.dossier.registers.consent_texts)
    yield from place_days(case, policy)


_TITLES = """
    A-28-2 | 同意のときの情報提供 | Information for consent
    A-28-2C | 同意のときに示した情報の時点 | How current the information for consent was
"""
_rule = StepRules(Step.ROUTE, _TITLES)

CONSENT_INFORMATION: tuple[ClearanceRule, ...] = (
    _rule(INFORMATION_RULE, _informed, ACT_28_2, RULES_17_2, cuts=place_days, revision=2),
    _rule("A-28-2C", _current, COMPANY_POLICY, ACT_28_2, cuts=_current_days),
)
