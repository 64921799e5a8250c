"""P-13: opt-out オプトアウト stands on a filing, and is closed to some data (法27条2項・3項; A-OO0 to A-OO5)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sakimori.domain.clearance import Step
from sakimori.domain.codes import Basis, UserRole
from sakimori.domain.data_flow import LegalRoute
from sakimori.domain.days import next_day
from sakimori.domain.gap import Fix
from sakimori.domain.policy import Policy
from sakimori.domain.register import Filing, Position
from sakimori.domain.text import Text
from sakimori.rules.citations import ACT_27_2
from sakimori.rules.clearance.case import Case, Slice
from sakimori.rules.clearance.making import ClearanceRule, Said, bar, confirmed, fact_fix, flow_fix, unknown
from sakimori.rules.flow_findings import SPECIAL_CARE
from sakimori.rules.optout import provision_possible_from


def _filing(case: Case) -> Filing | None:
    return next((f for f in case.dossier.registers.filings if f.id == case.flow.filing_id), None)


def _filed(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Said]:
    """Filed, published by the PPC, and the time between notice and provision has passed."""
    if part.route is not LegalRoute.OPTOUT:
        return
    filing = _filing(case)
    if filing is None:
        yield bar(Text("オプトアウトの届出がない", "No opt-out filing"), fix=flow_fix(case, "filing_id"))
        return
    ready = provision_possible_from(filing)
    if ready is None:
        field = "published_on" if filing.published_on is None else "provision_from"
        yield unknown(
            Text(
                "オプトアウト届出の公表日または提供開始日が未確認",
                "When the opt-out filing was published or takes effect is not known",
            ),
            Fix("filing", filing.id, field),
        )
    elif on < ready:
        yield bar(
            Text("オプトアウト届出による提供を始められる日の前である", "The filing does not carry a provision yet"),
            fix=Fix("filing", filing.id, "provision_from"),
        )
    elif filing.ended_on is not None and on > filing.ended_on:
        yield bar(
            Text("オプトアウト届出が終わっている", "The opt-out filing has ended"),
            fix=Fix("filing", filing.id, "ended_on"),
        )
    else:
        yield confirmed(Text("オプトアウト届出「{name}」", "Opt-out filing “{name}”").format(name=filing.name))


def _filing_days(case: Case, _policy: Policy) -> Iterable[date | None]:
    filing = _filing(case)
    if filing is not None:
        yield provision_possible_from(filing)
        if filing.ended_on is not None:
            yield next_day(filing.ended_on)


def _special_care(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Said]:
    if part.route is not LegalRoute.OPTOUT:
        return
    if part.categories is None:
        yield unknown(
            Text("要配慮個人情報を含むか未確認", "Whether special-care information is among it is not known"),
            flow_fix(case, "categories"),
            who=UserRole.SALES,
        )
    elif part.has(*SPECIAL_CARE):
        yield bar(
            Text("要配慮個人情報はオプトアウトで提供できない", "Special-care information may not go by opt-out"),
            fix=flow_fix(case, "categories"),
        )


def _wrongly_got(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Said]:
    """Whether the source is known the step on sources asks."""
    if part.route is LegalRoute.OPTOUT and part.part and part.part.acquired_properly is False:
        yield bar(fix=Fix("data_set_part", part.part.id, "acquired_properly"))


def _bought(_case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Said]:
    """In which position we hold the data the step on positions asks."""
    if part.route is LegalRoute.OPTOUT and part.part and part.position is Position.BOUGHT_BY_OPTOUT:
        yield bar(fix=Fix("data_set_part", part.part.id, "position"))


def _as_filed(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Said]:
    """A change of items, of how they were got or how they go is filed beforehand (27条3項)."""
    if part.route is not LegalRoute.OPTOUT:
        return
    fix = fact_fix(case, "as_filed")
    match case.facts.as_filed:
        case None:
            yield unknown(Text("届け出た項目・方法のとおりか未確認", "Whether it is as filed is not known"), fix)
        case False:
            yield bar(Text("届け出た項目・方法と違う", "It is not as filed"), fix=fix)
        case True:
            yield confirmed(Text("届け出た項目・方法のとおり", "As filed"))


OPTOUT: tuple[ClearanceRule, ...] = (
    ClearanceRule(
        "A-OO0",
        Step.ROUTE,
        Text("オプトアウトの届出", "The opt-out filing"),
        (ACT_27_2,),
        Basis.LAW,
        _filed,
        _filing_days,
    ),
    ClearanceRule(
        "A-OO1",
        Step.ROUTE,
        Text("要配慮個人情報はオプトアウトで提供できない", "Special-care information may not go by opt-out"),
        (ACT_27_2,),
        Basis.LAW,
        _special_care,
    ),
    ClearanceRule(
        "A-OO2",
        Step.ROUTE,
        Text("不正に取得したデータはオプトアウトで提供できない", "Data got improperly may not go by opt-out"),
        (ACT_27_2,),
        Basis.LAW,
        _wrongly_got,
    ),
    ClearanceRule(
        "A-OO3",
        Step.ROUTE,
        Text(
            "オプトアウトで得たデータはオプトアウトで提供できない",
            "Data that came by opt-out may not go on by opt-out",
        ),
        (ACT_27_2,),
        Basis.LAW,
        _bought,
    ),
    ClearanceRule(
        "A-OO5",
        Step.ROUTE,
        Text("届け出た項目・方法", "Items and ways as filed"),
        (ACT_27_2,),
        Basis.LAW,
        _as_filed,
    ),
)
