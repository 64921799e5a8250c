"""What a file that is handed in seems to hold, for a person to confirm."""

from __future__ import annotations

from typing import Final

from sakimori.domain.values.names import fold
from sakimori.exchange.lists.source import Source
from sakimori.exchange.registers.columns import propose_register
from sakimori.exchange.registers.dora_sheets import is_dora
from sakimori.exchange.registers.kinds import LISTED, RECORDS, ListKind, kind_words
from sakimori.exchange.registers.processing_register import processing_fit, propose_processing

_LEAST: Final = 3.0
"""So much must speak for a list of the register where the file could as well be a list of third parties."""

_LEAST_ALONE: Final = 2.0
"""So much is enough where it names no third parties."""


def guess_kind(source: Source) -> ListKind:
    """The kind whose columns a file has; of a workbook of ours with many sheets, that of the first one."""
    if is_dora(source):
        return ListKind.DORA
    own = _by_sheets(source)
    if own is not None:
        return own
    fits = {kind: propose_register(source.grids, record).fit for kind, record in RECORDS.items()}
    fits[ListKind.PROCESSING_REGISTER] = processing_fit(propose_processing(source.grids))
    best = max(fits, key=lambda kind: fits[kind])
    parties = _third_party_fit(source)
    least = _LEAST if parties else _LEAST_ALONE
    return best if fits[best] > max(parties, least) else ListKind.THIRD_PARTIES


def _by_sheets(source: Source) -> ListKind | None:
    words = {fold(word): kind for kind in LISTED for word in _words(kind)}
    named = [words[fold(grid.sheet)] for grid in source.grids if fold(grid.sheet) in words]
    return named[0] if len(named) > 1 else None


def _words(kind: ListKind) -> tuple[str, str]:
    words = kind_words(kind)
    return words.ja, words.en


def _third_party_fit(source: Source) -> float:
    proposal = propose_register(source.grids, LISTED[ListKind.THIRD_PARTIES])
    return proposal.fit and sum(g.confidence for g in proposal.columns if g.field and g.confidence >= _SURE)


_SURE: Final = 0.9
