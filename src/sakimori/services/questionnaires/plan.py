"""What taking in a questionnaire would do, answer by answer; nothing is written here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Final

from sakimori.domain.codes import AssessmentKind, AssessmentState
from sakimori.domain.questions.assessment import Answer, Assessment
from sakimori.domain.questions.pack import Pack, Question
from sakimori.domain.questions.questionnaire import QuestionnaireImport
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError, MyNumberError
from sakimori.exchange.questionnaires.ours.answers_in_files import UNSAID, AnswerFromFile, take_answer
from sakimori.exchange.questionnaires.ours.private_pack import LIGHT, Polarity
from sakimori.exchange.questionnaires.reading.matching import How, Match, match_questions
from sakimori.exchange.questionnaires.reading.result import ReadQuestion
from sakimori.services.assessments.check import AnswerInput, checked_answer
from sakimori.services.assessments.packs.shelf import private_packs, shelf
from sakimori.services.assessments.sheet import FILLABLE, RUNNING, Sheet, load_sheet
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.questionnaires.reading import FileRead

_REFUSED: Final = Text("この回答は保存できません。", "This answer cannot be stored.")
_WAITS: Final = Text(
    "この質問票の審査が判定待ちです。差し戻されてから取り込んでください。",
    "An assessment on this pack awaits its decision. Import once it was sent back.",
)
_LOWEST_SHARE: Final = 0.3


class AnswerStep(StrEnum):
    """What happens to one question of a file."""

    NEW = "new"
    """It is answered for the first time."""
    SAME = "same"
    """The answer stands already."""
    CHANGE = "change"
    """Another answer stands; a person said that the file holds."""
    CONFLICT = "conflict"
    """Another answer stands and stays, unless a person says otherwise."""
    SILENT = "silent"
    """The file says nothing; what stands, stays."""
    LOOK = "look"
    """A person must look: the answer is unclear, or does not fit the question."""
    SUGGESTED = "suggested"
    """The wording differs; it counts once a person has accepted that it is this question."""
    UNKNOWN = "unknown"
    """No question of the pack is this one."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a file goes: whose assessment, on which pack (blank for a new private one)."""

    third_party_id: str = ""
    pack_id: str = ""
    service_id: str | None = None
    kind: AssessmentKind = AssessmentKind.ONBOARDING
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class NewPack:
    """What a person says of the pack that a form becomes; `sound` says what is hoped for, and nobody guesses it.

    `pack_id` names the private pack of which this is the next version; blank for a new one.
    """

    title: str
    sound: Polarity
    sender: str = ""
    licence: str = ""
    adverse: frozenset[str] = frozenset()
    pack_id: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person decided in the dry run, by the place of the question in the file.

    `accepted` are suggestions that are the question which they suggest; `overwrite` are answers of the file that take
    the place of those that stand; `is_seen` says that the rows which were left out have been looked at.
    """

    accepted: frozenset[str] = frozenset()
    overwrite: frozenset[str] = frozenset()
    is_seen: bool = False


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One question of the file, the question of the pack that it is, and what happens to its answer."""

    asked: ReadQuestion
    question: Question | None
    match: Match | None
    step: AnswerStep
    given: AnswerInput | None = None
    standing: Answer | None = None
    why: Text | None = None

    @property
    def at(self) -> str:
        """The place in the file, by which a person's decisions are kept."""
        return str(self.asked.address)

    @property
    def is_unreasoned(self) -> bool:
        """Whether the file gives no reason where one is needed."""
        return self.given is not None and self.given.reason == UNSAID


@dataclass(frozen=True, slots=True)
class PackCandidate:
    """A pack that a file may be filled on: how many of its questions are surely or probably in the file."""

    pack: Pack
    is_private: bool
    sure: int
    suggested: int
    share: float


@dataclass(frozen=True, slots=True)
class QuestionnairePlan:
    """What would happen; `assessment` is the open one that is filled, None where one would be opened."""

    file: FileRead
    pack: Pack
    group: str
    target: Target
    assessment: Assessment | None
    lines: tuple[AnswerLine, ...]
    unasked: tuple[Question, ...]
    taken_in: QuestionnaireImport | None = None
    taken_in_by: str = ""
    blocked: Text | None = None
    counts: Mapping[AnswerStep, int] = field(init=False)

    def __post_init__(self) -> None:
        """Count the lines by what happens; the sum is the number of questions in the file."""
        found = Counter(line.step for line in self.lines)
        object.__setattr__(self, "counts", {step: found[step] for step in AnswerStep})

    @property
    def writes(self) -> tuple[AnswerLine, ...]:
        """The lines whose answers would be stored."""
        return tuple(line for line in self.lines if line.step in {AnswerStep.NEW, AnswerStep.CHANGE})

    def of(self, *steps: AnswerStep) -> tuple[AnswerLine, ...]:
        """The lines to which one of these happens."""
        return tuple(line for line in self.lines if line.step in steps)


@needs(Permission.READ)
def pack_candidates(workspace: Workspace, file: FileRead) -> tuple[PackCandidate, ...]:
    """The packs that a file may be filled on, the likeliest first; none shares fewer than a third of the questions."""
    with workspace.unit() as unit:
        private = private_packs(unit)
        return tuple(
            sorted(
                (
                    candidate
                    for is_private, packs in ((False, shelf(workspace.pack_folder)), (True, private))
                    for pack in packs
                    if (candidate := _candidate(file, pack, is_private=is_private)).share >= _LOWEST_SHARE
                ),
                key=lambda one: (-one.share, not one.is_private, one.pack.id),
            )
        )


def _candidate(file: FileRead, pack: Pack, *, is_private: bool) -> PackCandidate:
    found = [match for match in match_questions(file.reading.questions, pack) if match is not None]
    sure = sum(match.how is not How.SUGGESTED for match in found)
    return PackCandidate(pack, is_private, sure, len(found) - sure, sure / max(1, len(file.reading.questions)))


def plan_on(
    unit: Unit,
    file: FileRead,
    pack: Pack,
    target: Target,
    choices: Choices,
    *,
    matches: Sequence[Match | None] | None = None,
) -> QuestionnairePlan:
    """What taking in a file on a pack would do.

    Args:
        unit: Where records are read.
        file: The file as read.
        pack: The pack that it is filled on.
        target: Whose assessment it is.
        choices: What a person has decided so far.
        matches: Which question each is, where that is known already.
    """
    found = match_questions(file.reading.questions, pack) if matches is None else matches
    taken_in = _taken_in(unit, file, target)
    assessment = _assessment(unit, pack, target, taken_in)
    sheet = load_sheet(unit, assessment.id) if assessment else None
    if sheet is not None and sheet.pack != pack:
        # What is open stays on the version on which it was opened.
        pack, found = sheet.pack, match_questions(file.reading.questions, sheet.pack)
    group = assessment.group if assessment else _group(pack, found)
    asked = {question.id: question for question in pack.asked_in(group)}
    lines = tuple(
        _line(one, asked.get(match.question_id) if match else None, match, sheet=sheet, choices=choices, pack=pack)
        for one, match in zip(file.reading.questions, found, strict=True)
    )
    matched = {match.question_id for match in found if match}
    return QuestionnairePlan(
        file=file,
        pack=pack,
        group=group,
        target=target,
        assessment=assessment,
        lines=lines,
        unasked=tuple(question for one, question in asked.items() if one not in matched),
        taken_in=taken_in,
        taken_in_by=unit.user_name(taken_in.by if taken_in else None),
        blocked=_WAITS if assessment and assessment.state is AssessmentState.SUBMITTED else None,
    )


def _taken_in(unit: Unit, file: FileRead, target: Target) -> QuestionnaireImport | None:
    """The last time that the same bytes went into an assessment of the same third party that still counts."""
    found = unit.records.select(
        QuestionnaireImport,
        "sha256 = :sha256 AND assessment_id IN (SELECT id FROM assessment WHERE third_party_id = :party "
        "AND state <> 'cancelled')",
        {"sha256": file.reading.sha256, "party": target.third_party_id},
        order="made_at, id",
    )
    return found[-1] if found else None


def _assessment(unit: Unit, pack: Pack, target: Target, taken_in: QuestionnaireImport | None) -> Assessment | None:
    """The one that the file went into before, else the one that is under way on the pack for the same subject."""
    if taken_in is not None:
        before = unit.records.get(Assessment, taken_in.assessment_id)
        if before.pack_id == pack.id and before.service_id == target.service_id:
            return before
    standing = unit.records.select(
        Assessment,
        "third_party_id = :party AND pack_id = :pack",
        {"party": target.third_party_id, "pack": pack.id},
    )
    return next((a for a in standing if a.service_id == target.service_id and a.state in RUNNING), None)


def _group(pack: Pack, found: Sequence[Match | None]) -> str:
    """The shortest group that asks everything that the file asks."""
    ids = {match.question_id for match in found if match}
    asked = {group.id: {question.id for question in pack.asked_in(group.id)} for group in pack.groups}
    sizes = sorted((len(some), group) for group, some in asked.items() if ids <= some)
    return sizes[0][1] if sizes else next((g.id for g in pack.groups if g.id != LIGHT), pack.groups[-1].id)


def _line(
    asked: ReadQuestion,
    question: Question | None,
    match: Match | None,
    *,
    sheet: Sheet | None,
    choices: Choices,
    pack: Pack,
) -> AnswerLine:
    if question is None or match is None:
        return AnswerLine(asked, None, None, AnswerStep.UNKNOWN)
    if match.how is How.SUGGESTED and str(asked.address) not in choices.accepted:
        return AnswerLine(asked, question, match, AnswerStep.SUGGESTED)
    taken = take_answer(asked, question, language=pack.authoritative)
    standing = sheet.answers.get(question.id) if sheet else None
    if not isinstance(taken, AnswerFromFile):
        step = AnswerStep.SILENT if taken is None else AnswerStep.LOOK
        return AnswerLine(asked, question, match, step, standing=standing, why=taken)
    try:
        item = AnswerInput(question.id, taken.state, taken.value, taken.reason, taken.note)
        given = checked_answer(question, item)
    except (InvalidValueError, MyNumberError) as refusal:
        return AnswerLine(asked, question, match, AnswerStep.LOOK, standing=standing, why=_why(refusal))
    step = _step(given, standing, is_overwritten=str(asked.address) in choices.overwrite)
    if sheet is not None and sheet.assessment.state not in FILLABLE and step is not AnswerStep.SAME:
        return AnswerLine(asked, question, match, AnswerStep.CONFLICT, given, standing)
    return AnswerLine(asked, question, match, step, given, standing)


def _why(refusal: InvalidValueError | MyNumberError) -> Text:
    return Text(refusal.message("ja") or _REFUSED.ja, refusal.message("en") or _REFUSED.en)


def _step(given: AnswerInput, standing: Answer | None, *, is_overwritten: bool) -> AnswerStep:
    if standing is None:
        return AnswerStep.NEW
    if given.says_the_same(standing):
        return AnswerStep.SAME
    return AnswerStep.CHANGE if is_overwritten else AnswerStep.CONFLICT


def input_of(line: AnswerLine, import_id: str) -> AnswerInput:
    """The answer of a line as it is stored, naming the import and its place."""
    if line.given is None:
        raise ValueError(line.at)
    seen_seq = line.standing.seq if line.standing else 0
    return replace(line.given, source=f"{import_id} {line.at}", seen_seq=seen_seq)
