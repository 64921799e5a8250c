"""A pack that goes out as a table: its columns and what stands around them; as CSV, Markdown and JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from itertools import groupby
from typing import Final

from pydantic import ValidationError

from sakimori.domain.questions.condition import AllOf, AnswerIn, AnyOf, Condition, FactIn, Not
from sakimori.domain.questions.pack import AnswerState, Pack, Question, QuestionType
from sakimori.domain.values.text import Text
from sakimori.exchange.lists.container import refuse
from sakimori.exchange.packs.folder import pack_digest, pack_from_json, pack_to_json
from sakimori.exchange.paper.safe_files import encodable, safe_csv
from sakimori.exchange.questionnaires.ours.pack_answers import STATE_WORDS, answer_options, choice_label
from sakimori.exchange.questionnaires.ours.pack_matching import signature_of


class Column(StrEnum):
    """What a column holds."""

    ID = "id"
    SECTION = "section"
    QUESTION = "question"
    GUIDANCE = "guidance"
    CHOICES = "choices"
    ANSWER = "answer"
    REASON = "reason"
    EVIDENCE = "evidence"
    CHECK = "check"


LABELS: Final[Mapping[Column, Text]] = {
    Column.ID: Text("番号", "ID"),
    Column.SECTION: Text("区分", "Section"),
    Column.QUESTION: Text("質問", "Question"),
    Column.GUIDANCE: Text("補足", "Guidance"),
    Column.CHOICES: Text("選択肢", "Choices"),
    Column.ANSWER: Text("回答", "Answer"),
    Column.REASON: Text("理由・補足説明", "Reason or remarks"),
    Column.EVIDENCE: Text("資料", "Evidence"),
    Column.CHECK: Text("確認", "Check"),
}
TABLE: Final = tuple(column for column in Column if column is not Column.CHECK)
"""The columns of a text, which has no lists to choose from and computes nothing."""
_UNIT: Final = Text("単位：{unit}", "Unit: {unit}")
EVIDENCE: Final = Text("資料：{texts}", "Evidence: {texts}")
_WHEN: Final = Text("次の場合に回答：{condition}", "Answer if: {condition}")
JOINT: Final = Text("、", ", ")
_ALL: Final = Text("かつ", " and ")
_ANY: Final = Text("または", " or ")
_NOT: Final = Text("（{part}）ではない", "not ({part})")
_ANSWERED: Final = Text("{question}の回答が{answers}", "the answer to {question} is {answers}")
_FACT: Final = Text("{fact}", "{fact}")
_FACT_IS: Final = Text("{fact}＝{values}", "{fact} = {values}")
_QUOTED: Final = Text("「{word}」", "“{word}”")
HOW: Final[Mapping[QuestionType, Text]] = {
    QuestionType.MULTI: Text("当てはまるものを1行に1つずつ：{choices}", "All that apply, one a line: {choices}"),
    QuestionType.NUMBER: Text("数字だけを記入", "A number alone"),
    QuestionType.DURATION: Text("数字だけを記入", "A number alone"),
    QuestionType.DATE: Text("2026-04-01 の形で記入", "As 2026-04-01"),
    QuestionType.COUNTRY_LIST: Text(
        "国・地域の名前か2文字のコード。2つ以上は1行に1つずつ", "Names of countries or two-letter codes, one a line"
    ),
    QuestionType.URL: Text("https:// で始まる掲載先", "An address that begins with https://"),
    QuestionType.TABLE: Text("1行に1件ずつ", "One item a line"),
    QuestionType.FILE: Text("資料の名前を記入", "The name of the document"),
}


def section_path(pack: Pack, question: Question, language: str) -> tuple[str, ...]:
    """The titles of the sections around a question, the outermost first."""
    by_id = {section.id: section for section in pack.sections}
    path: list[str] = []
    at = by_id.get(question.section)
    while at is not None and len(path) <= len(by_id):
        path.insert(0, at.title.get(language) or at.id)
        at = by_id.get(at.parent)
    return tuple(path)


def cell_of(pack: Pack, question: Question, column: Column, language: str) -> str:
    """What stands in a column of a question; what the vendor fills in is blank."""
    match column:
        case Column.ID:
            return question.id
        case Column.SECTION:
            return " / ".join(section_path(pack, question, language))
        case Column.QUESTION:
            return question.text.get(language)
        case Column.GUIDANCE:
            return "\n".join(_guidance(pack, question, language))
        case Column.CHOICES:
            return " | ".join(answer_options(question, language))
        case Column.ANSWER | Column.REASON | Column.EVIDENCE | Column.CHECK:
            return ""


def _guidance(pack: Pack, question: Question, language: str) -> Iterator[str]:
    if question.when is not None:
        yield _WHEN.get(language).format(condition=condition_words(pack, question.when, language))
    if question.help is not None and question.help.get(language):
        yield question.help.get(language)
    if question.type in HOW:
        choices = JOINT.get(language).join(choice_label(choice, language) for choice in question.choices)
        yield HOW[question.type].get(language).replace("{choices}", choices)
    if question.unit is not None and question.unit.get(language):
        yield _UNIT.get(language).format(unit=question.unit.get(language))
    texts = [request.text.get(language) for request in question.evidence if request.text.get(language)]
    if texts:
        yield EVIDENCE.get(language).format(texts=JOINT.get(language).join(texts))


def condition_words(pack: Pack, condition: Condition, language: str) -> str:
    """A condition in words."""
    match condition:
        case AllOf(parts):
            return _ALL.get(language).join(condition_words(pack, part, language) for part in parts)
        case AnyOf(parts):
            return _ANY.get(language).join(condition_words(pack, part, language) for part in parts)
        case Not(part):
            return _NOT.get(language).format(part=condition_words(pack, part, language))
        case AnswerIn(asked, answers):
            words = _ANY.get(language).join(
                _QUOTED.get(language).format(word=answer_word(pack.question(asked), answer, language))
                for answer in answers
            )
            return _ANSWERED.get(language).format(question=asked, answers=words)
        case FactIn(fact, values):
            title = next((one.title.get(language) for one in pack.facts if one.id == fact), "") or fact
            if values == ("true",):
                return _FACT.get(language).format(fact=title)
            return _FACT_IS.get(language).format(fact=title, values=JOINT.get(language).join(values))


def answer_word(question: Question, answer_id: str, language: str) -> str:
    """The word for an id that conditions name: a choice, an open state, or a value as it is."""
    choice = question.choice(answer_id)
    if choice is not None:
        return choice_label(choice, language)
    states = {state.value: word for state, word in STATE_WORDS.items()}
    if answer_id == AnswerState.NA.value:
        own = next((one for one in question.choices if one.excluded), None)
        return choice_label(own, language) if own else STATE_WORDS[AnswerState.NA].get(language)
    return states[answer_id].get(language) if answer_id in states else answer_id


FORMAT: Final = "sakimori-pack/1"
_MARKS: Final = re.compile(r"([\\`*_\[\]<>|~&$]|:(?=//))")


def pack_csv(pack: Pack, group: str, language: str) -> bytes:
    """The questions of a group as a CSV that spreadsheets open as text; its last row is the signature."""
    rows = [[LABELS[column].get(language) for column in TABLE]]
    rows += [[cell_of(pack, question, column, language) for column in TABLE] for question in pack.asked_in(group)]
    return safe_csv([*rows, [signature_of(pack, group, language).line]])


def pack_markdown(pack: Pack, group: str, language: str) -> str:
    """The questions of a group as a page with a table for each section; its last line is the signature."""
    title = pack.title.get(language) or pack.id
    lines = [f"# {_inert(title)}", "", f"{pack.id}@{pack.version} · {_inert(pack.source.licence)}", ""]
    for path, questions in groupby(pack.asked_in(group), lambda question: section_path(pack, question, language)):
        lines += [f"## {_inert(' / '.join(path))}", "", *_table(pack, tuple(questions), language), ""]
    return "\n".join((*lines, f"`{signature_of(pack, group, language).line}`", ""))


def _table(pack: Pack, questions: tuple[Question, ...], language: str) -> list[str]:
    columns = [column for column in TABLE if column is not Column.SECTION]
    rows = [[LABELS[column].get(language) for column in columns], ["---"] * len(columns)]
    rows += [[_inert(cell_of(pack, question, column, language)) for column in columns] for question in questions]
    return [f"| {' | '.join(cells)} |" for cells in rows]


def _inert(text: str) -> str:
    """A text in one line of Markdown, in which nothing is a mark."""
    return _MARKS.sub(r"\\\1", " ".join(encodable(text).split()))


def pack_json(pack: Pack) -> str:
    """The whole pack, of every group and in both languages."""
    content = {"format": FORMAT, "digest": pack_digest(pack), "pack": json.loads(pack_to_json(pack))}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def is_pack_json(text: str) -> bool:
    """Whether a text says that it is a pack of ours."""
    start = text.lstrip("\ufeff \t\r\n")
    return start.startswith("{") and f'"{FORMAT}"' in start[:200]


def pack_of_json(text: str) -> Pack:
    """The pack that `pack_json` wrote, equal to it in every field.

    Raises:
        UnreadableFileError: It is none, or somebody changed it.
    """
    try:
        content = json.loads(text.removeprefix("\ufeff"))
        pack = pack_from_json(json.dumps(content["pack"]))
        digest = content["digest"]
    except (ValueError, ValidationError, KeyError, TypeError, RecursionError) as broken:
        raise refuse(
            "質問票のJSONとして読めません。先守から書き出し直してください。",
            "It cannot be read as a pack in JSON. Export it from Sakimori again.",
        ) from broken
    if pack_digest(pack) != digest:
        raise refuse(
            "質問票のJSONが書き換えられています。先守から書き出し直すか、YAMLを直して lint してください。",
            "The pack in this JSON was changed. Export it from Sakimori again, or edit the YAML and lint it.",
        )
    return pack
