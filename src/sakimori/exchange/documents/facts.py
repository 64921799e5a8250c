"""Facts that a document states of itself: what each is, its value as it is stored, and the passage that says so."""

from __future__ import annotations

from dataclasses import dataclass

from sakimori.exchange.documents.passages import Passage


@dataclass(frozen=True, slots=True)
class FactProposal:
    """One value that a document may state for one fact.

    `value` is ISO for days, "true" or "false", figures for numbers, a code where the fact has codes; else the words.
    Of several for one fact the best stands first. A day that can be read in two ways comes twice, `is_unclear`.
    """

    field: str
    value: str
    passage: Passage
    is_unclear: bool = False
