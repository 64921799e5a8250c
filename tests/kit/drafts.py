"""The drafts of the demo on which a test works: which question is blank next depends on the day of the demo."""

from __future__ import annotations

from collections.abc import Iterator

from kit.assessing import assessment_rows
from sakimori.clock import today
from sakimori.domain.codes import AssessmentState
from sakimori.domain.records.third_party import SELF_ID
from sakimori.services.assessments.view import assessment_view
from sakimori.services.assessments.view_parts import AssessmentView, FilledQuestion
from sakimori.services.kernel.workspace import Workspace


def drafts(workspace: Workspace) -> Iterator[AssessmentView]:
    """The drafts of third parties, those with the fewest answers first."""
    number = workspace.head()[0]
    rows = [
        row
        for row in assessment_rows(workspace, number=number)
        if row.state is AssessmentState.DRAFT and row.third_party_id != SELF_ID
    ]
    for row in sorted(rows, key=lambda row: row.answered):
        yield assessment_view(workspace, row.id, on=today(), number=number)


def for_keys(workspace: Workspace) -> str:
    """The id of a draft in which the next two blank questions may be answered 一部."""
    return next(one.assessment.id for one in drafts(workspace) if all(map(_takes_partly, _blank(one)[:2])))


def that_asks(workspace: Workspace, question_id: str) -> str:
    """The id of a draft of a questionnaire with that question."""
    return next(one.assessment.id for one in drafts(workspace) if one.question(question_id) is not None)


def _blank(draft: AssessmentView) -> list[FilledQuestion]:
    return [question for question in draft.questions if question.is_blank]


def _takes_partly(asked: FilledQuestion) -> bool:
    return any(choice.id == "partly" for choice in asked.question.choices)
