"""The fields of a third party: how each is asked and written in words, and whom there is to choose."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Any, Final

import streamlit as st

from sakimori.domain.codes import Criticality, DataCategory, KindOfBody, Lifecycle, Role
from sakimori.domain.records.third_party import Foreign
from sakimori.domain.values.numbers import shown_corporate_number
from sakimori.services.parties.rows import PartyRow, party_rows
from sakimori.ui.frame.formats import countries, country, day, not_set, unknown, yes_no
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.record_fields import count_input
from sakimori.ui.frame.session import Page, kept
from sakimori.ui.frame.text import LABELS, dotted, label, language, t

LONG: Final = frozenset({"note", "order_note", "description", "reason"})
YES_NO: Final = frozenset({"business_in_japan", "order_history", "special_care", "handles_personal_data"})
COUNTRIES: Final = frozenset({"country", "storage_country", "processing_country"})
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
ROLES: Final[tuple[Role, ...]] = tuple(role for role in Role if role is not Role.SELF)
_CHOICES: Final[dict[str, type[Enum]]] = {"kind_of_body": KindOfBody, "criticality": Criticality, "foreign": Foreign}


def field_label(field: str) -> str:
    """What a field is called."""
    return t(f"party.field.{field}")


def field_input(  # noqa: PLR0911 - one return a sort of field
    field: str,
    value: Any,  # noqa: ANN401 - whatever the field holds
    *,
    key: str,
    names: Mapping[str, str] | None = None,
    disabled: bool = False,
) -> Any:  # noqa: ANN401 - whatever the field holds
    """Ask for the value of one field; nothing chosen gives None, which means that nobody has answered."""
    title, blank = field_label(field), unknown(language())
    if field == "roles":
        chosen = st.pills(
            title, ROLES, selection_mode="multi", default=sorted(value or ()), format_func=label, key=key,
            disabled=disabled, wrap=True,
        )  # fmt: skip
        return frozenset(chosen)
    if field == "data_categories":
        given = st.multiselect(
            title, list(DataCategory), default=sorted(value or ()), format_func=label, key=key, placeholder=blank,
            disabled=disabled,
        )  # fmt: skip
        return frozenset(given) or None
    if field == "person_count":
        return count_input(title, value, key=key, blank=blank, disabled=disabled)
    if field in YES_NO:
        return st.segmented_control(
            title, [True, False], default=value, key=key, disabled=disabled,
            format_func={answer: yes_no(answer, language()) for answer in (True, False)}.__getitem__,
        )  # fmt: skip
    if field in COUNTRIES:
        return _choose(title, list(countries(language())), value, key, blank, disabled=disabled, words=_country)
    if field in _CHOICES:
        return _choose(title, list(_CHOICES[field]), value, key, blank, disabled=disabled, words=_code)
    if field in {"owner_id", "parent_id"}:
        known = dict(names or {})
        return _choose(
            title, list(known), value if value in known else None, key, not_set(language()), disabled=disabled,
            words=lambda code: known[code],
        )  # fmt: skip
    if field == "sub_processors_complete_on":
        return st.date_input(title, value=value, key=key, format="YYYY/MM/DD", disabled=disabled)
    if field in LONG:
        return st.text_area(title, value=value or "", key=key, disabled=disabled, height=96)
    return st.text_input(title, value=value or "", key=key, disabled=disabled)


def _choose(title: str, options: list[Any], value: Any, key: str, blank: str, *, disabled: bool, words: Any) -> Any:  # noqa: ANN401
    named = {option: words(option) for option in options}
    return st.selectbox(
        title,
        options,
        index=options.index(value) if value in options else None,
        format_func=named.__getitem__,
        key=key,
        placeholder=blank,
        disabled=disabled,
    )


def _country(code: str) -> str:
    return country(code, language())


def _code(member: Enum) -> str:
    return t(f"party.foreign_{member.value}") if isinstance(member, Foreign) else label(member)


def shown(field: str, value: object, names: Mapping[str, str] | None = None) -> str:
    """A value in words; nothing is 未確認, and an owner who is not named is 未設定."""
    if value is None or value in ("", frozenset(), ()):
        return not_set(language()) if field in {"owner_id", "parent_id"} else unknown(language())
    if isinstance(value, frozenset | tuple):
        return dotted(_one(field, part) for part in sorted(value, key=str))
    return (names or {}).get(str(value)) or _one(field, value)


def _one(field: str, value: object) -> str:
    """A single value that is there, in words."""
    match value:
        case Foreign():
            words = _code(value)
        case Enum():
            words = label(value) if type(value) in LABELS else str(value.value)
        case bool():
            words = yes_no(value, language())
        case date():
            words = day(value, language())
        case int():
            words = f"{value:,}"
        case _ if field in COUNTRIES:
            words = country(str(value), language())
        case _:
            words = shown_corporate_number(str(value)) if field == "corporate_number" else str(value)
    return words


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


def party_rows_of(page: Page) -> tuple[PartyRow, ...]:
    """Every third party as it stands on the day of the page."""
    return kept(
        page,
        "party_rows",
        lambda: party_rows(page.workspace, on=page.on, today=page.today, number=page.number),
    )


def parents(page: Page) -> dict[str, str]:
    """Every third party by id, for choosing a parent or the other side of a merging."""
    return {row.id: row.name for row in sorted(party_rows_of(page), key=lambda row: row.name)}
