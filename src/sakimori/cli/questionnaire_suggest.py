"""`sakimori questionnaire suggest`: what the answer library would answer to the blank questions of an assessment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final

import typer
from rich.markup import escape

from sakimori.cli.kit import As, Db, Json, acting, console, print_json, print_table, spoken, workspace_at
from sakimori.clock import now, today
from sakimori.domain.questions.assessment import AnswerMethod
from sakimori.domain.questions.pack import AnswerValue
from sakimori.domain.values.text import Text
from sakimori.exchange.questionnaires.ours.pack_answers import in_words
from sakimori.services.assessments.answers import answer_many
from sakimori.services.assessments.view import filling
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.questionnaires.suggestions import Suggestion, suggestions

HELP: Final = """Show what was answered elsewhere to the same or similar questions.

--take gives the sure ones as answers: the same wording of the same subject, handed in, not stale, not contradicted.
Everything else is left for a person to read on the page of the assessment.
"""
_TAKEN: Final = Text("{count}問に回答しました。", "Questions answered: {count}.")
_LONGEST: Final = 60


def suggest(
    assessment_id: str,
    *,
    take: Annotated[bool, typer.Option("--take", help="Give the sure ones as answers.")] = False,
    db: Db = None,
    as_user: As = None,
    as_json: Json = False,
) -> None:
    """List the suggestions, the best first, and take the sure ones over where that is asked."""
    workspace = workspace_at(db)
    actor = acting(workspace, as_user)
    found = _found(workspace, assessment_id)
    sure = [offered[0] for offered in found.values() if offered[0].is_sure]
    if take and sure:
        items = [one.input for one in sure]
        answer_many(workspace, assessment_id, items, method=AnswerMethod.REUSE, actor=actor, at=now())
    taken = len(sure) if take else 0
    if as_json:
        print_json({"suggestions": [_told(one) for offered in found.values() for one in offered], "taken": taken})
        return
    rows: list[tuple[object, ...]] = [_row(one) for offered in found.values() for one in offered]
    print_table("", ("question", "answer", "why", "sure", "answered", "asked as"), rows)
    if take:
        console.print(_TAKEN.format(count=taken).get(spoken()), markup=False, highlight=False)


def _found(workspace: Workspace, assessment_id: str) -> Mapping[str, tuple[Suggestion, ...]]:
    on, number = today(), workspace.head()[0]
    work = filling(workspace, assessment_id, on=on, number=number)
    return suggestions(workspace, work, on=on, number=number)


def _row(one: Suggestion) -> tuple[object, ...]:
    text = one.entry.question.text.get(spoken())
    sure = "yes" if one.is_sure else "no"
    return (one.question.id, escape(_words(one)[:_LONGEST]), one.pair.ground.value, sure, one.entry.answered_on,
            escape(text[:_LONGEST]))  # fmt: skip


def _words(one: Suggestion) -> str:
    given = one.input
    return in_words(one.question, AnswerValue(given.value, given.state, given.reason), spoken())


def _told(one: Suggestion) -> dict[str, Any]:
    """One suggestion for programs: what would be given, from where, how old, on what it rests, whether it is sure."""
    return {
        "question": one.question.id,
        "state": one.input.state.value,
        "value": list(one.input.value),
        "reason": one.input.reason,
        "note": one.input.note,
        "ground": one.pair.ground.value,
        "by": one.pair.by,
        "likeness": round(one.pair.likeness, 3),
        "sure": one.is_sure,
        "assessment": one.entry.assessment.id,
        "asked_as": one.entry.question.text,
        "answered_on": one.entry.answered_on.isoformat(),
        "stale": [why.value for why in one.entry.stale],
        "evidence": [document.evidence.filename for document in one.entry.documents],
    }
