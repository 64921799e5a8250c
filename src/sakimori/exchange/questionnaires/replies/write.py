"""Answers into a file of others in the form in which it came, whatever that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from sakimori.errors import UnreadableFileError
from sakimori.exchange.lists.container import SourceKind, refuse
from sakimori.exchange.questionnaires.reading.document import Document, open_document
from sakimori.exchange.questionnaires.reading.result import Address
from sakimori.exchange.questionnaires.replies.delimited import answer_delimited
from sakimori.exchange.questionnaires.replies.ods import answer_open_document
from sakimori.exchange.questionnaires.replies.page import answer_page
from sakimori.exchange.questionnaires.replies.word import answer_word
from sakimori.exchange.questionnaires.replies.workbook import answer_workbook

TEXTS: Final = frozenset({SourceKind.CSV, SourceKind.TSV, SourceKind.MARKDOWN})
ANSWERED: Final = TEXTS | {SourceKind.XLSX, SourceKind.ODS, SourceKind.DOCX}
"""The kinds of files in which answers can go back."""


def write_answers(
    data: bytes,
    filename: str,
    answers: Mapping[Address, str],
    below: Sequence[Address] = (),
    *,
    as_utf8: bool = False,
) -> bytes:
    """The file with answers where they belong; a blank answer empties its cell, and nothing else changes.

    Args:
        data: The file.
        filename: How it is called.
        answers: What goes where.
        below: Lines of a page at which a question stands, so that its answer goes below.
        as_utf8: Whether a text is written anew in UTF-8, which has every character.

    Raises:
        InvalidValueError: A place does not exist or does not take its answer.
        StateError: A cell may not be changed, the file is signed, or its encoding cannot hold an answer.
        UnreadableFileError: The file is damaged, or of a kind in which answers cannot go back.
    """
    document = open_document(data, filename)
    match document.kind:
        case SourceKind.XLSX:
            return answer_workbook(data, answers)
        case SourceKind.ODS:
            return answer_open_document(data, answers)
        case SourceKind.DOCX:
            return answer_word(data, answers)
        case SourceKind.CSV | SourceKind.TSV if not is_paged(document, answers):
            return answer_delimited(data, answers, as_utf8=as_utf8)
        case SourceKind.CSV | SourceKind.TSV | SourceKind.MARKDOWN:
            is_markdown = document.kind is SourceKind.MARKDOWN
            return answer_page(data, answers, below, is_markdown=is_markdown, as_utf8=as_utf8)
        case _:
            raise _no_place()


def is_paged(document: Document, places: Mapping[Address, str]) -> bool:
    """Whether places are lines of a text and no cells of its tables."""
    return document.kind in TEXTS and any(not place.sheet for place in places)


def _no_place() -> UnreadableFileError:
    return refuse("この形式のファイルには回答を書き込めません。", "Answers cannot be written into a file of this kind.")
