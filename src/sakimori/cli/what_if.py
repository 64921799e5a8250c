"""What `--what-if` of the command line supposes: one short form for each thing that might be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from sakimori.domain.policy import POLICY_KEYS, policy_value
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError
from sakimori.exchange.reference.countries import parse_country
from sakimori.services.clearance.request_from_words import recipient_named
from sakimori.services.clearance.what_if import (
    Supposition,
    certificate_lapses,
    contract_ends,
    policy_becomes,
    profile_changes,
    recipient_moves,
    rule_begins,
    rule_taken_away,
    sub_processor_added,
    sub_processor_moves,
)
from sakimori.services.kernel.workspace import Workspace

WHAT_IF: Final = Text("もし…なら", "what if")
_FORM: Final = Text("たとえば {form} の形にしてください。", "Write it like {form}.")
_YES: Final = {"yes": True, "true": True, "no": False, "false": False}


def supposed_by(workspace: Workspace, typed: str, *, on: date, actor: Actor) -> Supposition:
    """What `--what-if` says.

    Raises:
        InvalidValueError: It has another form.
    """
    name, _, rest = typed.partition(":")
    parts = rest.split(":") if rest else []

    def party() -> str:
        return recipient_named(workspace, parts[0], actor=actor)

    forms: dict[str, tuple[str, int, Callable[[], Supposition]]] = {
        "certificate-lapses": ("certificate-lapses:ID", 1, lambda: certificate_lapses(parts[0], on=on)),
        "contract-ends": ("contract-ends:ID", 1, lambda: contract_ends(parts[0], on=on)),
        "sub-processor-added": ("sub-processor-added:PARTY:NAME:COUNTRY", 3, lambda: sub_processor_added(
            party(), name=parts[1], country=_country(parts[2]) if parts[2] else None)),
        "sub-processor-moves": ("sub-processor-moves:ID:COUNTRY", 2, lambda: sub_processor_moves(
            parts[0], country=_country(parts[1]))),
        "recipient-moves": ("recipient-moves:PARTY:COUNTRY", 2, lambda: recipient_moves(
            party(), country=_country(parts[1]))),
        "profile-changes": ("profile-changes:US:government_access=yes", 2, lambda: _profile(parts, on=on)),
        "without-rule": ("without-rule:A-28-1", 1, lambda: rule_taken_away(parts[0])),
        "rule-begins": ("rule-begins:F-03", 1, lambda: rule_begins(parts[0], on=on)),
        "policy": ("policy:approval_persons=500", 1, lambda: _policy(parts[0])),
    }  # fmt: skip
    if name not in forms:
        raise _wrong_form(typed, " / ".join(form for form, _, _ in forms.values()))
    form, wanted, make = forms[name]
    if len(parts) != wanted:
        raise _wrong_form(typed, form)
    try:
        return make()
    except (KeyError, ValueError) as wrong:
        raise _wrong_form(typed, form) from wrong


def _wrong_form(typed: str, form: str) -> InvalidValueError:
    return InvalidValueError(field=WHAT_IF, value=typed, expected=_FORM.format(form=form), name="what_if")


def _country(typed: str) -> str:
    parsed = parse_country(typed)
    if not parsed.value:
        raise KeyError(typed)
    return parsed.value


def _profile(parts: list[str], *, on: date) -> Supposition:
    fact, _, said = parts[1].partition("=")
    if fact not in {"has_general_law", "eu_adequacy", "cbpr_economy", "government_access", "localisation"}:
        raise KeyError(fact)
    return profile_changes(_country(parts[0]), on=on, **{fact: _YES[said]})


def _policy(typed: str) -> Supposition:
    key, _, value = typed.partition("=")
    if key not in POLICY_KEYS:
        raise KeyError(key)
    return policy_becomes(**{key: policy_value(key, value)})
