"""The places in law and guideline that rules cite, as they are printed."""

from __future__ import annotations

from sakimori.domain.rule import Citation
from sakimori.domain.text import Text


def _act(article: str, english: str) -> Citation:
    return Citation(Text(f"法{article}", f"APPI Art. {english}"))


def _guideline(section: str) -> Citation:
    return Citation(Text(f"GL {section}", f"GL {section}"))


ACT_19 = _act("19条", "19")
ACT_23 = _act("23条", "23")
ACT_25 = _act("25条", "25")
ACT_26 = _act("26条", "26")
ACT_28 = _act("28条", "28")
ACT_29 = _act("29条", "29")
ACT_30 = _act("30条", "30")
GL_SELECTION = _guideline("3-4-4(1)")
GL_MONITORING = _guideline("3-4-4(3)")
