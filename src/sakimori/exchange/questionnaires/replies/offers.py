"""What the cells of a form take: the members of their lists alone, and no more characters than they hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError
from sakimori.exchange.questionnaires.reading.result import Address
from sakimori.exchange.questionnaires.sheets.cells import CellFacts

MAX_CELL_TEXT: Final = 32_767
"""So many characters Excel keeps in one cell."""
ANSWER: Final = Text("回答のセル", "the cell of the answer")
_NUMBER: Final = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,9})?")
_LISTED: Final = Text("次のどれかにしてください: {ja}", "Use one of: {en}")
_TOO_LONG: Final = Text(f"{MAX_CELL_TEXT:,}字までにしてください。", f"Use up to {MAX_CELL_TEXT:,} characters.")


@dataclass(frozen=True, slots=True)
class NewCell:
    """What goes into a cell; a number only where the cell offers numbers, since 3.10 is not 3.1 elsewhere."""

    text: str
    is_number: bool = False


def checked(facts: Mapping[str, CellFacts], answers: Mapping[Address, str]) -> Iterator[tuple[Address, NewCell]]:
    """The answers as their cells take them.

    Raises:
        InvalidValueError: One is not among what its cell offers, or is too long.
    """
    for address, answer in answers.items():
        if len(answer) > MAX_CELL_TEXT:
            raise InvalidValueError(field=ANSWER, value=f"{answer[:20]}…", expected=_TOO_LONG)
        of_sheet = facts.get(address.sheet)
        offered = of_sheet.lists.get((address.row, address.column or 0), ()) if of_sheet else ()
        if answer and offered and answer not in offered:
            expected = _LISTED.format(ja="、".join(offered), en=", ".join(offered))
            raise InvalidValueError(field=Text(str(address), str(address)), value=answer, expected=expected)
        yield address, NewCell(answer, bool(offered) and _NUMBER.fullmatch(answer) is not None)
