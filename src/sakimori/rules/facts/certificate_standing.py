"""Until when each certificate of a third party says anything, and by which newer one it is replaced."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sakimori.domain.records.certificate import ADD_ONS, Certificate, Scheme
from sakimori.rules.facts.schemes import SCHEMES


@dataclass(frozen=True, slots=True)
class Standing:
    """One certificate with its last day among the others; an add-on ends with the ISMS to which it belongs.

    `replaced_from` is the first day on which a newer certificate speaks in its place; `date.min` where it always does.
    """

    certificate: Certificate
    through: date | None
    is_endless: bool
    lacks_base: bool
    replaced_from: date | None

    @property
    def counts(self) -> bool:
        """Whether it may speak for us: one whose scope leaves us out counts as absent."""
        return self.certificate.covers_us is not False

    @property
    def is_renewal_pending(self) -> bool:
        """Whether its renewal was applied for in time under a scheme that keeps it valid until the decision."""
        return self.certificate.is_renewal_pending


def standings(certificates: Sequence[Certificate]) -> tuple[Standing, ...]:
    """How each certificate of a third party stands."""
    ends = {c.id: _last_day(c, certificates) for c in certificates}
    return tuple(
        Standing(
            certificate=c,
            through=ends[c.id],
            is_endless=c.is_endless,
            lacks_base=c.scheme in ADD_ONS and not tuple(_bases(certificates)),
            replaced_from=min(
                (_begins(other) for other in certificates if _replaces(other, c, ends)),
                default=None,
            ),
        )
        for c in certificates
    )


def _bases(certificates: Iterable[Certificate]) -> Iterable[Certificate]:
    return (c for c in certificates if c.scheme is Scheme.ISO27001 and c.covers_us is not False)


def _last_day(certificate: Certificate, certificates: Iterable[Certificate]) -> date | None:
    own = certificate.valid_through
    if certificate.scheme not in ADD_ONS:
        return own
    ends = tuple(base.valid_through for base in _bases(certificates))
    if not ends or None in ends:
        return own
    of_base = max(end for end in ends if end is not None)
    return min(own, of_base) if own is not None else of_base


def _replaces(newer: Certificate, older: Certificate, ends: dict[str, date | None]) -> bool:
    """Whether one of the same scheme or a higher one, for the same services or more, speaks longer than another."""
    is_same = newer.scheme is older.scheme
    if newer.id == older.id or newer.covers_us is False or not _serves(newer, older):
        return False
    if not is_same and newer.scheme not in SCHEMES[older.scheme].above:
        return False
    newer_end = date.max if newer.is_endless else ends[newer.id]
    if newer_end is None:
        return False
    if older.covers_us is False:
        return True
    older_end = date.max if older.is_endless else ends[older.id]
    if older_end is None:
        return older.issued_on is not None and newer.issued_on is not None and newer.issued_on > older.issued_on
    return newer_end > older_end or (newer_end == older_end and (not is_same or _tie(newer) > _tie(older)))


def _serves(newer: Certificate, older: Certificate) -> bool:
    """Without services named a certificate speaks of the third party as a whole."""
    return not newer.service_ids or (bool(older.service_ids) and set(older.service_ids) <= set(newer.service_ids))


def _tie(certificate: Certificate) -> tuple[date, str]:
    return (certificate.issued_on or date.min, certificate.id)


def _begins(certificate: Certificate) -> date:
    """From when it speaks: its issue, or the period of a report if that began earlier; always while nobody knows."""
    known = [day for day in (certificate.issued_on, certificate.period_from) if day is not None]
    return min(known, default=date.min)
