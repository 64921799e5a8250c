"""The copy that a vendor keeps: questions and answers as they stand, in a workbook that runs nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sakimori.domain.questions.pack import AnswerState, AnswerValue, QuestionType
from sakimori.domain.user import Actor
from sakimori.domain.values.days import legal_day
from sakimori.domain.values.text import Text
from sakimori.exchange.paper.safe_files import Cell, OutSheet, safe_xlsx
from sakimori.exchange.questionnaires.ours.pack_answers import in_words
from sakimori.services.invitations.view import VendorQuestion, VendorView, vendor_view
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.workspace import Workspace

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_ANSWERS: Final = Text("回答", "Answers")
_ABOUT: Final = Text("概要", "About")
_FILE: Final = Text("回答の控え", "copy-of-answers")
_HEADER: Final = (
    Text("番号", "ID"), Text("区分", "Section"), Text("質問", "Question"), Text("回答", "Answer"),
    Text("理由", "Reason"), Text("補足", "Note"), Text("資料", "Documents"), Text("回答者", "Answered by"),
    Text("回答日", "Answered on"), Text("やり取り", "Comments"),
)  # fmt: skip
_WIDTHS: Final = (12, 24, 60, 36, 30, 30, 30, 18, 12, 50)
_ABOUT_ROWS: Final = (
    Text("依頼元", "Asked by"), Text("回答する会社", "Answered for"), Text("サービス", "Service"),
    Text("質問票", "Questionnaire"), Text("回答期限", "Due"), Text("提出日", "Handed in on"),
    Text("控えの作成日", "Copy made on"),
)  # fmt: skip
_SAID: Final = Text("{who}：{text}", "{who}: {text}")


@dataclass(frozen=True, slots=True)
class VendorCopy:
    """A file with its name."""

    filename: str
    data: bytes
    media_type: str = MEDIA_TYPE


@needs(Permission.ANSWER_INVITED)
def vendor_copy(workspace: Workspace, *, actor: Actor, at: datetime, language: str) -> VendorCopy:
    """The questions that are asked, with what was answered up to now; who took it is noted in the second chain.

    Raises:
        StateError: The invitation is over, or the assessment was cancelled.
    """
    view = vendor_view(workspace, actor=actor, at=at)
    workspace.access(
        "answers.copied", actor=actor, at=at, what="assessment", key=view.invitation.assessment_id,
        third_party_id=view.invitation.third_party_id,
    )  # fmt: skip
    made = legal_day(at)
    told = (
        view.company, view.party_name, view.service, view.pack.get(language), view.due_on, view.submitted_on, made,
    )  # fmt: skip
    about = [(words.get(language), value) for words, value in zip(_ABOUT_ROWS, told, strict=True)]
    data = safe_xlsx(
        (
            OutSheet(_ANSWERS.get(language), list(_rows(view, language)), _WIDTHS),
            OutSheet(_ABOUT.get(language), about, (24, 60), header_rows=0),
        )
    )
    return VendorCopy(f"{_FILE.get(language)}_{made:%Y%m%d}.xlsx", data)


def _rows(view: VendorView, language: str) -> Iterator[tuple[Cell, ...]]:
    yield tuple(words.get(language) for words in _HEADER)
    for section in view.sections:
        for shown in section.asked:
            yield (shown.question.id, section.title.get(language), *_row(shown, language))


def _row(shown: VendorQuestion, language: str) -> tuple[Cell, ...]:
    answer, named = shown.answer, "\n".join(document.filename for document in shown.documents)
    said = [remark for first in shown.remarks for remark in (first, *first.replies) if remark.text]
    return (
        shown.question.text.get(language),
        _answer(shown, language, named),
        (answer.reason if answer else None) or "",
        (answer.note if answer else None) or "",
        named,
        shown.answered_by,
        legal_day(answer.at) if answer else None,
        "\n".join(_SAID.get(language).format(who=one.who, text=one.text) for one in said),
    )


def _answer(shown: VendorQuestion, language: str, named: str) -> str:
    """The answer in words; where it is a document, its name."""
    answer = shown.answer
    if answer is None:
        return ""
    if shown.question.type is QuestionType.FILE and answer.state is AnswerState.ANSWERED:
        return named
    return in_words(shown.question, AnswerValue(answer.value, answer.state, answer.reason or ""), language)
