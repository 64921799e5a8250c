"""Third parties, contracts and certificates: read as the screens list them, on any day."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final

from pydantic import Field

from sakimori.domain.access_token import TokenScope
from sakimori.domain.codes import Lifecycle, Role, Severity
from sakimori.domain.records.certificate import Certificate
from sakimori.domain.records.contract import ClauseState, Contract, ContractKind, ContractState
from sakimori.domain.records.third_party import Service, ThirdParty
from sakimori.domain.values.names import fold
from sakimori.domain.values.text import Text
from sakimori.services.certificates.rows import CertificateRow, CertificateState, all_certificates
from sakimori.services.contracts import rows as contracts
from sakimori.services.contracts.rows import ContractFilter, ContractRow
from sakimori.services.contracts.view import contract_sheet
from sakimori.services.kernel.access import Permission
from sakimori.services.parties import rows as parties
from sakimori.services.parties.rows import Focus, PartyFilter, PartyRow
from sakimori.services.parties.view import PartyStanding, dossier_view
from sakimori.web.api.endpoint import Call, Endpoint, PageOut, Versioned
from sakimori.web.api.forms import DayQuery, Flag, Line, Out, PageQuery, Words, words


class PartiesQuery(PageQuery):
    """Which third parties are listed."""

    text: Line = ""
    role: Annotated[tuple[Role, ...], Field(max_length=10)] = ()
    focus: Focus = Focus.ALL
    with_over: Flag = False


class PartyOut(Out):
    """A third party as lists show it: `worst` is its gravest known gap, None where nothing is known to be open."""

    id: str
    name: str
    roles: tuple[Role, ...]
    tier: int | None
    lifecycle: Lifecycle
    country: str | None
    persons: int | None
    worst: Severity | None
    known_gaps: int
    unknown: int
    risk: int | None
    next_due: date | None
    owner: str | None
    is_confirmed: bool


class PartyPage(Out):
    """Some third parties, the worst first, or the best hits of a text."""

    items: tuple[PartyOut, ...]
    page: PageOut


def _parties(call: Call) -> PartyPage:
    query: PartiesQuery = call.query
    pager, as_of = call.page(), call.as_of()
    wanted = PartyFilter(
        text=query.text, roles=frozenset(query.role), focus=query.focus, with_over=query.with_over
    )  # fmt: skip
    rows = parties.row_page(call.seat, as_of, wanted, first=pager.first, limit=pager.limit)
    total = parties.how_many(call.seat, as_of, wanted)
    return PartyPage(items=tuple(_party(row) for row in rows), page=pager.told(len(rows), total=total))


def _party(row: PartyRow) -> PartyOut:
    return PartyOut(
        id=row.id, name=row.name, roles=tuple(sorted(row.roles)), tier=row.tier, lifecycle=row.lifecycle,
        country=row.country, persons=row.persons, worst=row.gaps.worst, known_gaps=row.gaps.known,
        unknown=row.gaps.unknown, risk=row.risk, next_due=row.next_due, owner=row.owner,
        is_confirmed=row.is_confirmed,
    )  # fmt: skip


class DossierOut(Out):
    """One third party with what its dossier comes to on a day."""

    record: ThirdParty
    tier: int | None
    owner: str | None
    standing: PartyStanding
    governing_until: date | None
    next_review: date | None
    known_gaps: int
    unknown: int
    services: tuple[Service, ...]
    other_names: tuple[str, ...]
    is_waiting: bool


def _dossier(call: Call) -> Versioned:
    as_of = call.as_of()
    found = dossier_view(call.seat, call.path["third_party_id"], on=call.on, today=call.today, number=as_of.number)
    out = DossierOut(
        record=found.party, tier=found.tier, owner=found.owner.name if found.owner else None, standing=found.standing,
        governing_until=found.governing_until, next_review=found.next_review, known_gaps=found.counts.number,
        unknown=found.counts.unknown, services=found.services,
        other_names=tuple(alias.name for alias in found.aliases), is_waiting=found.is_waiting,
    )  # fmt: skip
    return Versioned(out, found.party.version)


class ContractsQuery(PageQuery):
    """Which contracts are listed."""

    text: Line = ""
    third_party_id: Line = ""
    focus: contracts.Focus = contracts.Focus.ALL


class ContractOut(Out):
    """A contract as it stands on a day; `notice_day` is the last one on which notice can be given."""

    record: Contract
    third_party: str
    state: ContractState
    notice_day: date | None
    term_end: date | None
    covers: int
    unconfirmed: int
    missing_musts: int
    unknown: int
    needs_successor: bool


class ContractPage(Out):
    """Some contracts, the most pressing first."""

    items: tuple[ContractOut, ...]
    page: PageOut


def _contracts(call: Call) -> ContractPage:
    query: ContractsQuery = call.query
    pager, as_of = call.page(), call.as_of()
    no_kind: frozenset[ContractKind] = frozenset()
    words_of = tuple((fold(word), no_kind) for word in query.text.split())
    wanted = ContractFilter(focus=query.focus, party=query.third_party_id, words=words_of)
    found = contracts.contract_page(call.seat, as_of, wanted, first=pager.first, limit=pager.limit)
    items = tuple(_contract(row) for row in found.rows)
    return ContractPage(items=items, page=pager.told(len(items), total=found.total))


def _contract(row: ContractRow) -> ContractOut:
    return ContractOut(
        record=row.contract, third_party=row.third_party, state=row.state, notice_day=row.notice_day,
        term_end=row.term_end, covers=row.covered, unconfirmed=row.unconfirmed, missing_musts=row.gaps.musts,
        unknown=row.gaps.unknown, needs_successor=row.needs_successor,
    )  # fmt: skip


class ClauseOut(Out):
    """A clause that the contract is read for: its words, the article or standard behind it, what was found."""

    clause: str
    text: Words
    base: Words
    state: ClauseState


class ContractSheetOut(Out):
    """One contract with what was found of its clauses."""

    record: Contract
    state: ContractState
    clauses: tuple[ClauseOut, ...]


def _sheet(call: Call) -> Versioned:
    as_of = call.as_of()
    found = contract_sheet(
        call.seat, call.path["contract_id"], on=call.on, today=call.today, number=as_of.number
    )  # fmt: skip
    clauses = tuple(
        ClauseOut(clause=one.clause.id, text=words(one.clause.text), base=words(one.clause.base), state=one.state)
        for part in found.sets
        for one in part.clauses
    )
    return Versioned(
        ContractSheetOut(record=found.contract, state=found.state, clauses=clauses), found.contract.version
    )


class CertificatesQuery(PageQuery):
    """Which certificates are listed."""

    third_party_id: Line = ""


class CertificateOut(Out):
    """A certificate as it stands on a day; `through` is its last day by its scheme."""

    record: Certificate
    third_party: str
    scheme: Words
    state: CertificateState
    through: date | None
    services: tuple[str, ...]


class CertificatePage(Out):
    """Some certificates, those that matter most first."""

    items: tuple[CertificateOut, ...]
    page: PageOut


def _certificates(call: Call) -> CertificatePage:
    query: CertificatesQuery = call.query
    pager, as_of = call.page(), call.as_of()
    rows = all_certificates(call.seat, on=call.on, number=as_of.number)
    wanted = [row for row in rows if query.third_party_id in {"", row.third_party_id}]
    items = tuple(_certificate(row) for row in wanted[pager.first : pager.first + pager.limit])
    return CertificatePage(items=items, page=pager.told(len(items), total=len(wanted)))


def _certificate(row: CertificateRow) -> CertificateOut:
    return CertificateOut(
        record=row.certificate, third_party=row.third_party_name, scheme=words(row.scheme.name), state=row.state,
        through=row.through, services=row.services,
    )  # fmt: skip


ENDPOINTS: Final = (
    Endpoint(
        method="GET", path="/third-parties", name="list_third_parties", scope=TokenScope.REGISTER,
        permission=Permission.READ, query=PartiesQuery, answers=PartyPage, run=_parties,
        title=Text("取引先の一覧", "Third parties"),
    ),
    Endpoint(
        method="GET", path="/third-parties/{third_party_id}", name="read_third_party", scope=TokenScope.REGISTER,
        permission=Permission.READ, query=DayQuery, answers=DossierOut, run=_dossier,
        title=Text("取引先の調書", "One third party"),
    ),
    Endpoint(
        method="GET", path="/contracts", name="list_contracts", scope=TokenScope.REGISTER,
        permission=Permission.READ, query=ContractsQuery, answers=ContractPage, run=_contracts,
        title=Text("契約の一覧", "Contracts"),
    ),
    Endpoint(
        method="GET", path="/contracts/{contract_id}", name="read_contract", scope=TokenScope.REGISTER,
        permission=Permission.READ, query=DayQuery, answers=ContractSheetOut, run=_sheet,
        title=Text("契約と条項", "One contract with its clauses"),
    ),
    Endpoint(
        method="GET", path="/certificates", name="list_certificates", scope=TokenScope.REGISTER,
        permission=Permission.READ, query=CertificatesQuery, answers=CertificatePage, run=_certificates,
        title=Text("認証の一覧", "Certificates"),
    ),
)  # fmt: skip
