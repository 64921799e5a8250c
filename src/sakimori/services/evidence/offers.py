"""What a document proposes for the fields of a record, and whom it names: shared by contracts and certificates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.names import fold, match_key
from sakimori.domain.values.text import Text
from sakimori.exchange.documents.facts import FactProposal

Value = str | int | bool | date


@dataclass(frozen=True, slots=True)
class FieldOffer:
    """A value that a document proposes for a field of a record, and the passage that says so.

    `stands` says that the record holds it already; `is_unclear` that the passage can be read in two ways, each of
    which is an offer of its own. `remark` tells how a value was reckoned where the document writes it otherwise.
    """

    field: str
    value: Value
    proposal: FactProposal
    stands: bool = False
    remark: Text | None = None

    @property
    def is_unclear(self) -> bool:
        """Whether another offer for the field reads the same passage otherwise."""
        return self.proposal.is_unclear


@dataclass(frozen=True, slots=True)
class PartyNames:
    """Whom the document names, and how that agrees with the dossier; None where it names nobody.

    `numbers` are the 法人番号 in it; `is_number_other` says that none is that of the third party, though it has one.
    """

    named: tuple[str, ...]
    numbers: tuple[str, ...]
    names_us: bool | None
    names_them: bool | None
    is_number_other: bool


def with_standing(offers: Iterable[FieldOffer], standing: object) -> Iterator[FieldOffer]:
    """Offers that say whether the record holds them already."""
    for one in offers:
        held = getattr(standing, one.field, None) if standing is not None else None
        yield FieldOffer(one.field, one.value, one.proposal, held == one.value and held is not None, one.remark)


def party_names(facts: Sequence[FactProposal], *, own: ThirdParty, party: ThirdParty) -> PartyNames:
    """Whom a document names, and whether that is us and the third party."""
    named = tuple(one.value for one in facts if one.field in {"parties", "holder"})
    numbers = tuple(one.value for one in facts if one.field == "numbers")
    return PartyNames(
        named,
        numbers,
        any(is_named(name, own) for name in named) if named else None,
        any(is_named(name, party) for name in named) if named else None,
        is_number_other=bool(numbers and party.corporate_number and party.corporate_number not in numbers),
    )


def is_named(name: str, party: ThirdParty) -> bool:
    """Whether a name is that of a third party, by its own or its English one."""
    known = [one for one in (party.legal_name, party.english_name) if one]
    return any(fold(name) == fold(one) or match_key(name) == match_key(one) for one in known)
