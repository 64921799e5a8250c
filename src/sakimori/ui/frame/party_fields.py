"""The fields of a third party in the order in which forms ask them, and whom there is to choose."""

from __future__ import annotations

from typing import Final

from sakimori.domain.codes import Lifecycle, Role
from sakimori.services.parties.rows import PartyRow, party_rows
from sakimori.ui.frame.formats import unknown
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.record_fields import ROLES
from sakimori.ui.frame.session import Page, kept
from sakimori.ui.frame.text import dotted, label, language

NO_OTHER_SUBS: Final = ("sub_processors_complete_on", "sub_processors_complete_by")
"""The answer that there are no sub-processors but those on record: a day, and who gave it."""
INTAKE: Final = ("data_categories", "person_count", "special_care", "foreign", "criticality")
IDENTITY: Final = (
    "legal_name",
    "roles",
    "country",
    "kind_of_body",
    "corporate_number",
    "kana",
    "english_name",
    "address",
    "representative",
    "business_in_japan",
    "order_history",
    "order_note",
    *NO_OTHER_SUBS,
    "website",
    "external_key",
    "owner_id",
    "parent_id",
    "note",
)


def roles_in_words(roles: frozenset[Role]) -> str:
    """All roles in one line; none is 未確認."""
    return dotted(label(role) for role in ROLES if role in roles) or unknown(language())


def lifecycle_badge(lifecycle: Lifecycle) -> tuple[str, str]:
    """Word and colour of a step of the relation; the colour is no verdict."""
    colours = {Lifecycle.IN_USE: "blue", Lifecycle.SUSPENDED: "orange", Lifecycle.OFFBOARDING: "yellow"}
    return label(lifecycle), colours.get(lifecycle, "gray")


def bold(text: str) -> str:
    """A text from outside in bold, inert."""
    return f"**{plain(text)}**"


def party_rows_of(page: Page) -> tuple[PartyRow, ...]:
    """Every third party as it stands on the day of the page."""
    return kept(
        page,
        "party_rows",
        lambda: party_rows(page.workspace, on=page.on, today=page.today, number=page.number),
    )


def parents(page: Page) -> dict[str, str]:
    """Every third party by id, for choosing a parent or the other side of a merging."""
    return {row.id: row.name for row in sorted(party_rows_of(page), key=lambda row: row.name)}
