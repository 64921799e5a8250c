"""A dossier 調書: everything recorded about one third party, as the rules read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sakimori.domain.assessment import Assessment, Condition, Evidence, PeriodicReview
from sakimori.domain.gap import Waiver
from sakimori.domain.pack import AnswerValue, Pack, Question
from sakimori.domain.third_party import Alias, Contact, Service, ThirdParty
from sakimori.domain.user import User


@dataclass(frozen=True, slots=True)
class AssessedPack:
    """One assessment with its frozen pack, its current answers by question, and the questions that were asked."""

    assessment: Assessment
    pack: Pack
    values: Mapping[str, AnswerValue]
    shown: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """The records of one third party, and the few outside records that its rules read (`owner`)."""

    third_party: ThirdParty
    owner: User | None = None
    services: tuple[Service, ...] = ()
    aliases: tuple[Alias, ...] = ()
    contacts: tuple[Contact, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    governing: tuple[AssessedPack, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    conditions: tuple[Condition, ...] = ()
    periodic_reviews: tuple[PeriodicReview, ...] = ()
    waivers: tuple[tuple[Waiver, tuple[str, str, str]], ...] = ()
    gap_owners: tuple[tuple[tuple[str, str, str], str], ...] = ()
    depends_on: frozenset[tuple[str, str]] = field(default=frozenset())
