"""The services of one third party with all that hangs on each: what feeds it, where it works, which papers name it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

from sakimori.domain.records.third_party import Service
from sakimori.services.certificates.rows import CertificateRow
from sakimori.services.contracts.of_party import PartyContract
from sakimori.services.flows.groups import persons_of
from sakimori.services.flows.rows import FlowRow
from sakimori.services.flows.states import FlowVerdict, worse
from sakimori.services.parties.sub_processor_tree import SubProcessorRow


@dataclass(frozen=True, slots=True)
class Places:
    """In which country something is done: as the service says, and as its flows say."""

    recorded: str | None
    of_flows: frozenset[str]
    is_whole: bool

    @property
    def differs(self) -> bool:
        """Whether the two cannot both be right."""
        return self.recorded is not None and bool(self.of_flows) and self.of_flows != {self.recorded}

    @property
    def is_open(self) -> bool:
        """Whether one of the two is not known."""
        return self.recorded is None or not self.is_whole


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """One service, or None for what names none although there are services.

    Papers without a service of their own hold for all; `verdict` is None while nothing feeds it.
    """

    service: Service | None
    flows: tuple[FlowRow, ...]
    persons: int | None
    verdict: FlowVerdict | None
    storage: Places
    processing: Places
    contracts: tuple[PartyContract, ...]
    certificates: tuple[CertificateRow, ...]
    links: tuple[SubProcessorRow, ...]


def service_lines(
    services: Sequence[Service],
    *,
    flows: Sequence[FlowRow],
    contracts: Sequence[PartyContract],
    certificates: Sequence[CertificateRow],
    links: Sequence[SubProcessorRow],
) -> tuple[ServiceLine, ...]:
    """One line a service in their order, and a last one where flows name none."""
    running = [row for row in flows if not row.is_over]
    loose = [row for row in running if row.service is None]
    lines = [
        _line(
            service,
            [row for row in running if row.flow.service_id == service.id],
            contracts=[c for c in contracts if _speaks_of(c.contract.service_ids, service)],
            certificates=[row for row in certificates if _speaks_of(row.certificate.service_ids, service)],
            links=[row for row in links if row.link.service_id in {None, service.id}],
        )
        for service in services
    ]
    return (*lines, _line(None, loose, contracts=(), certificates=(), links=())) if loose else tuple(lines)


def _speaks_of(service_ids: Iterable[str], service: Service) -> bool:
    named = set(service_ids)
    return not named or service.id in named


def _line(
    service: Service | None,
    flows: Sequence[FlowRow],
    *,
    contracts: Iterable[PartyContract],
    certificates: Iterable[CertificateRow],
    links: Iterable[SubProcessorRow],
) -> ServiceLine:
    given = [row for row in flows if row.goes_out]
    return ServiceLine(
        service=service,
        flows=tuple(flows),
        persons=persons_of(flows),
        verdict=reduce(worse, [row.verdict for row in flows]) if flows else None,
        storage=_places(service.storage_country if service else None, [r.flow.storage_countries for r in given]),
        processing=_places(
            service.processing_country if service else None, [r.flow.processing_countries for r in given]
        ),
        contracts=tuple(contracts),
        certificates=tuple(certificates),
        links=tuple(links),
    )


def _places(recorded: str | None, said: Sequence[frozenset[str] | None]) -> Places:
    known = frozenset[str]().union(*(countries for countries in said if countries))
    return Places(recorded, known, is_whole=bool(said) and None not in said)
