"""Every service by every role: who may call it is in one table, and nobody else gets past its door."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

import sakimori.services
from sakimori.domain.codes import UserRole
from sakimori.domain.user import Actor
from sakimori.domain.values.as_of import AsOf
from sakimori.errors import NotPermittedError, StateError
from sakimori.services.clearance.approved import any_answer
from sakimori.services.contracts.rows import contract_names
from sakimori.services.kernel.access import ALLOWED, RIGHTS, Permission, needs
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.settings.users import list_users, user_rows

BY_ITSELF = {
    "invitations.links": "the door of vendors, where nobody has come in yet",
    "invitations.outbox": "the mailer sends what waits",
    "talk.letters": "the mailer sends what waits",
    "kernel.judge_queue": "the worker judges what waits",
    "kernel.reading": "what a service that asked already reads with",
    "kernel.recompute": "a check of the command line",
    "kernel.side_by_side": "the worker judges what waits",
    "requests.stop_key": "the key of the stops, for services that asked already",
    "requests.stops": "whether the key of the stops is there",
    "kernel.demos": "whether records are those of a demo",
    "calendar.reminders.run": "the run of a day: the server, the command line",
    "calendar.reminders.sending": "the mailer sends what waits",
    "access.bearer": "the door of programs and calendars, where nobody is signed in",
    "access.call_keys": "the door of programs, which asked for the permission of the call already",
    "access.second_step": "the door, where nobody is signed in yet",
    "webhooks.happenings": "the teller gathers what happened",
    "webhooks.sending": "the teller sends what waits",
    "audit.backup": "the command line: whoever may read the database file",
    "audit.vouched": "what verify asks",
    "audit.keys_told": "what verify and the console say of keys; of whoever reads the settings it asks for the right",
    "access.keys": "keys in use, for services that asked already",
    "requests.persons.stopping": "stops of a reply that was permitted already",
    "imports.history.file_mark": "the mark of a file, for an import that asked already",
}
"""What the program does by itself; nobody at a screen calls it."""


def services() -> Iterator[tuple[str, Callable[..., Any]]]:
    for found in pkgutil.walk_packages(sakimori.services.__path__, "sakimori.services."):
        module = importlib.import_module(found.name)
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == found.name and not name.startswith("_"):
                places = list(inspect.signature(function).parameters)
                if places and places[0] == "workspace":
                    yield f"{found.name}.{name}", function


SERVICES = dict(services())


def test_there_are_services_to_walk() -> None:
    assert len(SERVICES) > 250


def test_every_service_names_its_permission() -> None:
    by_itself = tuple(f"sakimori.services.{name}" for name in BY_ITSELF)
    missing = [name for name in SERVICES if name not in RIGHTS and not name.startswith(by_itself)]
    assert missing == []


@pytest.mark.parametrize("role", UserRole)
def test_a_role_without_the_permission_gets_past_no_service(role: UserRole) -> None:
    seat = Workspace().seen_by(Actor("us01", "担当", frozenset({role})))
    for name, permission in RIGHTS.items():
        if name not in SERVICES:
            continue
        service = SERVICES[name]
        others = list(inspect.signature(service).parameters.values())[1:]
        given = {one.name: None for one in others if one.default is one.empty and one.kind is not one.VAR_KEYWORD}
        if role in ALLOWED[permission]:
            continue
        with pytest.raises(NotPermittedError):
            service(seat, **given)


@pytest.mark.parametrize("role", UserRole)
@pytest.mark.parametrize("permission", Permission)
def test_the_door_opens_for_exactly_the_roles_of_its_permission(role: UserRole, permission: Permission) -> None:
    def service(workspace: Workspace, *, actor: Actor | None = None) -> str:
        assert workspace.reader is None
        return actor.id if actor else "read"

    guarded = needs(permission)(service)
    RIGHTS.pop(f"{service.__module__}.{service.__qualname__}")
    who = Actor("us01", "担当", frozenset({role}))
    workspace = Workspace()
    if role in ALLOWED[permission]:
        assert guarded(workspace.seen_by(who)) == "read"
        assert guarded(workspace, actor=who) == "us01"
        return
    with pytest.raises(NotPermittedError):
        guarded(workspace.seen_by(who))
    with pytest.raises(NotPermittedError):
        guarded(workspace, actor=who)


def test_nobody_acts_in_the_name_of_somebody_else() -> None:
    workspace = Workspace()
    one, other = (Actor(name, name, frozenset(UserRole)) for name in ("us01", "us02"))
    as_of = AsOf(date(2026, 11, 1), 0, is_past=False)
    with pytest.raises(StateError):
        any_answer(workspace.seen_by(one), as_of, actor=other)


def test_what_names_no_permission_is_closed_to_sales() -> None:
    seat = Workspace().seen_by(Actor("us01", "担当", frozenset({UserRole.SALES})))
    with pytest.raises(NotPermittedError), seat.unit():
        pass


def test_somebody_without_any_role_reads_nothing() -> None:
    seat = Workspace().seen_by(Actor("us01", "担当", frozenset()))
    with pytest.raises(NotPermittedError):
        list_users(seat)
    with pytest.raises(NotPermittedError):
        contract_names(seat, AsOf(date(2026, 11, 1), 0, is_past=False))
    with pytest.raises(NotPermittedError):
        user_rows(seat, number=1)
