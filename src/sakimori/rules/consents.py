"""Consent as the ground of a hand-over: the right kind of text (法27条1項・28条1項), and what it tells (規則17条)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sakimori.domain.codes import GapKind, Severity
from sakimori.domain.data_flow import DataFlow, LegalRoute
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix
from sakimori.domain.register import ConsentKind, ConsentText, DataSetPart
from sakimori.domain.rule import Rule
from sakimori.domain.text import Text
from sakimori.domain.third_party import ThirdParty
from sakimori.rules.citations import ACT_27_1, ACT_28_1, ACT_28_2, RULES_17
from sakimori.rules.flow_findings import (
    FlowLook,
    is_under_27,
    listed,
    of_flow,
    of_outgoing,
    outside,
    register_rule,
    while_running,
)

_POINTS_17: dict[str, Text] = {
    "names_country": Text("国の名称", "the country"),
    "tells_regime": Text("その国の制度", "the rules of that country"),
    "tells_measures": Text("提供先の措置", "the measures of the recipient"),
}
_MAY_BE_EXPLAINED = frozenset({"names_country", "tells_measures"})
"""規則17条3項・4項: in their place a text may say why they cannot be told. In place of the rules of a country that is
not known it tells what helps to judge, so `tells_regime` is asked in any case."""

_NO_TEXT = Text("同意文言が登録されていない", "No consent text is recorded")
_UNKNOWN_KIND = Text("同意文言の種類が未確認", "The kind of the consent text is not known")


def told_under_17(text: ConsentText, recipient: ThirdParty | None = None) -> dict[str, bool | None]:
    """Which points of 規則17条 a text tells; None where nobody has looked. A recipient's own country must be named."""
    told: dict[str, bool | None] = {point: getattr(text, point) for point in _POINTS_17}
    is_abroad = recipient is not None and recipient.country != "JP" and not recipient.business_in_japan
    abroad = recipient.country if recipient is not None and is_abroad else None
    if told["names_country"] and abroad is not None:
        told["names_country"] = None if text.countries is None else abroad in text.countries
    if text.unknown_reason:
        told |= dict.fromkeys(_MAY_BE_EXPLAINED, True)
    return told


def worst_under_17(told: Mapping[str, bool | None]) -> tuple[GapKind, tuple[str, ...]] | None:
    """What is missing of the points, else what is not known of them; None when they are complete."""
    missing = tuple(point for point in _POINTS_17 if told[point] is False)
    unknown = tuple(point for point in _POINTS_17 if told[point] is None)
    if missing:
        return GapKind.DEFECT, missing
    return (GapKind.UNKNOWN, unknown) if unknown else None


def points_17(names: Iterable[str]) -> Text:
    """The points in words."""
    return listed(_POINTS_17[name] for name in names)


def consent_texts(dossier: Dossier) -> dict[str, ConsentText]:
    """The texts of our register by id."""
    return {text.id: text for text in dossier.registers.consent_texts}


def parts_of(dossier: Dossier, flow: DataFlow) -> tuple[DataSetPart, ...]:
    """The parts of the data set from which a flow takes its data."""
    return tuple(p for p in dossier.registers.data_set_parts if p.data_set_id == flow.data_set_id)


def _wrong_text(text: ConsentText | None, kind: ConsentKind) -> tuple[GapKind, Text | None] | None:
    """Why a text does not carry a provision; no title stands for that of the rule: it serves another consent."""
    if text is None:
        return GapKind.DEFECT, _NO_TEXT
    if not text.kinds:
        return GapKind.UNKNOWN, _UNKNOWN_KIND
    return None if kind in text.kinds else (GapKind.DEFECT, None)


def _of_kind(route: LegalRoute, kind: ConsentKind) -> FlowLook:
    def look(rule: Rule, dossier: Dossier, flow: DataFlow) -> Iterable[Finding]:
        """One consent never serves as another, and it comes before the hand-over (GL 2-16, A-27-3)."""
        if flow.route is not route or not is_under_27(flow):
            return
        text = consent_texts(dossier).get(flow.consent_text_id or "")
        wrong = _wrong_text(text, kind)
        if wrong is not None:
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
        elif text is not None and text.used_from is not None:
            yield from of_flow(
                rule,
                flow,
                outside(flow, Severity.BLOCK, good_from=text.used_from),
                field="start_on",
                title=Text("同意文言を使い始める前の提供である", "It begins before the consent text was in use"),
                facts=(("used_from", text.used_from.isoformat()),),
                action=Text("同意を得てから提供します。", "Hand over only after consent."),
            )
        for part in parts_of(dossier, flow):
            yield from _of_part(rule, dossier, flow, part, kind)

    return look


def _of_part(rule: Rule, dossier: Dossier, flow: DataFlow, part: DataSetPart, kind: ConsentKind) -> Iterator[Finding]:
    """The persons of each part hold a text of their own; what they were not asked they have not allowed."""
    if part.consent_text_id is not None and part.consent_text_id == flow.consent_text_id:
        return
    text = consent_texts(dossier).get(part.consent_text_id or "")
    wrong = _wrong_text(text, kind)
    if wrong is None:
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


def _facts(text: ConsentText | None) -> tuple[tuple[str, str], ...]:
    if text is None:
        return ()
    return (("consent_text", text.id), ("kinds", " ".join(sorted(text.kinds or ()))))


def _information(rule: Rule, dossier: Dossier, flow: DataFlow) -> Iterable[Finding]:
    """法28条2項, 規則17条: country, its rules and the recipient's measures are told before consent is asked."""
    if flow.route is not LegalRoute.CONSENT_28 or not is_under_27(flow):
        return
    text = consent_texts(dossier).get(flow.consent_text_id or "")
    if text is None or (text.kinds and ConsentKind.FOREIGN_28 not in text.kinds):
        return  # A-27-3 speaks of these
    worst = worst_under_17(told_under_17(text, dossier.third_party))
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
        fix=Fix("consent_text", text.id, points[0]),
        facts=(("consent_text", text.id), ("points", " ".join(points))),
        action=Text(
            "情報を補った文言で同意を得直します。", "Ask for consent again with a text that tells what is missing."
        )
        if kind is GapKind.DEFECT
        else Text("文言を読み、伝えた事項を記します。", "Read the text and note what it tells."),
    )


CONSENT_RULES: tuple[Rule, ...] = (
    register_rule(
        "A-27-1",
        Text("第三者提供の同意でない", "The consent is not one to provision"),
        of_outgoing(_of_kind(LegalRoute.CONSENT, ConsentKind.PROVISION_27)),
        ACT_27_1,
        points=("A1", "A4"),
    ),
    register_rule(
        "A-27-3",
        Text("外国にある第三者への提供の同意でない", "The consent is not one to provision abroad"),
        of_outgoing(_of_kind(LegalRoute.CONSENT_28, ConsentKind.FOREIGN_28)),
        ACT_28_1,
        points=("A1", "A4", "B7"),
    ),
    register_rule(
        "A-28-2",
        Text("同意のときの情報提供が足りない", "The information for consent is incomplete"),
        of_outgoing(_information),
        ACT_28_2,
        RULES_17,
        points=("A1", "B7"),
    ),
)
