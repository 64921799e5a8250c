"""The pages: file, address, section, and the roles that see them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sakimori.domain.codes import UserRole

SCREENS = Path(__file__).parents[1] / "screens"

_P, _C, _S = UserRole.PROCUREMENT, UserRole.COMPLIANCE, UserRole.SALES
_A, _X = UserRole.AUDITOR, UserRole.ADMIN


class Section(StrEnum):
    """The sections of the menu, in their order."""

    SHARE = "share"
    THIRD_PARTIES = "third_parties"
    OUTLOOK = "outlook"
    DATA = "data"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class PageSpec:
    """One page; its name is its file in `screens/`, its address, and the end of its title key `page.<name>`."""

    name: str
    section: Section
    icon: str
    roles: frozenset[UserRole]
    in_menu: bool = True

    @property
    def file(self) -> Path:
        """The file that draws it; what `st.switch_page` and `st.page_link` take."""
        return SCREENS / f"{self.name}.py"

    def is_for(self, roles: frozenset[UserRole]) -> bool:
        """Whether one of these roles may open it."""
        return bool(self.roles & roles)


PAGES = (
    PageSpec("check", Section.SHARE, "fact_check", frozenset({_S, _P, _C})),
    PageSpec("approved", Section.SHARE, "verified_user", frozenset({_S, _P, _C, _A})),
    PageSpec("inbox", Section.SHARE, "inbox", frozenset({_C, _A})),
    PageSpec("slip", Section.SHARE, "receipt_long", frozenset(UserRole), in_menu=False),
    PageSpec("parties", Section.THIRD_PARTIES, "domain", frozenset({_P, _C, _A})),
    PageSpec("party", Section.THIRD_PARTIES, "folder_shared", frozenset({_P, _C, _A}), in_menu=False),
    PageSpec("assess", Section.THIRD_PARTIES, "checklist", frozenset({_P, _C, _A})),
    PageSpec("compare", Section.THIRD_PARTIES, "compare_arrows", frozenset({_P, _C, _A})),
    PageSpec("packs", Section.THIRD_PARTIES, "quiz", frozenset({_P, _C, _A})),
    PageSpec("library", Section.THIRD_PARTIES, "library_books", frozenset({_P, _C, _A})),
    PageSpec("contracts", Section.THIRD_PARTIES, "contract", frozenset({_P, _C, _A})),
    PageSpec("imports", Section.THIRD_PARTIES, "upload_file", frozenset({_P, _C})),
    PageSpec("risk", Section.OUTLOOK, "monitoring", frozenset({_C, _P, _A})),
    PageSpec("gaps", Section.OUTLOOK, "flag", frozenset({_P, _C, _A})),
    PageSpec("calendar", Section.OUTLOOK, "calendar_month", frozenset({_P, _C, _A})),
    PageSpec("flows", Section.DATA, "account_tree", frozenset({_P, _C, _A})),
    PageSpec("flow", Section.DATA, "account_tree", frozenset({_P, _C, _A}), in_menu=False),
    PageSpec("flow_entry", Section.DATA, "account_tree", frozenset({_P, _C, _A}), in_menu=False),
    PageSpec("purposes", Section.DATA, "menu_book", frozenset({_C, _A})),
    PageSpec("records", Section.DATA, "inventory_2", frozenset({_C, _P, _S, _A})),
    PageSpec("own", Section.DATA, "apartment", frozenset({_P, _C, _A})),
    PageSpec("audit", Section.ADMIN, "history", frozenset({_A, _C, _X})),
    PageSpec("settings", Section.ADMIN, "settings", frozenset({_X, _C})),
)

_LANDINGS = ((_C, "risk"), (_P, "gaps"), (_S, "check"), (_A, "audit"), (_X, "settings"))


def page(name: str) -> PageSpec:
    """The page of a name."""
    return next(spec for spec in PAGES if spec.name == name)


def landing(roles: frozenset[UserRole]) -> PageSpec:
    """Where a person comes in; with several roles, the first in the order of the list above.

    Raises:
        LookupError: Nobody is without a role when the menu is built.
    """
    name = next((name for role, name in _LANDINGS if role in roles), None)
    if name is None:
        raise LookupError("no role, no page")
    return page(name)
