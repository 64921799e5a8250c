"""Consent as the ground of a hand-over: the right kind of text (法27条1項・28条1項), agreed to while it was in use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sakimori.domain.codes import GapKind, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix, Stage
from sakimori.domain.records.data_flow import DataFlow, LegalRoute
from sakimori.domain.records.own_registers import ConsentKind, ConsentText, DataSetPart
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.rule import Rule
from sakimori.domain.values.days import next_day
from sakimori.domain.values.text import Text
from sakimori.rules.facts.assessments import DESIGNATED_COUNTRIES
from sakimori.rules.facts.citations import ACT_27_1, ACT_28_1
from sakimori.rules.facts.flow_facts import (
    FlowLook,
    is_under_27,
    of_flow,
    of_outgoing,
    outside,
    overlap,
    parts_of,
    run_of,
    while_running,
)
from sakimori.rules.facts.judged import EVERYBODY_ASKED, days_unasked, rests_on_request
from sakimori.rules.facts.rule_kit import GapRules, apart_from

_NO_TEXT = Text("同意文言が登録されていない", "No consent text is recorded")
_UNKNOWN_KIND = Text("同意文言の種類が未確認", "The kind of the consent text is not known")
_HOME = "JP"


@dataclass(frozen=True, slots=True)
class AgreedDays:
    """The first and the last day on which the persons of a part agreed, and whether these were recorded as such.

    Without a record they are the days of collection; no last day means that it goes on, or that nobody knows its end.
    """

    first: date | None
    last: date | None
    is_recorded: bool


@dataclass(frozen=True, slots=True)
class TextFlaw:
    """Why a text does not carry the persons who are said to hold it, and where that is mended."""

    kind: GapKind
    text: Text
    fix: Fix


def agreed_of(part: DataSetPart) -> AgreedDays:
    """When the persons of a part agreed to their text."""
    if part.agreed_from is not None or part.agreed_until is not None:
        return AgreedDays(part.agreed_from, part.agreed_until, is_recorded=True)
    return AgreedDays(part.collected_from, part.collected_until, is_recorded=False)


def label_of(text: ConsentText) -> str:
    """The name of a text with its version."""
    return f"{text.name} {text.text_version}".strip()


def text_flaw(text: ConsentText, part: DataSetPart) -> TextFlaw | None:
    """Why a text carries nobody of a part on any day: it was not in use when they agreed, or nobody knows."""
    agreed = agreed_of(part)
    name = label_of(text)
    fix = Fix("data_set_part", part.id, "agreed_from")
    if text.used_from is None:
        return TextFlaw(GapKind.UNKNOWN, _WHEN.format(name=name), Fix("consent_text", text.id, "used_from"))
    if agreed.first is None:
        return TextFlaw(GapKind.UNKNOWN, _WHEN_AGREED.format(part=part.name), fix)
    if agreed.first < text.used_from:
        said = _BEFORE_USE if agreed.is_recorded else _COLLECTED_BEFORE
        return TextFlaw(GapKind.DEFECT, said.format(part=part.name, name=name), fix)
    if text.used_until is not None and max(agreed.first, agreed.last or agreed.first) > text.used_until:
        return TextFlaw(GapKind.DEFECT, _AFTER_USE.format(part=part.name, name=name), fix)
    return None


def may_have_joined_since(text: ConsentText, part: DataSetPart) -> date | None:
    """From which day on persons may have come after the end of a text: no last day says that all came before it."""
    return next_day(text.used_until) if text.used_until and agreed_of(part).last is None else None


_WHEN = Text("同意文言「{name}」をいつから使うか未確認", "From when “{name}” was in use is not known")
_WHEN_AGREED = Text("「{part}」の本人がいつ同意したか未確認", "When the persons of “{part}” agreed is not known")
_BEFORE_USE = Text(
    "「{part}」の本人が同意した日に、同意文言「{name}」はまだ使われていない",
    "When the persons of “{part}” agreed, “{name}” was not in use yet",
)
_COLLECTED_BEFORE = Text(
    "「{part}」を取得した時期に、同意文言「{name}」はまだ使われていない（後で同意を得たなら同意の日を登録する）",
    "When “{part}” was collected, “{name}” was not in use yet; where consent came later, record its day",
)
_AFTER_USE = Text(
    "「{part}」には、同意文言「{name}」を使い終えた後に加わった本人がいる",
    "“{part}” holds persons who came after “{name}” was no longer used",
)
JOINED_SINCE = Text(
    "「{part}」に、同意文言「{name}」を使い終えた後に加わった本人がいないか未確認",
    "Whether persons joined “{part}” after “{name}” was no longer used is not known",
)


def consent_texts(dossier: Dossier) -> dict[str, ConsentText]:
    """The texts of our register by id."""
    return {text.id: text for text in dossier.registers.consent_texts}


def serves(text: ConsentText, kind: ConsentKind, country: str | None) -> bool | None:
    """Whether a text holds a consent of a kind; None where nobody has said what it is for, or both and none of it.

    One consent never serves as another, but for this: a consent on full information to a provision abroad is a consent
    to provision to that recipient as well (28条1項, 27条1項); the other way round it is not.
    """
    kinds = text.known_kinds
    if kinds is None:
        return None
    if kind in kinds:
        return True
    if kind is not ConsentKind.PROVISION_27 or ConsentKind.FOREIGN_28 not in kinds:
        return False
    if country == _HOME:
        return True
    return country in text.countries if country and text.countries else None


def outside_28(party: ThirdParty) -> bool:
    """Whether the seat alone says that Article 28 does not govern: at home, or in a country of 規則15条."""
    return party.country == _HOME or party.country in DESIGNATED_COUNTRIES


def _wrong_text(text: ConsentText | None, kind: ConsentKind, party: ThirdParty) -> tuple[GapKind, Text | None] | None:
    """Why a text does not carry a provision; no title stands for that of the rule: it serves another consent."""
    if text is None:
        return GapKind.DEFECT, _NO_TEXT
    match serves(text, kind, party.country):
        case None:
            return GapKind.UNKNOWN, _UNKNOWN_KIND
        case False:
            return GapKind.DEFECT, None
        case True:
            return None


def _of_kind(route: LegalRoute, kind: ConsentKind) -> FlowLook:
    def look(rule: Rule, dossier: Dossier, flow: DataFlow) -> Iterable[Finding]:
        """The consent comes before the hand-over (GL 2-16, A-27-3); where the parts name texts, these are looked at."""
        if flow.route is not route or not is_under_27(flow):
            return
        asked = ConsentKind.PROVISION_27 if outside_28(dossier.third_party) else kind
        if rests_on_request(dossier, flow):
            yield from of_flow(
                rule,
                flow,
                days_unasked(dossier, flow, Severity.BLOCK),
                field="route_evidence_id",
                kind=GapKind.DECISION,
                title=EVERYBODY_ASKED,
                action=Text(
                    "求めの記録を添え、法務が判断するか、本人の同意を得ます。",
                    "File the requests and have compliance judge them, or obtain consent.",
                ),
            )
            return
        parts = parts_of(dossier, flow)
        text = consent_texts(dossier).get(flow.consent_text_id or "")
        wrong = _wrong_text(text, asked, dossier.third_party)
        if flow.consent_text_id is None and parts and all(p.consent_text_id for p in parts):
            pass
        elif wrong is not None:
            yield from of_flow(
                rule,
                flow,
                while_running(flow, Severity.BLOCK),
                field="consent_text_id",
                kind=wrong[0],
                title=wrong[1],
                fix=Fix("consent_text", text.id, "kinds") if text else None,
                facts=_facts(text),
                action=Text(
                    "この提供に使える同意文言を確かめて結び付けます。",
                    "Find the consent text that serves, and name it.",
                ),
            )
        elif text is not None:
            yield from _before_use(rule, flow, text)
        for part in parts:
            yield from _of_part(rule, dossier, flow, part, asked)

    return look


def _before_use(rule: Rule, flow: DataFlow, text: ConsentText) -> Iterable[Finding]:
    if text.used_from is None:
        return of_flow(
            rule,
            flow,
            while_running(flow, Severity.BLOCK),
            field="consent_text_id",
            kind=GapKind.UNKNOWN,
            title=_WHEN.format(name=label_of(text)),
            fix=Fix("consent_text", text.id, "used_from"),
            facts=(("consent_text", text.id),),
            action=Text("使い始めた日を確かめます。", "Find out from when it was used."),
        )
    return of_flow(
        rule,
        flow,
        outside(flow, Severity.BLOCK, good_from=text.used_from),
        field="start_on",
        title=Text("同意文言を使い始める前の提供である", "It begins before the consent text was in use"),
        facts=(("used_from", text.used_from.isoformat()),),
        action=Text("同意を得てから提供します。", "Hand over only after consent."),
    )


def _of_part(rule: Rule, dossier: Dossier, flow: DataFlow, part: DataSetPart, kind: ConsentKind) -> Iterator[Finding]:
    """The persons of each part hold a text of their own; what they were not asked they have not allowed."""
    text = consent_texts(dossier).get(part.consent_text_id or "")
    wrong = _wrong_text(text, kind, dossier.third_party)
    if wrong is None and text is not None:
        yield from _agreeing(rule, flow, part, text)
        return
    if wrong is None or (part.consent_text_id is not None and part.consent_text_id == flow.consent_text_id):
        return
    yield from of_flow(
        rule,
        flow,
        while_running(flow, Severity.BLOCK),
        field="consent_text_id",
        kind=GapKind.UNKNOWN if part.consent_text_id is None else wrong[0],
        title=Text("「{part}」の本人の同意がこの提供に足りない", "The consent of “{part}” does not carry this").format(
            part=part.name
        )
        if part.consent_text_id is not None
        else Text("「{part}」の本人の同意が未確認", "The consent of “{part}” is not known").format(part=part.name),
        part=part.id,
        fix=Fix("data_set_part", part.id, "consent_text_id"),
        facts=_facts(text),
        action=Text(
            "その本人から得た同意文言を確かめるか、対象から外します。",
            "Find the text these persons agreed to, or leave them out.",
        ),
    )


def _agreeing(rule: Rule, flow: DataFlow, part: DataSetPart, text: ConsentText) -> Iterable[Finding]:
    """They agreed to it while it was in use, and before the hand-over."""
    agreed = agreed_of(part)
    for key, why, stages in _unfit_days(flow, part, text):
        yield from of_flow(
            rule,
            flow,
            stages,
            field="consent_text_id",
            kind=why.kind,
            title=why.text,
            part=key,
            fix=why.fix,
            facts=(
                *_facts(text),
                ("agreed_from", agreed.first.isoformat() if agreed.first else ""),
                ("agreed_until", agreed.last.isoformat() if agreed.last else ""),
            ),
            action=Text(
                "本人が同意した日と、そのとき使っていた文言を確かめます。",
                "Find out when the persons agreed, and to which text.",
            ),
        )


def _unfit_days(
    flow: DataFlow, part: DataSetPart, text: ConsentText
) -> Iterator[tuple[str, TextFlaw, tuple[Stage, ...]]]:
    """All days where the text carries nobody; else those before the first agreed, and those after the text ended."""
    why = text_flaw(text, part)
    if why is not None:
        if why.fix.record != "consent_text" or part.consent_text_id != flow.consent_text_id:
            yield part.id, why, while_running(flow, Severity.BLOCK)
        return
    fix = Fix("data_set_part", part.id, "agreed_until")
    is_said = flow.consent_text_id == text.id
    of_text = outside(flow, Severity.BLOCK, good_from=text.used_from) if is_said else ()
    before = apart_from(outside(flow, Severity.BLOCK, good_from=agreed_of(part).first), of_text)
    yield part.id, TextFlaw(GapKind.DEFECT, _BEFORE_CONSENT.format(part=part.name), fix), before
    if since := may_have_joined_since(text, part):
        unknown = TextFlaw(GapKind.UNKNOWN, JOINED_SINCE.format(part=part.name, name=label_of(text)), fix)
        yield f"{part.id}/since", unknown, overlap(Severity.BLOCK, *run_of(flow), begins=since)


_BEFORE_CONSENT = Text("「{part}」の本人が同意する前の提供である", "It begins before the persons of “{part}” agreed")


def _facts(text: ConsentText | None) -> tuple[tuple[str, str], ...]:
    if text is None:
        return ()
    return (("consent_text", text.id), ("kinds", " ".join(sorted(text.kinds or ()))))


_TITLES = """
    A-27-1 | 第三者提供の同意でない | This consent does not cover provision to a third party
    A-27-3 | 外国にある第三者への提供の同意でない | This consent does not cover provision abroad
"""
_rule = GapRules(_TITLES, points=("A1", "A4"))

CONSENT_RULES: tuple[Rule, ...] = (
    _rule("A-27-1", of_outgoing(_of_kind(LegalRoute.CONSENT, ConsentKind.PROVISION_27)), ACT_27_1, revision=3),
    _rule(
        "A-27-3",
        of_outgoing(_of_kind(LegalRoute.CONSENT_28, ConsentKind.FOREIGN_28)),
        ACT_28_1,
        points=("A1", "A4", "B7"),
        revision=3,
    ),
)
