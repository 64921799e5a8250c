"""The fields of records: each asked and written by what its type says; those of a third party in their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from enum import Enum, StrEnum
from typing import Any, Final, get_args, get_origin

import streamlit as st

from sakimori.domain.codes import Lifecycle, Role
from sakimori.domain.incident import CaseSince, Entruster, Exemption
from sakimori.domain.records.country import CountryFact
from sakimori.domain.records.record import type_of
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.numbers import shown_corporate_number
from sakimori.exchange.reference import fact_line
from sakimori.exchange.registers.fields import field_words
from sakimori.exchange.registers.words import VOCABULARIES
from sakimori.services.parties.rows import party_names
from sakimori.ui.frame.formats import aside, countries, country, day, none, not_set, plain, unknown, yes_no
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.text import LABELS, dotted, label, language, listed, t

Choices = Mapping[str, Mapping[str, str]]
"""For a field that names other records: their names by id."""

_LONG: Final = frozenset(
    {
        "note", "wording", "ja", "en", "route_rationale", "reason", "exceptions", "measures_note",
        "foreign_systems_note", "trouble", "missing_oecd", "government_access_note", "localisation_note",
        "recipient_range", "order_note", "description",
    }
)  # fmt: skip
_LINKS: Final = frozenset({"parent_id", "replaces_id", "evidence_id", "route_evidence_id"})
"""Fields that most records leave empty: nothing is missing where none is named."""
_COUNTRY: Final = frozenset({"country", "governing_law", "storage_country", "processing_country"})
ROLES: Final[tuple[Role, ...]] = tuple(role for role in Role if role is not Role.SELF)
"""What somebody else may be to us."""
_FIRST_DAY, _LAST_DAY = date(2, 1, 1), date(9000, 12, 31)
"""Whatever can be typed is taken in: a day outside the bounds of the field would be dropped without a word, while the
check of the record says what is wrong with it."""


def record_label(kind: type, field: str) -> str:
    """What a field of a record is called."""
    return field_words(kind, field).get(language())


def record_input(
    record: object,
    field: str,
    *,
    key: str,
    names: Mapping[str, str] | None = None,
    why: str = "",
    disabled: bool = False,
) -> Any:  # noqa: ANN401 - whatever the field holds
    """Ask for one field of a record; nothing given is None: nobody has answered. `why` says below why it is asked.

    `names` are the choices of a field that names other records.
    """
    if not why:
        return _input(record, field, key=key, names=names, disabled=disabled)
    with st.container(gap="xxsmall"):
        given = _input(record, field, key=key, names=names, disabled=disabled)
        st.caption(why)
    return given


_PUT: Final = "fields_put"


def put_into(values: Mapping[str, object]) -> None:
    """Have fields, by the keys of their controls, hold these values from the next run on; for a callback."""
    for key, value in values.items():
        st.session_state[key] = value
    st.session_state[_PUT] = st.session_state.get(_PUT, frozenset()) | set(values)


def is_put(key: str) -> bool:
    """Whether a value was put into a field: then its control begins with nothing, and the value that was put counts."""
    return key in st.session_state.get(_PUT, frozenset())


def forget_put() -> None:
    """The form is gone: its fields begin with what is on record again."""
    st.session_state.pop(_PUT, None)


def count_input(title: str, value: int | None, *, key: str, blank: str, disabled: bool = False) -> int | None:
    """A number from 0 on; it can be emptied again, which a field that begins with a number cannot."""
    if value is not None:
        st.session_state.setdefault(key, value)
    return st.number_input(title, min_value=0, value=None, step=1, placeholder=blank, key=key, disabled=disabled)


def _input(  # noqa: PLR0911 - one return a sort of field
    record: object, field: str, *, key: str, names: Mapping[str, str] | None, disabled: bool
) -> Any:  # noqa: ANN401 - whatever the field holds
    kind: type = type(record)
    hint, may_be_blank = type_of(kind, field)
    value: Any = None if is_put(f"{key}_{field}") else getattr(record, field)
    title, blank = record_label(kind, field), _blank(kind, field)
    shared: dict[str, Any] = {"key": f"{key}_{field}", "disabled": disabled, "help": None}
    if field.endswith("_ids"):
        known = dict(names or {})
        chosen = st.multiselect(
            title, list(known), default=[i for i in value or () if i in known], format_func=known.__getitem__,
            placeholder=blank, **shared,
        )  # fmt: skip
        return tuple(chosen)
    if names is not None:
        return _choose(title, list(names), value, dict(names).__getitem__, blank if may_be_blank else "", shared)
    if hint == frozenset[Role]:
        chosen_roles = st.pills(
            title, ROLES, selection_mode="multi", default=sorted(value or ()), format_func=label, wrap=True, **shared
        )
        return frozenset(chosen_roles)
    if get_origin(hint) is frozenset:
        return _several(title, get_args(hint)[0], value, blank, shared)
    if get_origin(hint) is tuple:
        typed = st.text_input(title, value=listed(value), placeholder=t("record.list_hint"), **shared)
        return tuple(filter(None, (part.strip() for part in typed.replace("，", ",").replace("、", ",").split(","))))
    if hint is bool:
        answers = {answer: yes_no(answer, language()) for answer in (True, False)}
        return st.segmented_control(title, list(answers), default=value, format_func=answers.__getitem__, **shared)
    if hint is date:
        if may_be_blank and value is not None:
            st.session_state.setdefault(shared["key"], value)
            value = None
        return st.date_input(
            title, value=value, min_value=_FIRST_DAY, max_value=_LAST_DAY, format="YYYY/MM/DD", **shared
        )
    if hint is int:
        return count_input(title, value, key=shared["key"], blank=blank, disabled=disabled)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return _choose(
            title,
            list(hint),
            value,
            {code: label(code) for code in hint}.__getitem__,
            blank if may_be_blank else "",
            shared,
        )
    if field in _COUNTRY:
        known_countries = countries(language())
        return _choose(
            title, list(known_countries), value, known_countries.__getitem__, blank if may_be_blank else "", shared
        )
    if field in _LONG or field.startswith("item_"):
        return st.text_area(title, value=value or "", height=96, **shared)
    return st.text_input(title, value=value or "", **shared)


def _blank(kind: type, field: str) -> str:
    """What a field says in which nothing is chosen."""
    if _is_set_by_us(kind, field):
        return not_set(language())
    return none(language()) if field in _LINKS else unknown(language())


def _is_set_by_us(kind: type, field: str) -> bool:
    return field == "owner_id" or (kind is ThirdParty and field == "parent_id")


def record_inputs(
    record: object, fields: Sequence[str], *, key: str, choices: Choices | None = None, disabled: bool = False
) -> dict[str, Any]:
    """Ask for several fields, one below the other."""
    names = choices or {}
    return {field: record_input(record, field, key=key, names=names.get(field), disabled=disabled) for field in fields}


def _choose(  # noqa: PLR0917 - what one list of choices takes
    title: str,
    options: list[Any],
    value: Any,  # noqa: ANN401 - whatever the field holds
    words: Any,  # noqa: ANN401
    blank: str,
    shared: dict[str, Any],
) -> Any:  # noqa: ANN401
    """One of several; what `blank` names can be chosen again by clearing the field, without it one is always chosen."""
    named = {option: words(option) for option in options}
    index = options.index(value) if value in options else None
    if blank and index is not None:
        # Streamlit lets a field be cleared only where nothing stood at first.
        st.session_state.setdefault(shared["key"], value)
        index = None
    placeholder = blank or unknown(language())
    return st.selectbox(title, options, index=index, format_func=named.__getitem__, placeholder=placeholder, **shared)


def _several(title: str, item: Any, value: Any, blank: str, shared: dict[str, Any]) -> Any:  # noqa: ANN401
    """Several codes or countries; none chosen is not an answer."""
    is_code = isinstance(item, type) and issubclass(item, StrEnum)
    words: dict[Any, str] = {code: label(code) for code in item} if is_code else dict(countries(language()))
    options = list(words)
    chosen = st.multiselect(
        title, options, default=sorted(value or (), key=options.index), placeholder=blank,
        format_func=words.__getitem__, **shared,
    )  # fmt: skip
    return frozenset(chosen) or None


def record_shown(kind: type, field: str, value: object, names: Mapping[str, str] | None = None) -> str:
    """A value in words; nothing is 未確認, and an owner or a parent who is not named is 未設定."""
    if value is None or value in ("", frozenset(), ()):
        return not_set(language()) if _is_set_by_us(kind, field) else unknown(language())
    if isinstance(value, frozenset | tuple):
        return dotted(_one(field, part, names) for part in sorted(value, key=str))
    return _one(field, value, names)


def _one(field: str, value: object, names: Mapping[str, str] | None) -> str:  # noqa: PLR0911 - one a sort of value
    match value:
        case Enum():
            is_worded = type(value) in LABELS or type(value) in VOCABULARIES
            return label(value) if is_worded else str(value.value)
        case CountryFact():
            return fact_line(value, language())
        case Exemption():
            return aside(value.reason, label(value.claim), language())
        case Entruster():
            return aside(value.name, day(value.told_on, language()), language()) if value.told_on else value.name
        case CaseSince():
            since = "" if value.on is None else day(value.on, language())
            return aside(value.case.value, since, language()) if since else value.case.value
        case bool():
            return yes_no(value, language())
        case date():
            return day(value, language())
        case int():
            return f"{value:,}"
        case _ if field in _COUNTRY or field.endswith("countries"):
            return country(str(value), language())
        case str() if field == "corporate_number":
            return shown_corporate_number(value)
        case _:
            return (names or {}).get(str(value), str(value))


NO_OTHER_SUBS: Final = ("sub_processors_complete_on", "sub_processors_complete_by")
"""The answer that there are no sub-processors but those on record: a day, and who gave it."""
INTAKE: Final = ("data_categories", "person_count", "special_care", "foreign", "criticality")
IDENTITY: Final = (
    "legal_name",
    "roles",
    "country",
    "kind_of_body",
    "corporate_number",
    "kana",
    "english_name",
    "address",
    "representative",
    "business_in_japan",
    "order_history",
    "order_note",
    *NO_OTHER_SUBS,
    "website",
    "external_key",
    "owner_id",
    "parent_id",
    "note",
)


def roles_in_words(roles: frozenset[Role]) -> str:
    """All roles in one line; none is 未確認."""
    return dotted(label(role) for role in ROLES if role in roles) or unknown(language())


def lifecycle_badge(lifecycle: Lifecycle) -> tuple[str, str]:
    """Word and colour of a step of the relation; the colour is no verdict."""
    colours = {Lifecycle.IN_USE: "blue", Lifecycle.SUSPENDED: "orange", Lifecycle.OFFBOARDING: "yellow"}
    return label(lifecycle), colours.get(lifecycle, "gray")


def bold(text: str) -> str:
    """A text from outside in bold, inert."""
    return f"**{plain(text)}**"


def parents(page: Page) -> dict[str, str]:
    """Every third party by id, for choosing a parent or the other side of a merging."""
    return memo(page, "party_names", lambda: party_names(page.workspace, page.as_of))
