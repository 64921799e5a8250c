"""How far a consent text reaches (法27条1項, GL 2-16): the kinds of data and the purpose that it names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sakimori.domain.codes import DataCategory, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix
from sakimori.domain.records.data_flow import DataFlow, LegalRoute
from sakimori.domain.records.own_registers import ConsentText
from sakimori.domain.rule import Rule
from sakimori.domain.values.text import Text
from sakimori.rules.facts.citations import ACT_27_1, GL_PROVISION
from sakimori.rules.facts.flow_facts import is_under_27, of_flow, of_outgoing, parts_of, while_running
from sakimori.rules.facts.judged import rests_on_request
from sakimori.rules.facts.rule_kit import GapRules
from sakimori.rules.gaps.flows.consents import consent_texts, label_of

CONSENTS = frozenset({LegalRoute.CONSENT, LegalRoute.CONSENT_28})

FALLS_SHORT = {
    "categories": Text("渡すデータの種類に、同意文言「{name}」が及ばない", "“{name}” does not cover all the data"),
    "purpose_ids": Text("この利用目的に、同意文言「{name}」が及ばない", "“{name}” does not cover this purpose"),
}
"""The field of a text by which it does not carry a hand-over, and what is said of it."""


def falls_short(text: ConsentText, kinds: frozenset[DataCategory] | None, purpose_id: str | None) -> str | None:
    """The field by which a text does not carry these kinds of data for a purpose; None where nothing says so."""
    if text.categories and kinds and kinds - text.categories:
        return "categories"
    if text.purpose_ids and purpose_id and purpose_id not in text.purpose_ids:
        return "purpose_ids"
    return None


def _reach(rule: Rule, dossier: Dossier, flow: DataFlow) -> Iterable[Finding]:
    if flow.route not in CONSENTS or not is_under_27(flow) or rests_on_request(dossier, flow):
        return
    texts = consent_texts(dossier)
    for part_id, text_id, kinds in _held(dossier, flow):
        text = texts.get(text_id or "")
        field = falls_short(text, kinds, flow.purpose_id) if text else None
        if text is not None and field is not None:
            yield from of_flow(
                rule,
                flow,
                while_running(flow, Severity.BLOCK),
                field="consent_text_id",
                title=FALLS_SHORT[field].format(name=label_of(text)),
                part=part_id,
                fix=Fix("consent_text", text.id, field),
                facts=(("consent_text", text.id), ("falls_short", field)),
                action=Text(
                    "及ばないデータを除くか、及ぶ文言で同意を得ます。",
                    "Leave out what it does not cover, or obtain consent on a text that does.",
                ),
            )


def _held(dossier: Dossier, flow: DataFlow) -> Iterator[tuple[str, str | None, frozenset[DataCategory] | None]]:
    """Each part with the text of its persons and the kinds of data that go; the flow itself where no part is known."""
    parts = parts_of(dossier, flow)
    if not parts:
        yield "", flow.consent_text_id, flow.categories
    for part in parts:
        both = part.categories & flow.categories if part.categories and flow.categories else flow.categories
        yield part.id, part.consent_text_id, both


_TITLES = """
    A-27-2 | 同意の及ぶ範囲の外である | Outside what the consent covers
"""
_rule = GapRules(_TITLES, points=("A1", "A4"))

CONSENT_REACH_RULES: tuple[Rule, ...] = (_rule("A-27-2", of_outgoing(_reach), ACT_27_1, GL_PROVISION),)
