"""Giving a sub-processor its own dossier: the one that is registered already, or a new one."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from sakimori.domain.codes import Role
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.domain.values.names import fold
from sakimori.domain.values.text import Text
from sakimori.errors import StateError
from sakimori.services.kernel.access import Permission, require
from sakimori.services.kernel.unit import Saved
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.check import require_standing
from sakimori.services.parties.write import NewParty, insert_party, saved

_HAS_ONE: Final = Text("すでに取引先の調書に結ばれています。", "It is linked to a dossier already.")
_KNOWN: Final = Text(
    "同じ名称の取引先が登録されています。その調書に結んでください。",
    "A third party of this name is registered. Link to its dossier instead.",
)
_ITSELF: Final = Text("取引先を自分の再委託先にはできません。", "Nobody is a sub-processor of itself.")


def link_to_third_party(
    workspace: Workspace, link_id: str, third_party_id: str, *, actor: Actor, at: datetime, seen: int | None = None
) -> Saved[SubProcessorLink]:
    """Say that a sub-processor is a registered third party; what was agreed of it stands, for it is the same company.

    Raises:
        StateError: It would be its own sub-processor, or the third party was merged away.
    """
    require(actor, Permission.EDIT_REGISTER)
    with workspace.change("sub_processor_link.named", actor=actor, at=at) as change:
        link = change.as_shown(change.records.get(SubProcessorLink, link_id), seen)
        require_standing(change, link.third_party_id)
        require_standing(change, third_party_id)
        if third_party_id == link.third_party_id:
            raise StateError(why=_ITSELF)
        stored = change.update(replace(link, sub_third_party_id=third_party_id))
    return saved(stored, change)


def register_sub_processor(
    workspace: Workspace, link_id: str, *, actor: Actor, at: datetime, seen: int | None = None
) -> Saved[SubProcessorLink]:
    """Register a sub-processor as a third party of its own, with the name and country of its link.

    Raises:
        StateError: It has a dossier already, or a third party of this name is registered.
    """
    require(actor, Permission.EDIT_REGISTER)
    require(actor, Permission.EDIT_PARTY)
    with workspace.change("sub_processor_link.registered", actor=actor, at=at) as change:
        link = change.as_shown(change.records.get(SubProcessorLink, link_id), seen)
        require_standing(change, link.third_party_id)
        if link.sub_third_party_id is not None:
            raise StateError(why=_HAS_ONE)
        named = change.query(
            "SELECT 1 FROM search_key k JOIN third_party p ON p.id = k.third_party_id WHERE k.key = :key "
            "AND k.kind IN ('name', 'english_name', 'alias') AND p.merged_into IS NULL",
            key=fold(link.name),
        )
        if named:
            raise StateError(why=_KNOWN)
        party = ThirdParty("", link.name, roles=frozenset({Role.SUB_PROCESSOR}), country=link.country)
        stored = change.update(replace(link, sub_third_party_id=insert_party(change, NewParty(party)).id))
    return saved(stored, change)
