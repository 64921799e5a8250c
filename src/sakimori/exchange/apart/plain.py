"""Values of our types as plain JSON values and back, by their annotations: all that crosses between two processes.

Nothing but the types that are named is ever made of what comes back, so that a reader that a file has taken over can
give a wrong table at worst.
"""

from __future__ import annotations

import base64
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import Field, dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

_SCALARS: Final = (str, int, float, bool)
_LISTS: Final[Mapping[Any, Callable[[Any], Any]]] = {
    tuple: tuple, frozenset: frozenset, set: set, list: list, Sequence: tuple,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Codec:
    """The two ways across for one type."""

    to_plain: Callable[[Any], Any]
    from_plain: Callable[[Any], Any]


def to_plain(hint: Any, value: Any) -> Any:  # noqa: ANN401 - any type that can cross
    """A value as JSON can hold it."""
    return codec(hint).to_plain(value)


def from_plain(hint: Any, value: Any) -> Any:  # noqa: ANN401
    """The value that `to_plain` was given.

    Raises:
        TypeError: It is of another form.
        ValueError: It is none of the values of its type.
    """
    return codec(hint).from_plain(value)


@cache
def codec(hint: Any) -> Codec:  # noqa: ANN401, PLR0911 - one return a sort of type
    """The two ways across for a type.

    Raises:
        TypeError: It is not one that can cross.
    """
    origin, args = get_origin(hint), get_args(hint)
    if hint in _SCALARS or hint is type(None):
        return _scalar(hint)
    if origin is Literal:
        return _scalar(*{type(one) for one in args})
    if origin in {Union, types.UnionType}:
        return _union(args)
    if origin is tuple and args[1:] != (...,):
        return _row(tuple(map(codec, args)))
    if origin in _LISTS:
        return _listed(codec(args[0]), _LISTS[origin])
    if origin is not None and issubclass(origin, Mapping):
        return _pairs(*map(codec, args))
    return _of_class(hint)


def _of_class(hint: Any) -> Codec:  # noqa: ANN401
    if isinstance(hint, type):
        if is_dataclass(hint):
            return _record(hint)
        if issubclass(hint, Enum):
            return Codec(lambda value: value.value, hint)
        if issubclass(hint, date):
            return Codec(hint.isoformat, (datetime if issubclass(hint, datetime) else date).fromisoformat)
        if hint is Decimal:
            return Codec(str, Decimal)
        if hint is bytes:
            return Codec(lambda value: base64.b64encode(value).decode(), base64.b64decode)
    raise TypeError(f"{hint!r} does not cross")


def _scalar(*kinds: type) -> Codec:
    def checked(value: Any) -> Any:  # noqa: ANN401
        if type(value) not in kinds:
            raise TypeError(f"{type(value).__name__} in place of {kinds}")
        return value

    return Codec(_same, checked)


def _same(value: Any) -> Any:  # noqa: ANN401
    return value


def _union(args: tuple[Any, ...]) -> Codec:
    """Something or nothing; one of several scalars, which JSON keeps apart by itself, or of our classes by its name."""
    some = [one for one in args if one is not type(None)]
    if all(one in _SCALARS for one in some):
        return _scalar(*args)
    inner = codec(some[0]) if len(some) == 1 else _one_of(tuple(some))
    return Codec(
        lambda value: None if value is None else inner.to_plain(value),
        lambda value: None if value is None else inner.from_plain(value),
    )


def _one_of(kinds: tuple[Any, ...]) -> Codec:
    if not all(is_dataclass(kind) for kind in kinds):
        raise TypeError(f"{kinds} cannot be told apart")
    named = {kind.__name__: kind for kind in kinds}
    return Codec(
        lambda value: [type(value).__name__, codec(named[type(value).__name__]).to_plain(value)],
        lambda pair: codec(named[pair[0]]).from_plain(pair[1]),
    )


def _listed(item: Codec, make: Callable[[Any], Any]) -> Codec:
    there, back = item.to_plain, item.from_plain
    # A list of plain words goes as it is; a set is none to JSON.
    go = list if there is _same else lambda value: [there(one) for one in value]
    return Codec(go, lambda value: make([back(one) for one in _expect(list, value)]))


def _row(items: tuple[Codec, ...]) -> Codec:
    return Codec(
        lambda value: [one.to_plain(part) for one, part in zip(items, value, strict=True)],
        lambda value: tuple(one.from_plain(part) for one, part in zip(items, _expect(list, value), strict=True)),
    )


def _pairs(key: Codec, value: Codec) -> Codec:
    """A mapping as pairs, because keys of ours are not all texts."""
    return Codec(
        lambda held: [[key.to_plain(name), value.to_plain(one)] for name, one in held.items()],
        lambda pairs: {key.from_plain(name): value.from_plain(one) for name, one in _expect(list, pairs)},
    )


def _record(kind: Any) -> Codec:  # noqa: ANN401 - the class of a dataclass
    """The fields in their order; what takes no part in a comparison is no value and stays behind."""

    @cache
    def parts() -> tuple[tuple[str, Codec], ...]:
        # Not before it is needed: a type may hold itself.
        hints = get_type_hints(kind)
        return tuple((one.name, codec(hints[one.name])) for one in fields(kind) if crosses(one))

    return Codec(
        lambda value: [one.to_plain(getattr(value, name)) for name, one in parts()],
        lambda row: kind(
            **{name: one.from_plain(part) for (name, one), part in zip(parts(), _expect(list, row), strict=True)}
        ),
    )


def crosses(spec: Field[Any]) -> bool:
    """Whether a field is a part of the value."""
    return spec.init and spec.compare


def _expect(kind: type, value: Any) -> Any:  # noqa: ANN401
    if not isinstance(value, kind):
        raise TypeError(f"{type(value).__name__} in place of {kind.__name__}")
    return value
