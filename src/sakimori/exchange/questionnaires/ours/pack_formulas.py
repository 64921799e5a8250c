"""What a workbook computes for those who answer: which questions fall away, and what is still missing.

Each question has a row on a hidden sheet, whose formulas find its answer by its id, so that they stay right when rows
are moved. Truth has three values there as in the pack: 1, 0, and 0.5 for what is not known yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sakimori.domain.questions.condition import AllOf, AnswerIn, AnyOf, Condition, FactIn, Leaf, Not, holds
from sakimori.domain.questions.pack import AnswerState, Facts, Pack, Question, QuestionType
from sakimori.domain.values.text import Text
from sakimori.exchange.lists.grid import column_letter
from sakimori.exchange.questionnaires.ours.pack_answers import STATE_WORDS, answer_options, choice_label

SKIP: Final = Text("回答不要", "No answer needed")
DEPENDS: Final = Text("該当すれば回答", "Answer if it applies")
MISSING: Final = Text("未回答", "Not answered")
OPTIONAL: Final = Text("任意", "Optional")
REASON: Final = Text("理由が必要", "Give a reason")
PROOF: Final = Text("資料が必要", "Name the evidence")
NUMBER: Final = Text("数字で回答", "Give a number")
DONE: Final = Text("回答済", "Answered")

KEPT: Final = "_sakimori"
"""The name of the hidden sheet."""
FIRST_KEPT: Final = 3
"""The first row of the hidden sheet with a question, one-based."""
_FIRST_WORD: Final = 5
_UNKNOWN: Final = 0.5
_LONGEST_FORMULA: Final = 8_000
_OPEN: Final = (AnswerState.UNKNOWN, AnswerState.UNDISCLOSED, AnswerState.UNDEFINED)
_MEASURING: Final = frozenset({QuestionType.NUMBER, QuestionType.DURATION})


@dataclass(frozen=True, slots=True)
class QuestionArea:
    """Where the table of questions stands: its sheet as formulas name it, its rows, its columns for id and answer."""

    sheet: str
    first: int
    last: int
    ids: str
    answers: str

    def area(self, column: str) -> str:
        """All cells of a column."""
        return f"{self.sheet}!${column}${self.first}:${column}${self.last}"


@dataclass(frozen=True, slots=True)
class Computed:
    """A formula, and what it gives while nothing is answered."""

    formula: str
    value: str | float


class Formulas:
    """The formulas of one workbook."""

    def __init__(
        self, pack: Pack, questions: tuple[Question, ...], language: str, asked: QuestionArea, facts: Facts
    ) -> None:
        self._language = language
        self._asked = asked
        self._facts = facts
        self._rows: Mapping[str, int] = {question.id: FIRST_KEPT + at for at, question in enumerate(questions)}
        self._questions = {question.id: question for question in pack.questions}

    def words_area(self, question: Question) -> str:
        """Where the words are kept that a question offers."""
        row, count = self._rows[question.id], len(answer_options(question, self._language))
        return f"={KEPT}!${column_letter(_FIRST_WORD)}${row}:${column_letter(_FIRST_WORD + count - 1)}${row}"

    def kept(self, question: Question) -> tuple[Computed, ...]:
        """The answer, whether the question applies, whether a reason is needed, whether evidence is due."""
        asked, quoted = self._asked, _quoted(question.id)
        found = f"INDEX({asked.area(asked.answers)},MATCH({quoted},{asked.area(asked.ids)},0))"
        reasons = [c.id for c in question.choices if c.reason_required or c.excluded]
        reasons += [] if question.choices else [AnswerState.NA.value]
        return (
            Computed(f'=IFERROR(TRIM({found}&""),"")', ""),
            self._applies(question),
            Computed(f"=IF({self._is_one(question, reasons)},1,0)", 0),
            Computed(f"=IF({self._evidence(question)},1,0)", 0),
        )

    def check(self, question: Question, row: int, *, answer: str, reason: str, evidence: str) -> Computed:
        """The word in the last column of the question that stands in a row."""
        language, kept = self._language, self._rows[question.id]
        applies, needs_reason, needs_proof = (f"{KEPT}!${column}${kept}" for column in "CDE")
        done = f'IF(AND({needs_proof}=1,TRIM({evidence}{row}&"")=""),{_quoted(PROOF.get(language))},'
        done = f"{done}{_quoted(DONE.get(language))})"
        done = f'IF(AND({needs_reason}=1,TRIM({reason}{row}&"")=""),{_quoted(REASON.get(language))},{done})'
        if question.type in _MEASURING:
            known = f"COUNTIF({self.words_area(question).removeprefix('=')},{answer}{row})>0"
            is_number = f"ISNUMBER(VALUE({answer}{row}))"
            bad = _quoted(NUMBER.get(language))
            done = f"IF(OR(IFERROR({is_number},FALSE),{known}),{done},{bad})"
        blank = MISSING if question.required else OPTIONAL
        empty = f"IF({applies}<1,{_quoted(DEPENDS.get(language))},{_quoted(blank.get(language))})"
        formula = f'IF(TRIM({answer}{row}&"")="",{empty},{done})'
        value = self._applies(question).value
        word = SKIP if value == 0 else DEPENDS if value == _UNKNOWN else blank
        return Computed(f"=IF({applies}=0,{_quoted(SKIP.get(language))},{formula})", word.get(language))

    def _applies(self, question: Question) -> Computed:
        if question.when is None:
            return Computed("=1", 1)
        verdict, formula = holds(question.when, self._before), f"={self._truth(question.when)}"
        if len(formula) > _LONGEST_FORMULA:
            # Excel refuses the whole workbook then. Without the formula the question is asked, never hidden.
            return Computed(f"={_UNKNOWN}", _UNKNOWN)
        return Computed(formula, _UNKNOWN if verdict is None else int(verdict))

    def _before(self, leaf: Leaf) -> bool | None:
        """What a leaf says before anybody has answered: a question that falls away answers with no."""
        match leaf:
            case FactIn(fact, values):
                return self._fact(fact, values)
            case AnswerIn(asked, _):
                parent = self._questions[asked]
                hidden = parent.when is not None and holds(parent.when, self._before) is False
                return False if hidden and asked in self._rows else None

    def _fact(self, fact: str, values: tuple[str, ...]) -> bool | None:
        known = self._facts.get(fact)
        if known is None:
            return None
        return any(item in values for item in ((known,) if isinstance(known, str) else known))

    def _truth(self, condition: Condition) -> str:
        match condition:
            case AllOf(parts):
                return f"MIN({','.join(map(self._truth, parts))})"
            case AnyOf(parts):
                return f"MAX({','.join(map(self._truth, parts))})"
            case Not(part):
                return f"(1-{self._truth(part)})"
            case FactIn(fact, values):
                known = self._fact(fact, values)
                return str(_UNKNOWN) if known is None else str(int(known))
            case AnswerIn(asked, answers):
                return self._answered(asked, answers)

    def _answered(self, asked: str, answers: tuple[str, ...]) -> str:
        """Whether a question was answered so; one that falls away was not, one that is not asked here is not known."""
        row = self._rows.get(asked)
        if row is None:
            return str(_UNKNOWN)
        parent = self._questions[asked]
        is_open = self._is_open(parent)
        said = f"IF({self._is_one(parent, answers)},1,IF({is_open},{_UNKNOWN},0))"
        state = f"{KEPT}!$C${row}"
        return f"IF({state}=0,0,IF({state}<1,{_UNKNOWN},{said}))"

    def _is_open(self, question: Question) -> str:
        answer = self._answer(question)
        words = (_quoted(STATE_WORDS[state].get(self._language)) for state in _OPEN)
        return f'OR({answer}="",{",".join(f"{answer}={word}" for word in words)})'

    def _is_one(self, question: Question, answers: list[str] | tuple[str, ...]) -> str:
        """Whether the answer is one of some ids."""
        tests = [test for answer in answers if (test := self._is(question, answer))]
        return f"OR({','.join(tests)})" if tests else "FALSE"

    def _is(self, question: Question, answer_id: str) -> str:
        answer, row = self._answer(question), self._rows[question.id]
        word = self._word(question, answer_id)
        words = answer_options(question, self._language)
        if word not in words:
            return f'{answer}=""' if answer_id == "blank" else f"{answer}={_quoted(answer_id)}"
        cell = f"{KEPT}!${column_letter(_FIRST_WORD + words.index(word))}${row}"
        if question.type is not QuestionType.MULTI:
            return f"{answer}=TRIM({cell})"
        return f"ISNUMBER(FIND({_lines(cell)},{_lines(answer)}))"

    def _word(self, question: Question, answer_id: str) -> str:
        choice = question.choice(answer_id)
        if choice is None and answer_id == AnswerState.NA.value:
            choice = next((one for one in question.choices if one.excluded), None)
        if choice is not None:
            return choice_label(choice, self._language)
        states = {state.value: word for state, word in STATE_WORDS.items()}
        return states[answer_id].get(self._language) if answer_id in states else ""

    def _evidence(self, question: Question) -> str:
        """Whether some evidence is due for the answer."""
        ids = tuple(answer for request in question.evidence for answer in request.required_if)
        named = self._is_one(question, ids)
        if all(request.required_if for request in question.evidence):
            return named
        return f"OR(NOT({self._is_open(question)}),{named})"

    def _answer(self, question: Question) -> str:
        return f"{KEPT}!$B${self._rows[question.id]}"


def _lines(part: str) -> str:
    """The choices of a cell with a line break before and after each, however they were kept apart."""
    cut = f'SUBSTITUTE(SUBSTITUTE({part},"；",CHAR(10)),";",CHAR(10))'
    return f'CHAR(10)&SUBSTITUTE({cut},CHAR(10)&" ",CHAR(10))&CHAR(10)'


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
