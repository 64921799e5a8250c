"""The form of a request file for clearance as JSON Schema, for editors and for whoever writes such files by program."""

from __future__ import annotations

import types
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, Final, Union, get_args, get_origin

from sakimori.domain.policy import Policy
from sakimori.domain.questions.headings import HEADINGS
from sakimori.domain.records.contract import Contract, ContractClause, ContractCover
from sakimori.domain.records.country import CountryFact, CountryProfile
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.hand_over import HandOver
from sakimori.domain.records.own_registers import StopChannel
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.text import Text
from sakimori.exchange.request.file import SCHEMA_NAME
from sakimori.exchange.request.parts import (
    BESIDE_ASSESSMENTS,
    JUDGEMENTS,
    OF_RECIPIENT,
    OTHER_WORDS,
    OURS,
    WAIVERS,
    Part,
    default_of,
    fields_of,
    hints_of,
    words_of,
)

_GIVEN: Final = frozenset(
    {"id", "third_party_id", "flow_id", "contract_id", "clause_id", "data_set_id", "assessment_id"}
)
"""What its place in the file says of a record where the file does not."""

_DAY: Final[dict[str, Any]] = {"type": "string", "format": "date"}
_COUNT: Final[dict[str, Any]] = {"type": "integer", "minimum": 0}


def request_schema() -> dict[str, Any]:
    """The whole form: each key with its type, its codes and what it is called."""
    kinds: list[type] = [
        ThirdParty, DataFlow, HandOver, Contract, ContractCover, ContractClause, CountryProfile, CountryFact, Policy,
        JUDGEMENTS.kind, WAIVERS.kind, *(part.kind for part in (*OF_RECIPIENT.values(), *OURS.values())),
    ]  # fmt: skip
    clause = {"oneOf": [_enum(hints_of(ContractClause)["state"]), _ref(ContractClause)]}
    properties: dict[str, Any] = {
        "$schema": {"type": "string"},
        "on": _DAY,
        "asked_by": {"type": "string"},
        "recipient": _ref(ThirdParty),
        "flow": _ref(DataFlow),
        "facts": _ref(HandOver),
        "judgements": _list(JUDGEMENTS),
        "stops": _table(_COUNT) | {"propertyNames": _enum(StopChannel)},
        "contracts": {"type": "array", "items": _ref(Contract)},
        **{name: _list(part) for name, part in (*OF_RECIPIENT.items(), *OURS.items())},
        "waivers": _list(WAIVERS),
        "sub_third_parties": _table(_ref(ThirdParty)),
        "countries": _table(_ref(CountryProfile)),
        "country_names": _table(_object({"ja": {"type": "string"}, "en": {"type": "string"}}, ("ja", "en"))),
        "policy": _ref(Policy),
    }
    defs = {kind.__name__: _kind(kind) for kind in dict.fromkeys(kinds)}
    defs["Contract"]["properties"] |= {
        "cover": _ref(ContractCover) | _named(OTHER_WORDS["cover"]),
        "clauses": _table(clause) | _named(OTHER_WORDS["clauses"]),
    }
    headings = {"type": "array", "items": {"enum": list(HEADINGS)}}
    defs["Assessment"]["properties"] |= {
        name: form | _named(OTHER_WORDS[name])
        for name, form in zip(BESIDE_ASSESSMENTS, (_COUNT, headings), strict=True)
    }
    defs["Waiver"]["properties"] |= {
        "rule": {"type": "string"} | _named(OTHER_WORDS["rule"]),
        "subject_kind": {"type": "string"},
        "subject_key": {"type": "string"},
    }
    for name, form in properties.items():
        if name in OTHER_WORDS:
            properties[name] = form | _named(OTHER_WORDS[name])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_NAME,
        **_object(properties, ("recipient", "flow")),
        "$defs": defs,
    }


def _kind(kind: type) -> dict[str, Any]:
    properties, required = {}, []
    for field in fields_of(kind):
        form = _type(hints_of(kind)[field.name])
        words = words_of(kind, field.name)
        properties[field.name] = form | _named(words) if words else form
        if default_of(kind, field) is MISSING and field.name not in _GIVEN:
            required.append(field.name)
    return _object(properties, required)


def _type(hint: Any) -> dict[str, Any]:  # noqa: ANN401 - the type of any field
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return {"anyOf": [_type(next(a for a in args if a is not type(None))), {"type": "null"}]}
    if origin in (frozenset, tuple):
        return {"type": "array", "items": _type(args[0])}
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _enum(hint)
    if is_dataclass(hint):
        return _ref(hint)
    if hint in (date, datetime):
        return {"type": "string", "format": "date" if hint is date else "date-time"}
    plain: dict[Any, dict[str, Any]] = {bool: {"type": "boolean"}, int: _COUNT}
    return plain.get(hint, {"type": "string"})


def _enum(kind: type[Enum]) -> dict[str, Any]:
    return {"enum": [member.value for member in kind]}


def _object(properties: Mapping[str, Any], required: Iterable[str]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(required),
        "additionalProperties": False,
    }


def _table(form: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": dict(form)}


def _list(part: Part) -> dict[str, Any]:
    return {"type": "array", "items": _ref(part.kind)} | _named(part.words)


def _ref(kind: Any) -> dict[str, Any]:  # noqa: ANN401 - a dataclass
    return {"$ref": f"#/$defs/{kind.__name__}"}


def _named(words: Text) -> dict[str, str]:
    return {"title": words.en, "description": words.ja}
