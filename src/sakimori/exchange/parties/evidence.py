"""What the data of a column tell of a list of third parties where its label does not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from sakimori.domain.codes import Lifecycle, Role
from sakimori.domain.values.corporate_number import bare_number, is_corporate_number
from sakimori.exchange.lists.values import is_not_given, parse_email, parse_website
from sakimori.exchange.reference.countries import parse_country
from sakimori.exchange.registers.words import VOCABULARIES

_SHARE: Final = 0.8
_LEAST: Final = 2
_FORMS: Final[tuple[tuple[str, Callable[[str], bool]], ...]] = (
    ("corporate_number", lambda cell: is_corporate_number(bare_number(cell))),
    ("contact_email", lambda cell: "@" in cell and parse_email(cell).value is not None),
    ("website", lambda cell: "://" in cell and parse_website(cell).value is not None),
    ("country", lambda cell: parse_country(cell).value is not None),
    ("roles", lambda cell: bool(VOCABULARIES[Role].parse_several(cell).value)),
    ("lifecycle", lambda cell: VOCABULARIES[Lifecycle].code(cell) is not None),
)

OUTRANKS_LABEL: Final = frozenset({"corporate_number", "contact_email"})
"""Fields whose form is sure enough to be believed against a label that says so much less clearly."""


def field_shown_by(cells: Sequence[str]) -> tuple[str, float] | None:
    """The field whose form most values have, and their share."""
    given = [cell for cell in cells if not is_not_given(cell)]
    if len(given) < _LEAST:
        return None
    for field, fits in _FORMS:
        share = sum(map(fits, given)) / len(given)
        if share >= _SHARE:
            return field, share
    return None
