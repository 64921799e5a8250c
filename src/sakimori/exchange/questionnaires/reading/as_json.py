"""A questionnaire that was read, as JSON tells it to programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sakimori.domain.values.text import Text
from sakimori.exchange.lists.number_search import masked_all
from sakimori.exchange.questionnaires.reading.result import (
    Address,
    Flag,
    Normal,
    ReadQuestion,
    ReadQuestionnaire,
    RowClass,
    SeenRow,
)

FLAG_WORDS: Final[Mapping[Flag, Text]] = {
    Flag.CHANGED_ID: Text(
        "Excelが番号を日付や小数に変えた疑いがあります。元の番号と比べてください。",
        "Excel may have changed this id into a date or a number. Compare it with the original.",
    ),
    Flag.COMMENT_CONTRADICTS: Text(
        "回答と説明が食い違うことがあります。両方を読んでください。", "The comment may deny the answer. Read both."
    ),
    Flag.COMPENSATING: Text(
        "代わりの対策による回答です。内容を確かめてください。",
        "It rests on a compensating control. Check it.",
    ),
    Flag.CONFLICTING: Text(
        "同じ質問に違う回答があります。どれが正しいか回答者に確かめてください。",
        "The same question has another answer elsewhere. Ask which one holds.",
    ),
    Flag.HIDDEN_ROW: Text("非表示の行にあります。", "It stands in a hidden row."),
    Flag.MARKED_TWICE: Text(
        "回答が2つ以上あります。どれか回答者に確かめてください。", "It has more than one answer. Ask which one holds."
    ),
    Flag.NA_WITHOUT_REASON: Text(
        "該当しない理由がありません。理由を求めてください。", "It says not applicable without a reason. Ask for one."
    ),
    Flag.NOT_IN_LIST: Text("選択肢にない回答です。", "The answer is not among the choices of its cell."),
    Flag.PLACEHOLDER: Text("記入されていない箇所が残っています。", "A blank of the template was not filled in."),
}
_PLAIN: Final = frozenset({RowClass.QUESTION, RowClass.SECTION, RowClass.HEADER, RowClass.BLANK})
"""Classes of rows that need no telling one by one, unless there is something to say of one."""


def told(reading: ReadQuestionnaire) -> dict[str, Any]:
    """A reading with exactly these parts; every total is there, also where it is zero.

    The sum of `by_class` is the number of rows seen; `left_out` lists those that are neither question nor heading.
    A My Number or a card number in a text of the file is hidden.
    """
    left_out = (row for row in reading.rows if row.why is not None or row.row_class not in _PLAIN)
    whole = {
        "profile": reading.profile,
        "why": _both(reading.why),
        "encoding": reading.encoding,
        "sheets": {
            "read": list(reading.sheets),
            "skipped": [{"name": sheet.name, "why": _both(sheet.why)} for sheet in reading.skipped],
            "left_out": [_row(row) for row in left_out],
        },
        "questions": [_question(question) for question in reading.questions],
        "totals": {normal.value: reading.totals.get(normal, 0) for normal in Normal},
        "by_class": {row_class.value: reading.by_class.get(row_class, 0) for row_class in RowClass},
        "ambiguous": dict(reading.ambiguous),
        "warnings": list(warnings(reading)),
    }
    return {key: masked_all(part) for key, part in whole.items()}


def warnings(reading: ReadQuestionnaire) -> Iterator[dict[str, Any]]:
    """What a person should look at: in the file as a whole, and in single answers with their place."""
    for note in reading.notes:
        yield {"code": note.code, "address": "", **_both(note.message)}
    for question in reading.questions:
        for flag in sorted(question.flags):
            yield {"code": flag.value, "address": str(question.address), **_both(FLAG_WORDS[flag])}


def _question(question: ReadQuestion) -> dict[str, Any]:
    return {
        "id": question.id,
        "sections": list(question.sections),
        "text": question.text,
        "raw": question.raw,
        "normalised": question.normal.value,
        "token": question.token,
        "comment": question.comment,
        "address": str(question.address),
        "also_at": list(map(str, question.also_at)),
        "question_address": _place(question.question_at),
        "comment_address": _place(question.comment_at),
        "guidance": question.guidance,
        "unit": question.unit,
        "evidence": question.evidence,
        "ownership": question.ownership,
        "choices": list(question.choices),
        "controls": list(question.controls),
        "flags": sorted(flag.value for flag in question.flags),
        "more": dict(question.more),
    }


def _row(row: SeenRow) -> dict[str, Any]:
    told_row: dict[str, Any] = {"address": str(row.at), "class": row.row_class.value}
    return told_row if row.why is None else {**told_row, "why": _both(row.why)}


def _place(address: Address | None) -> str:
    return "" if address is None else str(address)


def _both(text: Text) -> Mapping[str, str]:
    return {"ja": text.ja, "en": text.en}
