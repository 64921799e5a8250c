"""Where our company is found and how its desk for persons is reached, as our own dossier says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sakimori.domain.codes import ContactKind
from sakimori.domain.records.third_party import SELF_ID, Contact, ThirdParty
from sakimori.services.kernel.unit import Unit

_DESKS: Final = (ContactKind.ANSWERING, ContactKind.INCIDENT)


@dataclass(frozen=True, slots=True)
class OwnDesk:
    """Our address, and the telephone and mail of the desk; whatever is not recorded is empty."""

    address: str = ""
    reach: str = ""


def own_desk(unit: Unit) -> OwnDesk:
    """Our desk as it is recorded now: the contact that answers persons before any other that can be reached."""
    own = unit.records.find(ThirdParty, SELF_ID)
    contacts = unit.records.select(Contact, "third_party_id = :own", {"own": SELF_ID})
    ordered = sorted(contacts, key=lambda one: (one.kind not in _DESKS, one.kind, one.id))
    ways = next(((one.phone, one.email) for one in ordered if one.email or one.phone), ())
    return OwnDesk((own.address if own else "") or "", "・".join(filter(None, ways)))
