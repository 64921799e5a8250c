"""What the gap board is narrowed to: by the controls of the page, and by the address, which says both."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

import streamlit as st

from sakimori.domain.codes import Basis, ControlArea, GapKind, Severity, UserRole
from sakimori.rules import RULES
from sakimori.services.dashboard.points import POINTS
from sakimori.services.gaps.rows import Board, GapFilter, GapRow, Grouping, board
from sakimori.ui.frame.formats import day, month
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.states import Mark, mark, word
from sakimori.ui.frame.text import label, language, point_label, t

SEVERITY, HORIZON, WHOSE, DEPARTMENT, BASIS, GROUP, WITH_OWN = _CONTROLS = tuple(
    f"gaps_{part}" for part in ("severity", "horizon", "whose", "department", "basis", "group", "with_own")
)
PARTIES, OWN, ALL = "parties", "own", "all"
"""Whose gaps: those of third parties, as long as nobody asks otherwise; of our own company; of both."""

_CAME_WITH = "gaps_came_with"
_NARROWING: Final = ("tier", "area", "month", "party", "rule", "point", "due")
_CHOSEN: Final = ("sev", "kind", "horizon", "whose", "dep", "basis", "group", "of")
_READ: Final = (*_NARROWING, *_CHOSEN)
"""The parameters of an address: those that only narrow the board, and those that set its controls."""

_MINE, _EVERYBODY = "mine", "all"
UNGROUPED: Final = "none"


class Horizon(StrEnum):
    """How far ahead the board looks."""

    NOW = "now"
    DAYS_30 = "30"
    DAYS_90 = "90"
    ALL = "all"

    def last_day(self, on: date) -> date | None:
        """The day by which a gap has to begin; None for whenever it does."""
        if self is Horizon.ALL:
            return None
        return on if self is Horizon.NOW else on + timedelta(days=int(self.value))


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
MARK_OF: Final[Mapping[Severity | None, Mark]] = {**{one: mark(one) for one in Severity}, None: Mark.UNKNOWN}
MARKS: Final = tuple(MARK_OF.values())


def mark_of(row: GapRow) -> Mark:
    """How a gap is drawn: what nobody has answered counts only as 未確認."""
    return MARK_OF[None if row.kind is GapKind.UNKNOWN else row.severity]


def take_address(page: Page) -> None:
    """Set the controls from the address, once for each address, and when the page is opened anew."""
    if st.session_state.get(_CAME_WITH) == _came_with() and HORIZON in st.session_state:
        return
    st.session_state[_CAME_WITH] = _came_with()
    st.session_state.update(_asked(page))


def keep_address(page: Page) -> None:
    """Have the address say what the controls do, so that it can be sent on; one that says so already stays."""
    state = st.session_state
    if all(_same(state.get(key), value) for key, value in _asked(page).items()):
        return
    marks, horizon, group = state.get(SEVERITY) or (), state.get(HORIZON), state.get(GROUP)
    said: dict[str, str | list[str]] = {
        "sev": ",".join(one.value for one in marks if one != Mark.UNKNOWN),
        "kind": Mark.UNKNOWN.value if Mark.UNKNOWN in marks else "",
        "horizon": "" if horizon in {None, _horizon_implied()} else horizon,
        "whose": _MINE if state.get(WHOSE) else _EVERYBODY if _is_chaser(page) else "",
        "dep": state.get(DEPARTMENT) or [],
        "basis": ",".join(state.get(BASIS) or ()),
        "group": "" if group in {None, UNGROUPED} else group,
        "of": ALL if state.get(WITH_OWN) else OWN if st.query_params.get("of") == OWN else "",
    }
    for name, value in said.items():
        if value:
            st.query_params[name] = value
        else:
            st.query_params.pop(name, None)
    state[_CAME_WITH] = _came_with()


def _same(chosen: Any, asked: Any) -> bool:  # noqa: ANN401 - whatever a control holds
    """Whether a control holds what the address asks, in whatever order it was chosen."""
    return set(chosen or ()) == set(asked) if isinstance(asked, list) else chosen == asked


def clear_address() -> None:
    """Show everything again."""
    for key in _READ:
        st.query_params.pop(key, None)
    for key in _CONTROLS:
        if key != GROUP:
            st.session_state.pop(key, None)
    st.session_state[_CAME_WITH] = ()
    st.session_state[HORIZON] = Horizon.NOW


def _came_with() -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((key, tuple(st.query_params.get_all(key))) for key in _READ if key in st.query_params)


def _asked(page: Page) -> dict[str, Any]:
    """The controls as the address has them."""
    asked = st.query_params
    marks = {part for key in ("sev", "kind") for part in asked.get(key, "").split(",")}
    horizon, group, whose = asked.get("horizon"), asked.get("group"), asked.get("whose")
    # Chasing is the daily work of procurement: whoever comes without a question sees what is theirs.
    is_mine = whose == _MINE or (not _came_with() and _is_chaser(page))
    bases = asked.get("basis", "").split(",")
    return {
        SEVERITY: [state for state in MARKS if state.value in marks],
        HORIZON: Horizon(horizon) if horizon in set(Horizon) else _horizon_implied(),
        WHOSE: [page.actor.id] if is_mine else [],
        DEPARTMENT: asked.get_all("dep"),
        BASIS: [one for one in BasisGroup if one.value in bases],
        GROUP: Grouping(group) if group in set(Grouping) else UNGROUPED,
        WITH_OWN: asked.get("of") == ALL,
    }


def _horizon_implied() -> Horizon:
    return Horizon.ALL if {"month", "due"} & set(st.query_params) else Horizon.NOW


def _is_chaser(page: Page) -> bool:
    return page.actor.roles == {UserRole.PROCUREMENT}


def chosen_filter(page: Page) -> GapFilter:
    """What the controls and the address say now."""
    state, asked = st.session_state, st.query_params
    marks = set(state.get(SEVERITY) or ())
    due = asked.get("due", "")
    within = timedelta(days=int(due)) if due.isdecimal() and len(due) <= 3 else None
    return GapFilter(
        last_day=Horizon(state.get(HORIZON) or Horizon.NOW).last_day(page.on),
        severities=frozenset(one for one, drawn in MARK_OF.items() if one is not None and drawn in marks),
        unknown=Mark.UNKNOWN in marks,
        owner=page.actor.id if state.get(WHOSE) else None,
        departments=frozenset(state.get(DEPARTMENT) or ()),
        bases=frozenset(basis for group in state.get(BASIS) or () for basis in _BASES[BasisGroup(group)]),
        tiers=frozenset(
            None if part == "unknown" else int(part)
            for part in asked.get("tier", "").split(",")
            if part == "unknown" or (part.isdecimal() and len(part) == 1)
        ),
        areas=frozenset(
            ControlArea(part) for part in asked.get("area", "").split(",") if part in ControlArea.__members__.values()
        ),
        month=_first_of(asked.get("month", "")),
        party=asked.get("party", ""),
        rules=frozenset(filter(None, asked.get("rule", "").split(","))),
        point=asked.get("point", "") if asked.get("point") in POINTS else "",
        is_own=_is_own(),
        is_overdue=due == "overdue",
        due_from=None if within is None else page.on,
        due_until=None if within is None else page.on + within,
    )


def _is_own() -> bool | None:
    """Whose gaps are asked for; of one dossier, or with the switch on, whosever they are."""
    if st.query_params.get("of") == OWN:
        return True
    return None if st.query_params.get("party") or st.session_state.get(WITH_OWN) else False


def _first_of(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


def board_of(page: Page) -> Board:
    """Counts of the gaps that the filter leaves, and what can be chosen."""
    wanted = chosen_filter(page)
    return memo(page, "gaps", lambda: board(page.workspace, page.as_of, wanted), wanted)


def in_words(page: Page) -> list[str]:
    """What the board is narrowed to, for files; a name in it is as it was recorded."""
    wanted, state = chosen_filter(page), st.session_state
    parts = [word(drawn, language()) for drawn in MARKS if drawn in (state.get(SEVERITY) or ())]
    parts.append(t(f"gaps.horizon_{(state.get(HORIZON) or Horizon.NOW).value}"))
    if wanted.owner:
        parts.append(f"{t('gaps.whose')}: {page.actor.name}")
    parts += sorted(wanted.departments)
    parts += [label(basis) for basis in Basis if basis in wanted.bases]
    if not wanted.party and not wanted.is_own:
        parts.append(t("gaps.without_own" if wanted.is_own is False else "gaps.with_own"))
    return parts + narrowed_in_words(page)


def narrowed_in_words(page: Page) -> list[str]:
    """What the address narrows the board to, beside the controls."""
    asked = chosen_filter(page)
    parts = [
        t(f"tier_short.{'unknown' if tier is None else tier}")
        for tier in sorted(asked.tiers, key=lambda tier: (tier is None, tier or 0))
    ]
    parts += [label(area) for area in ControlArea if area in asked.areas]
    if asked.party:
        parts.append(board_of(page).party_name or asked.party)
    titles = {rule.id: rule.title.get(language()) for rule in RULES}
    parts += [titles.get(rule, rule) for rule in sorted(asked.rules)]
    if asked.point:
        parts.append(point_label(asked.point))
    if asked.is_own:
        parts.append(t("gaps.narrowed_own"))
    if asked.month:
        parts.append(t("gaps.narrowed_month", month=month(asked.month, language())))
    if asked.is_overdue:
        parts.append(t("gaps.narrowed_overdue"))
    if asked.due_until is not None:
        parts.append(t("gaps.narrowed_coming", count=(asked.due_until - page.on).days))
    return parts


def state_in_words(row: GapRow) -> str:
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
    return t("gaps.state_open") if row.is_now else t("gaps.state_later", day=day(row.begins_on, language()))


_WAIVER_WORDS = {
    "active": "gaps.state_waived",
    "asked": "gaps.state_asked",
    "expired": "gaps.state_expired",
    "outgrown": "gaps.state_outgrown",
}
