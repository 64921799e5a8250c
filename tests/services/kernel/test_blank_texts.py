"""A text of blanks is no text: in every text field of every record, in request files, lists and bodies of programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime
from enum import Enum
from importlib import import_module
from pkgutil import iter_modules
from types import UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin

import pytest
from pydantic import TypeAdapter, ValidationError

from sakimori.domain.records.contract import ContractClause, ContractCover
from sakimori.domain.records.country import CountryProfile
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.hand_over import HandOver
from sakimori.domain.records.record import type_of
from sakimori.domain.records.third_party import Alias, Contact, Service, ThirdParty
from sakimori.errors import InvalidValueError, RequestInvalidError
from sakimori.exchange.lists.grid import GridRow
from sakimori.exchange.lists.values import parse_text
from sakimori.exchange.request.file import read_request_file
from sakimori.exchange.request.form import form_of
from sakimori.exchange.request.parts import PARTS
from sakimori.services.kernel.record_kinds import _cleaned, _texts, checked_record
from sakimori.services.kernel.record_table import KINDS, WRITTEN_APART
from sakimori.services.parties.check import (
    checked_alias,
    checked_contact,
    checked_party,
    checked_reason,
    checked_service,
)
from sakimori.services.parties.lifecycle import needed_reason
from sakimori.web import api
from sakimori.web.api.forms import In

BLANKS: Final = (" ", "\u3000", "\u200b", "\u00a0", "\u2800", "\u3164", " \u3000\u200b\u2800\u3164\ufeff")
RECORDS: Final = {**KINDS, **WRITTEN_APART}
STATED: Final = {part.kind for part in PARTS.values()} | {
    ThirdParty,
    DataFlow,
    HandOver,
    ContractClause,
    ContractCover,
    CountryProfile,
}
"""The kinds of records that a request file states."""
NO_UNIT: Any = None
"""What a record needs is looked at before anything is read."""


def example(hint: Any) -> Any:
    """Something that a field of a type may hold."""
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return None
    if origin in (tuple, frozenset) or hint in (tuple, frozenset):
        return (origin or hint)()
    if origin is not None:
        return {}
    if is_dataclass(hint):
        return a_record(hint)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(iter(hint))
    return {str: "語", bool: False, int: 1, date: date(2026, 1, 5), datetime: datetime(2026, 1, 5, tzinfo=UTC)}[hint]


def a_record(kind: Any) -> Any:
    """A record of a kind with something in every field that is not optional."""
    given = {}
    for spec in fields(kind):
        hint, is_optional = type_of(kind, spec.name)
        given[spec.name] = None if is_optional else "JP" if "country" in spec.name and hint is str else example(hint)
    return kind(**given)


@pytest.mark.parametrize("blank", BLANKS, ids=ascii)
def test_no_text_field_of_any_record_keeps_blanks(blank: str) -> None:
    for kind in RECORDS:
        for name, is_optional in _texts(kind).items():
            kept = getattr(_cleaned(replace(a_record(kind), **{name: blank})), name)
            assert kept == (None if is_optional else ""), f"{kind.__name__}.{name}"


@pytest.mark.parametrize("blank", BLANKS, ids=ascii)
def test_a_text_that_a_record_needs_is_asked_for_in_words(blank: str) -> None:
    for kind, about in RECORDS.items():
        for name in about.needed:
            if name not in _texts(kind):
                continue
            with pytest.raises(InvalidValueError) as refused:
                checked_record(NO_UNIT, replace(a_record(kind), **{name: blank}))
            assert "入れてください" in refused.value.message("ja"), f"{kind.__name__}.{name}"


@pytest.mark.parametrize("blank", BLANKS, ids=ascii)
def test_third_parties_and_what_belongs_to_them_keep_no_blanks(blank: str) -> None:
    for write, record in (
        (checked_party, ThirdParty("", blank)),
        (checked_service, Service("", "tp1", blank)),
        (checked_alias, Alias("", "tp1", blank)),
    ):
        with pytest.raises(InvalidValueError):
            write(record)  # type: ignore[arg-type]
    with pytest.raises(InvalidValueError):
        checked_contact(replace(a_record(Contact), name=blank, email=blank, phone=blank))
    assert checked_party(ThirdParty("", "株式会社みなも", note=blank, address=blank)).note == ""


@pytest.mark.parametrize("blank", BLANKS, ids=ascii)
def test_a_reason_of_blanks_is_none(blank: str) -> None:
    assert checked_reason(blank) == ""
    with pytest.raises(InvalidValueError):
        needed_reason(blank)


@pytest.mark.parametrize("blank", BLANKS, ids=ascii)
def test_a_cell_of_blanks_is_empty(blank: str) -> None:
    row = GridRow(1, (blank, "語"))
    assert (row.cell(0), row.own, GridRow(1, (blank,)).is_blank) == ("", {1: "語"}, True)
    assert parse_text(blank).value is None


def is_text(hint: Any) -> bool:
    return hint is str or (get_origin(hint) in (Union, UnionType) and str in get_args(hint))


@pytest.mark.parametrize("blank", BLANKS, ids=ascii)
def test_no_text_of_a_request_file_is_one_of_blanks(blank: str) -> None:
    for kind in STATED:
        for name, field in form_of(kind).model_fields.items():
            if not is_text(field.annotation):
                continue
            assert takes(Annotated[field.annotation, *field.metadata], blank) in ("", None), f"{kind.__name__}.{name}"


@pytest.mark.parametrize("blank", BLANKS, ids=ascii)
def test_a_request_file_says_in_words_where_a_needed_text_is_blank(blank: str) -> None:
    whole = {"recipient": {"legal_name": blank}, "flow": {"route_rationale": blank}, "asked_by": blank}
    with pytest.raises(RequestInvalidError) as refused:
        read_request_file(json.dumps(whole).encode(), "request.json")
    problems = refused.value.details["problems"]
    assert [(one.column, one.code) for one in problems] == [("recipient.legal_name", "blank")]  # type: ignore[attr-defined]
    assert "空白" in problems[0].message.ja  # type: ignore[index]
    whole["recipient"] = {"legal_name": "株式会社みなも"}
    stated = read_request_file(json.dumps(whole).encode(), "request.json")
    assert (stated.asked_by, stated.flow.route_rationale) == (None, "")


def bodies() -> Iterator[tuple[str, str, Any]]:
    """Every field of what programs send that may hold a text."""
    for module in iter_modules(api.__path__, f"{api.__name__}."):
        for kind in vars(import_module(module.name)).values():
            if not (isinstance(kind, type) and issubclass(kind, In) and kind is not In):
                continue
            for name, field in kind.model_fields.items():
                yield (
                    kind.__name__,
                    name,
                    Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation,
                )


def takes(hint: Any, value: object) -> object:
    try:
        return TypeAdapter(hint).validate_python(value, strict=True)
    except ValidationError:
        return None


@pytest.mark.parametrize("blank", BLANKS, ids=ascii)
def test_no_body_of_a_program_says_anything_by_blanks(blank: str) -> None:
    texts = [(kind, name, hint) for kind, name, hint in bodies() if takes(hint, "x") == "x"]
    assert len(texts) > 20
    assert [(kind, name) for kind, name, hint in texts if takes(hint, blank) not in ("", None)] == []
