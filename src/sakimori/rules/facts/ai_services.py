"""What the facts of a service that learns are called, and how long their confirmation counts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from sakimori.domain.policy import Policy
from sakimori.domain.records.ai_service import AiFacts
from sakimori.domain.values.text import table_of

AI_FACTS: Final = table_of("""
    training | 入力を学習に使うか | whether it trains on inputs
    opted_out | 学習させない設定を済ませたか | whether training is switched off
    opt_out_evidence_id | 学習させない設定の資料 | evidence that training is switched off
    retention | 入力を残すか | whether it keeps inputs
    retention_days | 入力を残す日数 | how many days it keeps inputs
    review | 人が入力を見るか | whether people read inputs
    input_countries | 入力を処理・保存する国 | where inputs are processed and kept
    model_of | だれのモデルか | whose model answers
    model_provider | モデルを提供する会社 | the company behind the model
    terms | 何に基づいて使うか（契約か規約か） | on what it is used, contract or terms
""")
"""The facts that decide what input into a service is, in words."""


def confirmed_until(facts: AiFacts, policy: Policy) -> date | None:
    """The last day on which a confirmation of the facts counts (会社方針): terms of such services change often."""
    if facts.confirmed_on is None:
        return None
    return facts.confirmed_on + timedelta(days=policy.confirmation_days)
