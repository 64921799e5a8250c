"""What persons are told before they consent to a provision abroad (法28条2項, 規則17条2項〜4項)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sakimori.domain.codes import GapKind, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix
from sakimori.domain.records.data_flow import DataFlow, LegalRoute
from sakimori.domain.records.own_registers import ConsentKind, ConsentText, DataSetPart
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.rule import Rule
from sakimori.domain.values.blank import is_given
from sakimori.domain.values.days import add_months, next_day
from sakimori.domain.values.text import Text
from sakimori.rules.facts.citations import ACT_28_2, RULES_17_2
from sakimori.rules.facts.flow_facts import (
    is_under_27,
    judged_for,
    listed,
    of_flow,
    of_outgoing,
    parts_of,
    while_running,
)
from sakimori.rules.facts.foreign_flows import is_foreign
from sakimori.rules.facts.rule_kit import GapRules
from sakimori.rules.gaps.flows.consents import agreed_of, consent_texts, outside_28

INFORMATION_RULE = "A-28-2"
_POINTS_17: dict[str, Text] = {
    "names_country": Text("国の名称", "the country"),
    "country_substitute": Text("国の名称に代わる情報", "what helps to judge in place of the country"),
    "tells_regime": Text("その国の制度", "the rules of that country"),
    "tells_measures": Text("提供先の措置", "the measures of the recipient"),
}
REASONS: dict[str, Text] = {
    "country_unknown_reason": Text("国を特定できない", "that the country could not be told"),
    "measures_unknown_reason": Text("提供先の措置を示せない", "that the measures could not be told"),
}
_EXCUSED = {"country_unknown_reason": "names_country", "measures_unknown_reason": "tells_measures"}


@dataclass(frozen=True, slots=True)
class TextContent:
    """Which points of 規則17条 a text tells, None where nobody has looked, and on which stated reasons it rests.

    A reason stands for its own point alone (3項, 4項); that for the country brings along what helps to judge instead.
    """

    points: Mapping[str, bool | None]
    reasons: tuple[str, ...]


def content_under_17(text: ConsentText, recipient: ThirdParty | None = None) -> TextContent:
    """What a text tells; the recipient's own country must be named. Its rules are asked in any case."""
    points: dict[str, bool | None] = {
        point: getattr(text, point) for point in ("names_country", "tells_regime", "tells_measures")
    }
    if points["names_country"] and recipient is not None and is_foreign(recipient):
        points["names_country"] = None if text.countries is None else recipient.country in text.countries
    reasons = tuple(
        reason for reason, point in _EXCUSED.items() if not points[point] and is_given(getattr(text, reason))
    )
    points |= {_EXCUSED[reason]: True for reason in reasons}
    points["country_substitute"] = "country_unknown_reason" not in reasons or is_given(text.country_substitute) or None
    return TextContent(points, reasons)


def worst_under_17(told: TextContent) -> tuple[GapKind, tuple[str, ...]] | None:
    """What is missing of the points, else what is not known of them; None when they are complete."""
    missing = tuple(point for point in _POINTS_17 if told.points[point] is False)
    unknown = tuple(point for point in _POINTS_17 if told.points[point] is None)
    if missing:
        return GapKind.DEFECT, missing
    return (GapKind.UNKNOWN, unknown) if unknown else None


def points_17(names: Iterable[str]) -> Text:
    """The points in words."""
    return listed(_POINTS_17[name] for name in names)


def last_day_shown(text: ConsentText, part: DataSetPart | None) -> date | None:
    """The last day on which a text was shown to persons of a part; None as long as that goes on."""
    ends = (text.used_until, agreed_of(part).last if part else None)
    return min((day for day in ends if day is not None), default=None)


def chosen_on(dossier: Dossier, flow: DataFlow) -> date | None:
    """From when the recipient was chosen, as the records show: the first contract, else the begin of the flow."""
    contracts = (c.contract for c in dossier.contracts if c.cover.removed_on is None)
    days = [flow.start_on, *(day for c in contracts for day in (c.signed_on, c.start_on))]
    return min((day for day in days if day is not None), default=None)


def was_open(dossier: Dossier, flow: DataFlow, text: ConsentText, part: DataSetPart | None) -> bool:
    """Whether the recipient was not yet chosen on any day on which the reason was stated, so that it was true."""
    last, chosen = last_day_shown(text, part), chosen_on(dossier, flow)
    return last is not None and chosen is not None and last < chosen


def stale_after(text: ConsentText, months: int) -> date | None:
    """The first day on which the information of a text is too old to be shown (policy)."""
    return next_day(add_months(text.information_on, months)) if text.information_on else None


def _information(rule: Rule, dossier: Dossier, flow: DataFlow) -> Iterable[Finding]:
    """Country, its rules and the recipient's measures are told before consent is asked, in each text that is held."""
    if flow.route is not LegalRoute.CONSENT_28 or not is_under_27(flow) or outside_28(dossier.third_party):
        return
    texts = consent_texts(dossier)
    seen: set[str] = set()
    for part in (None, *parts_of(dossier, flow)):
        text = texts.get((part.consent_text_id if part else flow.consent_text_id) or "")
        if text is None or (text.kinds and ConsentKind.FOREIGN_28 not in text.kinds):
            continue  # A-27-3 speaks of these
        held = HeldText(text, content_under_17(text, dossier.third_party), part)
        if text.id not in seen:
            yield from _lacks(rule, flow, held)
        seen.add(text.id)
        if part is not None or not parts_of(dossier, flow):
            yield from _reasons(rule, dossier, flow, held)


@dataclass(frozen=True, slots=True)
class HeldText:
    """A text with what it tells, and the part whose persons hold it; none is that of the flow itself."""

    text: ConsentText
    told: TextContent
    part: DataSetPart | None


def _lacks(rule: Rule, flow: DataFlow, held: HeldText) -> Iterator[Finding]:
    text, told, part = held.text, held.told, held.part
    worst = worst_under_17(told)
    if worst is None:
        return
    kind, points = worst
    title = (
        Text("同意のときの情報提供に「{points}」がない", "The information for consent lacks {points}")
        if kind is GapKind.DEFECT
        else Text("同意のときの情報提供が未確認（{points}）", "Whether consent was informed is not known ({points})")
    )
    yield from of_flow(
        rule,
        flow,
        while_running(flow, Severity.BLOCK),
        field="consent_text_id",
        kind=kind,
        title=title.format(points=points_17(points)),
        part=part.id if part else "",
        fix=Fix("consent_text", text.id, points[0]),
        facts=(("consent_text", text.id), ("points", " ".join(points))),
        action=Text(
            "情報を補った文言で同意を得直します。", "Ask for consent again with a text that tells what is missing."
        )
        if kind is GapKind.DEFECT
        else Text("文言を読み、伝えた事項を記します。", "Read the text and note what it tells."),
    )


def _reasons(rule: Rule, dossier: Dossier, flow: DataFlow, held: HeldText) -> Iterator[Finding]:
    """A stated reason was true as long as the recipient was not chosen; otherwise a person judges."""
    text, told, part = held.text, held.told, held.part
    if not told.reasons or was_open(dossier, flow, text, part):
        return
    judged = judged_for(dossier, flow, rule.id, part.id if part else None)
    if judged is not None and judged.holds:
        return
    yield from of_flow(
        rule,
        flow,
        while_running(flow, Severity.HIGH),
        field="consent_text_id",
        kind=GapKind.DECISION,
        title=REASON_OPEN.format(reasons=listed(REASONS[reason] for reason in told.reasons)),
        part=f"{part.id}/reason" if part else "reason",
        fix=Fix("consent_text", text.id, told.reasons[0]),
        facts=(("consent_text", text.id), ("reasons", " ".join(told.reasons))),
        action=Text(
            "提供先を決めた時期と同意を得た時期を比べ、判断を残します。",
            "Compare when the recipient was chosen and when consent was taken; record the judgement.",
        ),
    )


REASON_OPEN = Text(
    "同意のときに述べた理由（{reasons}）は、そのとき事実だったか（提供先を決める前か）",
    "Was the reason given at consent ({reasons}) true at that time, before the recipient was chosen?",
)

_TITLES = """
    A-28-2 | 同意のときの情報提供が足りない | The information for consent is incomplete
"""
_rule = GapRules(_TITLES, points=("A1", "B7"))

CONSENT_INFORMATION_RULES: tuple[Rule, ...] = (
    _rule(INFORMATION_RULE, of_outgoing(_information), ACT_28_2, RULES_17_2, revision=2),
)
