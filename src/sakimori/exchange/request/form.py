"""The form of a request file: pydantic models made from the types of the records that it states, and their schema."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, dataclass, is_dataclass
from datetime import date, datetime
from functools import cache, partial, reduce
from operator import or_
from types import UnionType
from typing import Annotated, Any, Final, get_args, get_origin

import pycountry
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    ValidationInfo,
    create_model,
)
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import PydanticCustomError, core_schema

from sakimori.domain.gap import Waiver
from sakimori.domain.policy import DEFAULT_POLICY, Policy
from sakimori.domain.questions.assessment import Assessment
from sakimori.domain.questions.headings import HEADINGS
from sakimori.domain.records.contract import ClauseState, Contract, ContractClause, ContractCover
from sakimori.domain.records.country import CountryProfile
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.hand_over import HandOver
from sakimori.domain.records.own_registers import StopChannel
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.blank import is_blank
from sakimori.domain.values.numbers import find_personal_numbers
from sakimori.domain.values.problem import MOST_PROBLEMS
from sakimori.domain.values.text import Text
from sakimori.exchange.reference import parse_country
from sakimori.exchange.request.parts import (
    GIVEN,
    INSTEAD,
    LONG_AGO,
    OF_RECIPIENT,
    OURS,
    PARTS,
    WORDS,
    default_of,
    fields_of,
    hints_of,
    words_of,
)

_made: Final[Any] = create_model  # its types know no fields that are found at run time
SCHEMA_NAME: Final = "sakimori-clearance-1"


class Form(BaseModel):
    """An object of the file; a key that it does not know is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _no_number(value: str) -> str:
    if find_personal_numbers(value):
        raise PydanticCustomError("personal_number", "the number of a person")
    return value


def _without_blanks(value: str) -> str:
    return "" if is_blank(value) else value


def _said(value: str) -> str:
    if is_blank(value):
        raise PydanticCustomError("blank", "nothing to read")
    return value


def country_code(named: str) -> str | None:
    """The code of a country that was named by code or name."""
    return named if pycountry.countries.get(alpha_2=named) else parse_country(named).value


@dataclass
class Lost:
    """Count of the names in one file that are no country's.

    After the first hundred none is looked for any more: the file is refused in any case, and each search takes time.
    """

    count: int = 0


def _country(named: str, info: ValidationInfo) -> str:
    lost = info.context if isinstance(info.context, Lost) else Lost()
    code = country_code(named) if lost.count < MOST_PROBLEMS else None
    if code is None:
        lost.count += 1
        raise PydanticCustomError("country", "no country")
    return code


def _day(kind: type[date], value: Any) -> date:  # noqa: ANN401 - whatever the file says
    """A day, or an instant with its offset, as text."""
    try:
        found = kind.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise PydanticCustomError(kind.__name__ + "_form", "neither day nor instant") from error
    if isinstance(found, datetime) and found.tzinfo is None:
        raise PydanticCustomError(kind.__name__ + "_form", "no offset")
    return found


_TEXT: Final[Any] = Annotated[str, AfterValidator(_no_number), AfterValidator(_without_blanks)]
"""A text of blanks says nothing, like an empty one."""
_SAID: Final[Any] = Annotated[_TEXT, AfterValidator(_said)]
"""A text in which something has to stand."""
_OPTIONAL: Final[Any] = Annotated[_TEXT | None, AfterValidator(lambda said: said or None)]
_COUNTRY: Final[Any] = Annotated[_TEXT, AfterValidator(_country)]
_COUNT: Final[Any] = Annotated[StrictInt, Field(ge=0)]
_STRICT: Final[dict[Any, Any]] = {
    bool: StrictBool,
    int: _COUNT,
    str: _TEXT,
    date: Annotated[date, BeforeValidator(partial(_day, date))],
    datetime: Annotated[datetime, BeforeValidator(partial(_day, datetime))],
}


def _strict(hint: Any, name: str = "") -> Any:  # noqa: ANN401 - the type of any field
    """The type of a field as a file may state it: nothing but its form in JSON, countries by code or name."""
    if hint == str | None and not _is_country(name):
        return _OPTIONAL
    if args := get_args(hint):
        within, origin = tuple(_strict(one, name) for one in args), get_origin(hint)
        return reduce(or_, within) if origin is UnionType else origin[within]
    if hint is str and _is_country(name):
        return _COUNTRY
    if isinstance(hint, type) and is_dataclass(hint):
        return Annotated[form_of(hint), AfterValidator(partial(record_of, hint))]
    return _STRICT.get(hint, hint)


def _is_country(name: str) -> bool:
    return name in {"country", "governing_law"} or name.endswith("countries")


@cache
def form_of(kind: Any) -> Any:  # noqa: ANN401 - the class of a record, and a class of its own
    """The form of one kind of record: its fields, what they are called, and what need not be written."""
    own = {}
    for field in fields_of(kind):
        default = default_of(kind, field)
        is_needed = default is MISSING and field.name not in GIVEN
        hint = _strict(hints_of(kind)[field.name], field.name)
        own[field.name] = (
            _SAID if is_needed and hint is _TEXT and kind is not Text else hint,
            _called(words_of(kind, field.name), ... if is_needed else default),
        )
    beside = _BESIDE[kind]() if kind in _BESIDE else {}
    return _made(kind.__name__, __base__=Form, **own, **_with_words(beside))


def record_of(kind: Any, form: Any, **given: str) -> Any:  # noqa: ANN401 - the class of a record, its form
    """The record that a form states; `given` is what its place says of it where the file does not."""
    values = {field.name: getattr(form, field.name) for field in fields_of(kind)}
    values |= {name: given[name] for name, value in values.items() if value is MISSING}
    for name, others in INSTEAD.get(kind, {}).items():
        days = (values[one] for one in (name, *others))
        values[name] = next((day for day in days if day is not None), LONG_AGO.get(kind, {}).get(name))
    return kind(**values)


def _contract() -> dict[str, Any]:
    clause: Any = form_of(ContractClause)
    cover = form_of(ContractCover)
    short = BeforeValidator(
        lambda value: {"state": value} if isinstance(value, str) else value, json_schema_input_type=ClauseState | clause
    )
    return {"cover": (cover, cover()), "clauses": _many(dict, _SAID, Annotated[clause, short])}


_BESIDE: Final[dict[type, Callable[[], dict[str, Any]]]] = {
    Contract: _contract,
    Assessment: lambda: {
        "unanswered": (Annotated[StrictInt, Field(ge=0, le=10_000)], None),
        "asked_headings": (list[Annotated[_TEXT, Field(json_schema_extra={"enum": list(HEADINGS)})]], None),
    },
    Waiver: lambda: {"rule": (_TEXT, ""), "subject_kind": (_TEXT, "third_party"), "subject_key": (_OPTIONAL, None)},
}
"""What a record says in a file beside its own fields."""


def _many(container: Any, *within: Any) -> tuple[Any, Any]:  # noqa: ANN401 - list or dict, of anything
    """A list or table, empty where a file says nothing or null."""
    null = BeforeValidator(lambda value: container() if value is None else value)
    return Annotated[container[within], null], container()


def _rows(*names: str) -> dict[str, Any]:
    return {name: _many(list, form_of(PARTS[name].kind)) for name in names}


@cache
def request_form() -> Any:  # noqa: ANN401 - a class of its own
    """The form of a whole file."""
    facts = form_of(HandOver)
    fields: dict[str, Any] = {
        "on": (_strict(date | None), None),
        "asked_by": (_strict(str | None), None),
        "recipient": (form_of(ThirdParty), ...),
        "flow": (form_of(DataFlow), ...),
        "facts": (facts, facts()),
        **_rows("judgements", "confirmations"),
        "stops": _many(dict, StopChannel, _COUNT),
        "contracts": _many(list, form_of(Contract)),
        **_rows(*OF_RECIPIENT, *OURS, "waivers"),
        "sub_third_parties": _many(dict, _SAID, form_of(ThirdParty)),
        "countries": _many(dict, _COUNTRY, form_of(CountryProfile)),
        "country_names": (_strict(dict[str, Text]) | None, None),
        "policy": (_strict(Policy), DEFAULT_POLICY),
    }
    schema = (str, Field("", alias="$schema"))
    return _made("RequestFile", __base__=Form, schema_=schema, **_with_words(fields))


def _with_words(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: (hint, _called(WORDS.get(name), default)) for name, (hint, default) in fields.items()}


def _called(words: Text | None, default: Any) -> Any:  # noqa: ANN401 - a value of any field
    return Field(default, title=words.en, description=words.ja) if words else Field(default)


class AskedSchema(GenerateJsonSchema):
    """Promises no more than is asked: a value of a set may stand there twice."""

    def set_schema(self, schema: core_schema.SetSchema) -> JsonSchemaValue:
        """The schema of a set."""
        return _without_unique(super().set_schema(schema))

    def frozenset_schema(self, schema: core_schema.FrozenSetSchema) -> JsonSchemaValue:
        """The schema of a set that never changes."""
        return _without_unique(super().frozenset_schema(schema))


def _without_unique(schema: JsonSchemaValue) -> JsonSchemaValue:
    return {key: said for key, said in schema.items() if key != "uniqueItems"}


class _Schema(AskedSchema):
    """Names fields by our words alone, and leaves out what stands where a file says nothing."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ANN401
        return False

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])


def request_schema() -> dict[str, Any]:
    """The whole form as JSON Schema, for editors and for whoever writes such files by program."""
    schema: dict[str, Any] = request_form().model_json_schema(schema_generator=_Schema)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA_NAME} | schema
