"""The columns of a list of third parties, recognised by their labels and their data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from sakimori.domain.values.numbers import bare_number, is_corporate_number
from sakimori.domain.values.text import Text
from sakimori.exchange.lists.grid import Grid, Header, LabelMatch, find_header
from sakimori.exchange.lists.values import is_not_given, parse_email, parse_website
from sakimori.exchange.parties.fields import FIELD_LABELS, LEXICON, ThirdPartyField
from sakimori.exchange.parties.vocabulary import LIFECYCLES, ROLES
from sakimori.exchange.reference import parse_country

_EVIDENCE_ROWS: Final = 200
_EVIDENCE_SHARE: Final = 0.8
_EVIDENCE_LEAST: Final = 2
_EVIDENCE: Final[tuple[tuple[ThirdPartyField, Callable[[str], bool]], ...]] = (
    (ThirdPartyField.CORPORATE_NUMBER, lambda cell: is_corporate_number(bare_number(cell))),
    (ThirdPartyField.CONTACT_EMAIL, lambda cell: "@" in cell and parse_email(cell).value is not None),
    (ThirdPartyField.WEBSITE, lambda cell: "://" in cell and parse_website(cell).value is not None),
    (ThirdPartyField.COUNTRY, lambda cell: parse_country(cell).value is not None),
    (ThirdPartyField.ROLES, lambda cell: bool(ROLES.parse_several(cell).value)),
    (ThirdPartyField.LIFECYCLE, lambda cell: LIFECYCLES.code(cell) is not None),
)
_DATA_OUTRANK: Final = frozenset({ThirdPartyField.CORPORATE_NUMBER, ThirdPartyField.CONTACT_EMAIL})


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """What a column seems to hold, why, and how sure that is (0 to 1); a field of None is left out of the import."""

    column_index: int
    label: str
    field: ThirdPartyField | None
    reason: Text
    confidence: float


@dataclass(frozen=True, slots=True)
class ListProposal:
    """Where the header of a sheet seems to be and what its columns seem to hold, for a person to confirm."""

    sheet: str
    header: Header
    columns: tuple[ColumnGuess, ...]

    @property
    def mapping(self) -> dict[int, ThirdPartyField]:
        """The guesses as a mapping that `read_rows` takes."""
        return {guess.column_index: guess.field for guess in self.columns if guess.field}

    @property
    def fit(self) -> float:
        """How well the sheet fits a list of third parties; a sheet without a name column fits worst."""
        known = {guess.field: guess.confidence for guess in self.columns if guess.field}
        return sum(known.values()) if ThirdPartyField.LEGAL_NAME in known else 0.0


def propose_columns(grid: Grid, *, header: Header | None = None) -> ListProposal:
    """Find the header of a grid, or take the one given, and guess its columns."""
    chosen = header or find_header(grid, LEXICON)
    return ListProposal(grid.sheet, chosen, guess_columns(grid, chosen))


def guess_columns(grid: Grid, header: Header) -> tuple[ColumnGuess, ...]:
    """A guess for each column; a field is given to one column only, the surest."""
    guesses = [_guess(grid, header, column) for column in range(max(grid.width, len(header.labels)))]
    taken: dict[ThirdPartyField, int] = {}
    for guess in sorted(guesses, key=lambda guess: -guess.confidence):
        if guess.field:
            taken.setdefault(guess.field, guess.column_index)
    return tuple(
        guess if guess.field is None or taken[guess.field] == guess.column_index else _doubled(guess, header, taken)
        for guess in guesses
    )


def _guess(grid: Grid, header: Header, column: int) -> ColumnGuess:
    label = header.labels[column] if column < len(header.labels) else ""
    said = LEXICON.match(label)
    shown = _by_data(_sample(grid, header, column)) if _asks_data(said) else None
    if shown and (said is None or said.confidence < shown[1] or shown[0] in _DATA_OUTRANK):
        field, share = shown
        reason = Text(
            f"値の{share:.0%}が「{FIELD_LABELS[field].ja}」の形です。",
            f"{share:.0%} of its values look like “{FIELD_LABELS[field].en}”.",
        )
        return ColumnGuess(column, label, field, reason, round(share * 0.9, 2))
    if said is None:
        reason = Text("見出しも値も手掛かりになりません。", "Neither its label nor its values tell.")
        return ColumnGuess(column, label, None, reason, 0.0)
    reason = Text(f"見出しの「{said.word}」によります。", f"By the word “{said.word}” in its label.")
    return ColumnGuess(column, label, said.key, reason, said.confidence)


def _asks_data(said: LabelMatch[ThirdPartyField] | None) -> bool:
    """Whether the data may say more than the label: a label that is known as a whole is believed, but for numbers."""
    return said is None or said.confidence < 0.9 or said.key is ThirdPartyField.EXTERNAL_KEY


def _sample(grid: Grid, header: Header, column: int) -> list[str]:
    below = (row.cell(column) for row in grid.rows if row.number > header.row)
    return [cell for cell in below if cell and not is_not_given(cell)][:_EVIDENCE_ROWS]


def _by_data(cells: Sequence[str]) -> tuple[ThirdPartyField, float] | None:
    """The field whose form most values have, and their share."""
    if len(cells) < _EVIDENCE_LEAST:
        return None
    for field, fits in _EVIDENCE:
        share = sum(map(fits, cells)) / len(cells)
        if share >= _EVIDENCE_SHARE:
            return field, share
    return None


def _doubled(guess: ColumnGuess, header: Header, taken: dict[ThirdPartyField, int]) -> ColumnGuess:
    if guess.field is None:
        return guess
    other, field = header.label(taken[guess.field]), FIELD_LABELS[guess.field]
    reason = Text(
        f"「{field.ja}」は列「{other}」に当てました。こちらは外しています。",
        f"“{field.en}” is taken from column “{other}”; this one is left out.",
    )
    return ColumnGuess(guess.column_index, guess.label, None, reason, 0.0)
