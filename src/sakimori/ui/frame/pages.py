"""The pages and their views: file, address, section, and the roles that see them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Final

from sakimori.domain.codes import UserRole

SCREENS = Path(__file__).parents[1] / "screens"

_P, _C, _S = UserRole.PROCUREMENT, UserRole.COMPLIANCE, UserRole.SALES
_A, _X = UserRole.AUDITOR, UserRole.ADMIN


VIEW: Final = "view"
"""The name in the address of the view that a page shows; without it, its first."""

FRAME: Final = ("on", "lang")
"""What an address says of the frame, whatever the page."""


class Section(StrEnum):
    """The sections of the menu, in their order."""

    SHARE = "share"
    THIRD_PARTIES = "third_parties"
    OUTLOOK = "outlook"
    OWN = "own"
    ADMIN = "admin"


@dataclass(frozen=True)
class PageSpec:
    """A page, or a view `within` one; its name is its address, and the end of its title key `page.<name>`.

    A page is the file of its name in `screens/`; a view is drawn by the file of its page.
    """

    name: str
    section: Section
    icon: str
    roles: frozenset[UserRole]
    is_deep: bool = False
    within: str = ""

    @property
    def in_menu(self) -> bool:
        """Whether the menu leads to it; a deep page is reached by a link or a row, a view by its page."""
        return not self.is_deep and not self.within

    @cached_property
    def file(self) -> Path:
        """The file that draws it; what `st.switch_page` and `st.page_link` take."""
        return SCREENS / f"{self.within or self.name}.py"

    @property
    def query(self) -> dict[str, str]:
        """What its address says beside the name of the page."""
        return {VIEW: self.name} if self.within else {}

    def is_for(self, roles: frozenset[UserRole]) -> bool:
        """Whether one of these roles may open it."""
        return bool(self.roles & roles)


PAGES = (
    PageSpec("start", Section.SHARE, "rocket_launch", frozenset({_P, _C}), is_deep=True),
    PageSpec("check", Section.SHARE, "fact_check", frozenset({_S, _P, _C})),
    PageSpec("inbox", Section.SHARE, "inbox", frozenset({_C, _A}), within="check"),
    PageSpec("approved", Section.SHARE, "verified_user", frozenset({_S, _P, _C, _A})),
    PageSpec("records", Section.SHARE, "inventory_2", frozenset({_C, _P, _S, _A})),
    PageSpec("slip", Section.SHARE, "receipt_long", frozenset(UserRole), is_deep=True),
    PageSpec("parties", Section.THIRD_PARTIES, "domain", frozenset({_P, _C, _A})),
    PageSpec("party", Section.THIRD_PARTIES, "folder_shared", frozenset({_P, _C, _A}), is_deep=True),
    PageSpec("assess", Section.THIRD_PARTIES, "checklist", frozenset({_P, _C, _A})),
    PageSpec("compare", Section.THIRD_PARTIES, "compare_arrows", frozenset({_P, _C, _A}), within="assess"),
    PageSpec("packs", Section.THIRD_PARTIES, "quiz", frozenset({_P, _C, _A}), within="assess"),
    PageSpec("library", Section.THIRD_PARTIES, "library_books", frozenset({_P, _C, _A}), within="assess"),
    PageSpec("contracts", Section.THIRD_PARTIES, "contract", frozenset({_P, _C, _A})),
    PageSpec("flows", Section.THIRD_PARTIES, "account_tree", frozenset({_P, _C, _A})),
    PageSpec("flow", Section.THIRD_PARTIES, "account_tree", frozenset({_P, _C, _A}), is_deep=True),
    PageSpec("flow_entry", Section.THIRD_PARTIES, "account_tree", frozenset({_P, _C, _A}), is_deep=True),
    PageSpec("risk", Section.OUTLOOK, "monitoring", frozenset({_C, _P, _A})),
    PageSpec("gaps", Section.OUTLOOK, "flag", frozenset({_P, _C, _A})),
    PageSpec("calendar", Section.OUTLOOK, "calendar_month", frozenset({_P, _C, _A}), within="gaps"),
    PageSpec("reminders", Section.OUTLOOK, "notifications", frozenset({_P, _C, _A}), within="gaps"),
    PageSpec("carried", Section.OUTLOOK, "gavel", frozenset({_P, _C, _A}), within="gaps"),
    PageSpec("scorecard", Section.OUTLOOK, "scoreboard", frozenset({_C, _P, _A})),
    PageSpec("reports", Section.OUTLOOK, "summarize", frozenset({_C, _P, _A}), within="scorecard"),
    PageSpec("guide", Section.OUTLOOK, "menu_book", frozenset(UserRole), is_deep=True),
    PageSpec("own", Section.OWN, "apartment", frozenset({_P, _C, _A})),
    PageSpec("purposes", Section.OWN, "menu_book", frozenset({_C, _A}), within="own"),
    PageSpec("training", Section.OWN, "school", frozenset(UserRole), within="own"),
    PageSpec("governance", Section.OWN, "account_balance", frozenset(UserRole), within="own"),
    PageSpec("incidents", Section.OWN, "emergency_home", frozenset({_P, _C, _A})),
    PageSpec("requests", Section.OWN, "contact_mail", frozenset({_C, _A}), within="incidents"),
    PageSpec("notice", Section.OWN, "policy", frozenset({_C, _A}), within="own"),
    PageSpec("campaigns", Section.OWN, "campaign", frozenset({_P, _C, _A}), within="own"),
    PageSpec("imports", Section.ADMIN, "upload_file", frozenset({_P, _C})),
    PageSpec("audit", Section.ADMIN, "history", frozenset({_A, _C, _X})),
    PageSpec("settings", Section.ADMIN, "settings", frozenset({_X, _C})),
    PageSpec("law", Section.ADMIN, "gavel", frozenset(UserRole), is_deep=True),
)

_LANDINGS = ((_C, "risk"), (_P, "gaps"), (_S, "check"), (_A, "audit"), (_X, "settings"))


def page(name: str) -> PageSpec:
    """The page of a name."""
    return next(spec for spec in PAGES if spec.name == name)


def views_of(name: str) -> tuple[PageSpec, ...]:
    """The views of a page in their order, itself the first; one where it holds no others."""
    return tuple(spec for spec in PAGES if name in (spec.name, spec.within))


def opened(name: str, asked: str, roles: frozenset[UserRole]) -> PageSpec:
    """What an address of a page shows: the view that it asks for, else the first one for these roles."""
    views = views_of(name)
    named = (view for view in views if view.name == asked)
    mine = (view for view in views if view.is_for(roles))
    return next(chain(named, mine, views))


def moved() -> dict[str, str]:
    """The pages that are views of another one now, by the address that they had."""
    return {spec.name: spec.within for spec in PAGES if spec.within}


def landing(roles: frozenset[UserRole]) -> PageSpec:
    """Where a person comes in; with several roles, the first in the order of the list above.

    Raises:
        LookupError: Nobody is without a role when the menu is built.
    """
    name = next((name for role, name in _LANDINGS if role in roles), None)
    if name is None:
        raise LookupError("no role, no page")
    return page(name)
