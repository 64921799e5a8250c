"""Wording of the forms of the register."""

from __future__ import annotations

from sakimori.domain.values.text import Text

TEXTS = {
    "record.list_hint": Text("「、」で区切って書きます", "Separate with commas"),
}
