"""Who may do what: checked in every service, denied unless listed here."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Concatenate, Final, ParamSpec, Protocol, Self, TypeVar, cast

from sakimori.domain.codes import UserRole
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.errors import NotPermittedError, StateError

_P, _C, _S = UserRole.PROCUREMENT, UserRole.COMPLIANCE, UserRole.SALES
_A, _X = UserRole.AUDITOR, UserRole.ADMIN


class Permission(StrEnum):
    """One kind of action."""

    ENTER = "enter"
    READ = "read"
    READ_APPROVED = "read_approved"
    READ_TRAIL = "read_trail"
    READ_SETTINGS = "read_settings"
    ASK_CLEARANCE = "ask_clearance"
    DECIDE_CLEARANCE = "decide_clearance"
    RELEASE = "release"
    READ_RECORDS = "read_records"
    PURGE_RECORDS = "purge_records"
    EDIT_PARTY = "edit_party"
    EDIT_REGISTER = "edit_register"
    DECIDE_REGISTER = "decide_register"
    EDIT_OWN_REGISTER = "edit_own_register"
    EDIT_COUNTRIES = "edit_countries"
    HANDLE_REQUESTS = "handle_requests"
    CHANGE_LIFECYCLE = "change_lifecycle"
    MERGE = "merge"
    IMPORT = "import"
    FILL_ASSESSMENT = "fill_assessment"
    REVIEW_ASSESSMENT = "review_assessment"
    WORK_ON_GAPS = "work_on_gaps"
    ASK_WAIVER = "ask_waiver"
    DECIDE_WAIVER = "decide_waiver"
    SET_POLICY = "set_policy"
    MANAGE_USERS = "manage_users"
    ERASE_PERSONAL = "erase_personal"
    REPORT_INCIDENT = "report_incident"
    ISSUE_REPORT = "issue_report"
    READ_INCIDENTS = "read_incidents"
    EDIT_INCIDENT = "edit_incident"
    ANSWER_INVITED = "answer_invited"


ALLOWED: dict[Permission, frozenset[UserRole]] = {
    Permission.ENTER: frozenset(UserRole),
    Permission.READ: frozenset({_P, _C, _A}),
    Permission.READ_APPROVED: frozenset({_S, _P, _C, _A}),
    Permission.READ_TRAIL: frozenset({_A, _C, _X}),
    Permission.READ_SETTINGS: frozenset({_P, _C, _A, _X}),
    Permission.ASK_CLEARANCE: frozenset({_S, _P, _C}),
    Permission.DECIDE_CLEARANCE: frozenset({_C}),
    Permission.RELEASE: frozenset({_S, _C}),
    Permission.READ_RECORDS: frozenset({_C, _A}),
    Permission.PURGE_RECORDS: frozenset({_C}),
    Permission.EDIT_PARTY: frozenset({_P, _C}),
    Permission.EDIT_REGISTER: frozenset({_P, _C}),
    Permission.DECIDE_REGISTER: frozenset({_C}),
    Permission.EDIT_OWN_REGISTER: frozenset({_C}),
    Permission.EDIT_COUNTRIES: frozenset({_C, _X}),
    Permission.HANDLE_REQUESTS: frozenset({_C}),
    Permission.CHANGE_LIFECYCLE: frozenset({_P, _C}),
    Permission.MERGE: frozenset({_C}),
    Permission.IMPORT: frozenset({_P, _C}),
    Permission.FILL_ASSESSMENT: frozenset({_P, _C}),
    Permission.REVIEW_ASSESSMENT: frozenset({_C}),
    Permission.WORK_ON_GAPS: frozenset({_P, _C}),
    Permission.ASK_WAIVER: frozenset({_P, _C}),
    Permission.DECIDE_WAIVER: frozenset({_C}),
    Permission.SET_POLICY: frozenset({_C, _X}),
    Permission.MANAGE_USERS: frozenset({_X}),
    Permission.ERASE_PERSONAL: frozenset({_C, _X}),
    Permission.REPORT_INCIDENT: frozenset(UserRole),
    Permission.ISSUE_REPORT: frozenset({_C}),
    Permission.READ_INCIDENTS: frozenset({_P, _C, _A}),
    Permission.EDIT_INCIDENT: frozenset({_C}),
    Permission.ANSWER_INVITED: frozenset(),  # of the vendor alone, who comes by an invitation
}

ROLE_NAMES: dict[UserRole, Text] = {
    _P: Text("調達", "procurement"),
    _C: Text("法務・個人情報保護", "compliance"),
    _S: Text("営業", "sales"),
    _A: Text("監査", "the auditor"),
    _X: Text("管理者", "the administrator"),
}

_INVITED = Text("招待された取引先の回答者", "the person of the vendor who was invited")
_FOR_ANOTHER = Text("ほかの人の名前では操作できません。", "Nobody acts in the name of somebody else.")

RIGHTS: Final[dict[str, Permission]] = {}
"""Every service by module and name, with the permission that it asks for; `needs` writes it."""

P = ParamSpec("P")
T = TypeVar("T")


class Seat(Protocol):
    """Where somebody works: the records as a person may use them, or as the program itself does."""

    @property
    def reader(self) -> Actor | None:
        """The person; None for the program."""

    @property
    def program(self) -> Self:
        """The same records, as the program uses them."""


S = TypeVar("S", bound=Seat)


def needs(permission: Permission) -> Callable[[Callable[Concatenate[S, P], T]], Callable[Concatenate[S, P], T]]:
    """A service for those who have a permission; what it needs inside, the program reads for them.

    Whoever sits at the workspace is asked for it, and whoever is named as `actor`; both are the same person.
    """

    def guarding(function: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
        RIGHTS[f"{function.__module__}.{function.__qualname__}"] = permission

        @wraps(function)
        def guarded(workspace: S, /, *args: P.args, **kwargs: P.kwargs) -> T:
            reader, actor = workspace.reader, cast("Actor | None", kwargs.get("actor"))
            for one in (reader, actor):
                if one is not None:
                    require(one, permission)
            if reader and actor and reader.id != actor.id:
                raise StateError(why=_FOR_ANOTHER)
            return function(workspace.program, *args, **kwargs)

        return guarded

    return guarding


def may(actor: Actor, permission: Permission) -> bool:
    """Whether an actor has a permission, by a role or lent by somebody who has it."""
    return permission in actor.lent or bool(ALLOWED[permission] & actor.roles)


def require(actor: Actor, permission: Permission) -> None:
    """Refuse an actor who lacks a permission.

    Raises:
        NotPermittedError: None of the actor's roles has it.
    """
    if not may(actor, permission):
        names = [ROLE_NAMES[role] for role in UserRole if role in ALLOWED[permission]] or [_INVITED]
        raise NotPermittedError(roles=Text("・".join(n.ja for n in names), " or ".join(n.en for n in names)))
