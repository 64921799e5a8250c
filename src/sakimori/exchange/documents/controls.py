"""The controls that an auditor's report or a white paper describes, and which of them failed when they were tested."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sakimori.exchange.documents.looks import Cell, Look
from sakimori.exchange.documents.pages import DocumentText
from sakimori.exchange.documents.passages import Passage
from sakimori.exchange.documents.patterns import fact_pattern

_ID: Final = fact_pattern("controls", "id", exact=True)
_CRITERION: Final = fact_pattern("controls", "criterion", exact=True)
_FAILED: Final = fact_pattern("controls", "failed")
_UNTESTED: Final = fact_pattern("controls", "untested")
_CLEAN: Final = fact_pattern("controls", "clean")
_LONGEST, _SHORT = 20, 6
_MOST_OF_THEM: Final = 0.6
"""So many cells at most belong to one control, of which the words have more letters than so many."""


@dataclass(frozen=True, slots=True)
class ControlFinding:
    """One control: its id, the criterion or section it stands under, its words, and what the test of it found."""

    control_id: str
    section: str
    words: str
    has_exception: bool
    result: str
    passage: Passage


def control_findings(document: DocumentText) -> tuple[ControlFinding, ...]:
    """Each control once, in the order of the document; one that is named again adds what its test found."""
    look = Look(document)
    rows: dict[str, ControlFinding] = {}
    last_words: dict[str, str] = {}
    for control_id, section, cells in _rows(look):
        finding = _finding(look, control_id, section, cells)
        before = rows.get(control_id)
        if before is None or _weight(finding) > _weight(before):
            rows[control_id] = finding
        last_words.setdefault(control_id, cells[-1].text if 2 < len(cells) < _LONGEST else "")
    return tuple(_with_silent_exceptions(rows, last_words))


def _weight(finding: ControlFinding) -> tuple[bool, bool]:
    """How much a finding tells of the test of its control."""
    return finding.has_exception, bool(finding.result)


def _with_silent_exceptions(
    rows: Mapping[str, ControlFinding], last_words: Mapping[str, str]
) -> Iterator[ControlFinding]:
    """Where nearly every control is said to be clean, one of which the result says something else is not."""
    is_said_of_most = sum(bool(one.result) for one in rows.values()) >= _MOST_OF_THEM * len(rows)
    for control_id, one in rows.items():
        said = last_words[control_id]
        if is_said_of_most and not one.result and said and said != one.words and not _UNTESTED.search(said):
            yield replace(one, has_exception=True, result=said)
        else:
            yield one


def _rows(look: Look) -> Iterator[tuple[str, str, list[Cell]]]:
    """The cells of each control: from its id on until the next id."""
    starts = [(cell, hit["id_ja"] or hit["id"]) for cell in look.cells if (hit := _ID.match(cell.text)) is not None]
    taken = _of_one_kind(starts, look)
    section = ""
    marks: list[tuple[Cell, str, str]] = []
    for cell, control_id in starts:
        if _CRITERION.match(control_id) and control_id not in taken:
            section = control_id
            if marks and marks[-1][1] and cell.place == marks[-1][0].place + 1:
                # The criterion stands beside the control, in a column of its own.
                marks[-1] = (*marks[-1][:2], section)
                continue
            marks.append((cell, "", section))
        elif control_id in taken:
            marks.append((cell, control_id, section))
    for (cell, control_id, under), after in zip(marks, [*[one[0] for one in marks[1:]], None], strict=False):
        end = min(after.place if after else len(look.cells), cell.place + _LONGEST)
        if control_id:
            yield control_id, under, look.cells[cell.place : end]


def _of_one_kind(starts: Sequence[tuple[Cell, str]], look: Look) -> set[str]:
    """Ids that are those of controls: several of one shape.

    Criteria count only where nothing else is there, and bare figures only where the result of a test stands by each.
    """
    ids = [control_id for _, control_id in starts]
    shapes = Counter(_shape(one) for one in dict.fromkeys(ids))
    own = {one for one in ids if not _CRITERION.match(one) and shapes[_shape(one)] > 1 and not one[0].isdigit()}
    if own:
        return own
    tested = {one for cell, one in starts if one[0].isdigit() and _has_result(look.cells[cell.place : cell.place + 5])}
    if len(tested) > 1:
        return tested
    return {one for one in ids if _CRITERION.match(one)} if len(shapes) and max(shapes.values()) > 2 else set()


def _has_result(cells: Sequence[Cell]) -> bool:
    """Whether a test result stands in the first of some cells, or in one before the next id."""
    for number, cell in enumerate(cells):
        if number and _ID.match(cell.text):
            return False
        if _CLEAN.search(cell.text) or _fails(cell.text):
            return True
    return False


def _shape(control_id: str) -> str:
    """The form of an id: how its parts are divided; letters may differ from one group of controls to the next."""
    return re.sub(r"[A-Z一-龠]+", "A", re.sub(r"[0-9]+", "0", control_id))


def _finding(look: Look, control_id: str, section: str, cells: Sequence[Cell]) -> ControlFinding:
    failed = next((one for one in cells if _fails(one.text)), None)
    result = failed or next((one for one in cells if _CLEAN.search(one.text)), None)
    described = next((one for one in cells if _describes(one, control_id)), cells[0])
    return ControlFinding(
        control_id,
        section,
        described.text,
        failed is not None,
        result.text if result else "",
        look.sentence(failed or described),
    )


def _describes(cell: Cell, control_id: str) -> bool:
    """Whether a cell says what a control is: neither its id nor what the test of it found."""
    is_result = not cell.text.startswith(control_id) and (_CLEAN.search(cell.text) is not None or _fails(cell.text))
    return not is_result and len(cell.text.replace(control_id, "").strip()) > _SHORT


def _fails(text: str) -> bool:
    return bool(_FAILED.search(_CLEAN.sub("", text)))
