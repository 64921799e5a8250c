"""What a question of a pack asks and what follows from its answers, in words."""

from __future__ import annotations

from decimal import Decimal

from sakimori.domain.questions.pack import (
    BLANK,
    PSEUDO_ANSWERS,
    Bound,
    Choice,
    EvidenceRequest,
    Pack,
    Period,
    Question,
    QuestionGap,
    QuestionStatus,
)
from sakimori.domain.values.text import LANGUAGES
from sakimori.exchange.questionnaires.ours.pack_answers import choice_label
from sakimori.exchange.questionnaires.ours.pack_tables import answer_word, condition_words
from sakimori.services.assessments.packs.questions import Aspect, PackChanges, QuestionChange
from sakimori.ui.frame.formats import Unit, count, none
from sakimori.ui.frame.text import SENTENCES, label, language, listed, t, t_count

_TOLD_BY = {Aspect.WORDING: "text", Aspect.CHOICES: "choice"}
"""Wording in the language that counts, told by an aspect of its own."""


def group_words(pack: Pack, groups: tuple[str, ...]) -> str:
    """The depths in which a question is asked."""
    titles = {group.id: group.title.get(language()) for group in pack.groups}
    return listed([titles.get(group) or group for group in groups])


def section_words(pack: Pack, section_id: str) -> str:
    """A heading with those above it."""
    by_id = {section.id: section for section in pack.sections}
    path: list[str] = []
    at = by_id.get(section_id)
    while at is not None and len(path) < len(by_id):
        path.insert(0, f"{at.id} {at.title.get(language())}".strip())
        at = by_id.get(at.parent)
    return " / ".join(path) or section_id


def answers_words(question: Question) -> str:
    """How it is answered: its choices with those that are hoped for, or the kind of answer and the range hoped for."""
    if question.choices:
        kind = [t("packs.type.multi")] if question.type.value == "multi" else []
        return listed([*kind, *(_choice(question, choice) for choice in question.choices)])
    parts = [t(f"packs.type.{question.type.value}")]
    if question.unit is not None:
        parts.append(question.unit.get(language()))
    if question.bound is not None:
        parts.append(t("packs.hoped_for", what=bound_words(question.bound)))
    return listed(parts)


def expected_words(question: Question) -> str:
    """The answers that are hoped for."""
    if question.bound is not None:
        return bound_words(question.bound)
    return listed([answer_word(question, one, language()) for one in question.expect]) or none(language())


def bound_words(bound: Bound) -> str:
    """The range in which a number is as hoped for."""
    parts = [t("packs.at_least", number=_number(bound.minimum))] if bound.minimum is not None else []
    if bound.maximum is not None:
        parts.append(t("packs.at_most", number=_number(bound.maximum)))
    return listed(parts)


def trigger_words(question: Question, gap: QuestionGap) -> str:
    """Which answers raise a gap."""
    if set(gap.when_answer) >= set(PSEUDO_ANSWERS):
        open_ones = [t("packs.any_open")]
    else:
        open_ones = [_answer(question, one) for one in gap.when_answer if one in PSEUDO_ANSWERS]
    parts = [t("packs.quoted", word=_answer(question, one)) for one in gap.when_answer if one not in PSEUDO_ANSWERS]
    if gap.when_over is not None:
        parts.append(t("packs.over", number=_number(gap.when_over)))
    if gap.when_under is not None:
        parts.append(t("packs.under", number=_number(gap.when_under)))
    return listed([*parts, *open_ones])


def is_raised(question: Question, gap: QuestionGap) -> bool:
    """Whether an answer that the question offers can raise it: a set of gaps serves questions of several choices."""
    offered = {choice.id for choice in question.choices}.union(PSEUDO_ANSWERS)
    return not offered.isdisjoint(gap.when_answer) or not gap.when_answer


def due_words(gap: QuestionGap) -> str:
    """By when a gap is to be closed, and whether another measure may stand in for it."""
    parts = [t("packs.due", days=count(gap.due_days, Unit.DAYS, language()))] if gap.due_days is not None else []
    if gap.compensating:
        parts.append(t("packs.compensating"))
    return listed(parts)


def evidence_words(question: Question, request: EvidenceRequest) -> str:
    """A document that is asked for, in what form, after which answers, and for how long it holds."""
    said = request.text.get(language()) or request.id
    parts = [listed([t(f"packs.evidence.{kind.value}") for kind in request.kinds])]
    if request.required_if:
        parts.append(t("packs.evidence_if", answers=listed([_answer(question, one) for one in request.required_if])))
    if request.valid_for is not None:
        parts.append(t("packs.valid_for", time=period_words(request.valid_for)))
    return t("packs.evidence_line", what=said, more=listed([part for part in parts if part]))


def period_words(period: Period) -> str:
    """A length of time: 2年, 90日."""
    years, months = divmod(period.months, 12)
    parts = [(years, "packs.years"), (months, "packs.months")]
    said = [t_count(key, number) for number, key in parts if number]
    if period.days or not said:
        said.append(count(period.days, Unit.DAYS, language()))
    return listed(said, SENTENCES)


def aspect_words(pack: Pack, question: Question, aspect: Aspect) -> str:  # noqa: PLR0911, PLR0912 - one an aspect
    """One aspect of a question as a version has it."""
    match aspect:
        case Aspect.TYPE:
            return t(f"packs.type.{question.type.value}")
        case Aspect.WORDING:
            return question.text.get(pack.authoritative)
        case Aspect.CHOICES:
            return listed([choice_label(choice, pack.authoritative) for choice in question.choices]) or none(language())
        case Aspect.UNIT:
            return question.unit.get(pack.authoritative) if question.unit else none(language())
        case Aspect.LANGUAGE:
            return t(f"packs.language.{pack.authoritative}")
        case Aspect.REWORDED:
            return " / ".join(_wordings(question).values())
        case Aspect.EXPECTED:
            return _expected_and_points(question)
        case Aspect.WEIGHT:
            return _number(question.weight)
        case Aspect.CRITICAL:
            return _standing(question)
        case Aspect.GROUPS:
            return group_words(pack, question.groups)
        case Aspect.CONDITION:
            return condition_words(pack, question.when, language()) if question.when else t("packs.always")
        case Aspect.GAPS:
            return listed([_gap(question, gap) for gap in question.gaps]) or none(language())
        case Aspect.EVIDENCE:
            return listed([evidence_words(question, one) for one in question.evidence]) or none(language())
        case Aspect.CONTROLS:
            return listed(list(question.controls)) or none(language())
        case Aspect.SECTION:
            return section_words(pack, question.section)


def both_words(changes: PackChanges, change: QuestionChange, aspect: Aspect) -> tuple[str, str]:
    """One aspect as it was and as it is; of rewording only what differs, and not what another aspect already tells."""
    if change.old is None or change.new is None:
        raise ValueError(change.question_id)
    if aspect is not Aspect.REWORDED:
        return aspect_words(changes.old, change.old, aspect), aspect_words(changes.new, change.new, aspect)
    was, becomes = _wordings(change.old), _wordings(change.new)
    told = {slot for one, slot in _TOLD_BY.items() if one in change.aspects}
    pairs = {
        (slot, tongue, which): (was.get((slot, tongue, which), ""), becomes.get((slot, tongue, which), ""))
        for slot, tongue, which in dict.fromkeys((*was, *becomes))
    }
    differs = [
        pair
        for (slot, _, which), pair in pairs.items()
        # A private pack has the same words in both languages.
        if pair[0] != pair[1] and (slot not in told or pair != pairs.get((slot, changes.new.authoritative, which)))
    ]
    before, after = (" / ".join(dict.fromkeys(pair[side] for pair in differs if pair[side])) for side in (0, 1))
    return before, after


def is_asked(question: Question) -> bool:
    """Whether it is still asked."""
    return question.status is QuestionStatus.ACTIVE


def _choice(question: Question, choice: Choice) -> str:
    said = choice_label(choice, language())
    notes = [t("packs.hoped")] if choice.id in question.expect else []
    if choice.excluded:
        notes.append(t("packs.excluded"))
    if choice.reason_required:
        notes.append(t("packs.with_reason"))
    return t("packs.noted", what=said, notes=listed(notes)) if notes else said


def _answer(question: Question, answer_id: str) -> str:
    return t("packs.blank") if answer_id == BLANK else answer_word(question, answer_id, language())


def _gap(question: Question, gap: QuestionGap) -> str:
    said = t("packs.gap_when", severity=label(gap.severity), when=trigger_words(question, gap))
    due = due_words(gap)
    return t("packs.noted", what=said, notes=due) if due else said


def _expected_and_points(question: Question) -> str:
    points = [
        t("packs.points", what=choice_label(choice, language()), points=_number(choice.points))
        for choice in question.choices
        if choice.points is not None
    ]
    return listed([expected_words(question), *points])


def _standing(question: Question) -> str:
    return listed(
        [
            t("packs.critical" if question.critical else "packs.not_critical"),
            t("packs.required" if question.required else "packs.optional"),
        ]
    )


def _wordings(question: Question) -> dict[tuple[str, str, str], str]:
    """Everything of a question that is read but not judged, by what it is, its language, and the choice."""
    texts = [("text", "", question.text), ("topic", "", question.topic), ("help", "", question.help)]
    texts += [("choice", choice.id, choice.label) for choice in question.choices]
    return {
        (slot, tongue, which): text.get(tongue)
        for slot, which, text in texts
        if text is not None
        for tongue in LANGUAGES
        if text.get(tongue)
    }


def _number(number: Decimal | None) -> str:
    return "" if number is None else f"{number.normalize():f}"
