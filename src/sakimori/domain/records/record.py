"""What every stored record has in common."""

from __future__ import annotations

import types
from dataclasses import field
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

PERSONAL = {"personal": True}
"""Metadata of a field that holds somebody's personal data: salted in the audit trail, so that it can be erased."""


def personal(default: str | None = None) -> Any:  # noqa: ANN401 - what dataclasses.field itself returns
    """A dataclass field that holds personal data of a contact or an answerer."""
    return field(default=default, metadata=PERSONAL)


@cache
def type_of(kind: type, field_name: str) -> tuple[Any, bool]:
    """The type of a field without None, and whether nothing may stand there."""
    hint = get_type_hints(kind)[field_name]
    if get_origin(hint) in (Union, types.UnionType):
        return next(inner for inner in get_args(hint) if inner is not type(None)), True
    return hint, False
