"""Who the parties of a contract are: named where the contract begins, else where it is signed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sakimori.exchange.documents.facts import FactProposal
from sakimori.exchange.documents.letters import plain_text
from sakimori.exchange.documents.looks import Cell, Look, best
from sakimori.exchange.documents.patterns import fact_pattern

_FORM: Final = fact_pattern("parties", "form_of_name")
_DESCRIBED: Final = fact_pattern("parties", "described")
_LATIN_NAME: Final = fact_pattern("parties", "latin_name", exact=True)
_DEFINED_JA: Final = fact_pattern("parties", "defined_ja", exact=True)
_DEFINED_EN: Final = fact_pattern("parties", "defined_en", exact=True)
_BETWEEN_EN: Final = fact_pattern("parties", "between_en", exact=True)
_ROLE_CELL: Final = fact_pattern("parties", "role_cell")
_ANY_NAME: Final = fact_pattern("parties", "any_name", exact=True)
_LEAD_JA: Final = fact_pattern("parties", "lead_ja", exact=True)
_PUBLIC: Final = fact_pattern("parties", "public", exact=True)
_BEGINNING, _SHORT, _BOTH = 14, 40, 2


def parties(look: Look) -> list[FactProposal]:
    """The names of the parties in the order in which they are named."""
    found = [one for cell in look.cells[:_BEGINNING] for one in _defined(look, cell)]
    for others in (_signing, _in_table):
        if len({one.value for one in found}) < _BOTH:
            found += list(others(look))
    return best(found, 4)


def _in_table(look: Look) -> Iterator[FactProposal]:
    """Companies that stand alone in cells where the contract begins, as in a table of the parties."""
    for cell in look.cells[: 2 * _BEGINNING]:
        if _ANY_NAME.fullmatch(cell.text.strip()):
            yield look.propose("parties", cell.text.strip(), cell)


def _defined(look: Look, cell: Cell) -> Iterator[FactProposal]:
    for found in _DEFINED_JA.finditer(cell.text):
        name = _LEAD_JA.sub("", found["name"]).strip(" ,")
        latin = _LATIN_NAME.search(name)
        name = latin[0] if latin else _DESCRIBED.sub("", name)
        if latin or _FORM.search(name) or found["role"] in {"甲", "乙", "丙", "丁"}:
            yield look.propose("parties", name, cell, found.start(), found.end())
    for pattern in (_DEFINED_EN, _BETWEEN_EN):
        hits = list(pattern.finditer(cell.text))
        for hit in hits:
            yield look.propose("parties", _cut_en(hit["name"]), cell, hit.start(), hit.end())
        if len(hits) > 1:
            return


def _cut_en(name: str) -> str:
    """A name without the words that lead to it."""
    name = re.split(
        r"\b(?:between|among|by and between|and between|entered into by|with)\b[\s:]*|, and ", name, flags=re.IGNORECASE
    )[-1]
    return re.sub(r"^(?:\(?[0-9a-z]{1,2}[.)]\s*|and\s+)", "", name.strip(" ,")).strip(" ,")


def _signing(look: Look) -> Iterator[FactProposal]:
    """Names in the cells of those who sign, up to the next blank: titles and persons follow."""
    for cell in [*look.cells[:_BEGINNING], *look.cells[_BEGINNING:][-30:]]:
        role = _ROLE_CELL.match(cell.text)
        before = look.cells[cell.place - 1].text if cell.place else ""
        if role is None and not (len(before) < _SHORT and _ROLE_CELL.match(before)):
            continue
        start = cell.plain.places[min(role.end(), len(cell.text) - 1)] if role else 0
        name = _signed_name(cell.paragraph.text[start:])
        if name:
            yield look.propose("parties", name, cell)


def _signed_name(written: str) -> str:
    """The name in what stands behind a role: a company, else a public body that stands first."""
    written = written.strip(" \u3000:：)）")
    for part in re.split(r"[\u3000\t]+|\s{2,}|(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])", written):
        found = _ANY_NAME.search(plain_text(part))
        if found is not None:
            return _cut_en(found[0])
    first = plain_text(re.split(r"[\s\u3000]", written)[0])
    return first if _PUBLIC.fullmatch(first) else ""
