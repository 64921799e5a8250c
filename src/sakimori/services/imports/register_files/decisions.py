"""Decisions that a folder carries: words in the trail, until a person who may decide has taken them here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from typing import Any, Final, TypeVar

from sakimori.domain.questions.assessment import Evidence, EvidenceReview
from sakimori.domain.records.ai_service import AiFacts
from sakimori.domain.records.certificate import Certificate
from sakimori.domain.records.contract import Contract, ContractClause, ContractCover
from sakimori.domain.records.country import CountryProfile
from sakimori.domain.records.data_flow import AnnualCheck
from sakimori.domain.records.governance import (
    Acknowledgement,
    AcknowledgementWay,
    AuditFinding,
    PolicyException,
    PolicyText,
)
from sakimori.domain.records.hand_over import FactConfirmation, Judgement
from sakimori.domain.records.own_registers import Purpose
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.domain.records.training import Attendance, AttendanceWay
from sakimori.domain.user import User
from sakimori.domain.values.problem import Problem, ProblemSeverity
from sakimori.domain.values.text import Text
from sakimori.exchange.reference import with_watch_days
from sakimori.exchange.registers.fields import FIELD_WORDS, field_words
from sakimori.services.imports.register_files.rows import FolderRow
from sakimori.services.kernel.record_table import KINDS
from sakimori.services.kernel.recording import unstamped
from sakimori.services.kernel.unit import Change, Unit, third_party_of
from sakimori.store.records import TABLES, columns, to_row

T = TypeVar("T")

UNDER_OWN_NAME: Final[Mapping[type, tuple[str, ...]]] = {
    ContractClause: ("checked_by", "checked_on"),
    AiFacts: ("recorded_by",),
    AnnualCheck: ("by",),
    CountryProfile: ("facts",),
    Evidence: ("uploaded_by", "uploaded_on"),
    Acknowledgement: ("how",),
    Attendance: ("how",),
}
"""What a person found, read, filed or said of himself: whoever brings a folder says so in his own name."""

DECIDED: Final[Mapping[type, tuple[str, ...]]] = {
    **{kind: spec.stamps for kind, spec in KINDS.items() if spec.stamps},
    Judgement: ("holds", "reason", "decided_by", "decided_on"),
    Evidence: ("review", "reviewed_on", "reviewed_by", "review_reason"),
}
"""What a person confirmed or decided by a step of his own, which no folder takes for him."""

NOT_TAKEN: Final = "decision.not_taken_over"
CARRIED: Final = "carried_decision"
"""The kind of record that entries of the trail name for a decision that was carried in."""
TABLE, HERE = "table", "here"
"""Beside the columns of a row: the table that it belongs to, and what was decided here of the same question then."""

ONE_QUESTION: Final[Mapping[type, tuple[str, ...]]] = {
    Judgement: ("flow_id", "rule_id", "part_id"),
    FactConfirmation: ("flow_id", "fact"),
}
"""Kinds of which each new decision is a record of its own, by what those on one question have in common."""

_DECISION: Final = Text(
    "{who}の決定は、取り込んでも決定になりません（{fields}）。",
    "The decision of {who} does not become one by an import ({fields}).",
)
_DECIDE: Final = Text(
    "{who}が「{page}」で決めてください。それまで、この決定は無いものとして扱います。",
    "Have {who} decide it on the page “{page}”. Until then it counts as not decided.",
)
_FOUND: Final = Text(
    "{who}がしたこととしては取り込みません（{fields}）。",
    "It is not taken in as done by {who} ({fields}).",
)
_LOOK: Final = Text(
    "変わる行は、取り込む人がしたこととして記録します。{who}の確認が必要なときは、「{page}」で確認し直してもらってください。",
    "A row that changes is recorded as done by whoever imports. Where it must be {who}, have it redone on “{page}”.",
)
_DECIDER: Final = Text("決定できる人", "somebody who may decide")
_READER: Final = Text("確認した人", "whoever checked it")
_NAMED: Final = Text("{name}さん", "{name}")

_FLOWS: Final = Text("データフロー", "Data flows")
_PAGES: Final[Mapping[type, Text]] = {
    **dict.fromkeys((Contract, ContractCover, ContractClause), Text("契約", "Contracts")),
    Certificate: Text("取引先調書の「認証」", "Certificates of the dossier"),
    AiFacts: Text("取引先調書の「サービス」", "Services of the dossier"),
    SubProcessorLink: Text("取引先調書の「再委託先」", "Sub-processors of the dossier"),
    Evidence: Text("取引先調書", "Dossier"),
    CountryProfile: Text("国別情報", "Countries"),
    Purpose: Text("利用目的・同意", "Purposes and consent"),
    **dict.fromkeys((PolicyText, PolicyException, AuditFinding, Acknowledgement), Text("体制", "Governance")),
    Attendance: Text("教育", "Training"),
}
_EVIDENCE: Final = Text("証跡の確認", "review of the document")


def as_here(change: Change, said: T, standing: T | None) -> T | None:
    """A row as it may be written: decisions stand as they do here, and whoever brings it speaks for himself alone.

    None where the row is a decision and nothing else, and none stands here.
    """
    if isinstance(said, Judgement):
        return standing
    item = unstamped(change, said, standing) if type(said) in KINDS else said
    found: Any = _in_own_name(change, item, standing)
    return found  # type: ignore[no-any-return]


def _in_own_name(change: Change, item: Any, standing: Any) -> Any:  # noqa: ANN401, PLR0911 - a return a kind
    match item:
        case User():
            # What a person may do is granted here, not carried in.
            return replace(item, roles=standing.roles if standing else frozenset())
        case Evidence():
            return _filed(change, item, standing)
        case AnnualCheck():
            same = standing is not None and replace(item, by=standing.by) == standing
            return replace(item, by=standing.by if same else change.actor.name)
        case CountryProfile():
            known = standing.facts if standing else ()
            told = (
                one if one in known or not one.read_by else replace(one, read_by=change.actor.id) for one in item.facts
            )
            return with_watch_days(replace(item, facts=tuple(told)))
        case Acknowledgement() if item != standing:
            return replace(item, how=_told(item.how, AcknowledgementWay.SIGNED_IN, AcknowledgementWay.IMPORTED))
        case Attendance() if item != standing:
            return replace(item, how=_told(item.how, AttendanceWay.QUIZ, AttendanceWay.IMPORTED))
    return item


def _told(how: T, by_himself: T, imported: T) -> T:
    return imported if how == by_himself else how


def _filed(change: Change, document: Evidence, standing: Evidence | None) -> Evidence:
    """A document as whoever brings it files it: nobody has looked at it here; one taken back here stays so."""
    if standing is not None and standing.sha256 == document.sha256:
        kept = ("assessment_id", "question_id", "request_id", "uploaded_by", "uploaded_on", *DECIDED[Evidence])
        gone = ("withdrawn_on", "withdrawn_reason") if standing.withdrawn_on is not None else ()
        return replace(document, **{name: getattr(standing, name) for name in (*kept, *gone)})
    return replace(
        document,
        assessment_id=None,
        question_id=None,
        request_id=None,
        uploaded_on=change.today,
        uploaded_by=change.actor.id,
        effective_on=document.effective_on or document.uploaded_on,
        review=EvidenceReview.UNSEEN,
        reviewed_on=None,
        reviewed_by=None,
        review_reason="",
    )


def carried(change: Change, row: FolderRow, stored: object | None) -> tuple[Problem, ...]:
    """What a row says that a person decided or found and that is not so here; the trail keeps each as words."""
    said, kind = row.record, type(row.record)
    told = []
    for names, is_decision in ((DECIDED.get(kind, ()), True), (UNDER_OWN_NAME.get(kind, ()), False)):
        other = tuple(name for name in names if _is_other(said, stored, name))
        if not other:
            continue
        change.note(
            NOT_TAKEN,
            record_kind=CARRIED,
            record_id=said.id,
            third_party_id=third_party_of(said),
            after={TABLE: TABLES[kind], **_noted(change, said, stored, other, is_decision=is_decision)},
        )
        told.append(_problem(change, row, other, is_decision=is_decision))
    return tuple(told)


def _is_other(said: Any, stored: Any, name: str) -> bool:  # noqa: ANN401 - any kind of the folder
    """Whether a row says something in a field, and nothing or something else stands here."""
    value = getattr(said, name)
    default = next(spec.default for spec in fields(said) if spec.name == name)
    return value not in {default, None, "", ()} and (stored is None or getattr(stored, name) != value)


def _noted(
    change: Change,
    said: Any,  # noqa: ANN401 - any kind of the folder
    stored: object | None,
    names: tuple[str, ...],
    *,
    is_decision: bool,
) -> dict[str, Any]:
    """The cells that the trail keeps of a row: those that differ; all where no record stands here to be read with."""
    cells = cells_of(said, names) if stored is not None else {**to_row(said)}
    cells.pop("version", None)
    if not is_decision:
        return cells
    return cells | {HERE: {one.id: cells_of(one, DECIDED[type(one)]) for one in on_one_question(change, said)}}


def cells_of(record: Any, names: Iterable[str]) -> dict[str, Any]:  # noqa: ANN401 - any kind of the folder
    """Some fields of a record as the store holds them."""
    row = to_row(record)
    return {one.name: row[one.name] for one in columns(type(record)) if one.field in names}


def on_one_question(unit: Unit, said: T) -> list[T]:
    """The records here in which what a row decides is decided: its own, or all that answer the same question."""
    asked: Any = said
    names = ONE_QUESTION.get(type(said), ())
    if not names or asked.flow_id is None:
        return unit.records.with_ids(type(said), [asked.id])
    found = unit.records.select(type(said), "flow_id = :flow", {"flow": asked.flow_id})
    return [one for one in found if all(getattr(one, name) == getattr(said, name) for name in names)]


def _problem(change: Change, row: FolderRow, names: tuple[str, ...], *, is_decision: bool) -> Problem:
    said, kind = row.record, type(row.record)
    who = _who(change, said, DECIDED[kind] if is_decision else UNDER_OWN_NAME[kind])
    named = who or (_DECIDER if is_decision else _READER)
    words = {"who": named, "page": _PAGES.get(kind, _FLOWS), "fields": _words(kind, names)}
    return Problem(
        code="needs_decision" if is_decision else "own_name",
        message=(_DECISION if is_decision else _FOUND).format(**words),
        expected=(_DECIDE if is_decision else _LOOK).format(**words),
        sheet=row.file,
        row=row.line,
        column=names[0],
        value=getattr(said, "name", "") or getattr(said, "title", ""),
        severity=ProblemSeverity.WARNING,
    )


def _who(change: Change, said: Any, names: tuple[str, ...]) -> Text | None:  # noqa: ANN401 - any kind of the folder
    """Whoever a row names as the one who decided or found it."""
    if isinstance(said, CountryProfile):
        readers = [one.read_by for one in said.facts if one.read_by]
    elif isinstance(said, Acknowledgement | Attendance):
        readers = [said.user_id]
    else:
        readers = [getattr(said, name) for name in names if name.endswith("by")]
    name = change.user_name(readers[0]) if readers else ""
    return _NAMED.format(name=name) if name else None


def _words(kind: type, names: tuple[str, ...]) -> Text:
    if kind not in FIELD_WORDS:
        return _EVIDENCE
    told = [field_words(kind, name) for name in names]
    return Text("、".join(one.ja for one in told), ", ".join(one.en for one in told))
