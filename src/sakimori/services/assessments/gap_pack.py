"""Asking only the gaps: a short pack of what an assessment left open, failed, holds no more, or did not ask yet."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import TypeGuard

from sakimori.domain.questions.assessment import Assessment, Evidence
from sakimori.domain.questions.condition import AllOf, AnswerIn, AnyOf, Condition, FactIn, Not, leaves
from sakimori.domain.questions.evaluation import Visibility, is_settled, leaf_holds
from sakimori.domain.questions.pack import AnswerState, Pack, Question
from sakimori.domain.questions.questionnaire import PrivatePack
from sakimori.domain.user import Actor
from sakimori.domain.values.days import legal_day
from sakimori.domain.values.text import Text
from sakimori.errors import StateError
from sakimori.services.assessments.packs.questions import keeps_meaning
from sakimori.services.assessments.packs.shelf import packs_on_shelf, register_private
from sakimori.services.assessments.sheet import Sheet, load_sheet
from sakimori.services.assessments.short_answers import answers, short_sheets, with_later
from sakimori.services.certificates.answers import speaks
from sakimori.services.certificates.rows import certificates_of
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Unit, records_of
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.questionnaires.answer_library import stale_reasons

PREFIX = "gaps"

_NOTHING = Text("再質問する質問はありません。", "There is nothing to ask again.")
_TITLE = Text("{title}（再質問{count}問）", "{title} (asked again: {count})")
_VERSION = "1.0"


class AskReason(StrEnum):
    """Why a question is asked again; `FOLLOWS` hangs on the answer to one that is."""

    OPEN = "open"
    FAILED = "failed"
    STALE = "stale"
    NEW = "new"
    FOLLOWS = "follows"


CHOSEN = frozenset({AskReason.OPEN, AskReason.STALE, AskReason.NEW})
"""What is asked unless somebody says otherwise; what failed is known, and asked again only on purpose."""


@dataclass(frozen=True, slots=True)
class GapQuestion:
    """One question of the short pack, in the wording in which it is asked."""

    question: Question
    reason: AskReason


@dataclass(frozen=True, slots=True)
class Gaps:
    """What could be asked again of an assessment, in the order of its pack."""

    sheet: Sheet
    newest: Pack
    found: tuple[GapQuestion, ...]

    def count(self, reason: AskReason) -> int:
        """How many questions there are for one reason."""
        return sum(one.reason is reason for one in self.found)


@needs(Permission.READ)
def gaps_of(workspace: Workspace, assessment_id: str, *, on: date) -> Gaps:
    """The questions that an assessment leaves to be asked, each with its reason."""
    shelf = packs_on_shelf(workspace)
    with workspace.unit() as unit:
        sheet = load_sheet(unit, assessment_id)
    certificates = certificates_of(workspace, sheet.party.id, on=on, number=workspace.head()[0])
    speaking = frozenset(row.certificate.id for row in certificates if speaks(row))
    newest = next(
        (pack for pack in shelf if pack.id == sheet.pack.id and pack.release > sheet.pack.release), sheet.pack
    )
    with workspace.unit() as unit:
        short = short_sheets(unit, sheet)
        filed = _documents(unit, sheet, short)
    now = with_later(sheet, short)
    known = {q.id for q in newest.questions if any(answers(one, newest, q) for one in short)}
    found = _found(now, newest, filed, speaking=speaking, on=on)
    return Gaps(now, newest, tuple(g for g in found if g.reason is not AskReason.NEW or g.question.id not in known))


def short_pack(gaps: Gaps, pack_id: str, reasons: Collection[AskReason] = CHOSEN) -> Pack:
    """The pack of what is asked again for some reasons; ids, wording and rights stay those of the pack.

    Raises:
        StateError: Nothing is left to ask.
    """
    sheet, group = gaps.sheet, gaps.sheet.assessment.group
    questions = tuple(replace(question, groups=(group,)) for question in _conditioned(_asked(gaps, reasons), sheet))
    if not questions:
        raise StateError(why=_NOTHING)
    sections = {section.id: section for pack in (sheet.pack, gaps.newest) for section in pack.sections}
    facts = {fact.id: fact for pack in (sheet.pack, gaps.newest) for fact in pack.facts}
    return replace(
        gaps.newest,
        id=pack_id,
        version=_VERSION,
        title=_TITLE.format(title=sheet.pack.title, count=len(questions)),
        groups=tuple(one for one in sheet.pack.groups if one.id == group),
        facts=tuple(facts.values()),
        sections=tuple(section for one, section in sections.items() if one in _with_parents(questions, gaps)),
        questions=questions,
        asked_of=None,
        not_asked=(),
    )


@needs(Permission.FILL_ASSESSMENT)
def make_gap_pack(
    workspace: Workspace,
    assessment_id: str,
    *,
    reasons: Collection[AskReason] = CHOSEN,
    actor: Actor,
    at: datetime,
) -> Pack:
    """Keep the short pack as a private pack of ours; the same questions again give the pack that stands.

    Raises:
        StateError: Nothing is left to ask.
    """
    gaps = gaps_of(workspace, assessment_id, on=legal_day(at))
    with workspace.change("pack.registered", actor=actor, at=at) as change:
        made = _derived(change, assessment_id)
        for record in reversed(made):
            if change.pack(record.digest) == short_pack(gaps, record.pack_id, reasons) and not record.withdrawn_on:
                return change.pack(record.digest)
        number = len(made) + 1
        pack = short_pack(gaps, f"{PREFIX}-{_slug(assessment_id)}-{number}", reasons)
        register_private(change, pack, derived_from=assessment_id)
    return pack


def gap_packs_of(unit: Unit, assessment_id: str) -> tuple[PrivatePack, ...]:
    """The short packs that were made from an assessment, oldest first."""
    return tuple(_derived(unit, assessment_id))


def original_of(unit: Unit, assessment: Assessment) -> str | None:
    """The assessment whose gaps another one asks; None where that is no short pack."""
    found = unit.records.select(PrivatePack, "digest = :digest", {"digest": assessment.pack_digest})
    return next((one.derived_from for one in found if one.derived_from), None)


def _derived(unit: Unit, assessment_id: str) -> list[PrivatePack]:
    return unit.records.select(PrivatePack, "derived_from = :id", {"id": assessment_id}, order="made_on, id")


def _slug(assessment_id: str) -> str:
    """An id as it may stand in the id of a pack."""
    return "-".join(part for part in "".join(c if c.isalnum() else " " for c in assessment_id.lower()).split())


def _documents(unit: Unit, sheet: Sheet, short: Iterable[Sheet]) -> list[Evidence]:
    number = unit.number()
    same = {
        one.id
        for one in records_of(unit, Assessment, sheet.party.id, number=number)
        if one.pack_id == sheet.assessment.pack_id
    } | {one.assessment.id for one in short}
    filed = records_of(unit, Evidence, sheet.party.id, number=number)
    return [one for one in filed if one.assessment_id is None or one.assessment_id in same]


def _found(
    sheet: Sheet, newest: Pack, filed: list[Evidence], *, speaking: frozenset[str], on: date
) -> Iterator[GapQuestion]:
    was = {question.id: question for question in sheet.pack.asked_in(sheet.assessment.group)}
    will = {question.id: question for question in newest.asked_in(sheet.assessment.group)}
    reasons = {one: _reason(sheet, question, filed, speaking=speaking, on=on) for one, question in was.items()}
    for one, question in will.items():
        if one not in was or not keeps_meaning(sheet.pack, was[one], newest, question):
            reasons[one] = AskReason.NEW
    gone = set(was) - set(will)
    asked = {one for one, reason in reasons.items() if reason is not None}
    for one, question in was.items():
        if sheet.visibilities[one] is Visibility.HIDDEN and _hangs_on(question, asked):
            asked.add(one)
            reasons[one] = AskReason.FOLLOWS
    for one, question in _in_order(was, will).items():
        reason = reasons.get(one)
        if reason is not None and one not in gone:
            yield GapQuestion(will[one] if reason is AskReason.NEW else question, reason)


def _in_order(was: Mapping[str, Question], will: Mapping[str, Question]) -> dict[str, Question]:
    """The wording that was asked, in the order of the newest version, so that a condition looks back."""
    return {one: was.get(one, question) for one, question in will.items()}


def _hangs_on(question: Question, asked: Collection[str]) -> bool:
    return question.when is not None and any(
        isinstance(leaf, AnswerIn) and leaf.question in asked for leaf in leaves(question.when)
    )


def _reason(
    sheet: Sheet, question: Question, filed: list[Evidence], *, speaking: frozenset[str], on: date
) -> AskReason | None:
    seen = sheet.visibilities[question.id]
    answer, value = sheet.answers.get(question.id), sheet.values.get(question.id)
    # A 該当なし without a ruling waits for our reviewer, not for the third party.
    waits_for_us = value is not None and value.state is AnswerState.NA and value.na_accepted is None
    if seen is Visibility.HIDDEN or (seen is Visibility.VISIBLE and waits_for_us):
        return None
    if seen is Visibility.PENDING or answer is None or value is None or not is_settled(question, value):
        return AskReason.OPEN
    if sheet.finding(question) is not None:
        return AskReason.FAILED
    is_stale = stale_reasons(question, answer, value, filed, speaking=speaking, on=on)
    return AskReason.STALE if is_stale else None


def _asked(gaps: Gaps, reasons: Collection[AskReason]) -> tuple[GapQuestion, ...]:
    """What is asked for some reasons, and what hangs on that."""
    asked: dict[str, GapQuestion] = {}
    for one in gaps.found:
        follows = one.reason is AskReason.FOLLOWS and _hangs_on(one.question, asked)
        if one.reason in reasons or follows:
            asked[one.question.id] = one
    return tuple(asked.values())


def _conditioned(asked: Iterable[GapQuestion], sheet: Sheet) -> Iterator[Question]:
    """Each question with as much of its condition as still depends on something that is asked."""
    wanted = {one.question.id: one for one in asked}
    for one in list(wanted.values()):
        question = one.question
        left = True if question.when is None else _reduced(question.when, wanted, sheet)
        if left is False or (one.reason is AskReason.FOLLOWS and not _is_condition(left)):
            del wanted[question.id]
        else:
            # Where nobody can tell any more whether it applies, it is simply asked: the unknown hides nothing.
            yield replace(question, when=left if _is_condition(left) else None)


def _is_condition(left: Condition | bool | None, /) -> TypeGuard[Condition]:  # noqa: FBT001 - what is left of one
    return left is not None and not isinstance(left, bool)


def _reduced(condition: Condition, wanted: Collection[str], sheet: Sheet) -> Condition | bool | None:
    """A condition after what is known was put in: what is left of it, or what it comes to."""
    match condition:
        case AllOf(parts):
            return _joined([_reduced(part, wanted, sheet) for part in parts], is_all=True)
        case AnyOf(parts):
            return _joined([_reduced(part, wanted, sheet) for part in parts], is_all=False)
        case Not(part):
            left = _reduced(part, wanted, sheet)
            return Not(left) if _is_condition(left) else None if left is None else not left
        case FactIn():
            return condition
        case AnswerIn(parent, _):
            return condition if parent in wanted else _known(condition, parent, sheet)


def _known(leaf: AnswerIn, parent: str, sheet: Sheet) -> bool | None:
    """What is known of a leaf whose question is not asked again; nothing of one that only a newer version has."""
    if all(question.id != parent for question in sheet.pack.questions):
        return None
    return leaf_holds(sheet.pack, leaf, sheet.values, sheet.facts)


def _joined(parts: Iterable[Condition | bool | None], *, is_all: bool) -> Condition | bool | None:
    given = list(parts)
    decides = not is_all
    if any(part is decides for part in given):
        return decides
    if any(part is None for part in given):
        return None
    left = tuple(part for part in given if _is_condition(part))
    if not left:
        return is_all
    return left[0] if len(left) == 1 else AllOf(left) if is_all else AnyOf(left)


def _with_parents(questions: Iterable[Question], gaps: Gaps) -> set[str]:
    parents = {section.id: section.parent for pack in (gaps.sheet.pack, gaps.newest) for section in pack.sections}
    kept: set[str] = set()
    for question in questions:
        section = question.section
        while section and section not in kept:
            kept.add(section)
            section = parents.get(section, "")
    return kept
