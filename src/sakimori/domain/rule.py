"""A rule: one version of a provision, or of a policy of ours."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sakimori.domain.codes import Basis, ControlArea
from sakimori.domain.gap import Finding, SubjectKind
from sakimori.domain.text import Text

if TYPE_CHECKING:
    from sakimori.domain.dossier import Dossier
    from sakimori.domain.policy import Policy

Judge = Callable[["Rule", "Dossier", "Policy"], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a legal text or guideline, as it is printed beside a gap."""

    text: Text


COMPANY_POLICY = Citation(Text("会社方針", "Policy"))


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of a provision; `judge` sees no day, no store and no language.

    `in_force_until` is the last day. Outside its dates a rule says nothing: its stages are cut to them.
    """

    id: str
    revision: int
    scope: SubjectKind
    title: Text
    cites: tuple[Citation, ...]
    basis: Basis
    area: ControlArea
    points: tuple[str, ...]
    judge: Judge
    in_force_from: date
    checked_on: date
    in_force_until: date | None = None

    @property
    def citation(self) -> Text:
        """All citations in one line."""
        return Text("・".join(c.text.ja for c in self.cites), ", ".join(c.text.en for c in self.cites))
