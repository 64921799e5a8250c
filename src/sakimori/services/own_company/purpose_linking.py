"""Purposes taken over from what is done: registered and named by the flows that they cover, in one step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.own_registers import Purpose
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.errors import NotFoundError, StateError
from sakimori.services.kernel.access import Permission, require
from sakimori.services.kernel.recording import put
from sakimori.services.kernel.results import Saved
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import saved

_FLOW: Final = Text("データフロー", "data flow")
_OTHER: Final = Text("「{flow}」には別の利用目的が結ばれています。", "“{flow}” names another purpose already.")


def take_over_purpose(
    workspace: Workspace, purpose: Purpose, flow_ids: Sequence[str], *, actor: Actor, at: datetime
) -> Saved[Purpose]:
    """Store a purpose, new or standing, and let flows that name none yet name it.

    Raises:
        InvalidValueError: The purpose holds what it cannot.
        NotFoundError: There is no such flow.
        NotPermittedError: The role may not write our own registers, or flows.
        StateError: A flow names another purpose by now.
    """
    require(actor, Permission.EDIT_OWN_REGISTER)
    require(actor, Permission.EDIT_REGISTER)
    with workspace.change("purpose.recorded", actor=actor, at=at) as change:
        stored = put(change, purpose)
        for flow_id in flow_ids:
            flow = change.records.find(DataFlow, flow_id)
            if flow is None:
                raise NotFoundError(what=_FLOW, key=flow_id)
            if flow.purpose_id not in (None, stored.id):
                raise StateError(why=_OTHER.format(flow=flow.name))
            put(change, replace(flow, purpose_id=stored.id))
    return saved(stored, change)
