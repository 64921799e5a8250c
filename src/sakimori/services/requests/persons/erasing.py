"""Who asked is erased after a time: in the record and in the trail, whose chain stays whole; the result remains."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from sakimori.domain.records.person_requests import PersonRequest
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.errors import StateError
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Change, WriteResult
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import write_result
from sakimori.services.requests.persons.check import find_request, require_answered

_ERASED: Final = Text("本人の情報は、すでに消去しています。", "Who asked was erased already.")
_NOT_DUE: Final = Text(
    "消去の対象ではない請求が含まれています：{number}", "Among them is a request that is not due to be erased: {number}"
)
_NONE: Final = Text("消去する請求がありません。", "There is no request to erase.")


@needs(Permission.ERASE_PERSONAL)
def erase_person(
    workspace: Workspace, request_id: str, *, actor: Actor, at: datetime, seen: int | None = None
) -> WriteResult[PersonRequest]:
    """Erase who asked: in the record and in the trail, whose chain stays whole; number, days and result remain.

    Raises:
        StateError: It was not answered yet, or was erased already.
    """
    with workspace.change("person_request.erased", actor=actor, at=at) as change:
        stored = _erased(change, request_id, seen)
    return write_result(stored, change)


@needs(Permission.ERASE_PERSONAL)
def erase_due(
    workspace: Workspace,
    ids: Collection[str],
    *,
    actor: Actor,
    at: datetime,
    seen: Mapping[str, int] | None = None,
) -> WriteResult[tuple[PersonRequest, ...]]:
    """Erase who asked of many requests whose time is over, all or none, each with its own entry in the trail.

    Raises:
        ConflictError: Somebody else changed one of them since it was shown.
        StateError: There is none, or the time of one is not over.
    """
    if not ids:
        raise StateError(why=_NONE)
    batch_id = workspace.ids("ba")
    with workspace.change("person_request.erased", actor=actor, at=at, batch_id=batch_id) as change:
        shown = {one: (seen or {}).get(one) for one in ids}
        for request_id, version in shown.items():
            request = change.as_shown(find_request(change, request_id), version)
            if request.erase_after is None or change.today <= request.erase_after:
                raise StateError(why=_NOT_DUE.format(number=request.number))
        stored = tuple(_erased(change, request_id, version) for request_id, version in shown.items())
    return write_result(stored, change)


def _erased(change: Change, request_id: str, seen: int | None) -> PersonRequest:
    standing = require_answered(change.as_shown(find_request(change, request_id), seen))
    if standing.erased_on is not None:
        raise StateError(why=_ERASED)
    stored = change.update(
        replace(standing, person_name=None, customer_number=None, contact=None, wish=None, erased_on=change.today)
    )
    # The entry of this very write holds the values as they stood before, so the erasure comes after it.
    change.trail.erase_personal(record_kind="person_request", record_id=request_id)
    return stored
