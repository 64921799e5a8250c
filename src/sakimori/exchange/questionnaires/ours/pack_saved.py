"""Answers that the form of a pack saved: JSON by ids, with states, reasons and remarks, taken as they stand."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, cast

from sakimori.domain.questions.pack import BLANK, AnswerState, AnswerValue, Pack, Question, QuestionType
from sakimori.domain.values.text import LANGUAGES, Text
from sakimori.exchange.lists.container import refuse
from sakimori.exchange.paper.safe_files import encodable
from sakimori.exchange.questionnaires.forms.profile import Body
from sakimori.exchange.questionnaires.ours.pack_answers import (
    STATE_WORDS,
    answer_options,
    in_words,
    normal_of,
    parse_answer,
)
from sakimori.exchange.questionnaires.ours.pack_matching import (
    SHAPE_OF_ID,
    Find,
    SentPack,
    Tally,
    answer_as_text,
    is_wording,
    needs_reason,
    sent_pack,
    signatures_in,
)
from sakimori.exchange.questionnaires.ours.pack_tables import section_path
from sakimori.exchange.questionnaires.ours.signs import (
    ANY_FORMAT,
    DAMAGED,
    FORMAT,
    begins_as_saved,
    object_start,
    refuse_saved,
)
from sakimori.exchange.questionnaires.reading.document import Document
from sakimori.exchange.questionnaires.reading.normal import Meanings, Normalised, normalise, with_comment
from sakimori.exchange.questionnaires.reading.result import Address, Flag, Normal, ReadQuestion, RowClass, SeenRow
from sakimori.exchange.questionnaires.reading.tree import Tree, mapping, tree_of
from sakimori.exchange.reference import parse_country

_SEVERAL: Final = frozenset({QuestionType.MULTI, QuestionType.COUNTRY_LIST})
_CHECKED: Final = frozenset({QuestionType.NUMBER, QuestionType.DURATION, QuestionType.DATE})
_NO_ID: Final = Text("質問の番号がありません。", "It has no id of a question.")
_TWICE: Final = Text("同じ名前「{name}」が2回あります。", "The name “{name}” stands there twice.")
_UNSIGNED: Final = Text("照合番号がなく、どの質問票への回答か分かりません。", "It bears no signature of a pack.")
_EMPTY: Final = Text("質問が1つもありません。", "It holds no question.")
_OTHER: Final = Text(
    "この形式（{format}）は読めません。先守を新しくするか、質問票を送り直してください。",
    "The form “{format}” cannot be read. Update Sakimori, or send the pack again.",
)


def is_saved(document: Document) -> bool:
    """Whether a text says that it holds saved answers, also where it is cut off."""
    if begins_as_saved(document.text):
        return True
    tree = tree_of(document) if object_start(document.text) else None
    return tree is not None and str(mapping(tree.data).get("format", "")).startswith(ANY_FORMAT)


def read_saved(document: Document, meanings: Meanings, find: Find) -> Body:
    """Every question of the file, in its order.

    Raises:
        UnreadableFileError: It is damaged, of another form, or says of no pack that it was sent.
    """
    content = _content(document.text)
    signatures = signatures_in((str(content.get("signature", "")),))
    answers = content.get("answers")
    if not signatures:
        raise refuse_saved(_UNSIGNED)
    if not isinstance(answers, dict) or not answers:
        raise refuse_saved(DAMAGED if answers != {} else _EMPTY)
    found = sent_pack(signatures, find)
    spoken = content.get("language")
    language = spoken if isinstance(spoken, str) and spoken in LANGUAGES else found.signature.language
    reader = _Reader(found, language, meanings, tree_of(document) or Tree())
    for number, entry in answers.items():
        reader.take(number, entry)
    if not reader.questions:
        raise refuse_saved(_EMPTY)
    return Body(
        tuple(reader.questions),
        tuple(reader.rows),
        title=found.pack.title.get(language) if found.pack else "",
        notes=(*found.notes, *reader.tally.notes(found, reader.questions)),
    )


def _content(text: str) -> dict[str, object]:
    try:
        content = json.loads(text.removeprefix("\ufeff"), object_pairs_hook=_once, parse_int=float, parse_constant=str)
    except (ValueError, RecursionError) as broken:
        raise refuse_saved(DAMAGED) from broken
    if not isinstance(content, dict):
        raise refuse_saved(DAMAGED)
    if (form := content.get("format")) != FORMAT:
        raise refuse(*(side.replace("{format}", encodable(str(form))[:40]) for side in (_OTHER.ja, _OTHER.en)))
    return cast("dict[str, object]", content)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """The members of an object, no name twice: of two answers nobody could say which one holds."""
    members: dict[str, object] = {}
    for name, value in pairs:
        if name in members:
            shown = encodable(name)[:40]
            raise refuse_saved(Text(_TWICE.ja.replace("{name}", shown), _TWICE.en.replace("{name}", shown)))
        members[name] = encodable(value) if isinstance(value, str) else value
    return members


@dataclass(slots=True)
class _Reader:
    """Reads the answers of one file."""

    found: SentPack
    language: str
    meanings: Meanings
    tree: Tree
    tally: Tally = field(default_factory=Tally)
    questions: list[ReadQuestion] = field(default_factory=list)
    rows: list[SeenRow] = field(default_factory=list)
    _known: Mapping[str, Question] = field(init=False)

    def __post_init__(self) -> None:
        self._known = {one.id: one for one in self.found.pack.questions} if self.found.pack else {}

    def take(self, number: str, entry: object) -> None:
        """Read one question with its answer."""
        at = Address("", self.tree.line(("answers", number)))
        if not SHAPE_OF_ID.fullmatch(number):
            self.rows.append(SeenRow(at, RowClass.NOTE, _NO_ID))
            return
        self.rows.append(SeenRow(at, RowClass.QUESTION))
        given = _Entry(entry)
        asked = self._known.get(number)
        self.questions.append(self._asked(asked, given, at) if asked else self._unknown(number, given, at))

    def _asked(self, asked: Question, given: _Entry, at: Address) -> ReadQuestion:
        """A question that the pack has; an answer that it does not take is shown as it stands and stays open."""
        answer = given.answer(asked)
        flags: set[Flag] = set()
        if answer is not None:
            raw = in_words(asked, answer, self.language)
            normal = normal_of(asked, answer)
            found = Normalised(normal, "" if normal is Normal.TEXT else raw)
            if not given.reason and needs_reason(asked, answer):
                self.tally.unreasoned.append(asked.id)
        else:
            raw, found = given.shown(self.language), Normalised(Normal.BLANK)
            if not given.is_blank:
                self.tally.unclear.append(asked.id)
                flags |= {Flag.NOT_IN_LIST} if asked.choices else set()
                found = Normalised(Normal.TEXT)
        if given.question and not is_wording(asked, given.question):
            self.tally.changed.append(asked.id)
        pack = cast("Pack", self.found.pack)
        return self._read(
            ReadQuestion(
                id=asked.id,
                text=given.question or asked.text.get(self.language),
                raw=raw,
                normal=found.normal,
                address=at,
                sections=section_path(pack, asked, self.language),
                guidance=asked.help.get(self.language) if asked.help else "",
                unit=asked.unit.get(self.language) if asked.unit else "",
                choices=answer_options(asked, self.language),
                controls=asked.controls,
                flags=frozenset(flags),
                more=answer_as_text(answer),
            ),
            found,
            given,
        )

    def _unknown(self, number: str, given: _Entry, at: Address) -> ReadQuestion:
        """A question of no pack that is held: its answer means what it means in any file."""
        raw = given.shown(self.language)
        found = normalise(raw, self.meanings)
        return self._read(ReadQuestion(number, given.question, at, raw, found.normal), found, given)

    def _read(self, question: ReadQuestion, found: Normalised, given: _Entry) -> ReadQuestion:
        """With what the file says beside the answer; a reason stays as it was written."""
        judged = with_comment(found, given.reason)
        return replace(
            question,
            comment=given.reason or judged.comment,
            token=judged.token,
            evidence=given.evidence,
            flags=question.flags | judged.flags,
            question_at=question.address,
            comment_at=question.address if given.reason else None,
            more={**question.more, **({"note": given.note} if given.note else {})},
        )


class _Entry:
    """What stands under one id, of whatever type somebody made it."""

    def __init__(self, entry: object) -> None:
        self._is_whole = isinstance(entry, dict)
        self._parts: dict[str, object] = entry if isinstance(entry, dict) else {"value": entry}
        self.question, self.reason, self.note, self.evidence = (
            self._text(name) for name in ("question", "reason", "note", "evidence")
        )

    def _text(self, name: str) -> str:
        part = self._parts.get(name, "")
        self._is_whole = self._is_whole and isinstance(part, str)
        return part if isinstance(part, str) else ""

    @property
    def is_blank(self) -> bool:
        """Whether it plainly says that nobody has answered."""
        return self._is_whole and self._parts.get("state") == BLANK and not any(self._given())

    def _given(self) -> Iterator[object]:
        return (self._parts[name] for name in ("value", "values") if name in self._parts)

    def shown(self, language: str) -> str:
        """What was answered, in words as far as there are any, whatever its form."""
        words = [_shown(part) for part in self._given()]
        state = self._parts.get("state")
        if state in (AnswerState.ANSWERED, BLANK):
            return "\n".join(words)
        named = next((word.get(language) for one, word in STATE_WORDS.items() if one == state), _shown(state))
        return "\n".join(filter(None, (named, *words)))

    def answer(self, asked: Question) -> AnswerValue | None:
        """The answer, where the question takes it in exactly this form."""
        state = next((one for one in AnswerState if one == self._parts.get("state")), None)
        if state is None or not self._is_whole:
            return None
        if state is not AnswerState.ANSWERED:
            takes = state is not AnswerState.NA or not asked.choices or any(one.excluded for one in asked.choices)
            return AnswerValue(state=state, reason=self.reason) if takes and not any(self._given()) else None
        several = asked.type in _SEVERAL
        value = self._parts.get("values" if several else "value")
        if ("value" if several else "values") in self._parts:
            return None
        found = _several(asked, value) if several else _one(asked, value)
        return found and replace(found, reason=self.reason)


def _one(asked: Question, value: object) -> AnswerValue | None:
    if not isinstance(value, str) or not value.strip():
        return None
    if asked.type is QuestionType.CHOICE:
        return _chosen(asked, (value,), value)
    if asked.type in _CHECKED:
        found = parse_answer(asked, value, "ja")
        return found if found is not None and found.state is AnswerState.ANSWERED else None
    return AnswerValue(value)


def _several(asked: Question, value: object) -> AnswerValue | None:
    if not isinstance(value, list) or not value or not all(isinstance(one, str) for one in value):
        return None
    given = tuple(encodable(str(one)) for one in value)
    if len(set(given)) < len(given):
        return None
    if asked.type is QuestionType.MULTI:
        return _chosen(asked, given, given)
    return AnswerValue(given) if all(_is_country(one) for one in given) else None


def _chosen(asked: Question, given: tuple[str, ...], value: str | tuple[str, ...]) -> AnswerValue | None:
    """Choices by their ids; the one that says 該当なし is a state, and goes with no other."""
    choices = tuple(map(asked.choice, given))
    if any(choice is None for choice in choices):
        return None
    if any(choice is not None and choice.excluded for choice in choices):
        return AnswerValue(state=AnswerState.NA) if len(choices) == 1 else None
    return AnswerValue(value)


def _is_country(code: str) -> bool:
    """Whether a text is a two-letter code; NA is Namibia here, because nobody types these codes."""
    return code == "NA" or (len(code) == 2 and parse_country(code).value == code)


def _shown(part: object) -> str:
    """Any part of a file as a person would read it."""
    match part:
        case None:
            return ""
        case str():
            return encodable(part)
        case list():
            return "\n".join(map(_shown, part))
        case float() if part.is_integer():
            return str(int(part))
        case dict():
            return json.dumps(part, ensure_ascii=False)
        case _:
            return str(part)
