"""What a person has to say of single answers before they count: contradicted ones, and those under a doubtful label."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from sakimori.domain.values.names import fold
from sakimori.exchange.questionnaires.reading.answer_labels import is_qualified
from sakimori.exchange.questionnaires.reading.normal import BESIDE, Meanings, fold_token
from sakimori.exchange.questionnaires.reading.remarks import takes_back
from sakimori.exchange.questionnaires.reading.result import Flag, Normal, ReadQuestion

ANSWERS: Final = "answers"
"""Said of a label: given answers stand below it."""
NO_ANSWERS: Final = "no_answers"
"""Said of a label: what stands below it was not given here."""
_SILENT: Final = frozenset({Normal.BLANK, Normal.DEFAULT})
_OF_OURS: Final = frozenset({"state", "value", "values"})
_CELL: Final = re.compile(r"(?:.*!)?[A-Z]{1,3}[0-9]{1,7}")
"""The name under which a note at a cell is kept."""
_REMARK: Final = re.compile(
    r"状況|方法|内容|対応|実施|課題|補足|予定|時期|期限|理由|詳細|コメント|備考|説明|remark|comment|note|status|"
    r"plan|gap|exception|"
    r"detail|explanation|implementation|target|due",
    re.IGNORECASE,
)
_WHEN: Final = re.compile(
    r"予定|完了(?:目標|見込)|対応期限|目標(?:日|時期)|planned|target date|due date|eta\b", re.IGNORECASE
)
_DAY: Final = re.compile(r"20[0-9]{2}|令和|[0-9]{1,2}月|[0-9]Q|Q[1-4]|来期|来年", re.IGNORECASE)


def meanings_of(said: Iterable[tuple[str, str]]) -> Meanings:
    """What a person has said of one file: what tokens mean, and whether answers stand below a label."""
    pairs = tuple(said)
    return Meanings(
        said={word: Normal(meant) for word, meant in pairs if meant not in {ANSWERS, NO_ANSWERS}},
        labels={word: meant == ANSWERS for word, meant in pairs if meant in {ANSWERS, NO_ANSWERS}},
    )


def settled(questions: Sequence[ReadQuestion], meanings: Meanings) -> tuple[ReadQuestion, ...]:
    """The questions as far as nobody has to say anything of them; the others are flagged."""
    labels = {fold(label): is_answer for label, is_answer in meanings.labels.items()}
    said = {fold_token(token): normal for token, normal in meanings.said.items()}
    return tuple(_contradicted(_labelled(question, labels), said) for question in questions)


def _labelled(question: ReadQuestion, labels: Mapping[str, bool]) -> ReadQuestion:
    """The answer under a doubtful label: taken, put aside, or flagged, as a person has said or not."""
    label = question.answer_label
    if not label or question.normal in _SILENT:
        return question
    is_answer = labels.get(fold(label))
    if is_answer is None:
        return replace(question, flags=question.flags | {Flag.UNSAID_LABEL})
    if is_answer:
        return question
    more = {**{name: said for name, said in question.more.items() if name not in _OF_OURS}, label: question.raw}
    flags = question.flags & {Flag.HIDDEN_ROW, Flag.CHANGED_ID}
    return replace(question, raw="", normal=Normal.BLANK, token="", comment="", flags=flags, more=more)


def _contradicted(question: ReadQuestion, said: Mapping[str, Normal]) -> ReadQuestion:
    """An answer that its remark takes back means nothing until a person has said what both mean together."""
    against = next(_takes_back(question), "")
    if not against:
        return question
    token = against_token(question.token or question.raw, against)
    meant = said.get(fold_token(token), Normal.AMBIGUOUS)
    flags = question.flags | {Flag.CONTRADICTED}
    more = question.more
    if meant is not question.normal:
        more = {name: text for name, text in more.items() if name not in _OF_OURS}
    return replace(question, normal=meant, token=token, flags=flags, more=more)


def against_token(token: str, remark: str) -> str:
    """An answer with the remark that takes it back, on one line, by which a person says what both mean."""
    return BESIDE.join((" ".join(token.split()), " ".join(remark.split())))


def _takes_back(question: ReadQuestion) -> Iterator[str]:
    """The remarks that take an answer back."""
    if question.normal not in {Normal.YES, Normal.NO}:
        return
    yield from (remark for remark in _remarks(question) if remark and takes_back(question.normal, remark))
    if question.normal is Normal.YES:
        yield from (
            f"{name}: {said}" for name, said in question.more.items() if _WHEN.search(name) and _DAY.search(said)
        )


def _remarks(question: ReadQuestion) -> Iterator[str]:
    yield question.comment
    if question.normal is Normal.YES:
        yield question.evidence
        for name, said in question.more.items():
            is_remark = _CELL.fullmatch(name) or (_REMARK.search(name) and not is_qualified(name))
            if name not in _OF_OURS and is_remark:
                yield said
