"""What is wrong with a mapping of columns to fields: a column that is missing, and a field that two columns hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from sakimori.domain.values.problem import Problem
from sakimori.domain.values.text import Text
from sakimori.exchange.lists.header import Header

K = TypeVar("K")


def missing_column(sheet: str, header: Header, label: Text, expected: Text) -> Problem:
    """No column holds a field without which no row can go in."""
    return Problem(
        code="missing_column",
        message=Text(f"「{label.ja}」の列がありません。", f"No column holds “{label.en}”."),
        expected=expected,
        sheet=sheet,
        row=header.row,
    )


def doubled_columns(
    sheet: str, header: Header, mapping: Mapping[int, K], label_of: Callable[[K], Text]
) -> Iterator[Problem]:
    """Each column whose field another column holds as well."""
    chosen = list(mapping.values())
    for column, one in mapping.items():
        if chosen.count(one) > 1:
            label = label_of(one)
            yield Problem(
                code="doubled_column",
                message=Text(f"「{label.ja}」の列が2つ以上あります。", f"More than one column holds “{label.en}”."),
                expected=Text("1列だけにしてください。", "Choose one of them."),
                sheet=sheet,
                row=header.row,
                column=header.label(column),
            )
