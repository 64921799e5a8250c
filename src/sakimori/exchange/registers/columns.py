"""The columns of a list of one kind of record: what their labels mean, and which column holds what."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import Final

from sakimori.domain.codes import Lifecycle, Role
from sakimori.domain.records.certificate import Certificate
from sakimori.domain.records.contract import Contract
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.own_registers import Purpose
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.domain.values.names import fold
from sakimori.domain.values.numbers import bare_number, is_corporate_number
from sakimori.domain.values.text import Text
from sakimori.exchange.lists.grid import Grid, Header, LabelMatch, Lexicon, find_header
from sakimori.exchange.lists.values import is_not_given, parse_email, parse_website
from sakimori.exchange.parties.row import ThirdPartyRow
from sakimori.exchange.reference import parse_country
from sakimori.exchange.registers.fields import RECORD_WORDS, field_words
from sakimori.exchange.registers.kinds import OF_PARTIES
from sakimori.exchange.registers.synonyms import PARTY_WORDS, SYNONYMS
from sakimori.exchange.registers.words import VOCABULARIES

RECORD_ID: Final = "id"
PARTY_NAME: Final = "party_name"
PARTY_NUMBER: Final = "party_number"
PARTY_CODE: Final = "party_code"
PARTY_ID: Final = "party_id"

NOT_FROM_LISTS: Final[Mapping[type, frozenset[str]]] = {
    Contract: frozenset({"document_ids", "renewal_decided_until", "renewal_decided_by"}),
    Certificate: frozenset({"evidence_id", "covers_us", "scope_compared_by", "scope_compared_on"}),
    DataFlow: frozenset({"route_evidence_id", "route_decided_by", "route_decided_on"}),
    SubProcessorLink: frozenset({"approval", "approval_note", "approved_by", "approved_on"}),
    Purpose: frozenset({"related_judgement", "related_judged_by", "related_judged_on"}),
}
"""Fields that no list sets: what somebody confirms or decides in a step of its own, and documents."""

_KEPT_OUT: Final = frozenset({"version", "third_party_id"})
_OWN_ID: Final = re.compile(r"[a-z]{2}_[0-9a-z]{4,}")
_SURE: Final = 0.9
_NAMED_SHEET: Final = 4.0
_EVIDENCE_ROWS: Final = 200
_BY_STEP: Final = Text(
    "画面の手順で決める項目のため、取り込みません。", "It is decided in a step on screen, not by a list."
)
_NO_CLUE: Final = Text("見出しが手掛かりになりません。", "Its label does not tell.")
_BY_FORM: Final = Text("値の{share}が「{field}」の形です。", "{share} of its values look like “{field}”.")
_OWN_IDS: Final = Text("値がSakimoriの記録の番号です。", "Its values are record ids of Sakimori.")
_FORM_SHARE: Final = 0.8
_FORM_LEAST: Final = 2
_FORMS: Final[tuple[tuple[str, Callable[[str], bool]], ...]] = (
    ("corporate_number", lambda cell: is_corporate_number(bare_number(cell))),
    ("contact_email", lambda cell: "@" in cell and parse_email(cell).value is not None),
    ("website", lambda cell: "://" in cell and parse_website(cell).value is not None),
    ("country", lambda cell: parse_country(cell).value is not None),
    ("roles", lambda cell: bool(VOCABULARIES[Role].parse_several(cell).value)),
    ("lifecycle", lambda cell: VOCABULARIES[Lifecycle].code(cell) is not None),
)
_OUTRANKS_LABEL: Final = frozenset({"corporate_number", "contact_email"})
"""Fields whose form is sure enough to be believed against a label that says so much less clearly."""

_IDENTIFYING: Final[Mapping[type, tuple[str, ...]]] = {
    ThirdPartyRow: ("legal_name",), Contract: ("title",), Certificate: ("scheme",)
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RegisterColumn:
    """What a column may hold: a field of the record, its id, or a word for its third party."""

    name: str
    label: Text


@dataclass(frozen=True, slots=True)
class RegisterGuess:
    """What a column seems to hold, why, and how sure that is (0 to 1); a field of None is left out of the import."""

    column_index: int
    label: str
    field: RegisterColumn | None
    reason: Text
    confidence: float


@dataclass(frozen=True, slots=True)
class RegisterProposal:
    """Where the header of a sheet seems to be and what its columns seem to hold, for a person to confirm."""

    kind: type
    sheet: str
    header: Header
    columns: tuple[RegisterGuess, ...]

    @property
    def mapping(self) -> dict[int, RegisterColumn]:
        """The guesses as a mapping that `read_register_list` takes."""
        return {guess.column_index: guess.field for guess in self.columns if guess.field}

    @property
    def fit(self) -> float:
        """How well the sheet fits this kind of record; 0 where nothing would tell its records apart."""
        least = 0 if self.kind is ThirdPartyRow else _SURE
        surest = {g.column_index: g for g in self.columns if g.field and g.confidence >= least}
        if missing_columns(self.kind, {place: g.field for place, g in surest.items() if g.field}):
            return 0.0
        bonus = _NAMED_SHEET if fold(self.sheet) in {fold(w) for w in _sheet_words(self.kind)} else 0.0
        return sum(guess.confidence for guess in surest.values()) + bonus


@cache
def columns_of(kind: type) -> tuple[RegisterColumn, ...]:
    """Everything that a list of a kind may hold, in the order in which we offer it."""
    own = [
        RegisterColumn(spec.name, field_words(kind, spec.name))
        for spec in fields(kind)
        if spec.name not in _KEPT_OUT | NOT_FROM_LISTS.get(kind, frozenset())
    ]
    party = [RegisterColumn(name, label) for name, (label, _words) in PARTY_WORDS.items()] if kind in OF_PARTIES else []
    return (own[0], *party, *own[1:])


def column_of(kind: type, name: str) -> RegisterColumn:
    """The column of a name."""
    return next(column for column in columns_of(kind) if column.name == name)


def identifying(kind: type) -> tuple[str, ...]:
    """The fields without which a new record of a kind is nothing."""
    return _IDENTIFYING.get(kind, ("name",))


def missing_columns(kind: type, mapping: Mapping[int, RegisterColumn]) -> tuple[RegisterColumn, ...]:
    """The columns without which no row can go in: what a record is called, and whose it is, unless ids tell both."""
    names = {column.name for column in mapping.values()}
    if RECORD_ID in names:
        return ()
    missing = [column_of(kind, name) for name in identifying(kind) if name not in names]
    if kind in OF_PARTIES and not names & PARTY_WORDS.keys():
        missing.append(column_of(kind, PARTY_NAME))
    return tuple(missing)


@cache
def lexicon_of(kind: type) -> Lexicon[RegisterColumn | str]:
    """The words that head the columns of a list; a text as meaning is a field that no list sets."""
    return Lexicon(heading_words(kind))


def heading_words(kind: type) -> dict[RegisterColumn | str, str]:
    """The words behind `lexicon_of`, separated by bars."""
    synonyms, party = SYNONYMS[kind], {name: words for name, (_label, words) in PARTY_WORDS.items()}
    words: dict[RegisterColumn | str, str] = {}
    for column in columns_of(kind):
        # A column that is only called id holds somebody else's ids, unless its values look like ours.
        code = None if column.name == RECORD_ID else column.name
        given = (column.label.ja, column.label.en, synonyms.get(column.name), party.get(column.name), code)
        words[column] = "|".join(filter(None, given))
    for name in sorted(NOT_FROM_LISTS.get(kind, ())):
        label = field_words(kind, name)
        words[name] = f"{label.ja}|{label.en}|{name}"
    return words


def propose_register(grids: Sequence[Grid], kind: type, *, header: Header | None = None) -> RegisterProposal:
    """The sheet that looks most like a list of a kind, with its header and columns."""
    return max((_propose(grid, kind, header) for grid in grids), key=lambda proposal: proposal.fit)


def _propose(grid: Grid, kind: type, header: Header | None) -> RegisterProposal:
    return propose_columns(grid, kind, lexicon_of(kind), header)


def propose_columns(
    grid: Grid, kind: type, lexicon: Lexicon[RegisterColumn | str], header: Header | None
) -> RegisterProposal:
    """What the columns of one sheet seem to hold by the words of a lexicon, and by the form of their values."""
    chosen = header or find_header(grid, lexicon)
    guesses = [_guess(grid, chosen, kind, lexicon, column) for column in range(max(grid.width, len(chosen.labels)))]
    return RegisterProposal(kind, grid.sheet, chosen, tuple(once_each(guesses, chosen)))


def _guess(
    grid: Grid, header: Header, kind: type, lexicon: Lexicon[RegisterColumn | str], column: int
) -> RegisterGuess:
    label = header.labels[column] if column < len(header.labels) else ""
    said = lexicon.match(label)
    cells = [cell for row in grid.rows if row.number > header.row and (cell := row.cell(column))]
    shown = (_by_form if kind is ThirdPartyRow else _by_own_ids)(kind, cells, said)
    if shown is not None:
        return RegisterGuess(column, label, *shown)
    return by_label(column, label, said)


def by_label(column: int, label: str, said: LabelMatch[RegisterColumn | str] | None) -> RegisterGuess:
    """What a label says that its column holds."""
    if said is None:
        return RegisterGuess(column, label, None, _NO_CLUE, 0.0)
    if isinstance(said.key, str):
        return RegisterGuess(column, label, None, _BY_STEP, said.confidence)
    reason = Text(f"見出しの「{said.word}」によります。", f"By the word “{said.word}” in its label.")
    return RegisterGuess(column, label, said.key, reason, said.confidence)


_Said = LabelMatch[RegisterColumn | str] | None
_Shown = tuple[RegisterColumn, Text, float] | None


def _by_own_ids(kind: type, cells: Sequence[str], said: _Said) -> _Shown:
    if said is not None and said.key != column_of(kind, "external_key"):
        return None
    shown = cells[:_EVIDENCE_ROWS]
    are_ours = bool(shown) and all(_OWN_ID.fullmatch(cell) for cell in shown)
    return (column_of(kind, RECORD_ID), _OWN_IDS, 1.0) if are_ours else None


def _by_form(kind: type, cells: Sequence[str], said: _Said) -> _Shown:
    """What data of a known form say; a label that is known as a whole is believed, but for numbers."""
    if said is not None and said.confidence >= _SURE and said.key != column_of(kind, "external_key"):
        return None
    found = _field_shown_by(cells[:_EVIDENCE_ROWS])
    if found is None or not (said is None or said.confidence < found[1] or found[0] in _OUTRANKS_LABEL):
        return None
    column, share = column_of(kind, found[0]), found[1]
    return column, _BY_FORM.format(share=f"{share:.0%}", field=column.label), round(share * 0.9, 2)


def _field_shown_by(cells: Sequence[str]) -> tuple[str, float] | None:
    """The field whose form most values have, and their share."""
    given = [cell for cell in cells if not is_not_given(cell)]
    if len(given) < _FORM_LEAST:
        return None
    for field, fits in _FORMS:
        share = sum(map(fits, given)) / len(given)
        if share >= _FORM_SHARE:
            return field, share
    return None


def once_each(guesses: Sequence[RegisterGuess], header: Header) -> Iterator[RegisterGuess]:
    """Each field is given to one column only, the surest."""
    taken: dict[RegisterColumn, int] = {}
    for guess in sorted(guesses, key=lambda guess: -guess.confidence):
        if guess.field:
            taken.setdefault(guess.field, guess.column_index)
    for guess in guesses:
        if guess.field is None or taken[guess.field] == guess.column_index:
            yield guess
            continue
        other, field = header.label(taken[guess.field]), guess.field.label
        reason = Text(
            f"「{field.ja}」は列「{other}」に当てました。こちらは外しています。",
            f"“{field.en}” is taken from column “{other}”; this one is left out.",
        )
        yield RegisterGuess(guess.column_index, guess.label, None, reason, 0.0)


def _sheet_words(kind: type) -> tuple[str, ...]:
    words = RECORD_WORDS[kind]
    return (words.ja, words.en, f"{words.ja}一覧", f"{words.ja}台帳", f"{words.en}s")
