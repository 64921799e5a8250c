"""A compared list is handed over and noted in one step: slip, release, and the record of 法29条 where one is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sakimori.domain.clearance import ClearanceRequest
from sakimori.domain.records.data_flow import TransferMethod
from sakimori.domain.records.hand_over import Release
from sakimori.domain.user import Actor
from sakimori.exchange.apart import read_apart
from sakimori.exchange.parties import list_parts
from sakimori.services.clearance.slips import issue_within
from sakimori.services.kernel.access import Permission, needs, require
from sakimori.services.kernel.unit import WriteResult
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import write_result
from sakimori.services.records.provisions import ReleaseDraft
from sakimori.services.records.releases import release_within
from sakimori.services.requests.screened_columns import needed_places
from sakimori.services.requests.screening import Screened


@dataclass(frozen=True, slots=True)
class ReleaseTerms:
    """How a compared list goes, as the person says; `with_numbers` keeps the customer numbers of its rows on record.

    `persons_how` says by what the persons can be told apart in our own data.
    """

    method: TransferMethod
    persons_how: str = ""
    with_numbers: bool = False
    for_services: bool = False
    contract_id: str | None = None


@needs(Permission.RELEASE)
def release_screened(
    workspace: Workspace,
    data: bytes,
    filename: str,
    screened: Screened,
    *,
    places: Sequence[int],
    terms: ReleaseTerms,
    request: ClearanceRequest,
    actor: Actor,
    at: datetime,
) -> WriteResult[Release]:
    """Issue the slip of a compared list and note that it goes today, with the record where one is due.

    Of the list nothing is kept, but the customer numbers where the person says so and a record is due.

    Raises:
        InvalidValueError: It holds columns that the question does not name, or does not tell the persons.
        StateError: The answer does not let it go, or a condition is open.
    """
    require(actor, Permission.ASK_CLEARANCE)
    numbers: tuple[str, ...] = ()
    if terms.with_numbers:
        numbers = read_apart(list_parts.customer_numbers, data, filename, screened.left_out)
    items = needed_places(request, screened.columns)
    titles = {column.place: column.title for column in screened.columns}
    facts = replace(request.facts, objectors_removed=True)
    with workspace.change("hand_over_release.recorded", actor=actor, at=at) as change:
        asked = replace(request, facts=facts, on=change.today)
        draft = ReleaseDraft(
            first_on=change.today,
            last_on=change.today,
            items=tuple(dict.fromkeys(items.get(place) or titles[place] for place in places)),
            person_count=None if numbers else screened.kept,
            method=terms.method,
            persons_how=terms.persons_how,
            persons=numbers,
            contract_id=terms.contract_id,
            for_services=terms.for_services,
        )
        stored = release_within(change, issue_within(change, asked, proven=["objectors_removed"]), draft)
    return write_result(stored, change)
