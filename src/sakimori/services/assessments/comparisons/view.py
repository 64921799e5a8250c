"""Two assessments side by side: two cycles, two third parties, or two packs that share controls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from sakimori.domain.questions.assessment import Answer, Assessment, Evidence
from sakimori.domain.questions.evaluation import Visibility, is_settled, points
from sakimori.domain.questions.pack import AnswerState, AnswerValue, Pack, Question, QuestionType
from sakimori.domain.records.third_party import Service
from sakimori.domain.values.days import legal_day
from sakimori.domain.values.text import NO_TEXT, Text
from sakimori.errors import InvalidValueError
from sakimori.exchange.packs.build import split
from sakimori.rules.gaps.assessments.answers import evidence_for
from sakimori.services.assessments.packs.questions import expects_the_same, keeps_meaning
from sakimori.services.assessments.sheet import Sheet, load_sheet_at
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Unit, records_of
from sakimori.services.kernel.workspace import Workspace

_OTHER = Text("比べる相手", "the other assessment")
_OTHER_EXPECTED = Text("別の審査を選んでください。", "Choose another assessment.")


class Pairing(StrEnum):
    """What is held against what."""

    CYCLES = "cycles"
    VENDORS = "vendors"
    PACKS = "packs"


class AnswerStanding(StrEnum):
    """How a side answers one question or control. `KNOWN` is an answer of which the pack expects nothing."""

    SOUND = "sound"
    PARTLY = "partly"
    NOT_MET = "not_met"
    KNOWN = "known"
    NOT_APPLICABLE = "not_applicable"
    OPEN = "open"
    NOT_ASKED = "not_asked"


class Difference(StrEnum):
    """How the right side stands against the left, in the order in which a reader wants to see it.

    An open answer is never the same as anything: not as a known one, and not as another open one.
    """

    WORSE = "worse"
    NOW_OPEN = "now_open"
    BETTER = "better"
    NOW_KNOWN = "now_known"
    CHANGED = "changed"
    NOT_COMPARABLE = "not_comparable"
    ONLY_LEFT = "only_left"
    ONLY_RIGHT = "only_right"
    BOTH_OPEN = "both_open"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class SideAnswer:
    """One question as one side answers it; `answer` is None while it is blank."""

    question: Question
    answer: Answer | None
    standing: AnswerStanding
    points: Fraction | None
    evidence: int
    answered_on: date | None


@dataclass(frozen=True, slots=True)
class Cell:
    """All that one side says in a row: one question, or every question under a control."""

    standing: AnswerStanding
    answers: tuple[SideAnswer, ...] = ()

    @property
    def evidence(self) -> int:
        """How many documents stand behind it."""
        return sum(given.evidence for given in self.answers)


@dataclass(frozen=True, slots=True)
class Row:
    """One question, or one control, on both sides."""

    key: str
    section: Text
    text: Text
    left: Cell
    right: Cell
    difference: Difference


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two assessments."""

    assessment: Assessment
    party_name: str
    service: str
    pack: Pack


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two assessments with their rows, changes first; within one kind of difference the order of the pack stays."""

    pairing: Pairing
    left: Side
    right: Side
    rows: tuple[Row, ...]
    sums: Mapping[Difference, int] = field(default_factory=dict)


@needs(Permission.READ)
def compare(workspace: Workspace, left_id: str, right_id: str, *, number: int) -> Comparison:
    """Two assessments as known after an entry; the right one is judged against the left one.

    Raises:
        InvalidValueError: They are one and the same.
    """
    if left_id == right_id:
        raise InvalidValueError(field=_OTHER, value=right_id, expected=_OTHER_EXPECTED, name="right")
    with workspace.unit() as unit:
        left, right = (load_sheet_at(unit, one, number=number) for one in (left_id, right_id))
        answers = [_answers(sheet, _documents(unit, sheet, number)) for sheet in (left, right)]
        sides = [_side(unit, sheet, number) for sheet in (left, right)]
    pairing = pairing_of(left.assessment, right.assessment)
    if pairing is Pairing.PACKS:
        rows = list(_by_control(left, right, answers[0], answers[1]))
    else:
        rows = list(_by_question(left, right, answers[0], answers[1]))
    order = list(Difference)
    ranked = tuple(sorted(rows, key=lambda row: order.index(row.difference)))
    counted = Counter(row.difference for row in rows)
    return Comparison(pairing, sides[0], sides[1], ranked, {one: counted[one] for one in Difference})


def pairing_of(left: Assessment, right: Assessment) -> Pairing:
    """What is compared."""
    if left.pack_id != right.pack_id:
        return Pairing.PACKS
    return Pairing.CYCLES if left.third_party_id == right.third_party_id else Pairing.VENDORS


def standing_of(question: Question, value: AnswerValue | None) -> AnswerStanding:
    """How one answer stands against what the pack expects."""
    if not is_settled(question, value) or value is None:
        return AnswerStanding.OPEN
    if value.state is AnswerState.NA:
        return AnswerStanding.NOT_APPLICABLE
    met = points(question, value)
    if met is None:
        return AnswerStanding.KNOWN
    return AnswerStanding.SOUND if met == 1 else AnswerStanding.PARTLY if met > 0 else AnswerStanding.NOT_MET


def joint_standing(standings: Iterable[AnswerStanding]) -> AnswerStanding:
    """How several answers under one control stand together: failures show before what is open, that before the rest."""
    found = set(standings) - {AnswerStanding.NOT_ASKED}
    if not found:
        return AnswerStanding.NOT_ASKED
    if found & {AnswerStanding.NOT_MET, AnswerStanding.PARTLY}:
        return (
            AnswerStanding.PARTLY if found & {AnswerStanding.SOUND, AnswerStanding.PARTLY} else AnswerStanding.NOT_MET
        )
    for standing in (AnswerStanding.OPEN, AnswerStanding.SOUND, AnswerStanding.KNOWN):
        if standing in found:
            return standing
    return AnswerStanding.NOT_APPLICABLE


def _side(unit: Unit, sheet: Sheet, number: int) -> Side:
    services = {one.id: one.name for one in records_of(unit, Service, sheet.party.id, number=number)}
    name = services.get(sheet.assessment.service_id or "", "")
    return Side(sheet.assessment, sheet.party.legal_name, name, sheet.pack)


def _documents(unit: Unit, sheet: Sheet, number: int) -> list[Evidence]:
    """The filed documents that may belong to an assessment: its own, and those of none."""
    filed = records_of(unit, Evidence, sheet.party.id, number=number)
    return [one for one in filed if one.assessment_id in {None, sheet.assessment.id}]


def _answers(sheet: Sheet, filed: list[Evidence]) -> dict[str, SideAnswer]:
    """The questions that a side is asked, with its answers; one that waits for another answer is open."""
    given: dict[str, SideAnswer] = {}
    for question in sheet.pack.asked_in(sheet.assessment.group):
        seen = sheet.visibilities[question.id]
        if seen is Visibility.HIDDEN:
            continue
        value = sheet.values.get(question.id) if seen is Visibility.VISIBLE else None
        answer = sheet.answers.get(question.id) if seen is Visibility.VISIBLE else None
        given[question.id] = SideAnswer(
            question=question,
            answer=answer,
            standing=standing_of(question, value),
            points=points(question, value),
            evidence=len(evidence_for(filed, question)),
            answered_on=legal_day(answer.at) if answer else None,
        )
    return given


def _by_question(
    left: Sheet, right: Sheet, ours: Mapping[str, SideAnswer], theirs: Mapping[str, SideAnswer]
) -> Iterable[Row]:
    for question_id in (*theirs, *(one for one in ours if one not in theirs)):
        one, other = ours.get(question_id), theirs.get(question_id)
        newest = other or one
        if newest is None:
            continue
        pack = right.pack if other else left.pack
        yield Row(
            key=question_id,
            section=next(s.title for s in pack.sections if s.id == newest.question.section),
            text=newest.question.text,
            left=_cell(one),
            right=_cell(other),
            difference=_difference(left.pack, one, right.pack, other),
        )


def _cell(given: SideAnswer | None) -> Cell:
    return Cell(AnswerStanding.NOT_ASKED) if given is None else Cell(given.standing, (given,))


def _difference(left_pack: Pack, left: SideAnswer | None, right_pack: Pack, right: SideAnswer | None) -> Difference:
    if left is None or right is None:
        return Difference.ONLY_RIGHT if left is None else Difference.ONLY_LEFT
    if not keeps_meaning(left_pack, left.question, right_pack, right.question):
        return Difference.NOT_COMPARABLE
    found = _openness(left.standing, right.standing)
    if found is not None:
        return found
    is_same = _says(left) == _says(right)
    judged = left.points is not None and right.points is not None
    if judged and not expects_the_same(left.question, right.question):
        # The yardstick moved, so neither value says whether anything got better.
        return Difference.SAME if is_same else Difference.CHANGED
    if left.points is not None and right.points is not None and left.points != right.points:
        return Difference.BETTER if right.points > left.points else Difference.WORSE
    return Difference.SAME if is_same else Difference.CHANGED


def _openness(left: AnswerStanding, right: AnswerStanding) -> Difference | None:
    """The difference between two sides of which at least one is open."""
    if left is AnswerStanding.OPEN:
        return Difference.BOTH_OPEN if right is AnswerStanding.OPEN else Difference.NOW_KNOWN
    return Difference.NOW_OPEN if right is AnswerStanding.OPEN else None


def _says(given: SideAnswer) -> tuple[AnswerState, tuple[str, ...]] | None:
    answer = given.answer
    if answer is None:
        return None
    value = answer.value if given.question.type is not QuestionType.MULTI else tuple(sorted(answer.value))
    return (answer.state, value)


def _by_control(
    left: Sheet, right: Sheet, ours: Mapping[str, SideAnswer], theirs: Mapping[str, SideAnswer]
) -> Iterable[Row]:
    """A row per control that either pack names; first those of the right pack, in its order."""
    one, other = _under_controls(ours.values()), _under_controls(theirs.values())
    for control in (*other, *(c for c in one if c not in other)):
        cells = [
            Cell(joint_standing(given.standing for given in side.get(control, ())), tuple(side.get(control, ())))
            for side in (one, other)
        ]
        title, name = control_words(control)
        yield Row(control, title, name, cells[0], cells[1], _against(cells[0], cells[1]))


def control_words(control: str) -> tuple[Text, Text]:
    """Which source a control belongs to, and its own id there; an id of no known source is shown as it is."""
    found = split(control)
    return (NO_TEXT, Text(control, control)) if found is None else (found[0].title, Text(found[1], found[1]))


def _under_controls(answers: Iterable[SideAnswer]) -> dict[str, list[SideAnswer]]:
    under: dict[str, list[SideAnswer]] = {}
    for given in answers:
        for control in given.question.controls:
            under.setdefault(control, []).append(given)
    return under


_RANK = {AnswerStanding.NOT_MET: 0, AnswerStanding.PARTLY: 1, AnswerStanding.SOUND: 2}


def _against(left: Cell, right: Cell) -> Difference:
    if AnswerStanding.NOT_ASKED in {left.standing, right.standing}:
        return Difference.ONLY_RIGHT if left.standing is AnswerStanding.NOT_ASKED else Difference.ONLY_LEFT
    found = _openness(left.standing, right.standing)
    if found is not None:
        return found
    if left.standing not in _RANK or right.standing not in _RANK:
        return Difference.NOT_COMPARABLE
    gained = _RANK[right.standing] - _RANK[left.standing]
    return Difference.BETTER if gained > 0 else Difference.WORSE if gained < 0 else Difference.SAME
