"""Which consent text the persons of a slice hold, and how it is called in what a rule says."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sakimori.domain.gap import Fix
from sakimori.domain.policy import Policy
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.records.own_registers import ConsentText
from sakimori.domain.values.days import next_day
from sakimori.domain.values.text import Text
from sakimori.rules.clearance.abroad.places import Place, class_of, place_days
from sakimori.rules.clearance.case import Case, Slice
from sakimori.rules.clearance.rule_kit import flow_fix
from sakimori.rules.gaps.flows.consents import agreed_of, consent_texts

CONSENTS = frozenset({LegalRoute.CONSENT, LegalRoute.CONSENT_28})


def text_id_of(case: Case, part: Slice) -> str | None:
    """Which text the persons of a part agreed to; that of the flow speaks only where no part is known."""
    return part.part.consent_text_id if part.part else case.flow.consent_text_id


def text_of(case: Case, part: Slice) -> ConsentText | None:
    """That text, if it is on record."""
    return consent_texts(case.dossier).get(text_id_of(case, part) or "")


def text_fix(case: Case, part: Slice) -> Fix:
    """Where it is said which text they hold."""
    return Fix("data_set_part", part.part.id, "consent_text_id") if part.part else flow_fix(case, "consent_text_id")


def persons_of(part: Slice) -> Text:
    """The persons of a slice in words."""
    return Text(f"「{part.part.name}」の本人", f"“{part.part.name}”") if part.part else Text("本人", "the persons")


def is_outside_28(case: Case, on: date) -> bool:
    """Whether Article 28 does not govern a recipient: at home, or in a country of 規則15条."""
    return class_of(case, on) in {Place.DOMESTIC, Place.DESIGNATED}


def consent_days(case: Case, policy: Policy) -> Iterable[date | None]:
    """Every day on which a text begins or ends to be used, or persons begin or end to agree; and those of the place."""
    for text in case.dossier.registers.consent_texts:
        yield text.used_from
        if text.used_until is not None:
            yield next_day(text.used_until)
    for part in case.parts:
        agreed = agreed_of(part)
        yield agreed.first
        if agreed.last is not None:
            yield next_day(agreed.last)
    yield from place_days(case, policy)
