"""Grounds that are filed or published beforehand: joint use 共同利用, opt-out オプトアウト (法27条2項・5項3号)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.values.blank import is_given


class OptoutItem(StrEnum):
    """What persons are told of a provision by opt-out (法27条2項1号〜8号, 規則11条4項)."""

    PROVIDER = "provider"
    PURPOSE = "purpose"
    DATA_ITEMS = "data_items"
    ACQUIRED_HOW = "acquired_how"
    PROVIDED_HOW = "provided_how"
    STOP = "stop"
    REQUEST_WAY = "request_way"
    UPDATE_WAY = "update_way"
    START_DAY = "start_day"


class NoticeWay(StrEnum):
    """How persons were told: each of them, where they easily find it, or not at all (法27条2項、5項3号)."""

    NOTIFIED = "notified"
    KNOWABLE = "knowable"
    NOT_TOLD = "not_told"


@dataclass(frozen=True, slots=True)
class JointUse:
    """The five items of a joint use 共同利用 (法27条5項3号) as they were published or told, and their last changes.

    `told_how` with `told_on` says that each person was told, the days of publication that all could learn it.
    `responsible` with address and representative is who answers for the data; `responsible_id` its record. `changed_on`
    is the last change of purpose or of the responsible party itself, `identity_changed_on` one of its name, address or
    representative (法27条6項); no day is no change.
    """

    id: str
    name: str
    states_fact: bool | None = None
    data_items: str = ""
    users_scope: str = ""
    purpose: str = ""
    responsible: str = ""
    responsible_address: str = ""
    responsible_representative: str = ""
    responsible_id: str | None = None
    told_how: NoticeWay | None = None
    told_on: date | None = None
    published_on: date | None = None
    published_until: date | None = None
    changed_on: date | None = None
    change_told_on: date | None = None
    identity_changed_on: date | None = None
    identity_told_on: date | None = None
    external_key: str | None = None
    third_party_id: str = SELF_ID
    version: int = 1

    @property
    def missing(self) -> tuple[str, ...]:
        """Which of the five items are not there; the last has three parts."""
        texts = (
            "data_items", "users_scope", "purpose", "responsible", "responsible_address", "responsible_representative",
        )  # fmt: skip
        missing = tuple(name for name in texts if not is_given(getattr(self, name)))
        return missing if self.states_fact else ("states_fact", *missing)


@dataclass(frozen=True, slots=True)
class Filing:
    """An opt-out filing with the PPC (法27条2項), how the persons were told, and the last changes (同条3項).

    `items` are what they were told, `provision_from` the planned first day. `changed_on` is the last change of an item
    of 3号〜5号, 7号 or 8号, `identity_changed_on` one of name, address or representative; no day is no change.
    """

    id: str
    name: str
    number: str = ""
    filed_on: date | None = None
    published_on: date | None = None
    provision_from: date | None = None
    ended_on: date | None = None
    data_items: str = ""
    acquired_how: str = ""
    provided_how: str = ""
    notified_how: NoticeWay | None = None
    notified_on: date | None = None
    notified_where: str = ""
    items: frozenset[OptoutItem] | None = None
    changed_on: date | None = None
    change_told_on: date | None = None
    change_filed_on: date | None = None
    identity_changed_on: date | None = None
    identity_told_on: date | None = None
    identity_filed_on: date | None = None
    end_told_on: date | None = None
    end_filed_on: date | None = None
    external_key: str | None = None
    third_party_id: str = SELF_ID
    version: int = 1


class SharingChangeKind(StrEnum):
    """What of a filing or a joint use changes; the first two are told beforehand, the others without delay."""

    OPTOUT_ITEMS = "optout_items"
    JOINT_PURPOSE = "joint_purpose"
    IDENTITY = "identity"
    OPTOUT_END = "optout_end"

    @property
    def is_beforehand(self) -> bool:
        """Whether the persons are told, and the PPC where it is filed, before the change (法27条3項・6項)."""
        return self in {SharingChangeKind.OPTOUT_ITEMS, SharingChangeKind.JOINT_PURPOSE}


@dataclass(frozen=True, slots=True)
class SharingChange:
    """One change of an opt-out filing or of a joint use, kept beside those before it (法27条3項・6項).

    It names what it changes by `filing_id` or `joint_use_id`. `changed_on` is the first day of what is new, planned or
    past; `told_on` when the persons were told, `filed_on` when an opt-out was filed anew.
    """

    id: str
    name: str
    kind: SharingChangeKind | None = None
    filing_id: str | None = None
    joint_use_id: str | None = None
    changed_on: date | None = None
    told_on: date | None = None
    filed_on: date | None = None
    note: str = ""
    third_party_id: str = SELF_ID
    version: int = 1
