"""`sakimori clear --facts`: which facts each step of clearance asks, where they are recorded, what unknown gives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sakimori.cli.kit import console, print_json, spoken
from sakimori.domain.clearance import ReasonKind, Step
from sakimori.domain.questions.assessment import Assessment
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.text import Text
from sakimori.exchange.request.parts import words_of
from sakimori.rules.clearance import CLEARANCE_RULES
from sakimori.rules.clearance.facts_table import DESKS, STEP_NAMES, StepFact, facts_table, judged_by_persons

_GIVES: Final[Mapping[ReasonKind, Text]] = {
    ReasonKind.UNKNOWN: Text("未確認なら要照会", "unknown: ask compliance"),
    ReasonKind.QUESTION: Text("未確認なら法務の判断", "unknown: compliance decides"),
    ReasonKind.CONDITION: Text("未確認なら条件付き可", "unknown: allowed on a condition"),
    ReasonKind.BAR: Text("未確認なら不可", "unknown: it may not go"),
}
_ON_SCREENS_ALONE: Final[Mapping[tuple[type, str], Text]] = {
    (ThirdParty, "business_in_japan"): Text("日本で事業として扱うか", "Handled in a business in Japan"),
    (ThirdParty, "order_history"): Text(
        "個人情報保護委員会の命令・勧告の有無", "Whether the PPC gave orders or recommendations"
    ),
    (Assessment, "valid_until"): Text("承認の期限", "Approved until"),
}
"""Facts that no list brings."""
_PERSON: Final = Text("人の判断", "judgement by a person")


def print_facts(*, as_json: bool) -> None:
    """The table, step by step."""
    judged, titles = judged_by_persons(), {(rule.step, rule.id): rule.title for rule in CLEARANCE_RULES}
    if as_json:
        print_json([_step_body(step, judged.get(step, ()), titles) for step in Step])
        return
    language = spoken()
    for step in Step:
        _line(f"\n{step.value}  {STEP_NAMES[step].get(language)}", bold=True)
        for fact in _of(step):
            said = [_name(fact), _words(fact).get(language), DESKS[fact.kind].get(language)]
            _line("  " + "  ".join((*said, _GIVES[fact.gives].get(language))))
        for rule_id in judged.get(step, ()):
            _line(f"  {rule_id}  {titles[step, rule_id].get(language)}  {_PERSON.get(language)}")


def _of(step: Step) -> list[StepFact]:
    return [fact for fact in facts_table() if fact.step is step]


def _name(fact: StepFact) -> str:
    return f"{fact.kind.__name__}.{fact.field}"


def _words(fact: StepFact) -> Text:
    return words_of(fact.kind, fact.field) or _ON_SCREENS_ALONE[fact.kind, fact.field]


def _step_body(step: Step, judged: tuple[str, ...], titles: Mapping[tuple[Step, str], Text]) -> dict[str, Any]:
    return {
        "step": step,
        "title": STEP_NAMES[step],
        "facts": [
            {"field": _name(f), "words": _words(f), "recorded_at": DESKS[f.kind], "unknown_gives": f.gives}
            for f in _of(step)
        ],
        "judgements": [{"rule": rule_id, "title": titles[step, rule_id]} for rule_id in judged],
    }


def _line(text: str, *, bold: bool = False) -> None:
    console.print(text, markup=False, highlight=False, emoji=False, soft_wrap=True, style="bold" if bold else None)
