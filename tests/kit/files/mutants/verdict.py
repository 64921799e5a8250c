"""What a mutant may be read as: each answer as it was, or a person is asked; anything else is a silent change."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from sakimori.errors import UnreadableFileError
from sakimori.exchange.questionnaires.reading.recognise import read_questionnaire
from sakimori.exchange.questionnaires.reading.result import Flag, Normal, ReadQuestion, ReadQuestionnaire

SILENT: Final = frozenset({Normal.BLANK, Normal.DEFAULT})
_ASKS: Final = frozenset(
    {
        Flag.UNSAID_LABEL,
        Flag.CONTRADICTED,
        Flag.CONFLICTING,
        Flag.MARKED_TWICE,
        Flag.PLACEHOLDER,
        Flag.NOT_IN_LIST,
        Flag.CHANGED_ID,
    }
)


@dataclass(frozen=True, slots=True)
class Mutant:
    """A changed file: its name says of which seed it is and what was done to it.

    `expected` is what each question answers, by its text, AMBIGUOUS where a person must be asked; `must_ask` says that
    no answer may be taken as it is read.
    """

    name: str
    filename: str
    data: bytes
    expected: Mapping[str, Normal]
    must_ask: bool = False


def read_mutant(mutant: Mutant) -> ReadQuestionnaire | None:
    """The file as read; None where it is refused."""
    try:
        return read_questionnaire(mutant.data, mutant.filename)
    except UnreadableFileError:
        return None


def silent_changes(mutant: Mutant) -> list[str]:
    """Each answer that was invented, changed or lost without a word."""
    return changes_in(mutant, read_mutant(mutant))


def changes_in(mutant: Mutant, reading: ReadQuestionnaire | None) -> list[str]:
    """The same of a reading that stands; one that was refused changes nothing."""
    return [] if reading is None else list(_changes(mutant, reading))


def _changes(mutant: Mutant, reading: ReadQuestionnaire) -> Iterator[str]:
    found: defaultdict[str, list[ReadQuestion]] = defaultdict(list)
    for question in reading.questions:
        found[_folded(question.text)].append(question)
    expected = {_folded(text): normal for text, normal in mutant.expected.items()}
    lost = [text for text, normal in expected.items() if text not in found and normal not in SILENT]
    told = sum(row.why is not None or row.is_doubtful for row in reading.rows)
    is_sheet_told = any(sheet.is_doubtful for sheet in reading.skipped)
    if (len(lost) > told and not is_sheet_told) or (lost and not (reading.must_be_seen or reading.is_open)):
        yield f"lost {len(lost)}: {lost[:3]}"
    to_see = len(reading.to_see)
    for text, questions in found.items():
        normal = expected.get(text, Normal.BLANK)
        for question in questions:
            if question.normal in SILENT and normal not in SILENT and to_see:
                # Its answer stands in a row that a person must see before the file is taken in.
                to_see -= 1
            elif not _is_asked(question) and not _is_kept(question, normal, must_ask=mutant.must_ask):
                yield f"{question.address} {question.text!r}: {question.raw!r} read as {question.normal}, not {normal}"


def _is_asked(question: ReadQuestion) -> bool:
    return question.normal is Normal.AMBIGUOUS or bool(question.flags & _ASKS)


def _is_kept(question: ReadQuestion, normal: Normal, *, must_ask: bool) -> bool:
    if question.normal in SILENT:
        # An answer under another label is lost where nobody hears of it.
        return normal in SILENT
    return question.normal is normal and not must_ask


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
