"""Lists as a person wants to see them again: kept in the workspace, each for one person, by name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from sakimori.domain.user import Actor, SavedView
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError, NotFoundError, StateError
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Change, WriteResult
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.check import clean, refuse_personal_numbers
from sakimori.services.parties.write import write_result

MOST: Final = 30
"""So many views has one person: a menu that is longer is searched, not read."""
LONGEST_NAME: Final = 60
_LONGEST_QUERY: Final = 2_000
_PAGE: Final = re.compile(r"[a-z_]{1,40}")

_VIEW: Final = Text("保存した表示", "saved view")
_NAME: Final = Text("表示の名前", "the name of the view")
_ADDRESS: Final = Text("表示の内容", "what the view shows")
_NAMED: Final = Text(
    "60文字以内の、ほかの表示と違う名前にしてください。", "Give a name of 60 characters at most, not yet taken."
)
_TOO_LONG: Final = Text("絞り込みを減らしてください。", "Narrow by less.")
_TOO_MANY: Final = Text(
    "保存できる表示は30件までです。使わないものを削除してください。",
    "30 views can be saved. Delete one that you do not use.",
)


@needs(Permission.ENTER)
def saved_views(workspace: Workspace, *, actor: Actor) -> list[SavedView]:
    """The views of a person, by name."""
    with workspace.unit() as unit:
        where = "user_id = :me AND removed_on IS NULL"
        return unit.records.select(SavedView, where, {"me": actor.id}, order="name, id")


@needs(Permission.ENTER)
def save_view(
    workspace: Workspace, name: str, *, page: str, query: Sequence[tuple[str, str]], actor: Actor, at: datetime
) -> WriteResult[SavedView]:
    """Keep what an address says of a list, under a name.

    Raises:
        InvalidValueError: The name is empty, too long or taken, or the address is none of a list.
        StateError: This person has as many as one may have.
    """
    said = urlencode(query)
    if not _PAGE.fullmatch(page) or len(said) > _LONGEST_QUERY:
        raise InvalidValueError(field=_ADDRESS, value=page[:LONGEST_NAME], expected=_TOO_LONG)
    for _, value in query:
        refuse_personal_numbers("query", value, words=_ADDRESS)
    with workspace.change("view.saved", actor=actor, at=at) as change:
        standing = _of(change, actor)
        if len(standing) >= MOST:
            raise StateError(why=_TOO_MANY)
        view = SavedView(change.new_id("sv"), actor.id, _named(name, standing), page, said)
        stored = change.insert(view)
    return write_result(stored, change)


@needs(Permission.ENTER)
def rename_view(
    workspace: Workspace, view_id: str, name: str, *, actor: Actor, at: datetime, seen: int | None = None
) -> WriteResult[SavedView]:
    """Give a view of one's own another name.

    Raises:
        NotFoundError: This person has no such view.
        InvalidValueError: The name is empty, too long or taken.
    """
    with workspace.change("view.renamed", actor=actor, at=at) as change:
        view = _own(change, view_id, actor, seen)
        others = [one for one in _of(change, actor) if one.id != view.id]
        stored = change.update(replace(view, name=_named(name, others)))
    return write_result(stored, change)


@needs(Permission.ENTER)
def remove_view(
    workspace: Workspace, view_id: str, *, actor: Actor, at: datetime, seen: int | None = None
) -> WriteResult[SavedView]:
    """Take a view of one's own out of the list; the trail keeps that it was there.

    Raises:
        NotFoundError: This person has no such view.
    """
    with workspace.change("view.removed", actor=actor, at=at) as change:
        view = _own(change, view_id, actor, seen)
        stored = change.update(replace(view, removed_on=change.today))
    return write_result(stored, change)


def _of(change: Change, actor: Actor) -> list[SavedView]:
    return change.records.select(SavedView, "user_id = :me AND removed_on IS NULL", {"me": actor.id})


def _own(change: Change, view_id: str, actor: Actor, seen: int | None) -> SavedView:
    view = change.records.find(SavedView, view_id)
    if view is None or view.user_id != actor.id or view.removed_on is not None:
        raise NotFoundError(what=_VIEW, key=view_id)
    return change.as_shown(view, seen)


def _named(name: str, others: Sequence[SavedView]) -> str:
    wanted = clean(name)
    refuse_personal_numbers("name", wanted, words=_NAME)
    if not wanted or len(wanted) > LONGEST_NAME or any(one.name == wanted for one in others):
        raise InvalidValueError(field=_NAME, value=wanted[:LONGEST_NAME], expected=_NAMED)
    return wanted
