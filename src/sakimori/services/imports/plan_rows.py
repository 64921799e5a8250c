"""Rows of a plan and its problems, as the planner tells them of each entry, and the sentences of a plan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.problem import Problem, ProblemSeverity
from sakimori.domain.values.text import NO_TEXT, Text
from sakimori.errors import InvalidValueError, RefusedError
from sakimori.exchange.lists.values import Fault
from sakimori.exchange.parties.row import ThirdPartyRow
from sakimori.exchange.registers.entry import LeftOut, RegisterEntry, RegisterReading
from sakimori.exchange.registers.fields import RECORD_WORDS
from sakimori.exchange.registers.kinds import ListKind
from sakimori.services.imports.plan import PlannedRow, RowOutcome
from sakimori.services.parties.check import NAME_LENGTH, clean

UNKNOWN: Final = Text("未確認", "Unknown")
SKIPPED_BY_PERSON: Final = Text("飛ばすと決めた行です。", "You chose to skip it.")
IS_CHANGED: Final = Text("ファイルで変わった項目を更新します。", "What changed in the file is updated.")
AS_OURS: Final = Text("登録済みの値と同じです。", "The same as what is registered.")
ASK_WHO: Final = Text("登録済みの取引先かどうか、選んでください。", "Say whether it is a third party that we know.")
ASK_WHOSE: Final = Text("どちらの値にするか、選んでください。", "Say which of the two values stays.")
WAITS_FOR_ROW: Final = Text("{row}行目を決めると決まります。", "It follows from row {row}.")
NOT_ACCEPTED: Final = Text("この値は登録できません。", "This value cannot be registered.")
_IS_NEW: Final = Text("新しく登録します。", "It will be registered.")
_IS_NEW_WITH: Final = Text("新しく登録します（{facts}）。", "It will be registered ({facts}).")
_FACT: Final = Text("{label}：{value}", "{label}: {value}")
SKIPPED_FOR_CONFLICT: Final = Text(
    "登録済みの値と違うため、飛ばします。", "It is skipped, for what is registered differs."
)
SAME_RECORD: Final = Text("{row}行目と同じ内容です。", "Row {row} again.")
PARTY_SKIPPED: Final = Text("取引先を飛ばすため、飛ばします。", "It is skipped with its third party.")
FLOW_PROPOSED: Final = Text(
    "データフローの案です。「データフローの案も登録する」を選ぶと登録します。",
    "A proposed data flow. It is recorded where you choose to record the proposals.",
)
WAITS_FOR_OTHER: Final = Text("「{name}」を決めると決まります。", "It follows from “{name}”.")
ASK_NEW: Final = Text(
    "登録されていない名前です。登録するか飛ばすか、選んでください。",
    "Nobody is registered by this name. Register or skip it.",
)
STAYS_IN_NOTE: Final = Text(
    "メモに残します。取込の後に選んでください。", "It stays in the note. Choose one afterwards."
)

UNKNOWN_PARTY: Final = Fault(
    "unknown_party",
    Text("この取引先は登録されていません。", "This third party is not registered."),
    Text("先に取引先を取り込んでください。", "Import the third parties first."),
)
UNKNOWN_PARTY_ID: Final = Fault(
    "unknown_party",
    Text("この番号の取引先はありません。", "There is no third party with this id."),
    Text("番号を消すか、正しい番号にしてください。", "Remove the id, or correct it."),
)
LIKE_PARTY: Final = Text("先に取引先を取り込んでください。名前の近い「{name}」はあります。",
                         "Import the third parties first. “{name}” is like it.")  # fmt: skip
REPEATED: Final = Fault(
    "repeated_in_file",
    Text("{row}行目と同じ記録の行で、内容が違います。", "This is the record of row {row}, with other values."),
    Text("1行にまとめるか、社内の番号で分けてください。", "Join the rows, or tell them apart by an own code."),
)
CIRCLE: Final = Fault(
    "circle",
    Text("並びが輪になります。", "They would form a circle."),
    Text("上の記録を直してください。", "Correct which record is above."),
)
NEEDS_OTHER: Final = Fault(
    "needs_other",
    Text("もとになる「{name}」を取り込めません。", "“{name}”, on which it rests, cannot go in."),
    Text("先にそちらを直してください。", "Correct that one first."),
)
KIND_FROM_TITLE: Final = Fault(
    "kind_from_title",
    Text(
        "種類がないため、名称から「{kind}」とします。",
        "Nothing says its kind; by its title it is taken as: {kind}.",
    ),
    Text("違うときは、取込の後に直してください。", "Correct it afterwards if it is another."),
    ProblemSeverity.WARNING,
)
TAKES_BACK: Final = Fault(
    "takes_back",
    Text("確認・決定済みの内容が変わります。", "This changes what somebody has confirmed or decided."),
    Text(
        "取り込むと確認・決定は取り消され、やり直しになります。",
        "The confirmation is taken back and must be given again.",
    ),
    ProblemSeverity.WARNING,
)


def registered_with(facts: Sequence[tuple[Text, Text]]) -> Text:
    """What a new record will say, as the cells were understood."""
    told = [_FACT.format(label=label, value=value) for label, value in facts]
    listed = Text("、".join(fact.ja for fact in told), "; ".join(fact.en for fact in told))
    return _IS_NEW_WITH.format(facts=listed) if told else _IS_NEW


def refusal_of(error: RefusedError) -> tuple[Fault, str, str]:
    """Why what reads well still cannot be stored, at which field, and the value."""
    if not isinstance(error, InvalidValueError):
        return Fault(type(error).__name__, Text(error.message("ja"), error.message("en")), NO_TEXT), "", ""
    details = error.details
    expected = details["expected"] if isinstance(details["expected"], Text) else NO_TEXT
    return Fault("not_accepted", NOT_ACCEPTED, expected), str(details["name"]), str(details["value"])


def with_values(fault: Fault, **values: object) -> Fault:
    """A fault with the placeholders of its sentences filled."""
    return Fault(fault.code, fault.message.format(**values), fault.expected, fault.severity)


SEVERAL_KINDS: Final = frozenset({ListKind.DORA, ListKind.PROCESSING_REGISTER, ListKind.VENDOR_LEDGER})
"""Files whose rows are records of several kinds, so that each row says which."""


def every_row(reading: RegisterReading, rows: Iterable[PlannedRow]) -> tuple[PlannedRow, ...]:
    """The planned rows and those that the reader left out, in the order of the file."""
    refused = (_left_out(one, RowOutcome.ERROR) for one in reading.refused)
    skipped = (_left_out(one, RowOutcome.SKIPPED) for one in reading.skipped)
    every = sorted((*rows, *refused, *skipped), key=lambda row: row.row)
    if reading.kind in SEVERAL_KINDS:
        return tuple(every)
    return tuple(replace(row, sheet="", line=None) for row in every)


def _left_out(one: LeftOut, outcome: RowOutcome) -> PlannedRow:
    name = clean(one.name)[:NAME_LENGTH]
    reason = one.reason or NO_TEXT
    return PlannedRow(one.key, name, outcome, reason=reason, sheet=one.sheet, line=one.row, may_be_new=False)


class RowPlanner:
    """Makes planned rows and keeps the problems; `has_several_kinds` has each row say which kind it is."""

    def __init__(self, *, has_several_kinds: bool = False) -> None:
        """Begin without problems."""
        self._has_several_kinds = has_several_kinds
        self.problems: list[Problem] = []

    def row(
        self, entry: RegisterEntry, outcome: RowOutcome, reason: Text, *, target: str = "", may_be_new: bool = False
    ) -> PlannedRow:
        """An entry with what becomes of it."""
        what = RECORD_WORDS[ThirdPartyRow if entry.kind is ThirdParty else entry.kind]
        return PlannedRow(
            entry.key, entry.name, outcome, target=target, reason=reason, sheet=entry.sheet, line=entry.row,
            what=what if self._has_several_kinds else NO_TEXT, may_be_new=may_be_new,
        )  # fmt: skip

    def refusal(self, entry: RegisterEntry, fault: Fault, name: str, value: str = "") -> PlannedRow:
        """An entry that cannot go in, and why, at one of its fields."""
        self.note(entry, fault, name, value or words_of(entry, name))
        return self.row(entry, RowOutcome.ERROR, NO_TEXT)

    def note(self, entry: RegisterEntry, fault: Fault, name: str, value: str) -> None:
        """Keep something to say about an entry."""
        self.problems.append(
            Problem(
                code=fault.code,
                message=fault.message,
                expected=fault.expected,
                sheet=entry.sheet,
                row=entry.row,
                column=entry.labels.get(name, ""),
                value=value,
                severity=fault.severity,
            )
        )


def words_of(entry: RegisterEntry, name: str) -> str:
    """What the file says in a field, to be shown beside what is wrong with it."""
    if name == "id":
        return entry.record_id
    value = entry.values.get(name)
    text = getattr(value, "text", value)
    return text if isinstance(text, str) else entry.name if name else ""


def note_line(label: str, text: str) -> str:
    """One line of a note: what it is, and what the file said."""
    separator = ": " if label.isascii() else "："
    return f"{clean(label)}{separator}{clean(text)}"
