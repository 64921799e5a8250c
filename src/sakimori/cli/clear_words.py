"""The words of `sakimori clear`: what `--what-if` supposes, and what is printed of an answer or of the facts asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final

from sakimori.cli.kit import console, lang, print_json
from sakimori.domain.clearance import Reason, ReasonKind, Step, Verdict
from sakimori.domain.codes import GOOD, Outcome
from sakimori.domain.policy import POLICY_KEYS, policy_value
from sakimori.domain.questions.assessment import Assessment
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.domain.values.text import JAPANESE, Text
from sakimori.errors import InvalidValueError
from sakimori.exchange.reference import parse_country
from sakimori.exchange.registers.words import code_word
from sakimori.exchange.request.parts import words_of
from sakimori.rules.clearance import CLEARANCE_RULES
from sakimori.rules.clearance.facts_table import DESKS, STEP_NAMES, StepFact, facts_table, judged_by_persons
from sakimori.services.clearance.judged_line import candidate_lines, judged_line
from sakimori.services.clearance.judging import ClearanceAnswer
from sakimori.services.clearance.readings import Candidate, WordedAnswer
from sakimori.services.clearance.reason_words import in_order_in, law_notice_in, of_way, reason_text_in
from sakimori.services.clearance.short_answer import (
    GLYPHS,
    deed_in,
    go_in,
    head_in,
    later_in,
    leave_out_in,
    point_line_in,
)
from sakimori.services.clearance.what_if import (
    Supposition,
    certificate_lapses,
    contract_ends,
    policy_becomes,
    profile_changes,
    recipient_moves,
    rule_begins,
    rule_taken_away,
    sub_processor_added,
    sub_processor_moves,
)
from sakimori.services.clearance.wordings import recipient_named
from sakimori.services.kernel.workspace import Workspace
from sakimori.ui.clearance.answer_words import duties, needs_in, turns_in
from sakimori.ui.frame.formats import aside, dated
from sakimori.ui.frame.states import LOOKS, mark
from sakimori.ui.frame.text import say

WHAT_IF: Final = Text("もし…なら", "what if")
_FORM: Final = Text("たとえば {form} の形にしてください。", "Write it like {form}.")
_YES: Final = {"yes": True, "true": True, "no": False, "false": False}


def supposed_by(workspace: Workspace, typed: str, *, on: date, actor: Actor) -> Supposition:
    """What `--what-if` says.

    Raises:
        InvalidValueError: It has another form.
    """
    name, _, rest = typed.partition(":")
    parts = rest.split(":") if rest else []

    def party() -> str:
        return recipient_named(workspace, parts[0], actor=actor)

    forms: dict[str, tuple[str, int, Callable[[], Supposition]]] = {
        "certificate-lapses": ("certificate-lapses:ID", 1, lambda: certificate_lapses(parts[0], on=on)),
        "contract-ends": ("contract-ends:ID", 1, lambda: contract_ends(parts[0], on=on)),
        "sub-processor-added": ("sub-processor-added:PARTY:NAME:COUNTRY", 3, lambda: sub_processor_added(
            party(), name=parts[1], country=_country(parts[2]) if parts[2] else None)),
        "sub-processor-moves": ("sub-processor-moves:ID:COUNTRY", 2, lambda: sub_processor_moves(
            parts[0], country=_country(parts[1]))),
        "recipient-moves": ("recipient-moves:PARTY:COUNTRY", 2, lambda: recipient_moves(
            party(), country=_country(parts[1]))),
        "profile-changes": ("profile-changes:US:government_access=yes", 2, lambda: _profile(parts, on=on)),
        "without-rule": ("without-rule:A-28-1", 1, lambda: rule_taken_away(parts[0])),
        "rule-begins": ("rule-begins:F-03", 1, lambda: rule_begins(parts[0], on=on)),
        "policy": ("policy:approval_persons=500", 1, lambda: _policy(parts[0])),
    }  # fmt: skip
    if name not in forms:
        raise _wrong_form(typed, " / ".join(form for form, _, _ in forms.values()))
    form, wanted, make = forms[name]
    if len(parts) != wanted:
        raise _wrong_form(typed, form)
    try:
        return make()
    except (KeyError, ValueError) as wrong:
        raise _wrong_form(typed, form) from wrong


def _wrong_form(typed: str, form: str) -> InvalidValueError:
    return InvalidValueError(field=WHAT_IF, value=typed, expected=_FORM.format(form=form), name="what_if")


def _country(typed: str) -> str:
    parsed = parse_country(typed)
    if not parsed.value:
        raise KeyError(typed)
    return parsed.value


def _profile(parts: list[str], *, on: date) -> Supposition:
    fact, _, said = parts[1].partition("=")
    if fact not in {"has_general_law", "eu_adequacy", "cbpr_economy", "government_access", "localisation"}:
        raise KeyError(fact)
    return profile_changes(_country(parts[0]), on=on, **{fact: _YES[said]})


def _policy(typed: str) -> Supposition:
    key, _, value = typed.partition("=")
    if key not in POLICY_KEYS:
        raise KeyError(key)
    return policy_becomes(**{key: policy_value(key, value)})


_OTHER: Final = Text("ほかの根拠に当たるなら", "If another ground applies")
_MEANT: Final = Text(
    "質問が指しうる提供（--flow に番号を付けて尋ね直す）",
    "Hand-overs that the question may mean (ask again by --flow with the id)",
)
_NO_END: Final = Text(
    "この先に判定が変わる日は、いまの記録からは見えません。", "No day of change is known from the records."
)
_ALL: Final = Text("--all で並べます", "--all lists them")
_LISTED: Final = Text("--in-order で並べます", "--in-order lists them")


def print_answer(found: WordedAnswer, *, lists_all: bool = False, lists_in_order: bool = False) -> None:
    """Write an answer for people, in the language of the terminal: the outcome and what decides it, then the rest."""
    language, answer = lang(), found.answer
    verdict = answer.verdict
    say_open(answer, lists_all=lists_all)
    say_candidates(found.candidates)
    _block(_OTHER.get(language), (_other(route, other, verdict, language) for route, other in answer.others))
    if not found.candidates:
        say_line(f"\n{_until(verdict, language)}")
    kept = duties(verdict) if lists_all or verdict.outcome in GOOD else ()
    way = of_way(answer.case.flow.comes_in)
    _block(say(f"check.duties{way}", language), (f"・{reason_with_cites(reason)}" for reason in kept))
    in_order = verdict.of_kind(ReasonKind.CONFIRMED)
    if in_order:
        words = in_order_in(len(in_order), language)
        say_line(f"\n{words if lists_in_order else aside(words, _LISTED.get(language), language)}")
    for reason in in_order if lists_in_order else ():
        say_line(f"  ✓ {reason_with_cites(reason)}")
    if lists_all and (notice := law_notice_in(verdict, language)):
        say_line(f"\n※ {notice}")


def say_open(answer: ClearanceAnswer, *, lists_all: bool = False) -> None:
    """The head of an answer, what was judged, what decides it, and how much remains after that."""
    language, points = lang(), answer.points
    say_outcome(answer)
    for number, point in enumerate(points.open, start=1):
        line = _in_full(point.first, language) if lists_all else point_line_in(point, language)
        say_line(f"  {number}. {GLYPHS[point.kind]} {line}")
    if going := go_in(answer.case, answer.verdict, language):
        say_line(f"  {going}")
    if leaving := leave_out_in(answer.leaving_out, language):
        say_line(f"  {leaving}")
    if points.later:
        words = later_in(len(points.later), language)
        say_line(f"  {words if lists_all else aside(words, _ALL.get(language), language)}")
    for point in points.later if lists_all else ():
        for reason in point.reasons:
            say_line(f"    {GLYPHS[point.kind]} {_in_full(reason, language)}")


def _in_full(reason: Reason, language: str) -> str:
    deed = deed_in(reason, language)
    words = aside(reason_text_in(reason, language), reason.cites.get(language), language)
    return say("short.point", language, said=words, deed=deed) if deed else words


def say_outcome(answer: ClearanceAnswer) -> None:
    """The head of an answer, and below it what was judged."""
    language = lang()
    case, verdict = answer.case, answer.verdict
    say_line(f"{LOOKS[mark(verdict.outcome)].glyph} {head_in(case, verdict, language)}", bold=True)
    say_line(judged_line(case, verdict.on, language))


def say_candidates(candidates: Iterable[Candidate]) -> None:
    """The hand-overs that a short question may mean, each with its own answer."""
    language = lang()
    _block(_MEANT.get(language), (f"・{line}" for line in candidate_lines(candidates, language)))


def reason_with_cites(reason: Reason) -> str:
    """A reason with the article on which it rests."""
    language = lang()
    return aside(dated(reason.text.get(language), language), reason.cites.get(language), language)


def outcome_word(outcome: Outcome) -> str:
    """The word of an answer."""
    return say(f"outcome.{outcome.value}", lang())


def say_line(text: str, *, bold: bool = False) -> None:
    """One line as it stands."""
    console.print(text, markup=False, highlight=False, emoji=False, soft_wrap=True, style="bold" if bold else None)


def _block(head: str, lines: Iterable[str]) -> None:
    found = list(lines)
    if found:
        say_line(f"\n{head}")
    for line in found:
        say_line(f"  {line}")


def _until(verdict: Verdict, language: str) -> str:
    until, why = turns_in(verdict, language)
    mark_between = "。" if language == JAPANESE else ", "
    return mark_between.join(filter(None, (until, why))) or _NO_END.get(language)


def _other(route: LegalRoute, other: Verdict, verdict: Verdict, language: str) -> str:
    needs = needs_in(other, verdict, language)
    words = say("check.other_ground_line", language, route=code_word(route), outcome=outcome_word(other.outcome))
    return aside(words, say("check.needs", language, needs=needs), language) if needs else words


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
    language = lang()
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
