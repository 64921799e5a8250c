"""P-13 abroad: what persons were told before they consented, and equivalent systems (法28条, 規則16条〜18条)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from sakimori.domain.clearance import Step
from sakimori.domain.codes import GapKind, UserRole
from sakimori.domain.gap import Fix
from sakimori.domain.policy import Policy
from sakimori.domain.records.contract import ClauseLevel, ClauseSetCode, ClauseState
from sakimori.domain.records.data_flow import ForeignBasisKind, LegalRoute
from sakimori.domain.records.own_registers import ConsentText
from sakimori.domain.rule import COMPANY_POLICY
from sakimori.domain.values.text import Text, cited
from sakimori.rules.clearance.abroad.places import (
    Place,
    carriers_of,
    class_of,
    country_of,
    failed_check,
    place_days,
    system_of,
)
from sakimori.rules.clearance.case import Case, Slice, is_processor
from sakimori.rules.clearance.grounds.consent_texts import is_outside_28, text_fix, text_of
from sakimori.rules.clearance.processors.contract import FIRM, SUBSTANCE, clause_lack
from sakimori.rules.clearance.processors.yearly import AFTER
from sakimori.rules.clearance.rule_kit import (
    ClearanceRule,
    Statement,
    StepRules,
    bar,
    condition,
    confirmed,
    duty,
    flow_fix,
    question,
    unknown,
)
from sakimori.rules.facts.citations import ACT_28_1, ACT_28_2, RULES_16, RULES_17_2
from sakimori.rules.facts.contracts import ClauseStanding, clause_standing
from sakimori.rules.facts.flow_facts import listed
from sakimori.rules.facts.foreign_flows import furthest_carrier
from sakimori.rules.gaps.flows.consent_information import (
    INFORMATION_RULE,
    REASON_OPEN,
    REASONS,
    content_under_17,
    last_day_shown,
    points_17,
    stale_after,
    was_open,
    worst_under_17,
)
from sakimori.rules.gaps.flows.consents import label_of


def _informed(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
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
    told = content_under_17(text, case.recipient)
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
    yield confirmed(cited("{law:rules-17}の情報を伝えている", "The information of {art:rules-17} was given"))
    if told.reasons and not was_open(case.dossier, case.flow, text, part.part):
        words = REASON_OPEN.format(reasons=listed(REASONS[reason] for reason in told.reasons))
        yield question(words, fix=Fix("consent_text", text.id, told.reasons[0]))
    yield from _afterwards(case, text, told.reasons)


def _afterwards(case: Case, text: ConsentText, reasons: tuple[str, ...]) -> Iterator[Statement]:
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


def _current(case: Case, part: Slice, on: date, policy: Policy) -> Iterable[Statement]:
    """What is told at consent was checked shortly before it was shown; how shortly is our policy."""
    if part.route is not LegalRoute.CONSENT_28 or is_outside_28(case, on):
        return
    text = text_of(case, part)
    if text is None:
        return
    stale, last = stale_after(text, policy.country_profile_months), last_day_shown(text, part.part)
    fix = Fix("consent_text", text.id, "information_on")
    if text.information_on is None or stale is None:
        words = Text(
            "同意文言「{name}」の情報をいつ確かめたか未確認",
            "When the information of “{name}” was checked is open",
        )
        yield unknown(words.format(name=label_of(text)), fix)
    elif (read := _read_anew(case, text.information_on, last)) is not None:
        words = _READ_ANEW.format(name=label_of(text), day=text.information_on.isoformat(), read=read.isoformat())
        yield question(words, fix=fix)
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


def _read_anew(case: Case, checked: date, last: date | None) -> date | None:
    """The day on which the country was read again after the information was checked and before it was last shown."""
    profile = case.dossier.countries.get(case.recipient.country or "")
    if profile is None or profile.checked_on <= checked or (last is not None and profile.checked_on > last):
        return None
    return profile.checked_on


_READ_ANEW = Text(
    "同意文言「{name}」の情報を確かめた（{day}）後、本人に示している間に国を調べ直した（{read}）。示した情報は正しかったか",
    "The information of “{name}” was checked on {day} and the country read again on {read} while it was being shown: "
    "was what persons were shown right?",
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
    A-28-1 | 外国にある第三者への提供の根拠 | Basis for a provision abroad
    A-28-16 | 基準適合体制の書面の条項 | Clauses of the equivalent system
"""
_rule = StepRules(Step.ROUTE, _TITLES)

CONSENT_INFORMATION: tuple[ClearanceRule, ...] = (
    _rule(INFORMATION_RULE, _informed, ACT_28_2, RULES_17_2, cuts=place_days, revision=2),
    _rule("A-28-2C", _current, COMPANY_POLICY, ACT_28_2, cuts=_current_days, revision=2),
)


_WRITTEN = frozenset({ForeignBasisKind.EQUIV_CONTRACT, ForeignBasisKind.EQUIV_GROUP_RULES})


def _basis(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    """Nothing but consent under 28条1項 works where neither designation nor an equivalent system stands on the day."""
    place, carried = class_of(case, on), system_of(case, on)
    if place is Place.SYSTEM and carried is not None:
        if carried.evidence_missing:
            yield unknown(carried.title, carried.fix)
        else:
            yield confirmed(Text("基準適合体制がある", "The equivalent system stands"))
    elif place is Place.OTHER and part.route is LegalRoute.CONSENT_28:
        yield from _on_consent(case, on)
    elif place is Place.OTHER:
        yield from _without(case, on)


def _on_consent(case: Case, on: date) -> Iterable[Statement]:
    found = carriers_of(case)
    if any(carrier.holds(on) for carrier in found):
        yield confirmed(cited("{art:act-28}の同意を根拠とする", "Stands on consent under {art:act-28}"))
    else:
        spoken = furthest_carrier(found)
        yield bar(spoken.title, fix=spoken.fix)


def _without(case: Case, on: date) -> Iterable[Statement]:
    """A basis that is recorded but of which something is not known is open; one that is not recorded is not there."""
    if failed_check(case, on) is not None:
        return  # A-28-3b bars it
    found = carriers_of(case)
    if any(carrier.holds(on) for carrier in found):
        yield bar(
            cited(
                "{art:act-28}の同意を根拠とするなら、提供の根拠も「同意（{art:act-28}）」に改める",
                "Where consent under {art:act-28} is relied on, the ground of the flow is that consent as well",
            ),
            fix=flow_fix(case, "route"),
        )
        return
    open_ones = [c for c in found if c.basis is not None and c.days is None]
    unclear = next((c for c in open_ones if c.kind is GapKind.UNKNOWN), None)
    undecided = next((c for c in open_ones if c.kind is GapKind.DECISION), None)
    if unclear is not None:
        yield unknown(unclear.title, unclear.fix)
    elif undecided is not None:
        yield question(undecided.title, fix=undecided.fix)
    else:
        spoken = furthest_carrier(found)
        title = _NO_BASIS.format(country=country_of(case)) if spoken.basis is None else spoken.title
        yield bar(title, fix=spoken.fix)


_NO_BASIS = cited(
    "{country}の提供先に渡す根拠（基準適合体制か{art:act-28}の同意）が登録されていない。"
    "{law:rules-16}の契約などと年次確認を整えるか、{art:act-28}の同意を得る",
    "No basis for a recipient in {country} is on record: set up an equivalent system ({art:rules-16}) or obtain "
    "consent under {art:act-28}",
)


def _clauses(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    """The writing covers the substance of GL-F 4-2, or something else that is approved stands in for a clause.

    Of a processor the step on processors asks the same.
    """
    carried = system_of(case, on)
    if is_processor(case, part) or class_of(case, on) is not Place.SYSTEM:
        return
    if carried is None or carried.basis is None or carried.basis.kind not in _WRITTEN:
        return
    musts = [
        s
        for s in clause_standing(case.dossier, ClauseSetCode.XBR)
        if s.holds(on) and s.clause.level is ClauseLevel.MUST and not s.is_excused
    ]

    def of(state: ClauseState) -> list[ClauseStanding]:
        return [s for s in musts if s.state is state]

    if gone := of(ClauseState.ABSENT):
        yield clause_lack(SUBSTANCE, gone)
    if weak := of(ClauseState.WEAK):
        yield clause_lack(FIRM, weak)
    if unread := of(ClauseState.NOT_CHECKED):
        text = Text("基準適合体制の書面の条項が未確認（{count}件）", "{count} clauses of the writing are not checked")
        fix = Fix("contract_clause", unread[0].contract.id, unread[0].clause.id)
        yield unknown(text.format(count=len(unread)), fix, who=UserRole.PROCUREMENT)


def _clause_days(case: Case, policy: Policy) -> Iterable[date | None]:
    yield from place_days(case, policy)
    if not any(c.basis and c.basis.kind in _WRITTEN for c in carriers_of(case)):
        return
    for standing in clause_standing(case.dossier, ClauseSetCode.XBR):
        yield standing.from_on
        yield standing.until_on


EQUIVALENTS: tuple[ClearanceRule, ...] = (
    _rule("A-28-1", _basis, ACT_28_1, RULES_16, cuts=place_days, revision=4),
    _rule("A-28-16", _clauses, ACT_28_1, RULES_16, cuts=_clause_days, revision=3),
    *AFTER,
)
