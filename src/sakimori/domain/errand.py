"""An errand 依頼: one person asks another to see to something by a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class ErrandKind(StrEnum):
    """What is asked for: a company registered, something on record of one mended, a document, a decision."""

    REGISTER = "register"
    MEND = "mend"
    EVIDENCE = "evidence"
    DECISION = "decision"


class ErrandState(StrEnum):
    """Where an errand stands."""

    OPEN = "open"
    DONE = "done"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Errand:
    """What somebody asked of whom, by when; `about` is the name of the company as the asker knows it.

    One of kind `REGISTER` is done by whatever write registers a company of that name, and names it from then on; one of
    kind `MEND` by whatever write closes the last of its `gap_ids`; one of kind `EVIDENCE` by whatever write files a
    document at its question, of the evidence that `request_id` names where it names one. One of kind `MEND` that names
    no gap somebody says is done. One of kind `DECISION` is done by the decision on its assessment, or by sending that
    back.
    """

    id: str
    kind: ErrandKind
    about: str
    text: str
    asked_by: str
    asked_at: datetime
    person_id: str
    due_on: date
    third_party_id: str | None = None
    gap_ids: tuple[str, ...] = ()
    assessment_id: str | None = None
    question_id: str | None = None
    request_id: str | None = None
    state: ErrandState = ErrandState.OPEN
    closed_by: str | None = None
    closed_at: datetime | None = None
    version: int = 1
