"""Whom a vendor leans on, as its report or white paper names them: sub-service organisations, sub-processors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from sakimori.exchange.documents.facts import FactProposal
from sakimori.exchange.documents.looks import Cell, Look, best
from sakimori.exchange.documents.patterns import fact_pattern

_NAME: Final = fact_pattern("sub_services", "name", exact=True)
_PLAIN: Final = fact_pattern("sub_services", "plain", exact=True)
_HEADING: Final = fact_pattern("sub_services", "heading")
_SUB: Final = fact_pattern("sub_services", "sub")
_USES: Final = fact_pattern("sub_services", "uses")
_SPEAKS_OF: Final = fact_pattern("sub_services", "speaks_of")
_LEADS: Final = re.compile(r"^.*(?:である|たる)(?=.)")
_LIST_LENGTH, _HEADING_LENGTH, _LONG_HEADING, _MARK = 40, 60, 70, 4


def sub_services(look: Look) -> list[FactProposal]:
    """Every company that is named where the document speaks of those below the vendor."""
    own = _owner(look)
    found = [*_in_sentences(look), *_in_lists(look)]
    found = [replace(one, value=_LEADS.sub("", one.value)) for one in found]
    return [one for one in best(found, 50) if one.value != own and not re.search(r"監査法人|LLP$|CPA", one.value)]


def _owner(look: Look) -> str:
    """The company that the document is about: the name that stands in it most often."""
    counted: dict[str, int] = {}
    for cell in look.cells:
        for hit in _NAME.finditer(cell.text):
            counted[hit[0]] = counted.get(hit[0], 0) + 1
    return max(counted, key=lambda name: counted[name], default="")


def _names(text: str) -> Iterator[re.Match[str]]:
    yield from _NAME.finditer(text)
    yield from _PLAIN.finditer(text)


def _in_sentences(look: Look) -> Iterator[FactProposal]:
    """Names in sentences that say whom the vendor uses, where sentence or heading speak of those below it."""
    heading = ""
    for cell in look.cells:
        if len(cell.text) < _HEADING_LENGTH and not cell.text.endswith(("。", ".")):
            heading = cell.text
        for sentence in re.finditer(r"[^。]+?(?:。|(?<!Inc)(?<!Ltd)(?<!Corp)\.(?=\s+[A-Z])|$)", cell.text):
            if not _USES.search(sentence[0]) and not _SPEAKS_OF.search(sentence[0]):
                continue
            is_about = _SUB.search(cell.text) or _SUB.search(heading)
            for hit in _names(sentence[0]) if is_about else _PLAIN.finditer(sentence[0]):
                at = sentence.start() + hit.start()
                yield look.propose("sub_processors", hit[0].strip(" ,"), cell, at, at + len(hit[0]))


def _in_lists(look: Look) -> Iterator[FactProposal]:
    """Names at the beginning of cells below a heading about them, until the next heading of another matter."""
    for cell in look.cells:
        if not (_SUB.search(cell.text) and len(cell.text) < 60 and not cell.text.endswith(("。", "."))):
            continue
        for one in look.cells[cell.place + 1 : cell.place + _LIST_LENGTH]:
            if _is_other_heading(one):
                break
            hit = next(_names(one.text), None)
            if hit is not None and hit.start() < _MARK and len(one.text) < len(hit[0]) + 40:
                yield look.propose("sub_processors", hit[0].strip(" ,"), one, hit.start(), hit.end())


def _is_other_heading(cell: Cell) -> bool:
    return len(cell.text) < _LONG_HEADING and bool(_HEADING.match(cell.text)) and not _SUB.search(cell.text)
