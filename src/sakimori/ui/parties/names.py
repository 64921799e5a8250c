"""The names of third parties, for choosing one among them."""

from __future__ import annotations

from sakimori.ui.frame.session import Page


def parents(page: Page) -> dict[str, str]:
    """Every third party by id, for choosing a parent or the other side of a merging."""
    from sakimori.ui.parties.listing import rows_of  # noqa: PLC0415 - the list is read only when it is asked for

    return {row.id: row.name for row in sorted(rows_of(page), key=lambda row: row.name)}
