"""What a document says as values for the form of a contract: each typed, with its passage, and what stands already."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from sakimori.domain.records.contract import Contract
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.text import Text
from sakimori.exchange.documents.facts import FactProposal
from sakimori.services.evidence.offers import FieldOffer, PartyNames, is_named, party_names, with_standing

_MONTH_AT_MOST: Final = (0, 31, 62, 92, 123, 153, 184, 215, 245, 276, 306, 337, 366)
"""The most days that so many months in a row can have: whoever counts with them gives notice in time."""
_DAYS: Final = frozenset({"signed_on", "start_on", "end_on"})
_TRUTHS: Final = frozenset({"auto_renews", "open_ended"})
_NUMBERS: Final = frozenset({"renewal_months", "breach_notice_hours"})
_AT_MOST: Final = Text(
    "{count}か月を、最も長い場合の日数で数えています。", "{count} months, counted as the most days that they can have."
)


def contract_fields(
    facts: Sequence[FactProposal], *, own: ThirdParty, party: ThirdParty, standing: Contract | None = None
) -> tuple[tuple[FieldOffer, ...], PartyNames]:
    """The offers for the fields of a contract, the best of each field first, and whom the document names."""
    offers = [*_sides(facts, own, party), *_values(facts)]
    names = party_names(facts, own=own, party=party)
    return tuple(with_standing(offers, standing)), names


def _values(facts: Sequence[FactProposal]) -> Iterator[FieldOffer]:
    for one in facts:
        if one.field in _DAYS:
            yield FieldOffer(one.field, date.fromisoformat(one.value), one)
        elif one.field in _TRUTHS:
            yield FieldOffer(one.field, one.value == "true", one)
        elif one.field in _NUMBERS:
            yield FieldOffer(one.field, int(one.value), one)
        elif one.field == "governing_law":
            yield FieldOffer(one.field, one.value, one)
        elif one.field == "notice":
            yield from _notice(one)


def _notice(fact: FactProposal) -> Iterator[FieldOffer]:
    """The days of notice; months are counted as the most days that they can have, so that it is never late."""
    count, unit = fact.value.split()
    number, remark = int(count), None
    if unit == "months":
        number, remark = days_at_most(number), _AT_MOST.format(count=number)
    for field in ("notice_days_ours", "notice_days_theirs"):
        yield FieldOffer(field, number, fact, remark=remark)


def days_at_most(months: int) -> int:
    """The most days that some months in a row can have."""
    years, rest = divmod(months, 12)
    return years * 365 + _MONTH_AT_MOST[rest] + (years > 0)


def _sides(facts: Sequence[FactProposal], own: ThirdParty, party: ThirdParty) -> Iterator[FieldOffer]:
    for one in facts:
        if one.field == "parties":
            if is_named(one.value, own):
                yield FieldOffer("our_side", one.value, one)
            elif is_named(one.value, party):
                yield FieldOffer("other_side", one.value, one)
