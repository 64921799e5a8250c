"""What must reach a recipient that holds a copy of the data: a correction, a stop, an erasure, a recall, a search."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sakimori.domain.records.own_registers import StopChannel


class PassedOnAbout(StrEnum):
    """What is asked of the recipient; a search is for what it holds of a person who asked us for disclosure."""

    SEARCH = "search"
    CORRECTION = "correction"
    STOP = "stop"
    ERASURE = "erasure"
    RECALL = "recall"


class PassedOnWay(StrEnum):
    """How the recipient was told."""

    MAIL = "mail"
    FILE = "file"
    PORTAL = "portal"
    PHONE = "phone"
    LETTER = "letter"


class PassedOnAnswer(StrEnum):
    """What the recipient answered; FOUND is the answer to a search alone."""

    DONE = "done"
    FOUND = "found"
    HOLDS_NONE = "holds_none"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class PassedOn:
    """One thing that a recipient was asked to do with its copy, by our policy until `due_on`.

    The copy went along a flow, or by one hand-over that stands under none.

    It comes from the request of a person (`request_id`) or with a batch of stops (`stop_batch_id`), which are those put
    down on one day for one `channel`. Nothing here tells the person: who is meant is told to the recipient alone.
    """

    id: str
    third_party_id: str
    flow_id: str | None
    about: PassedOnAbout
    asked_on: date
    due_on: date
    request_id: str | None = None
    stop_batch_id: str | None = None
    told_on: date | None = None
    told_by: str | None = None
    told_how: PassedOnWay | None = None
    answered_on: date | None = None
    answer: PassedOnAnswer | None = None
    channel: StopChannel | None = None
    note: str = ""
    release_id: str | None = None
    version: int = 1

    @property
    def went_by(self) -> str:
        """The id of the flow, or of the hand-over, by which the copy went."""
        return self.flow_id or self.release_id or ""

    def concerns(self, flow_id: str) -> bool:
        """Whether it concerns a hand-over along a flow, or under none; a copy that went under none concerns all."""
        return self.flow_id is None or flow_id in {"", self.flow_id}
