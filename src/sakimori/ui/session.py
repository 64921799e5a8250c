"""Who looks, and on what day: the one place where a run of the screens asks."""

from __future__ import annotations

from sakimori.domain.codes import UserRole


def current_roles() -> frozenset[UserRole]:
    """The roles of the person who looks."""
    return frozenset(UserRole)
