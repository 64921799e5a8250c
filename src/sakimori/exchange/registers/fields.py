"""What the records of the register and their fields are called, for screens, files and messages alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sakimori.domain.incident import CaseSince, Entruster, Exemption
from sakimori.domain.records.country import CountryFact
from sakimori.domain.records.record import record_kinds
from sakimori.domain.values.text import Text
from sakimori.exchange.parties.row import ThirdPartyRow
from sakimori.exchange.registers.words import WORDS

_KINDS: Final = {
    **record_kinds(),
    "country_fact": CountryFact,
    "exemption": Exemption,
    "case_since": CaseSince,
    "entruster": Entruster,
    "third_party_row": ThirdPartyRow,
}

FIELD_WORDS: Final[Mapping[type, Mapping[str, Text]]] = {kind: WORDS[name] for name, kind in _KINDS.items()} | {
    ThirdPartyRow: WORDS["third_party"] | WORDS["third_party_row"]
}

RECORD_WORDS: Final[Mapping[type, Text]] = {_KINDS[name]: words for name, words in WORDS[""].items()}
"""What one record of each kind is called."""


def field_words(kind: type, field: str) -> Text:
    """What a field of a kind of record is called."""
    return FIELD_WORDS[kind].get(field) or WORDS["record"][field]
