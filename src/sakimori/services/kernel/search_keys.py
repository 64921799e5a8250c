"""Folded words by which third parties are found: kept in step with the records that hold the words."""

from __future__ import annotations

from sakimori.domain.records.third_party import Alias, Contact, Service, ThirdParty
from sakimori.domain.values.names import fold
from sakimori.services.kernel.unit import Change


def refresh_search_keys(change: Change, third_party_id: str) -> None:
    """Write the words of one third party anew; one merged away or archived is found by its own name only."""
    change.engine.execute("DELETE FROM search_key WHERE third_party_id = :id", {"id": third_party_id})
    party = change.records.get(ThirdParty, third_party_id)
    words = [
        ("name", party.id, party.legal_name),
        ("kana", party.id, party.kana),
        ("english_name", party.id, party.english_name),
        ("corporate_number", party.id, party.corporate_number or ""),
        ("external_key", party.id, party.external_key or ""),
    ]
    where, params = "third_party_id = :id", {"id": third_party_id}
    words += [("service", s.id, s.name) for s in change.records.select(Service, where, params)]
    words += [("alias", a.id, a.name) for a in change.records.select(Alias, f"{where} AND removed_on IS NULL", params)]
    for contact in change.records.select(Contact, where, params):
        words += [("contact", contact.id, word) for word in (contact.name, contact.email) if word]
    change.engine.insert_all(
        "search_key",
        [
            {"third_party_id": third_party_id, "kind": kind, "record_id": record_id, "label": label, "key": fold(label)}
            for kind, record_id, label in words
            if label
        ],
    )
