"""One question as its template shows it, in one language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sakimori.domain.questions.assessment import Answer, CommentKind
from sakimori.domain.questions.pack import AnswerState, Question, QuestionType
from sakimori.domain.values.text import Text
from sakimori.errors import RefusedError
from sakimori.exchange.reference import country_name
from sakimori.services.assessments.check import AnswerInput, needs_reason, takes_na
from sakimori.services.invitations.vendor import AnswerConflict
from sakimori.services.invitations.view import VendorQuestion, VendorRemark, VendorView
from sakimori.services.parties.check import country_codes
from sakimori.web.vendor.fields import MEASURE, REPLY, Filled, as_stored
from sakimori.web.vendor.reading import Fields, first
from sakimori.web.vendor.rendering import answer_words, clock_time, listed, moment, option_word, texts

_JAPAN: Final = "JP"
_CONTROLS: Final[Mapping[QuestionType, str]] = {
    QuestionType.CHOICE: "choice",
    QuestionType.MULTI: "multi",
    QuestionType.COUNTRY_LIST: "countries",
    QuestionType.NUMBER: "number",
    QuestionType.DURATION: "number",
    QuestionType.DATE: "date",
    QuestionType.URL: "url",
    QuestionType.FILE: "file",
    QuestionType.TEXT: "lines",
    QuestionType.TABLE: "lines",
}


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose; some want a reason."""

    code: str
    label: str
    is_chosen: bool
    needs_reason: bool


@dataclass(frozen=True, slots=True)
class ShownGap:
    """What an answer lacks."""

    title: str
    action: str
    takes_measure: bool


@dataclass(frozen=True, slots=True)
class ShownRemark:
    """What somebody said, with what was said to it and what is being typed."""

    id: str
    by: str
    text: str
    is_open: bool = False
    may_reply: bool = False
    typed: str = ""
    replies: tuple[ShownRemark, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownConflict:
    """Two answers to one question, of which the other was first."""

    who: str
    time: str
    theirs: str
    ours: str
    seq: int


@dataclass(frozen=True, slots=True)
class ShownRequest:
    """A document that is asked for."""

    text: str
    is_missing: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything that stands at a question; `asked` tells whether the page has to be drawn anew around it."""

    id: str
    asked: str
    text: str
    help: str
    cites: str
    is_critical: bool
    is_pending: bool
    may_write: bool
    is_running: bool
    waits: str = ""
    control: str = ""
    options: tuple[Option, ...] = ()
    states: tuple[Option, ...] = ()
    typed: str = ""
    unit: str = ""
    reason: str = ""
    note: str = ""
    seq: int = 0
    was: str = ""
    answer: str = ""
    by: str = ""
    gap: ShownGap | None = None
    measure: str = ""
    measures: tuple[ShownRemark, ...] = ()
    remarks: tuple[ShownRemark, ...] = ()
    asks_documents: tuple[ShownRequest, ...] = ()
    documents: tuple[str, ...] = ()
    refusal: str = ""
    hint: str = ""
    unsaved: str = ""
    conflict: ShownConflict | None = None

    def kept(self, filled: Filled, question: Question, language: str, *, seq: int, was: str) -> Shown:
        """The same with what somebody typed, which does not stand yet."""
        return replace(self, **_fields(question, filled, language), seq=seq, was=was)  # type: ignore[arg-type]

    def not_saved(self, ours: AnswerInput, question: Question, language: str) -> Shown:
        """The same with what somebody typed after the answers were closed."""
        return replace(self, unsaved=_in_full(question, ours, language))

    def with_trouble(
        self, refusal: RefusedError | None, conflict: AnswerConflict | None, question: Question, language: str
    ) -> Shown:
        """The same with why it was not saved."""
        return replace(
            self,
            refusal=refusal.message(language) if refusal else self.refusal,
            conflict=_conflict(question, conflict, language) if conflict else None,
        )


def shown(view: VendorView, asked: VendorQuestion, language: str, *, sent: Fields | None = None) -> Shown:
    """A question as it stands; what was typed as a measure or a reply and not sent yet stays in its field."""
    question, answer = asked.question, asked.answer

    def text(words: Text | None) -> str:
        return words.get(language) if words is not None else ""

    base = Shown(
        id=question.id,
        asked="asked" if asked.is_asked else "waits",
        text=text(question.text),
        help=text(question.help),
        cites=text(question.cites),
        is_critical=question.critical,
        is_pending=not asked.is_asked,
        may_write=view.is_fillable and asked.is_asked,
        is_running=view.is_running and asked.is_asked,
    )
    if not asked.is_asked:
        key = "question.waits" if asked.waits_for else "question.waits_fact"
        waits = texts()[key].format(questions=listed(asked.waits_for, language)).get(language)
        return replace(base, waits=waits)
    filled, missing = as_stored(question, answer), {request.id for request in asked.missing}
    return replace(
        base,
        **_fields(question, filled, language),  # type: ignore[arg-type]
        control=_CONTROLS[question.type],
        unit=text(question.unit),
        seq=asked.seq,
        was=filled.digest,
        answer=_answer(asked, language),
        by=_by(asked.answered_by, answer.at, language) if answer else "",
        gap=ShownGap(text(asked.gap.title), text(asked.gap.action), asked.gap.takes_measure) if asked.gap else None,
        measure=first(sent or {}, f"{MEASURE}.{question.id}"),
        measures=tuple(_remark(r, language) for r in asked.remarks if r.kind is CommentKind.MEASURE),
        remarks=tuple(
            _asked_of(view, r, language, sent or {})
            for r in asked.remarks
            if r.kind not in {CommentKind.MEASURE, CommentKind.REPLY} and (r.text or r.kind is not CommentKind.REMARK)
        ),
        asks_documents=tuple(ShownRequest(text(one.text), one.id in missing) for one in question.evidence),
        documents=tuple(one.filename for one in asked.documents),
    )


def _answer(asked: VendorQuestion, language: str) -> str:
    """The answer in words; where it is a document, its name."""
    answer = asked.answer
    if answer is None:
        return texts()["question.blank"].get(language)
    names = {one.id: one.filename for one in asked.documents}
    if asked.question.type is QuestionType.FILE and answer.state is AnswerState.ANSWERED:
        return listed((names.get(one, texts()["file.elsewhere"].get(language)) for one in answer.value), language)
    return answer_words(asked.question, answer, language)


def _fields(question: Question, filled: Filled, language: str) -> dict[str, object]:
    """The options and texts of the fields."""
    return {
        "options": tuple(_options(question, filled, language)),
        "states": tuple(_states(question, filled, language)),
        "typed": filled.value[0] if filled.value else "",
        "reason": filled.reason,
        "note": filled.note,
    }


def _options(question: Question, filled: Filled, language: str) -> Iterable[Option]:
    match question.type:
        case QuestionType.CHOICE:
            chosen = _code_of(question, filled)
            codes = [choice.id for choice in question.choices] + [AnswerState.UNKNOWN.value]
            for code in codes if chosen in {"", *codes} else [*codes, chosen]:
                choice = question.choice(code)
                wants = choice is None or choice.excluded or needs_reason(question, AnswerState.ANSWERED, (code,))
                yield Option(code, option_word(question, code, language), code == chosen, wants)
        case QuestionType.MULTI:
            for choice in question.choices:
                if not choice.excluded:
                    wants = needs_reason(question, AnswerState.ANSWERED, (choice.id,))
                    yield Option(choice.id, choice.label.get(language), choice.id in filled.value, wants)
        case QuestionType.COUNTRY_LIST:
            names = {code: country_name(code).get(language) for code in country_codes()}
            for code in sorted(names, key=lambda one: (one not in filled.value, one != _JAPAN, names[one])):
                yield Option(code, names[code], code in filled.value, needs_reason=False)
        case _:
            return


def _states(question: Question, filled: Filled, language: str) -> Iterable[Option]:
    """Beside a field: that it was answered, and what may stand in its place."""
    if question.type is QuestionType.CHOICE:
        return
    label = texts()["states.answered"].get(language)
    yield Option(AnswerState.ANSWERED.value, label, filled.state is AnswerState.ANSWERED, needs_reason=False)
    offered = [AnswerState.NA, AnswerState.UNKNOWN] if takes_na(question) else [AnswerState.UNKNOWN]
    if filled.state not in {AnswerState.ANSWERED, *offered}:
        offered.append(filled.state)
    for state in offered:
        word = option_word(question, state.value, language)
        yield Option(state.value, word, filled.state is state, needs_reason=True)


def _code_of(question: Question, filled: Filled) -> str:
    if filled.state is AnswerState.ANSWERED:
        return filled.value[0] if filled.value else ""
    excluded = next((choice.id for choice in question.choices if choice.excluded), AnswerState.NA.value)
    return excluded if filled.state is AnswerState.NA else filled.state.value


def _by(who: str, at: datetime, language: str) -> str:
    named = who or texts()["company.unnamed"].get(language)
    return texts()["answered.by"].format(who=named, moment=moment(at, language)).get(language)


def _remark(remark: VendorRemark, language: str) -> ShownRemark:
    words = remark.text
    if remark.kind in {CommentKind.NA_ACCEPTED, CommentKind.NA_REFUSED}:
        ruled = texts()[f"remark.{remark.kind.value}"].get(language)
        words = f"{ruled}\n{remark.text}" if remark.text else ruled
    return ShownRemark(remark.id, _by(remark.who, remark.at, language), words)


def _asked_of(view: VendorView, remark: VendorRemark, language: str, sent: Fields) -> ShownRemark:
    """What we said, to which a vendor may reply while it waits."""
    is_open = remark.takes_reply and remark.kind is not CommentKind.NA_ACCEPTED
    return replace(
        _remark(remark, language),
        is_open=is_open and not remark.replies,
        may_reply=is_open and view.is_running,
        typed=first(sent, f"{REPLY}.{remark.id}"),
        replies=tuple(_remark(one, language) for one in remark.replies),
    )


def _conflict(question: Question, conflict: AnswerConflict, language: str) -> ShownConflict:
    blank = texts()["conflict.blank"].get(language)
    ours, theirs = conflict.ours, conflict.theirs
    return ShownConflict(
        who=conflict.who or texts()["company.unnamed"].get(language),
        time=clock_time(theirs.at) if theirs else "",
        theirs=_in_full(question, theirs, language) if theirs else blank,
        ours=_in_full(question, ours, language),
        seq=theirs.seq if theirs else 0,
    )


def _in_full(question: Question, answer: Answer | AnswerInput, language: str) -> str:
    words = answer_words(question, answer, language)
    reason = f"（{answer.reason}）" if language == "ja" else f" ({answer.reason})"
    return words + (reason if answer.reason else "")
