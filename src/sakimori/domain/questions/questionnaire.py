"""Questionnaires of others: forms that came in as private packs, how forms are read, and what each file answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class PrivatePack:
    """One version of a pack that is not ours to give away: a form that somebody sent, or a part of another pack.

    `digest` names its frozen body; `sha256` the file it came in, blank where it came in none; `derived_from` the
    assessment whose open questions it asks again. `licence` is the notice that stands wherever its text does.
    """

    id: str
    pack_id: str
    release: str
    digest: str
    title: str
    sender: str
    licence: str
    language: str
    profile: str
    filename: str
    sha256: str
    made_on: date
    made_by: str
    derived_from: str = ""
    withdrawn_on: date | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class KeptProfile:
    """How a form is laid out and what its tokens mean, as somebody confirmed it; `body` is its YAML."""

    id: str
    name: str
    title: str
    body: str
    made_on: date
    made_by: str
    withdrawn_on: date | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class QuestionnaireImport:
    """A file that went into an assessment: how it was read, and which of its answers went to which question.

    `profile` is the form by which it was read, `profile_body` the YAML of one that was kept; `said` what tokens mean in
    this file; `matched` holds pairs of a place in the file and the question whose answer stands there.
    """

    id: str
    assessment_id: str
    filename: str
    sha256: str
    profile: str
    profile_body: str
    said: tuple[tuple[str, str], ...]
    matched: tuple[tuple[str, str], ...]
    answers: int
    by: str
    at: datetime
    version: int = 1
