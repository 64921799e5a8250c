"""What every stored record has in common."""

from __future__ import annotations

import re
import types
from collections.abc import Mapping
from dataclasses import field, fields, is_dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Union, get_args, get_origin, get_type_hints

from sakimori.domain import records

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


@cache
def record_kinds() -> Mapping[str, type]:
    """Each kind of record that a module of this folder declares, by its name: `data_flow` for `DataFlow`."""
    modules = [import_module(module.name) for module in iter_modules(records.__path__, f"{records.__name__}.")]
    return {
        re.sub(r"\B(?=[A-Z])", "_", kind.__name__).lower(): kind
        for module in modules
        for kind in vars(module).values()
        if isinstance(kind, type) and kind.__module__ == module.__name__ and is_record(kind)
    }


def is_record(kind: type) -> bool:
    """Whether values of a class are records: rows of their own, which are changed and numbered by version."""
    return is_dataclass(kind) and {"id", "version"} <= {spec.name for spec in fields(kind)}
