"""What the gap board is narrowed to: by the controls of the page, and by the address with which somebody came."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import streamlit as st

from sakimori.domain.codes import Basis, ControlArea, GapKind, UserRole
from sakimori.domain.records.third_party import SELF_ID
from sakimori.rules import RULES
from sakimori.services.gaps.board import BoardRow
from sakimori.ui.frame.formats import day, month
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.states import Mark, mark, word
from sakimori.ui.frame.text import label, language, t

SEVERITY, HORIZON, WHOSE, DEPARTMENT, BASIS, GROUP = (
    f"gaps_{part}" for part in ("severity", "horizon", "whose", "department", "basis", "group")
)
PARTIES, OWN = "parties", "own"
"""Whose gaps: those of third parties, or of our own company."""

_CAME_WITH = "gaps_came_with"
_READ = ("sev", "kind", "tier", "area", "month", "party", "rule", "due", "of")
"""The parameters of an address that narrow the board."""


class Horizon(StrEnum):
    """How far ahead the board looks."""

    NOW = "now"
    DAYS_30 = "30"
    DAYS_90 = "90"
    ALL = "all"

    def admits(self, row: BoardRow, on: date) -> bool:
        """Whether a gap is true now or begins soon enough."""
        if row.is_now or self is Horizon.ALL:
            return True
        return self is not Horizon.NOW and row.begins_on <= on + timedelta(days=int(self.value))


class BasisGroup(StrEnum):
    """Law, guideline or policy: what people tell apart."""

    LAW = "law"
    GUIDELINE = "guideline"
    POLICY = "policy"


_BASES = {
    BasisGroup.LAW: {Basis.LAW},
    BasisGroup.GUIDELINE: {Basis.GUIDELINE_MUST, Basis.GUIDELINE_SHOULD},
    BasisGroup.POLICY: {Basis.POLICY},
}
MARKS = (Mark.BLOCK, Mark.HIGH, Mark.MEDIUM, Mark.LOW, Mark.UNKNOWN)


def mark_of(row: BoardRow) -> Mark:
    """How a gap is drawn: what nobody has answered counts only as 未確認."""
    return Mark.UNKNOWN if row.kind is GapKind.UNKNOWN else mark(row.severity)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What the address asks for beside the controls."""

    tiers: frozenset[int | None] = frozenset()
    areas: frozenset[ControlArea] = frozenset()
    begins_in: date | None = None
    party: str = ""
    rules: frozenset[str] = frozenset()
    overdue: bool = False
    due_within: int | None = None
    of: str = ""

    @property
    def is_any(self) -> bool:
        """Whether the address narrows the board at all."""
        return self != _NOTHING

    def admits(self, row: BoardRow, on: date) -> bool:
        """Whether a gap is among what the address asks for."""
        return (
            (not self.tiers or row.tier in self.tiers)
            and (not self.areas or row.area in self.areas)
            and (not self.party or row.third_party_id == self.party)
            and (not self.rules or row.rule_id in self.rules)
            and (not self.of or (row.third_party_id == SELF_ID) is (self.of == OWN))
            and (not self.overdue or (row.is_now and row.due_on < on))
            and (self.due_within is None or on <= row.due_on <= on + timedelta(days=self.due_within))
            and (self.begins_in is None or _month_of(row.from_on) == _month_of(self.begins_in))
        )


_NOTHING = Narrowing()


def _month_of(on: date | None) -> tuple[int, int] | None:
    return (on.year, on.month) if on else None


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """Everything that narrows the board."""

    marks: frozenset[Mark]
    horizon: Horizon
    owner: str | None
    departments: frozenset[str]
    bases: frozenset[Basis]
    narrowing: Narrowing

    def but_severity(self, rows: Iterable[BoardRow], on: date) -> list[BoardRow]:
        """The rows that all filters but the one by severity leave; its counts are taken from them."""
        return [
            row
            for row in rows
            if self.horizon.admits(row, on)
            and (self.owner is None or row.owner_id == self.owner)
            and (not self.departments or row.department in self.departments)
            and (not self.bases or row.basis in self.bases)
            and self.narrowing.admits(row, on)
        ]

    def apply(self, rows: Iterable[BoardRow], on: date) -> list[BoardRow]:
        """The rows that are left."""
        return [row for row in self.but_severity(rows, on) if not self.marks or mark_of(row) in self.marks]


def take_address(page: Page) -> None:
    """Set the controls from the address, once for each address, and when the page is opened anew."""
    came_with = tuple((key, st.query_params[key]) for key in _READ if key in st.query_params)
    if st.session_state.get(_CAME_WITH) == came_with and HORIZON in st.session_state:
        return
    wanted = dict(came_with)
    marks = {part for key in ("sev", "kind") for part in wanted.get(key, "").split(",")}
    st.session_state[_CAME_WITH] = came_with
    st.session_state[SEVERITY] = [state for state in MARKS if state.value in marks]
    st.session_state[HORIZON] = Horizon.ALL if "month" in wanted or "due" in wanted else Horizon.NOW
    # Chasing is the daily work of procurement: whoever comes without a question sees what is theirs.
    is_chaser = page.actor.roles == {UserRole.PROCUREMENT}
    st.session_state[WHOSE] = [page.actor.id] if is_chaser and not came_with else []


def clear_address() -> None:
    """Show everything again."""
    for key in _READ:
        st.query_params.pop(key, None)
    st.session_state.pop(_CAME_WITH, None)
    for key in (SEVERITY, HORIZON, WHOSE, DEPARTMENT, BASIS):
        st.session_state.pop(key, None)
    st.session_state[_CAME_WITH] = ()
    st.session_state[HORIZON] = Horizon.NOW


def chosen_filter(page: Page) -> BoardFilter:
    """What the controls and the address say now."""
    state = st.session_state
    return BoardFilter(
        marks=frozenset(state.get(SEVERITY) or ()),
        horizon=Horizon(state.get(HORIZON) or Horizon.NOW),
        owner=page.actor.id if state.get(WHOSE) else None,
        departments=frozenset(state.get(DEPARTMENT) or ()),
        bases=frozenset(basis for group in state.get(BASIS) or () for basis in _BASES[BasisGroup(group)]),
        narrowing=_narrowing(),
    )


def _narrowing() -> Narrowing:
    asked = st.query_params
    due = asked.get("due", "")
    return Narrowing(
        tiers=frozenset(
            None if part == "unknown" else int(part)
            for part in asked.get("tier", "").split(",")
            if part == "unknown" or part.isdecimal()
        ),
        areas=frozenset(
            ControlArea(part) for part in asked.get("area", "").split(",") if part in ControlArea.__members__.values()
        ),
        begins_in=_first_of(asked.get("month", "")),
        party=asked.get("party", ""),
        rules=frozenset(filter(None, asked.get("rule", "").split(","))),
        overdue=due == "overdue",
        of=asked.get("of", "") if asked.get("of") in {PARTIES, OWN} else "",
        due_within=int(due) if due.isdecimal() and len(due) <= 3 else None,
    )


def _first_of(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


def in_words(chosen: BoardFilter, page: Page, rows: Sequence[BoardRow]) -> list[str]:
    """What the board is narrowed to, for files; a name in it is as it was recorded."""
    parts = [word(state, language()) for state in MARKS if state in chosen.marks]
    parts.append(t(f"gaps.horizon_{chosen.horizon.value}"))
    if chosen.owner:
        parts.append(f"{t('gaps.whose')}: {page.actor.name}")
    parts += sorted(chosen.departments)
    parts += [label(basis) for basis in Basis if basis in chosen.bases]
    return parts + narrowed_in_words(chosen.narrowing, rows)


def narrowed_in_words(asked: Narrowing, rows: Sequence[BoardRow]) -> list[str]:
    """What the address narrows the board to."""
    parts = [
        t(f"tier_short.{'unknown' if tier is None else tier}")
        for tier in sorted(asked.tiers, key=lambda tier: (tier is None, tier or 0))
    ]
    parts += [label(area) for area in ControlArea if area in asked.areas]
    if asked.party:
        parts.append(next((row.third_party_name for row in rows if row.third_party_id == asked.party), asked.party))
    titles = {rule.id: rule.title.get(language()) for rule in RULES}
    parts += [titles.get(rule, rule) for rule in sorted(asked.rules)]
    if asked.of:
        parts.append(t(f"gaps.narrowed_{asked.of}"))
    if asked.begins_in:
        parts.append(t("gaps.narrowed_month", month=month(asked.begins_in, language())))
    if asked.overdue:
        parts.append(t("gaps.narrowed_overdue"))
    if asked.due_within is not None:
        parts.append(t("gaps.narrowed_coming", count=asked.due_within))
    return parts


def state_in_words(row: BoardRow) -> str:
    """What is being done about a gap: a waiver that holds, a request, a plan, or nothing yet."""
    note = row.waiver
    if note is not None and note.standing.value in _WAIVER_WORDS:
        return t(_WAIVER_WORDS[note.standing.value], day=day(note.last_day, language()))
    if row.plan:
        return (
            t("gaps.state_planned", day=day(row.plan_due_on, language()))
            if row.plan_due_on
            else t("gaps.state_planned_open")
        )
    return t("gaps.state_open" if row.is_now else "gaps.state_later")


_WAIVER_WORDS = {
    "active": "gaps.state_waived",
    "asked": "gaps.state_asked",
    "expired": "gaps.state_expired",
    "outgrown": "gaps.state_outgrown",
}
