"""What a state looks like: always a colour, a shape and a word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sakimori.domain.codes import AssessmentState, Decision, Outcome, Severity
from sakimori.ui.frame.text import DOTS, SENTENCES, label, language, say


class Theme(StrEnum):
    """The two themes of the browser."""

    LIGHT = "light"
    DARK = "dark"


class Mark(StrEnum):
    """Every state that a fact, a gap or a hand-over can be in; severities and outcomes keep their own codes."""

    BLOCK = "block"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    UNKNOWN = "unknown"
    OK = "ok"
    NOT_APPLICABLE = "not_applicable"
    BLOCKED = "blocked"
    REVIEW = "review"
    CONDITIONAL = "conditional"
    ALLOWED = "allowed"


@dataclass(frozen=True, slots=True)
class Look:
    """How one state is drawn: key of its word, colour name, icon in text, glyph and marker symbol in charts."""

    word: str
    colour: str
    icon: str
    glyph: str
    symbol: str


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one theme, for charts and tables; text colours come from the theme itself."""

    fills: dict[Mark, str]
    chips: dict[str, str]
    ramp: tuple[str, ...]
    ink: str
    muted: str
    line: str
    grid: str
    page: str
    panel: str
    primary: str
    hatch: str

    def of(self, state: Mark) -> str:
        """The colour of a sign of a state; what has no fill of its own is drawn in the colour of its hatching."""
        return self.hatch if state in _HATCHED else self.fills[state]


_HATCHED: Final = frozenset({Mark.UNKNOWN, Mark.NOT_APPLICABLE})
LOOKS = {
    Mark.BLOCK: Look("severity.block", "red", "dangerous", "⬣", "octagon"),
    Mark.HIGH: Look("severity.high", "orange", "warning", "▲", "triangle-up"),
    Mark.MEDIUM: Look("severity.medium", "yellow", "error", "◆", "diamond"),
    Mark.LOW: Look("severity.low", "blue", "info", "●", "circle"),
    Mark.UNKNOWN: Look("state.unknown", "gray", "help", "？", "square-open"),
    Mark.OK: Look("state.ok", "green", "check_circle", "✓", "circle-open"),
    Mark.NOT_APPLICABLE: Look("state.not_applicable", "", "", "–", "line-ew"),
    Mark.BLOCKED: Look("outcome.blocked", "red", "cancel", "✕", "x"),
    Mark.REVIEW: Look("outcome.review", "violet", "contact_support", "◇", "diamond-open"),
    Mark.CONDITIONAL: Look("outcome.conditional", "yellow", "change_history", "△", "triangle-up-open"),
    Mark.ALLOWED: Look("outcome.allowed", "green", "check_circle", "○", "circle-open"),
}

SEVERITIES = (Mark.BLOCK, Mark.HIGH, Mark.MEDIUM, Mark.LOW, Mark.UNKNOWN, Mark.OK, Mark.NOT_APPLICABLE)
OUTCOMES = (Mark.BLOCKED, Mark.REVIEW, Mark.CONDITIONAL, Mark.ALLOWED, Mark.UNKNOWN)

LIGHT = Palette(
    fills={
        Mark.BLOCK: "#8A1030", Mark.HIGH: "#CC4A1A", Mark.MEDIUM: "#BE7E0E", Mark.LOW: "#5590CA",
        Mark.UNKNOWN: "#FFFFFF", Mark.OK: "#3F9584", Mark.NOT_APPLICABLE: "#FFFFFF",
        Mark.BLOCKED: "#8A1030", Mark.REVIEW: "#8A73C9", Mark.CONDITIONAL: "#BE7E0E", Mark.ALLOWED: "#00705F",
    },
    chips={
        "red": "#F3C6CF", "orange": "#F9CDB8", "yellow": "#F8E0AE", "blue": "#CFE2F4", "gray": "#E1E6EC",
        "green": "#BFE3DB", "violet": "#DDD4F3", "": "#FFFFFF",
    },
    ramp=("#FDF3EC", "#FBE3D3", "#F8CFB5", "#F3B693", "#EB9970", "#DF7A50"),
    ink="#0F161E", muted="#5A6470", line="#D3DAE3", grid="#E8ECF1", page="#FFFFFF", panel="#F3F5F8",
    primary="#173F85", hatch="#7C8794",
)  # fmt: skip

DARK = Palette(
    fills={
        Mark.BLOCK: "#EA3D66", Mark.HIGH: "#F08A4B", Mark.MEDIUM: "#F7D679", Mark.LOW: "#4F83B5",
        Mark.UNKNOWN: "#10151C", Mark.OK: "#2F8E80", Mark.NOT_APPLICABLE: "#10151C",
        Mark.BLOCKED: "#EA3D66", Mark.REVIEW: "#A68DEB", Mark.CONDITIONAL: "#F7D679", Mark.ALLOWED: "#3FB8A2",
    },
    chips={
        "red": "#7A1B35", "orange": "#7A3F1C", "yellow": "#6A551C", "blue": "#254A6B", "gray": "#3A4552",
        "green": "#1B5A51", "violet": "#4A3B7A", "": "#10151C",
    },
    ramp=("#221D1B", "#35251D", "#4C2E1F", "#6A3A22", "#8E4826", "#A84F27"),
    ink="#E6EAF0", muted="#A3AEBB", line="#333D49", grid="#26303B", page="#10151C", panel="#1A212B",
    primary="#7FA9EC", hatch="#8B97A4",
)  # fmt: skip


def theme() -> Theme:
    """The theme of the browser that looks; light until it has said."""
    import streamlit as st  # noqa: PLC0415 - the terminal says the words of states without it

    return Theme.DARK if st.context.theme.type == Theme.DARK.value else Theme.LIGHT


def palette(of: Theme) -> Palette:
    """The colours of a theme."""
    return DARK if of is Theme.DARK else LIGHT


_MARKS: Final[Mapping[Severity | Outcome | None, Mark]] = {
    None: Mark.UNKNOWN, **{one: Mark(one.value) for kind in (Severity, Outcome) for one in kind}
}  # fmt: skip


def mark(state: Severity | Outcome | None) -> Mark:
    """The mark of a severity or an outcome; nothing known is 未確認, never a good state."""
    return _MARKS[state]


def decision_mark(decision: Decision | None) -> Mark:
    """The mark of what compliance decided; undecided is 未確認."""
    match decision:
        case Decision.APPROVED:
            return Mark.OK
        case Decision.CONDITIONAL:
            return Mark.CONDITIONAL
        case Decision.REJECTED:
            return Mark.BLOCKED
        case None:
            return Mark.UNKNOWN


def word(state: Mark, language: str) -> str:
    """The word of a state: 停止, Stop."""
    return say(LOOKS[state].word, language)


def chip(state: Mark, language: str) -> str:
    """Glyph and word, for table cells and charts: ⬣ 停止."""
    return f"{LOOKS[state].glyph} {word(state, language)}"


def badge(state: Mark, language: str) -> str:
    """Icon and word on a tint, as markdown for running text."""
    look = LOOKS[state]
    if not look.colour:
        return word(state, language)
    return f":{look.colour}-badge[:material/{look.icon}: {word(state, language)}]"


def tally(counts: dict[Mark, int], language: str) -> str:
    """Counts by state in one line, worst first, zeros left out: 停止1・高1・中2; nothing gives an empty text."""
    between = SENTENCES.get(language)
    words = [f"{word(state, language)}{between}{counts[state]}" for state in Mark if counts.get(state)]
    return DOTS.get(language).join(words)


def show_badge(state: Mark) -> None:
    """Draw a state as a badge of its own."""
    import streamlit as st  # noqa: PLC0415 - as above

    look = LOOKS[state]
    if look.colour:
        st.markdown(badge(state, language()), width="content")
    else:
        st.caption(word(state, language()), width="content")


ASSESSMENT_COLOURS = {
    AssessmentState.DRAFT: "blue",
    AssessmentState.SENT_BACK: "orange",
    AssessmentState.SUBMITTED: "violet",
    AssessmentState.DECIDED: "gray",
    AssessmentState.CANCELLED: "",
}
_ASSESSMENT_GLYPHS = {
    AssessmentState.DRAFT: "◔",
    AssessmentState.SENT_BACK: "↩",
    AssessmentState.SUBMITTED: "◇",
    AssessmentState.DECIDED: "■",
    AssessmentState.CANCELLED: "–",
}


def assessment_chip(state: AssessmentState) -> str:
    """Glyph and word of the state of an assessment, for a table cell."""
    return f"{_ASSESSMENT_GLYPHS[state]} {label(state)}"
