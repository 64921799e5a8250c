"""What requests and answers are made of: strict about what comes in, read off the records for what goes out."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Final, Self, get_origin

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, StringConstraints
from pydantic_core import PydanticCustomError
from starlette.datastructures import QueryParams

from sakimori.domain.codes import DataCategory
from sakimori.domain.values.blank import is_blank
from sakimori.domain.values.text import Text

LINE_LENGTH: Final = 300
TEXT_LENGTH: Final = 4_000
MOST_PERSONS: Final = 10_000_000_000
FIRST_DAY: Final = date(2000, 1, 1)
LAST_DAY: Final = date(2099, 12, 31)
MOST_ROWS: Final = 200


def _said(text: str) -> str:
    """A text of blanks says nothing, like an empty one."""
    return "" if is_blank(text) else text


def _named(text: str) -> str:
    if is_blank(text):
        raise PydanticCustomError("string_too_short", "something has to stand here", {"min_length": 1})
    return text


Line = Annotated[str, StringConstraints(max_length=LINE_LENGTH, pattern=r"^[^\x00-\x1f\x7f]*$"), AfterValidator(_said)]
"""One line of text."""
Named = Annotated[
    str,
    StringConstraints(min_length=1, max_length=LINE_LENGTH, pattern=r"^[^\x00-\x1f\x7f]+$"),
    AfterValidator(_named),
]
"""One line in which something has to stand."""
Lines = Annotated[
    str,
    StringConstraints(max_length=TEXT_LENGTH, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"),
    AfterValidator(_said),
]
"""Text of several lines."""
Day = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY)]
Persons = Annotated[int, Field(ge=0, le=MOST_PERSONS)]
Kinds = Annotated[frozenset[DataCategory], PlainSerializer(sorted, return_type=list[DataCategory])]


class In(BaseModel):
    """What a program sends: a key that is not known, or a value of another type, is refused."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Out(BaseModel):
    """What a program gets; it passes over what it does not know, for an answer may come to say more."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    @classmethod
    def of(cls, record: object) -> Self:
        """Read the fields off something that has them."""
        return cls.model_validate(record)


class Query(BaseModel):
    """What an address may say behind its question mark."""

    model_config = ConfigDict(extra="forbid", frozen=True)


_DIGITS: Final = re.compile(r"\d{1,12}")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_FLAGS: Final = {"true": True, "false": False}


def _flag(said: Any) -> Any:  # noqa: ANN401 - whatever stands in the address
    if isinstance(said, str) and said not in _FLAGS:
        raise PydanticCustomError("bool_parsing", "true or false")
    return _FLAGS.get(said, said) if isinstance(said, str) else said


def _number(said: Any) -> Any:  # noqa: ANN401
    if isinstance(said, str) and not _DIGITS.fullmatch(said):
        raise PydanticCustomError("int_parsing", "a whole number")
    return said


def _on(said: Any) -> Any:  # noqa: ANN401
    if isinstance(said, str) and not _DAY.fullmatch(said):
        raise PydanticCustomError("date_parsing", "a day as YYYY-MM-DD")
    return said


Flag = Annotated[bool, BeforeValidator(_flag)]
Number = Annotated[int, BeforeValidator(_number)]
On = Annotated[Day, BeforeValidator(_on)]


class DayQuery(Query):
    """The day that is asked about."""

    on: On | None = None


class PageQuery(DayQuery):
    """How much of a list is asked for, and where to go on."""

    limit: Annotated[Number, Field(ge=1, le=MOST_ROWS)] = 50
    cursor: Annotated[str, StringConstraints(max_length=600)] = ""


def read_query(kind: type[BaseModel], said: QueryParams) -> dict[str, Any]:
    """The parts of an address by name; what stands there twice and may once stays a list, and is refused."""
    found: dict[str, Any] = {}
    for name in said:
        values = said.getlist(name)
        field = kind.model_fields.get(name)
        many = field is not None and get_origin(_bare(field.annotation)) in {list, tuple, frozenset}
        found[name] = values if many or len(values) > 1 else values[0]
    return found


def _bare(annotation: Any) -> Any:  # noqa: ANN401 - any annotation
    while get_origin(annotation) is Annotated:
        annotation = annotation.__origin__
    return annotation


class Words(Out):
    """Words in both languages."""

    ja: str
    en: str


def words(text: Text) -> Words:
    """A text as an answer says it."""
    return Words(ja=text.ja, en=text.en)
