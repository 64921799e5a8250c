"""The steps of the schema for services that learn."""

from __future__ import annotations

from sakimori.store.engine import Step

AI_STEPS: tuple[Step, ...] = (
    # What services that learn do with inputs, and who confirmed it.
    (
        "0122_ai_facts",
        (
            "CREATE TABLE ai_facts (id TEXT PRIMARY KEY, third_party_id TEXT NOT NULL REFERENCES third_party(id), "
            "service_id TEXT NOT NULL REFERENCES service(id), training TEXT, opted_out INTEGER, opt_out_evidence_id "
            "TEXT REFERENCES evidence(id), retention TEXT, retention_days INTEGER, review TEXT, input_countries TEXT, "
            "model_of TEXT, model_provider TEXT NOT NULL, terms TEXT, note TEXT NOT NULL, recorded_by TEXT, "
            "confirmed_by TEXT, confirmed_on DATE, version INTEGER NOT NULL)",
            "CREATE INDEX ai_facts_third_party ON ai_facts(third_party_id)",
            "CREATE INDEX ai_facts_service ON ai_facts(service_id)",
        ),
    ),
)
