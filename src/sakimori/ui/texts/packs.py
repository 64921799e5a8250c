"""Wording of the packs: their list, one of them, its versions."""

from __future__ import annotations

from sakimori.domain.text import Text

TEXTS = {
    "action.assessment.taken_over": Text(
        "審査を質問票の新しい版へ引き継いだ", "Took an assessment over to a newer version of its pack"
    ),
}
