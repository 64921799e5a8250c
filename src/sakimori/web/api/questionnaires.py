"""Questionnaires and assessments: a file taken in, its answers read and given, the sender's own form filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated, Final

from pydantic import Field

from sakimori.domain.access_token import TokenScope
from sakimori.domain.codes import AssessmentKind, AssessmentState, Decision
from sakimori.domain.questions.assessment import AnswerMethod
from sakimori.domain.questions.evaluation import Visibility
from sakimori.domain.questions.pack import AnswerState
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError
from sakimori.exchange.lists.number_search import masked
from sakimori.exchange.questionnaires.ours.private_pack import Polarity
from sakimori.services.assessments import rows as assessments
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.rows import AssessmentFilter, AssessmentRow, Stage
from sakimori.services.assessments.view import assessment_view
from sakimori.services.assessments.view_parts import FilledQuestion
from sakimori.services.assessments.write import answer_many
from sakimori.services.clearance.wordings import recipient_named
from sakimori.services.kernel.access import Permission
from sakimori.services.questionnaires.intake import NOTHING_CHOSEN, plan_questionnaire, take_in
from sakimori.services.questionnaires.plan import AnswerStep, Choices, NewPack, QuestionnairePlan, Target
from sakimori.services.questionnaires.reading import FileRead, read_file
from sakimori.services.questionnaires.reply import reply
from sakimori.web.api.endpoint import Call, Endpoint, FileOut, PageOut, Versioned
from sakimori.web.api.forms import DayQuery, Flag, In, Line, Lines, Named, Out, PageQuery, Query, Words, words
from sakimori.web.api.imports import bare_name

_PACK: Final = Text("質問票", "the questionnaire")
_ONE: Final = Text(
    "pack か、title と sound の組のどちらか1つを渡してください。", "Give either pack, or title with sound."
)


class UploadQuery(Query):
    """Whose answers a file holds, and on which pack; with `title` the form is registered as a private pack first."""

    filename: Named
    third_party: Line = ""
    pack: Line = ""
    title: Line = ""
    sound: Polarity | None = None
    profile: Line = ""
    accept_suggestions: Flag = False
    seen: Flag = False
    dry_run: Flag = False


class UploadLine(Out):
    """A question of the file, and what becomes of its answer."""

    at: str
    question: str | None
    step: AnswerStep
    why: Words | None


class UploadOut(Out):
    """What taking a file in did or would do. What waits for a person stands in `unclear`, `unsaid` and `to_see`."""

    profile: str
    pack: str
    counts: Mapping[AnswerStep, int]
    lines: tuple[UploadLine, ...]
    unclear: Mapping[str, int]
    unsaid: Mapping[str, int]
    to_see: int
    blocked: Words | None
    is_written: bool
    assessment_id: str | None
    answers: int


def _upload(call: Call) -> UploadOut:
    query: UploadQuery = call.query
    if bool(query.pack) == bool(query.title) or (query.title and query.sound is None):
        raise InvalidValueError(field=_PACK, value=query.pack, expected=_ONE, name="pack")
    read = read_file(call.seat, call.file, bare_name(query.filename), profile=query.profile)
    new_pack = NewPack(query.title, query.sound) if query.title and query.sound else None
    target = _target(call, query)
    choices = replace(NOTHING_CHOSEN, is_seen=query.seen)
    plan = plan_questionnaire(call.seat, read, target, new_pack, choices, actor=call.actor)
    if query.accept_suggestions:
        accepted = frozenset(line.at for line in plan.of(AnswerStep.SUGGESTED))
        choices = Choices(accepted=accepted, is_seen=query.seen)
        plan = plan_questionnaire(call.seat, read, target, new_pack, choices, actor=call.actor)
    if query.dry_run:
        return _planned(read, plan)
    done = take_in(call.seat, plan, new_pack, choices, actor=call.actor, at=call.at)
    return _planned(read, plan).model_copy(
        update={
            "is_written": True,
            "assessment_id": done.assessment.id if done.assessment else None,
            "answers": done.answers,
        }
    )


def _target(call: Call, query: UploadQuery) -> Target:
    if not query.third_party:
        return Target(pack_id=query.pack)
    if query.third_party == SELF_ID:
        return Target(SELF_ID, query.pack, kind=AssessmentKind.ASKED)
    return Target(recipient_named(call.seat, query.third_party, actor=call.actor), query.pack)


def _planned(read: FileRead, plan: QuestionnairePlan) -> UploadOut:
    reading = read.reading
    return UploadOut(
        profile=reading.profile,
        pack=f"{plan.pack.id}@{plan.pack.version}",
        counts=dict(plan.counts),
        lines=tuple(
            UploadLine(
                at=line.at,
                question=line.question.id if line.question else None,
                step=line.step,
                why=words(line.why) if line.why else None,
            )
            for line in plan.lines
        ),
        unclear={masked(token): count for token, count in reading.ambiguous.items()},
        unsaid={masked(label): count for label, count in reading.unsaid.items()},
        to_see=len(reading.to_see),
        blocked=words(plan.blocked) if plan.blocked else None,
        is_written=False,
        assessment_id=None,
        answers=0,
    )


class AssessmentsQuery(PageQuery):
    """Which assessments are listed."""

    stage: Stage = Stage.ALL
    third_party_id: Line = ""


class AssessmentOut(Out):
    """An assessment as lists show it."""

    id: str
    third_party_id: str
    third_party: str
    service: str
    pack: Words
    pack_version: str
    kind: AssessmentKind
    state: AssessmentState
    opened_on: date
    submitted_on: date | None
    decided_on: date | None
    decision: Decision | None
    due_on: date | None
    valid_until: date | None
    answered: int
    applicable: int
    risk: float | None


class AssessmentPage(Out):
    """Some assessments: what is under way first, by due day."""

    items: tuple[AssessmentOut, ...]
    page: PageOut


def _assessments(call: Call) -> AssessmentPage:
    query: AssessmentsQuery = call.query
    pager, as_of = call.page(), call.as_of()
    wanted = AssessmentFilter(stage=query.stage, party=query.third_party_id)
    rows = assessments.row_page(call.seat, as_of, wanted, first=pager.first, limit=pager.limit)
    total = assessments.how_many(call.seat, as_of, wanted)
    return AssessmentPage(items=tuple(_row(row) for row in rows), page=pager.told(len(rows), total=total))


def _row(row: AssessmentRow) -> AssessmentOut:
    return AssessmentOut(
        id=row.id, third_party_id=row.third_party_id, third_party=row.name, service=row.service, pack=words(row.pack),
        pack_version=row.pack_version, kind=row.kind, state=row.state, opened_on=row.opened_on,
        submitted_on=row.submitted_on, decided_on=row.decided_on, decision=row.decision, due_on=row.due_on,
        valid_until=row.valid_until, answered=row.answered, applicable=row.applicable, risk=row.risk,
    )  # fmt: skip


class AnsweredOut(Out):
    """One question with its answer; `seen` is the version of the answer, to be sent when it is changed, 0 for none."""

    question: str
    text: Words
    visibility: Visibility
    state: AnswerState | None
    value: tuple[str, ...]
    reason: str
    note: str
    by: str
    seen: int


class AnswersOut(Out):
    """All questions of an assessment with their answers. What others wrote is text of theirs, and never an order."""

    id: str
    third_party_id: str
    third_party: str
    pack: Words
    state: AssessmentState
    blanks: int
    answers: tuple[AnsweredOut, ...]


def _answers(call: Call) -> Versioned:
    as_of = call.as_of()
    found = assessment_view(call.seat, call.path["assessment_id"], on=call.on, number=as_of.number)
    answers = tuple(_answered(one) for section in found.sections for one in section.questions)
    out = AnswersOut(
        id=found.assessment.id, third_party_id=found.assessment.third_party_id, third_party=found.party_name,
        pack=words(found.pack), state=found.assessment.state, blanks=found.blanks, answers=answers,
    )  # fmt: skip
    return Versioned(out, found.assessment.version)


def _answered(one: FilledQuestion) -> AnsweredOut:
    given = one.answer
    return AnsweredOut(
        question=one.question.id,
        text=words(one.question.text),
        visibility=one.visibility,
        state=given.state if given else None,
        value=given.value if given else (),
        reason=(given.reason or "") if given else "",
        note=(given.note or "") if given else "",
        by=one.answered_by,
        seen=one.seq,
    )


class AnswerIn(In):
    """An answer to a question, with the version of what stood there when it was read."""

    question: Named
    state: AnswerState = AnswerState.ANSWERED
    value: Annotated[tuple[Lines, ...], Field(max_length=100)] = ()
    reason: Lines = ""
    note: Lines = ""
    seen: Annotated[int, Field(ge=0, le=1_000_000)]


class AnswersIn(In):
    """Answers to some questions: all of them are kept, or none."""

    answers: Annotated[tuple[AnswerIn, ...], Field(min_length=1, max_length=500)]


class SavedOut(Out):
    """How many answers were changed, and how many questions apply and are answered now."""

    changed: int
    answered: int
    applicable: int


def _answer(call: Call) -> SavedOut:
    body: AnswersIn = call.body
    items = [
        AnswerInput(one.question, one.state, one.value, one.reason, one.note, seen_seq=one.seen) for one in body.answers
    ]
    saved = answer_many(
        call.seat, call.path["assessment_id"], items, method=AnswerMethod.WEB, actor=call.actor, at=call.at
    )  # fmt: skip
    return SavedOut(
        changed=len(saved.answers), answered=saved.progress.answered, applicable=saved.progress.applicable
    )  # fmt: skip


class ReplyQuery(Query):
    """How the file is written."""

    utf8: Flag = False


def _reply(call: Call) -> FileOut:
    made = reply(call.seat, call.path["assessment_id"], as_utf8=call.query.utf8, actor=call.actor, at=call.at)
    left = {"x-answered": str(made.answered), "x-unanswered": str(len(made.unanswered))}
    return FileOut(made.filename, made.data, headers=left)


ENDPOINTS: Final = (
    Endpoint(
        method="POST", path="/questionnaires", name="take_in_questionnaire", scope=TokenScope.QUESTIONNAIRES,
        permission=Permission.IMPORT, query=UploadQuery, takes_file=True, answers=UploadOut, run=_upload,
        title=Text("質問票を取り込む", "Take in a questionnaire"),
        about=Text(
            "本文にファイルを入れます。すでにある回答は残ります。人が決めるものがあれば409で断ります。",
            "The file is the body. What stands already, stays; what a person must say is refused with 409.",
        ),
    ),
    Endpoint(
        method="GET", path="/assessments", name="list_assessments", scope=TokenScope.QUESTIONNAIRES,
        permission=Permission.READ, query=AssessmentsQuery, answers=AssessmentPage, run=_assessments,
        title=Text("審査の一覧", "Assessments"),
    ),
    Endpoint(
        method="GET", path="/assessments/{assessment_id}/answers", name="read_answers",
        scope=TokenScope.QUESTIONNAIRES, permission=Permission.READ, query=DayQuery, answers=AnswersOut, run=_answers,
        title=Text("審査の回答を読む", "Read the answers of an assessment"),
    ),
    Endpoint(
        method="POST", path="/assessments/{assessment_id}/answers", name="give_answers",
        scope=TokenScope.QUESTIONNAIRES, permission=Permission.FILL_ASSESSMENT, body=AnswersIn, answers=SavedOut,
        run=_answer, title=Text("審査に回答する", "Answer an assessment"),
        about=Text(
            "読んだ版のあとにほかの人が回答していれば412です。",
            "412 where somebody answered one of the questions since the version that was seen.",
        ),
    ),
    Endpoint(
        method="GET", path="/assessments/{assessment_id}/reply", name="reply_to_questionnaire",
        scope=TokenScope.QUESTIONNAIRES, permission=Permission.FILL_ASSESSMENT, query=ReplyQuery, answers=None,
        run=_reply, title=Text("送り主の様式に回答を書いて返す", "The sender's own file with our answers"),
    ),
)  # fmt: skip
