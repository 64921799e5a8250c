"""Workbooks for tests, made as people's programs make them, or spoilt on purpose."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time

from openpyxl import Workbook

Value = str | int | float | bool | date | datetime | time | None


def workbook_bytes(*rows: Sequence[Value]) -> bytes:
    """A workbook with one sheet of these rows."""
    return saved(filled(Workbook(), rows))


def filled(book: Workbook, rows: Sequence[Sequence[Value]]) -> Workbook:
    """The book with rows on its first sheet."""
    for row in rows:
        book.worksheets[0].append(list(row))
    return book


def saved(book: Workbook) -> bytes:
    """The bytes of a book."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_member(data: bytes, name: str, content: bytes | str) -> bytes:
    """The archive with one member replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for other in old.namelist():
            if other != name:
                new.writestr(other, old.read(other))
        new.writestr(name, content)
    return out.getvalue()


def member(data: bytes, name: str) -> str:
    """The text of one member of an archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()
