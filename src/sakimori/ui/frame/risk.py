"""The risk value in words: a whole number, its band, and why it is what it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sakimori.domain.codes import RiskBand
from sakimori.domain.values.risk import STOP_FLOOR, RiskValue, whole
from sakimori.ui.frame.formats import unknown
from sakimori.ui.frame.states import LOOKS, Mark
from sakimori.ui.frame.text import label, language, t

_ALMOST: Final = 1e-6
"""So little a hundredfold may lack of the number that it stands for."""

BAND_MARKS: Final = {
    RiskBand.SEVERE: Mark.BLOCK,
    RiskBand.HIGH: Mark.HIGH,
    RiskBand.MEDIUM: Mark.MEDIUM,
    RiskBand.LOW: Mark.LOW,
}
"""A band is drawn in the colour and with the shape of the severity beside it."""


def risk_words(risk: RiskValue | None) -> str:
    """Band and number: 高 52; nothing scored and nothing stopped is 未確認."""
    return unknown(language()) if risk is None else t("risk_value.words", band=label(risk.band), value=risk.value)


def risk_chip(risk: RiskValue | None) -> str:
    """The same with the shape of the band, for the cell of a table."""
    mark = Mark.UNKNOWN if risk is None else BAND_MARKS[risk.band]
    return f"{LOOKS[mark].glyph} {risk_words(risk)}"


def risk_reasons(risk: RiskValue | None) -> Iterator[str]:
    """Why the value is what it is."""
    if risk is None:
        yield t("risk_value.none")
        return
    if risk.answers is None:
        yield t("risk_value.no_answers")
    else:
        yield t("risk_value.answers", exact=exact_words(risk.answers), value=whole(risk.answers))
    if risk.is_raised:
        yield t("risk_value.floor", floor=STOP_FLOOR, band=label(RiskBand.HIGH))


def exact_words(answers: float) -> str:
    """What answers come to, cut off and not rounded: 49.996 is not 50 yet, and its whole number says so too."""
    return f"{int(answers * 100 + _ALMOST) / 100:.2f}"


def risk_scale() -> str:
    """What the numbers mean, said once where they stand."""
    return t("risk_value.scale")
