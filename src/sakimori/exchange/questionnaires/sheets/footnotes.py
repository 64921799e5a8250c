"""Footnotes of a sheet: what stands at its foot under the mark that an answer bears is a remark to that answer."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from sakimori.exchange.questionnaires.reading.answer_marks import without_footnote
from sakimori.exchange.questionnaires.reading.result import Normal, ReadQuestion

_NOTE: Final = re.compile(
    r"\s*(?P<mark>[(（]\s*(?:[※＊*†‡]|注)\s*[0-9０-９]{0,2}\s*[)）]|[\[［][0-9０-９]{1,2}[\]］]|(?:[※＊*†‡]|注)\s*[0-9０-９]{0,2})"
    r"[\s　:：.．)）]*(?P<said>.*)",
    re.DOTALL,
)
_AROUND: Final = str.maketrans(dict.fromkeys("()[] ", ""))
_SILENT: Final = frozenset({Normal.BLANK, Normal.DEFAULT})


def with_footnotes(questions: Iterable[ReadQuestion], lines: Iterable[Sequence[str]]) -> list[ReadQuestion]:
    """The questions, each with the note whose mark stands behind its answer; lines are given by their filled cells."""
    notes = _notes(lines)
    return [_with_note(question, notes) for question in questions]


def _notes(lines: Iterable[Sequence[str]]) -> Mapping[str, str]:
    """What lines say that begin with a mark, by the mark."""
    found: dict[str, str] = {}
    for first, *rest in filter(None, lines):
        if (led := _NOTE.match(first)) and (said := " ".join(filter(None, (led["said"].strip(), *rest)))):
            found.setdefault(_folded(led["mark"]), said)
    return found


def _with_note(question: ReadQuestion, notes: Mapping[str, str]) -> ReadQuestion:
    _, mark = without_footnote(question.raw.strip()) if notes else ("", "")
    note = notes.get(_folded(mark)) if mark else None
    if note is None or question.normal in _SILENT:
        return question
    own = "" if _folded(question.comment) == _folded(mark) else question.comment
    return replace(question, comment="\n".join(filter(None, (own, note))))


def _folded(mark: str) -> str:
    """A mark for comparison: without brackets, width and blanks."""
    return unicodedata.normalize("NFKC", mark).translate(_AROUND)
