"""How long our own data are kept: what obliges us to keep them, and what was erased (法22条, GL 10-5(4))."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sakimori.domain.records.third_party import SELF_ID


class RetentionStart(StrEnum):
    """From which event the period of a data set counts."""

    ACQUIRED = "acquired"
    LAST_DEALING = "last_dealing"
    END_OF_CONTRACT = "end_of_contract"
    OTHER = "other"


class ErasureWay(StrEnum):
    """How data were made unrecoverable."""

    DELETED = "deleted"
    OVERWRITTEN = "overwritten"
    SHREDDED = "shredded"
    DESTROYED = "destroyed"
    ANONYMISED = "anonymised"


@dataclass(frozen=True, slots=True)
class KeepingDuty:
    """What bears on how long a data set is kept: the start of its period, a law that sets a minimum, a legal hold.

    `duty_months` is how long a law or contract obliges us to keep it, 0 where none does; `duty_law` names it. A hold
    保全 lasts from `hold_since` until it is lifted.
    """

    id: str
    data_set_id: str
    starts: RetentionStart | None = None
    duty_months: int | None = None
    duty_law: str = ""
    is_held: bool | None = None
    hold_since: date | None = None
    hold_reason: str = ""
    note: str = ""
    third_party_id: str = SELF_ID
    version: int = 1


@dataclass(frozen=True, slots=True)
class OwnErasure:
    """That data of ours were erased: those of a part whose period began until `acquired_to`, all of it where none is.

    Where the period counts from the end of a contract, say, `acquired_to` is the last such day of what was erased, and
    `is_all` says that nothing of the part is left.
    """

    id: str
    data_set_part_id: str
    erased_on: date
    acquired_to: date | None = None
    is_all: bool | None = None
    way: ErasureWay | None = None
    person_count: int | None = None
    carried_out: str = ""
    noted_by: str | None = None
    note: str = ""
    third_party_id: str = SELF_ID
    version: int = 1
