"""What every stored record has in common."""

from __future__ import annotations

from dataclasses import field
from typing import Any

PERSONAL = {"personal": True}
"""Metadata of a field that holds somebody's personal data: salted in the audit trail, so that it can be erased."""


def personal(default: str | None = None) -> Any:  # noqa: ANN401 - what dataclasses.field itself returns
    """A dataclass field that holds personal data of a contact or an answerer."""
    return field(default=default, metadata=PERSONAL)
