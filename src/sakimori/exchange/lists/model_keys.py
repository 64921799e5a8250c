"""The keys that a pydantic model allows at a place of a file, for messages that name the nearest one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args, get_origin

from pydantic import BaseModel


def keys_at(model: type[BaseModel], path: Sequence[str | int]) -> list[str]:
    """The keys that the part of the file at a path may have."""
    here: Any = model
    for part in path:
        here = _step(here, part)
    found = _model_in(here)
    return [] if found is None else [field.alias or name for name, field in found.model_fields.items()]


def _step(annotation: Any, part: str | int) -> Any:  # noqa: ANN401 - annotations have no common type
    """The annotation below another one, for an index or a key."""
    model = _model_in(annotation) if isinstance(part, str) else None
    if model is not None:
        for name, field in model.model_fields.items():
            if part == (field.alias or name):
                return field.annotation
    for inner in _unions(annotation):
        if get_origin(inner) in {list, dict, tuple}:
            return next(of for of in reversed(get_args(inner)) if of is not ...)
    return None


def _model_in(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401
    """The model that an annotation allows, if it allows one directly."""
    return next((a for a in _unions(annotation) if isinstance(a, type) and issubclass(a, BaseModel)), None)


def _unions(annotation: Any) -> tuple[Any, ...]:  # noqa: ANN401
    """The members of a union, or the annotation itself."""
    origin = get_origin(annotation)
    return (annotation,) if origin in {list, dict, tuple, None} else get_args(annotation)
