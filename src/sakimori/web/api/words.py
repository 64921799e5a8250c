"""What the parts of requests and answers mean in both languages: the words of records, and those of `words.txt`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from sakimori.domain.records.hand_over import HandOver
from sakimori.domain.values.text import Text, table_of
from sakimori.exchange.paper.words import WORDS as SHARED
from sakimori.exchange.registers.fields import FIELD_WORDS
from sakimori.exchange.registers.words import WORDS as OF_RECORDS
from sakimori.exchange.request.parts import WORDS as OF_FORM

STATED: Final = "Stated."
"""With this the names of the parts of the form begin that states everything."""
_RECORDS: Final = {kind.__name__: words for kind, words in FIELD_WORDS.items()} | {"FactsIn": FIELD_WORDS[HandOver]}


@cache
def api_words() -> Mapping[str, Text]:
    """The words of this interface, by their key."""
    return table_of(Path(__file__).with_name("words.txt").read_text(encoding="utf-8"))


def words_of(key: str) -> Text:
    """The words of a part of an address or of a header."""
    return api_words()[key]


def field_text(forms: tuple[str, ...], field: str) -> Text | None:
    """What a field of a form means, or of one that it is made from; None where nobody has said it."""
    own, of_record = api_words(), OF_RECORDS["record"]
    is_stated = any(form.startswith(STATED) for form in forms)
    for form in forms:
        name = form.removeprefix(STATED)
        if words := own.get(f"{name}.{field}") or _RECORDS.get(name, {}).get(field):
            return words
        if form == f"{STATED}Request" and field in OF_FORM:
            return OF_FORM[field]
    shared = (f"{prefix}.{field}" for prefix in ("settings.policy", "audit.field", "party.field"))
    found = next((SHARED[key] for key in shared if key in SHARED), None)
    if is_stated:
        return found or of_record.get(field) or OF_FORM.get(field) or own.get(field)
    return own.get(field) or of_record.get(field) or found


def with_words(schemas: Mapping[str, Any], language: str) -> dict[str, Any]:
    """The forms with their fields described in a language; what the code says of a form itself is English alone."""
    return {name: _described(name, schema, language) for name, schema in schemas.items()}


def _described(name: str, schema: Mapping[str, Any], language: str) -> dict[str, Any]:
    kept = {key: part for key, part in schema.items() if key != "title"}
    if language == "ja":
        kept.pop("description", None)
    if "properties" in schema:
        kept["properties"] = {
            field: _with_description(spec, field_text((name,), field), language)
            for field, spec in schema["properties"].items()
        }
    return kept


def _with_description(spec: Mapping[str, Any], words: Text | None, language: str) -> dict[str, Any]:
    kept = {key: part for key, part in spec.items() if key not in {"title", "description"}}
    return {**kept, "description": words.get(language)} if words else kept
