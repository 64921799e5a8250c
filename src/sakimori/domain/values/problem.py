"""What is unacceptable in one place of a file that somebody gave us."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sakimori.domain.values.numbers import mask
from sakimori.domain.values.text import Text

MOST_PROBLEMS: Final = 100
"""So many places of what a caller sent are told, however many there are: each costs time, and nobody reads more."""
_SHOWN_LENGTH: Final = 120


class ProblemSeverity(StrEnum):
    """Whether a row can go in as it is."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One place, what is wrong with it and what is expected; rows are numbered as the file's own program does.

    The value is masked and shortened on the way in, so that no report can carry a My Number or a page of text.
    """

    code: str
    message: Text
    expected: Text
    sheet: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    severity: ProblemSeverity = ProblemSeverity.ERROR

    def __post_init__(self) -> None:
        """Mask before anybody can read."""
        safe = mask(self.value)
        object.__setattr__(self, "value", safe if len(safe) <= _SHOWN_LENGTH else safe[: _SHOWN_LENGTH - 1] + "…")

    @property
    def is_error(self) -> bool:
        """Whether the row is refused for this."""
        return self.severity is ProblemSeverity.ERROR
