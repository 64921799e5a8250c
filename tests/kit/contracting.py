"""A workspace with people of two roles, and contracts in it: one keyword for each fact that matters to a test."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from kit.builders import AT, TODAY, a_third_party, a_workspace, an_actor
from sakimori.domain.codes import Lifecycle, UserRole
from sakimori.domain.records.contract import ClauseState, Contract, ContractClause, ContractCover, ContractKind
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.as_of import AsOf
from sakimori.services.contracts.rows import (
    ContractCounts,
    ContractFilter,
    ContractRow,
    UncoveredParty,
    all_contracts,
    all_uncovered,
    contract_page,
)
from sakimori.services.contracts.write import ClauseCheck, check_clauses
from sakimori.services.kernel.confirmations import confirm_cover
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register
from sakimori.services.settings.users import add_user

BUYER = an_actor(UserRole.PROCUREMENT, user_id="us02", name="高橋 健")
LAWYER = an_actor(UserRole.COMPLIANCE, user_id="us03", name="中村 由紀")
SELLER = an_actor(UserRole.SALES, user_id="us04", name="森 さくら")
AUDITOR = an_actor(UserRole.AUDITOR, user_id="us05", name="木村 誠")


def later(days: int) -> datetime:
    """Some days after the instant of the tests."""
    return AT + timedelta(days=days)


def day(days: int) -> date:
    """Some days after the day of the tests."""
    return TODAY + timedelta(days=days)


def a_register() -> Workspace:
    """A workspace with a buyer and a lawyer."""
    workspace = a_workspace()
    for person in (BUYER, LAWYER):
        add_user(
            workspace, name=person.name, department="", roles=person.roles, user_id=person.id, actor=an_actor(), at=AT
        )
    return workspace


def a_party(workspace: Workspace, name: str = "株式会社つむぎコールセンター", **facts: Any) -> ThirdParty:
    """A registered processor in Japan, in use."""
    party = a_third_party(legal_name=name, **({"lifecycle": Lifecycle.IN_USE} | facts))
    return register(workspace, party, actor=BUYER, at=AT).record


def a_contract(workspace: Workspace, party: ThirdParty, *, confirmed: bool = True, **facts: Any) -> Contract:
    """A contract of entrustment in force for a year and not renewing, unless said otherwise."""
    given: dict[str, Any] = {
        "title": "業務委託契約",
        "kind": ContractKind.ENTRUSTMENT,
        "signed_on": day(-190),
        "start_on": day(-180),
        "end_on": day(185),
        "open_ended": False,
        "auto_renews": False,
    }
    stored = record(workspace, Contract("", party.id, **(given | facts)), actor=BUYER, at=AT).record
    if confirmed:
        confirm_cover(workspace, cover_of(workspace, stored, party).id, actor=BUYER, at=AT)
    return stored


def a_renewing(workspace: Workspace, party: ThirdParty, **facts: Any) -> Contract:
    """A contract that renews by itself for a year, with 30 days of notice."""
    given = {"auto_renews": True, "renewal_months": 12, "notice_days_ours": 30}
    return a_contract(workspace, party, **(given | facts))


def cover_of(workspace: Workspace, contract: Contract, party: ThirdParty) -> ContractCover:
    """What says that a contract covers a third party."""
    with workspace.unit() as unit:
        return next(
            cover
            for cover in unit.records.select(ContractCover, "contract_id = :id", {"id": contract.id})
            if cover.third_party_id == party.id
        )


def found(workspace: Workspace, contract: Contract, clause_id: str, state: ClauseState, **texts: Any) -> ContractClause:
    """What a reader found of a clause."""
    check = ClauseCheck(clause_id, 0, state, **texts)
    return check_clauses(workspace, contract.id, [check], actor=BUYER, at=AT).record[0]


class Listed(NamedTuple):
    """Everything that the list of contracts shows on a day."""

    rows: list[ContractRow]
    uncovered: list[UncoveredParty]
    counts: ContractCounts


def list_of(workspace: Workspace, as_of: AsOf) -> Listed:
    """All contracts of a day, all third parties without one, and the figures."""
    wanted = ContractFilter()
    return Listed(
        list(all_contracts(workspace, as_of, wanted)),
        list(all_uncovered(workspace, as_of, wanted)),
        contract_page(workspace, as_of, wanted, first=0, limit=1).counts,
    )
