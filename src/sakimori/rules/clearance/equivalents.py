"""P-13 abroad: consent under Article 28 or an equivalent system, and what that asks for (法28条, 規則16条・18条)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from sakimori.domain.clause import ClauseLevel, ClauseSetCode, ClauseState
from sakimori.domain.clearance import Step
from sakimori.domain.codes import Basis, GapKind, UserRole
from sakimori.domain.data_flow import ForeignBasisKind, LegalRoute
from sakimori.domain.days import next_day
from sakimori.domain.gap import Fix
from sakimori.domain.policy import Policy
from sakimori.domain.rule import COMPANY_POLICY
from sakimori.domain.text import Text
from sakimori.rules.citations import ACT_28_1, ACT_28_3, GL_F_6, RULES_16, RULES_18_1, RULES_18_3
from sakimori.rules.clause_standing import ClauseStanding, clause_standing
from sakimori.rules.clearance.case import Case, Slice, Track, is_processor
from sakimori.rules.clearance.making import (
    ClearanceRule,
    Look,
    Said,
    bar,
    condition,
    confirmed,
    duty,
    flow_fix,
    question,
    unknown,
)
from sakimori.rules.clearance.places import (
    Place,
    carriers_of,
    class_of,
    country_of,
    duty_of,
    failed_check,
    place_days,
    system_of,
)
from sakimori.rules.flow_findings import listed
from sakimori.rules.foreign_bases import furthest
from sakimori.rules.foreign_checks import ITEM_NAMES, result_of

_WRITTEN = frozenset({ForeignBasisKind.EQUIV_CONTRACT, ForeignBasisKind.EQUIV_GROUP_RULES})


def _basis(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Said]:
    """Nothing but consent under 28条1項 works where neither designation nor an equivalent system stands on the day."""
    place, carried = class_of(case, on), system_of(case, on)
    if place is Place.SYSTEM and carried is not None:
        if carried.evidence_missing:
            yield unknown(carried.title, carried.fix)
        else:
            yield confirmed(Text("基準適合体制がある", "The equivalent system stands"))
    elif place is Place.OTHER and part.route is LegalRoute.CONSENT_28:
        yield from _on_consent(case, on)
    elif place is Place.OTHER:
        yield from _without(case, on)


def _on_consent(case: Case, on: date) -> Iterable[Said]:
    found = carriers_of(case)
    if any(carrier.holds(on) for carrier in found):
        yield confirmed(Text("28条の同意を根拠とする", "Stands on consent under Art. 28"))
    else:
        spoken = furthest(found)
        yield bar(spoken.title, fix=spoken.fix)


def _without(case: Case, on: date) -> Iterable[Said]:
    """A basis that is recorded but of which something is not known is open; one that is not recorded is not there."""
    if (check_id := failed_check(case, on)) is not None:
        yield bar(
            Text("相当措置が行われていない", "The measures are not kept"),
            fix=Fix("annual_check", check_id, "measures_kept"),
        )
        return
    found = carriers_of(case)
    if any(carrier.holds(on) for carrier in found):
        yield bar(
            Text(
                "28条の同意を根拠とするなら、経路も「同意（28条）」にする",
                "Where consent under Art. 28 is the basis, the route is that consent as well",
            ),
            fix=flow_fix(case, "route"),
        )
        return
    open_ones = [c for c in found if c.basis is not None and c.days is None]
    unclear = next((c for c in open_ones if c.kind is GapKind.UNKNOWN), None)
    undecided = next((c for c in open_ones if c.kind is GapKind.DECISION), None)
    if unclear is not None:
        yield unknown(unclear.title, unclear.fix)
    elif undecided is not None:
        yield question(undecided.title, fix=undecided.fix)
    else:
        spoken = furthest(found)
        title = _NO_BASIS.format(country=country_of(case)) if spoken.basis is None else spoken.title
        yield bar(title, fix=spoken.fix)


_NO_BASIS = Text(
    "{country}の提供先に渡す根拠（基準適合体制か28条の同意）がない",
    "No basis for a recipient in {country}: neither an equivalent system nor consent under Art. 28",
)


def _clauses(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Said]:
    """The writing covers the substance of GL-F 4-2; of a processor the step on processors reads its clauses."""
    carried = system_of(case, on)
    if is_processor(case, part) or class_of(case, on) is not Place.SYSTEM:
        return
    if carried is None or carried.basis is None or carried.basis.kind not in _WRITTEN:
        return
    musts = [
        s
        for s in clause_standing(case.dossier, ClauseSetCode.XBR)
        if s.holds(on) and s.clause.level is ClauseLevel.MUST and not s.is_excused
    ]

    def of(state: ClauseState) -> list[ClauseStanding]:
        return [s for s in musts if s.state is state]

    if gone := of(ClauseState.ABSENT):
        yield bar(
            Text("基準適合体制の書面に「{clauses}」がない", "The writing lacks: {clauses}").format(
                clauses=_names(gone)
            ),
            fix=_clause_fix(gone[0]),
        )
    elif unread := of(ClauseState.NOT_CHECKED):
        yield unknown(
            Text(
                "基準適合体制の書面の条項が未確認（{count}件）", "{count} clauses of the writing are not checked"
            ).format(count=len(unread)),
            _clause_fix(unread[0]),
            who=UserRole.PROCUREMENT,
        )
    elif weak := of(ClauseState.WEAK):
        yield condition(
            Text("書面の「{clauses}」を補う", "Strengthen in the writing: {clauses}").format(clauses=_names(weak)),
            fix=_clause_fix(weak[0]),
        )


def _names(standings: Iterable[ClauseStanding]) -> Text:
    return listed(s.clause.text for s in standings)


def _clause_fix(standing: ClauseStanding) -> Fix:
    return Fix("contract_clause", standing.contract.id, standing.clause.id)


def _clause_days(case: Case, policy: Policy) -> Iterable[date | None]:
    yield from place_days(case, policy)
    if not any(c.basis and c.basis.kind in _WRITTEN for c in carriers_of(case)):
        return
    for standing in clause_standing(case.dossier, ClauseSetCode.XBR):
        yield standing.from_on
        yield standing.until_on


def _is_bound(case: Case, part: Slice, on: date) -> bool:
    """Pseudonymised and My Number data know no basis abroad (41条6項, 番号法30条2項), so none of its duties."""
    return part.track in {Track.PERSONAL, Track.RELATED} and class_of(case, on) is Place.SYSTEM


def _of_related(look: Look) -> Look:
    def of_related(case: Case, part: Slice, on: date, policy: Policy) -> Iterable[Said]:
        """Only where the recipient takes related data as personal data."""
        if part.track is Track.RELATED and (case.facts.recipient_ties or case.facts.ties_by_design):
            yield from look(case, part, on, policy)

    return of_related


def _check_due(case: Case, part: Slice, on: date, policy: Policy) -> Iterable[Said]:
    owed = duty_of(case)
    if owed is None or not _is_bound(case, part, on):
        return
    due = owed.due(policy)
    fix = Fix("annual_check", "", "checked_on")
    if due is None and case.facts.first_time:
        yield duty(Text("提供を始めた日から年1回、相当措置を確かめる", "Check the measures once a year from the start"))
    elif due is None:
        yield unknown(
            Text("年次確認の起算日が未確認", "From when the annual check counts is not known"),
            flow_fix(case, "start_on"),
        )
    elif on <= due:
        yield confirmed(Text("年次確認の次の期限は{due}", "The next annual check is due on {due}").format(due=due))
    elif on <= _last_grace(due, policy):
        yield condition(
            Text("年次確認を済ませる（期限 {due}）", "Complete the annual check (due {due})").format(due=due), fix=fix
        )


def _check_long_overdue(case: Case, part: Slice, on: date, policy: Policy) -> Iterable[Said]:
    owed = duty_of(case)
    due = owed.due(policy) if owed is not None else None
    if due is not None and _is_bound(case, part, on) and on > _last_grace(due, policy):
        yield bar(
            Text(
                "年次確認が期限（{due}）から{days}日を超えて遅れている",
                "The annual check is over {days} days late ({due})",
            ).format(due=due, days=policy.annual_check_block_after),
            fix=Fix("annual_check", "", "checked_on"),
        )


def _last_grace(due: date, policy: Policy) -> date:
    return due + timedelta(days=policy.annual_check_block_after)


def _check_days(case: Case, policy: Policy) -> Iterable[date | None]:
    yield from place_days(case, policy)
    if (owed := duty_of(case)) is not None and (due := owed.due(policy)) is not None:
        yield next_day(due)
        yield next_day(_last_grace(due, policy))


def _check_result(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Said]:
    """What the newest check left open; that measures are not kept takes the system itself away."""
    check = owed.last_check if (owed := duty_of(case)) else None
    if check is None or not _is_bound(case, part, on) or on < check.checked_on:
        return
    left = result_of(check)
    if left is None:
        yield confirmed(Text("年次確認に支障はない", "The annual check found nothing"))
        return
    fix = Fix("annual_check", check.id, left.field)
    yield unknown(left.title, fix) if left.kind is GapKind.UNKNOWN else question(left.title, fix=fix)


def _items(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Said]:
    owed = duty_of(case)
    if owed is None or not _is_bound(case, part, on):
        return
    newest = max(owed.bases, key=lambda b: b.since or date.min)
    if newest.missing_items:
        yield condition(
            Text("本人に答える7項目を書く（{items}）", "Write the items for a person who asks ({items})").format(
                items=listed(ITEM_NAMES[item] for item in newest.missing_items)
            ),
            fix=Fix("foreign_basis", newest.id, newest.missing_items[0]),
        )
    else:
        yield confirmed(Text("本人に答える7項目がそろっている", "The seven items are ready"))


def _until_erased(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Said]:
    if duty_of(case) is not None and _is_bound(case, part, on):
        yield duty(
            Text(
                "28条3項の義務は、返却・消去を確かめるまで続く",
                "The duties of Art. 28(3) last until return or erasure is confirmed",
            )
        )


YEARLY: tuple[ClearanceRule, ...] = (
    ClearanceRule(
        "A-28-3a",
        Step.ROUTE,
        Text("相当措置の年次確認", "Annual check of the measures"),
        (ACT_28_3, RULES_18_1, GL_F_6),
        Basis.GUIDELINE_MUST,
        _check_due,
        _check_days,
    ),
    ClearanceRule(
        "C-28-3a",
        Step.ROUTE,
        Text("年次確認が大きく遅れている", "Annual check long overdue"),
        (COMPANY_POLICY,),
        Basis.POLICY,
        _check_long_overdue,
        _check_days,
        waived_by="C-28-3a",
    ),
    ClearanceRule(
        "A-28-3b",
        Step.ROUTE,
        Text("年次確認の結果", "What the annual check found"),
        (ACT_28_3, RULES_18_1),
        Basis.LAW,
        _check_result,
        place_days,
    ),
)
"""The yearly check: of personal data the step on processors asks for it, of related data that on special forms."""

_AFTER: tuple[ClearanceRule, ...] = (
    ClearanceRule(
        "A-28-3c",
        Step.ROUTE,
        Text("本人に答える7項目", "The seven items for a person who asks"),
        (ACT_28_3, RULES_18_3),
        Basis.LAW,
        _items,
        place_days,
    ),
    ClearanceRule(
        "A-28-3d",
        Step.ROUTE,
        Text("提供した後の義務", "Duties after provision"),
        (ACT_28_3, GL_F_6),
        Basis.GUIDELINE_MUST,
        _until_erased,
        place_days,
    ),
)
AFTER_RELATED: tuple[ClearanceRule, ...] = tuple(
    replace(rule, step=Step.SPECIAL_FORM, look=_of_related(rule.look)) for rule in (*YEARLY, *_AFTER)
)
"""For related data that the recipient ties to persons: 31条2項 reads 28条3項 over."""

EQUIVALENTS: tuple[ClearanceRule, ...] = (
    ClearanceRule(
        "A-28-1",
        Step.ROUTE,
        Text("外国にある第三者への提供の根拠", "Basis for a provision abroad"),
        (ACT_28_1, RULES_16),
        Basis.LAW,
        _basis,
        place_days,
    ),
    ClearanceRule(
        "A-28-16",
        Step.ROUTE,
        Text("基準適合体制の書面の条項", "Clauses of the equivalent system"),
        (ACT_28_1, RULES_16),
        Basis.LAW,
        _clauses,
        _clause_days,
    ),
    *_AFTER,
)
