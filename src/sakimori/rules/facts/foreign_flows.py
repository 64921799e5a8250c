"""Which flows are provisions to a foreign third party (法28条), and whether their recorded basis carries them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from sakimori.domain.codes import DataCategory, GapKind, Lifecycle, Role, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix, Stage
from sakimori.domain.records.certificate import CBPR_SCHEMES, Certificate, Scheme
from sakimori.domain.records.contract import ContractKind, CoveringContract
from sakimori.domain.records.data_flow import DataFlow, Direction, ForeignBasis, ForeignBasisKind, LegalRoute
from sakimori.domain.records.own_registers import ConsentKind
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.rule import Rule
from sakimori.domain.values.days import next_day
from sakimori.domain.values.text import Text, cited
from sakimori.rules.facts.assessments import DESIGNATED_COUNTRIES, NOT_PERSONAL
from sakimori.rules.facts.contracts import has_known_end
from sakimori.rules.facts.flow_facts import judged_for, of_flow
from sakimori.rules.facts.rule_kit import is_watched

HOME = "JP"
OUTSIDE_ARTICLE_28 = NOT_PERSONAL | {DataCategory.ANON, DataCategory.MYNUMBER, DataCategory.PSEUDO, DataCategory.REL}
"""Kinds that know no basis under Article 28: My Number (番号法30条2項), pseudonymised (法41条6項), related (法31条)."""

NOT_TO_A_THIRD_PARTY = frozenset(
    {LegalRoute.SAME_ENTITY, LegalRoute.TO_PERSON, LegalRoute.BY_PERSON, LegalRoute.NOT_PROVISION}
)

PLACE_RULE = "A-28-0"
"""The rule whose judgement says what a seat does not: business in Japan, or a territory of a designated country."""


def is_foreign(party: ThirdParty) -> bool:
    """Whether its seat is in a foreign country; that it does business in Japan changes nothing by itself."""
    return party.country not in {None, HOME}


def is_outside(party: ThirdParty) -> bool:
    """Whether its seat is in a foreign country that is not designated (規則15条)."""
    return is_foreign(party) and party.country not in DESIGNATED_COUNTRIES


def is_at_home(dossier: Dossier, flow: DataFlow) -> bool:
    """Whether a person judged that a company with its seat abroad handles these data in its business in Japan.

    The fact alone says nothing of these data (GL-F 2-2): it takes a judgement on the flow.
    """
    judged = judged_for(dossier, flow, PLACE_RULE)
    return dossier.third_party.business_in_japan is True and judged is not None and judged.holds


def article_28_flows(dossier: Dossier) -> Iterator[DataFlow]:
    """The flows out to a party abroad that need a basis under Article 28; a route that nobody decided needs one."""
    if not is_outside(dossier.third_party):
        return
    for flow in dossier.flows:
        if (
            not is_at_home(dossier, flow)
            and flow.direction is not Direction.IN
            and not flow.route.is_exception
            and flow.route not in NOT_TO_A_THIRD_PARTY
            and (not flow.categories or flow.categories - OUTSIDE_ARTICLE_28)
        ):
            yield flow


def watched_article_28_flows(dossier: Dossier) -> Iterator[DataFlow]:
    """The same while the rules look at the third party."""
    return article_28_flows(dossier) if is_watched(dossier.third_party) else iter(())


def flows_still_held(dossier: Dossier) -> Iterator[DataFlow]:
    """The same for duties that last until the data are gone: the end of the relation does not end them (GL-F 6)."""
    party = dossier.third_party
    gone = party.merged_into is not None or party.archived_on is not None or party.lifecycle is Lifecycle.DECLINED
    return iter(()) if gone else article_28_flows(dossier)


def erased_on(dossier: Dossier, flow: DataFlow) -> date | None:
    """The day on which return or erasure of the data of a flow was last confirmed."""
    return max((e.confirmed_on for e in dossier.erasures if e.flow_id == flow.id and e.confirmed_on), default=None)


def country_name(dossier: Dossier, code: str) -> Text:
    """The name of a country; the code where the dossier brings no name along."""
    return dossier.country_names.get(code, Text(code, code))


def abroad(
    rule: Rule,
    dossier: Dossier,
    flow: DataFlow,
    stages: tuple[Stage, ...],
    *,
    title: Text,
    action: Text,
    fix: Fix,
    kind: GapKind = GapKind.DEFECT,
    facts: tuple[tuple[str, str], ...] = (),
) -> Iterator[Finding]:
    """The finding on a flow abroad; that of a cloud provider belongs to the point of cloud services as well."""
    role = {flow.role} if flow.role is not None else dossier.third_party.roles
    points = (*rule.points, "B3") if Role.CLOUD_PROVIDER in role else rule.points
    for finding in of_flow(rule, flow, stages, field="", title=title, action=action, fix=fix, kind=kind, facts=facts):
        yield replace(finding, points=points)


Days = tuple[date, date]
"""The first day and the day after the last one; `date.min` and `date.max` stand for no known day."""

ALWAYS: Days = (date.min, date.max)
CBPR_KINDS = frozenset({ForeignBasisKind.EQUIV_CBPR, ForeignBasisKind.OWN_CBPR})
_CONTRACT_KINDS = frozenset({ForeignBasisKind.EQUIV_CONTRACT, ForeignBasisKind.EQUIV_GROUP_RULES})
_STATED_KINDS = frozenset({ForeignBasisKind.CONSENT_28, ForeignBasisKind.NONE})
UNKNOWN, DEFECT, DECISION = GapKind.UNKNOWN, GapKind.DEFECT, GapKind.DECISION

_NO_RECORD = Text("外国への提供の根拠が登録されていない", "No basis for providing abroad is recorded")
_NONE = Text("外国への提供の根拠がない", "There is no basis for providing abroad")
_ENDS = Text("外国への提供の根拠が切れる", "The basis for providing abroad runs out")
_BUSINESS = Text("外国の第三者でない根拠が未確認", "It is not known why the recipient should not count as foreign")
_FOREIGN = Text("外国の第三者に当たる（{country}）", "The recipient counts as foreign ({country})")
_NOT_DESIGNATED = cited(
    "{country}は{law:rules-15}の指定国ではない", "{country} is not a designated country ({art:rules-15})"
)
_NOT_EXCEPTION = Text(
    "例外を根拠とするが、提供の根拠が例外ではない", "The basis is an exception, but the route is none"
)
_CATEGORIES = Text("根拠が要らない理由が未確認", "It is not known why no basis should be needed")
_NEEDED = Text("根拠が要らないデータではない", "These data do need a basis")
_NO_CONTRACT = Text("根拠とする契約が未確認", "The contract that carries it is not known")
_NO_RULES = Text("グループ規程の証跡がない", "The group rules are not on file")
_NOT_COVERED = Text("根拠とする契約がこの取引先に及ばない", "The contract does not cover this company")
_NOT_CONFIRMED = Text("根拠とする契約「{name}」の適用が未確認", "Whether contract “{name}” covers it is not confirmed")
_NOT_RULES = Text("「{name}」はグループ規程ではない", "“{name}” is no set of group rules")
_NO_END = Text("根拠とする契約「{name}」の終わりが未確認", "When contract “{name}” behind it ends is not known")
_NOT_BEGUN = Text("根拠とする契約「{name}」の始まりが未確認", "When contract “{name}” began is not known")
_CONTRACT = Text("根拠とする契約「{name}」の効力がない", "Contract “{name}”, its basis, is not in force")
_NO_CERTIFICATE = Text("根拠とするCBPR認証が未確認", "The CBPR certificate is not known")
_OTHERS = Text("根拠とする認証がこの取引先のものではない", "The certificate is not of this company")
_PRP = Text("PRP認証で足りるかの判断がない", "Nobody has decided whether a PRP certificate is enough")
_SCHEME = Text("根拠とする認証がCBPRではない", "The certificate is not a CBPR one")
_SCOPE_UNKNOWN = Text("CBPR認証の対象範囲が未確認", "The scope of the CBPR certificate is not compared")
_SCOPE = Text("CBPR認証の対象範囲に入らない", "The scope of the CBPR certificate does not cover it")
_VALIDITY = Text("CBPR認証の有効期限が未確認", "How long the CBPR certificate lasts is not known")
_CERTIFICATE = Text("根拠とするCBPR認証の効力がない", "The CBPR certificate, its basis, is not valid")
_OWN_ROUTE = Text("自社のCBPR認証は委託でだけ根拠になる", "Our own CBPR certificate carries entrustment only")
_TEXT_UNKNOWN = cited("{art:act-28}の同意の文面が未確認", "The wording of the consent under {art:act-28} is not known")
_TEXT = cited("同意の文面が{art:act-28}の同意ではない", "The wording is not a consent under {art:act-28}")


@dataclass(frozen=True, slots=True)
class Carrier:
    """One thing that should carry a provision abroad: the days on which it does, and what to say of the others.

    `evidence_missing` leaves something open on the days that it carries.
    """

    basis: ForeignBasis | None
    kind: GapKind
    title: Text
    fix: Fix
    days: Days | None = None
    evidence_missing: bool = False

    def holds(self, on: date) -> bool:
        """Whether it carries on a day."""
        return self.days is not None and self.days[0] <= on < self.days[1]


def carriers(dossier: Dossier, flow: DataFlow) -> tuple[Carrier, ...]:
    """Everything recorded that should carry a flow abroad; where nothing is, one that says so.

    With the route of consent under Article 28 the consent carries, recorded as a basis or not: its wording is looked
    at with the route.
    """
    bases = [b for b in dossier.foreign_bases if b.flow_id == flow.id]
    if flow.route is LegalRoute.CONSENT_28:
        bases = [b for b in bases if b.kind in _STATED_KINDS]
        if not bases:
            return (Carrier(None, DEFECT, _NONE, _of_flow(flow), ALWAYS),)
    if not bases:
        return (Carrier(None, UNKNOWN, _NO_RECORD, _of_flow(flow)),)
    return tuple(carrier for basis in bases for carrier in _of_basis(dossier, flow, basis))


def furthest_carrier(found: Sequence[Carrier]) -> Carrier:
    """The one that carries longest; of equal ones that which was recorded last."""
    return max(reversed(found), key=lambda c: c.days[1] if c.days else date.min)


def stages_of(
    flow: DataFlow, found: Sequence[Carrier], judge: Callable[[Sequence[Carrier]], Severity | None]
) -> tuple[Stage, ...]:
    """The stages within the days of a flow; `judge` says how grave it is with those that carry on a day."""
    first = flow.start_on or date.min
    end = next_day(flow.end_on) if flow.end_on else date.max
    if end <= first:
        return ()
    days = [c.days for c in found if c.days is not None]
    cuts = sorted({first, end, *(day for pair in days for day in pair if first < day < end)})
    runs: list[tuple[Severity | None, date, date]] = []
    for begin, until in pairwise(cuts):
        severity = judge([c for c in found if c.holds(begin)])
        if runs and runs[-1][0] is severity:
            begin = runs.pop()[1]  # noqa: PLW2901 - the run before goes on
        runs.append((severity, begin, until))
    return tuple(
        Stage(severity, None if begin == date.min else begin, None if until == date.max else until)
        for severity, begin, until in runs
        if severity is not None
    )


def _of_basis(dossier: Dossier, flow: DataFlow, basis: ForeignBasis) -> Iterator[Carrier]:
    kind, route = basis.kind, flow.route

    def no(what: GapKind, title: Text) -> Carrier:
        return Carrier(basis, what, title, Fix("foreign_basis", basis.id, "kind"))

    match kind:
        case _ if kind in _CONTRACT_KINDS:
            yield _by_contract(dossier, basis)
        case _ if kind in CBPR_KINDS:
            yield from _by_certificate(dossier, flow, basis)
        case ForeignBasisKind.CONSENT_28:
            yield _by_consent(dossier, flow, basis)
        case ForeignBasisKind.NOT_FOREIGN if dossier.third_party.business_in_japan is None:
            yield no(UNKNOWN, _BUSINESS)
        case ForeignBasisKind.NOT_FOREIGN:
            yield no(DEFECT, _FOREIGN.format(country=_seat(dossier)))
        case ForeignBasisKind.DESIGNATED:
            yield no(DEFECT, _NOT_DESIGNATED.format(country=_seat(dossier)))
        case ForeignBasisKind.EXCEPTION_27_1:
            yield no(UNKNOWN if route is LegalRoute.UNDECIDED else DEFECT, _NOT_EXCEPTION)
        case ForeignBasisKind.NOT_NEEDED if flow.categories is None:
            yield no(UNKNOWN, _CATEGORIES)
        case ForeignBasisKind.NOT_NEEDED:
            yield no(DEFECT, _NEEDED)
        case _:
            yield no(DEFECT, _NONE)


def _by_contract(dossier: Dossier, basis: ForeignBasis) -> Carrier:
    """Contract or group rules (規則16条1号): confirmed to cover the third party, and in force."""
    fix = Fix("foreign_basis", basis.id, "contract_id")
    by_rules = basis.kind is ForeignBasisKind.EQUIV_GROUP_RULES
    if basis.contract_id is None and by_rules:
        return Carrier(basis, UNKNOWN, _NO_RULES, fix, _own_days(basis), evidence_missing=True)
    if basis.contract_id is None:
        return Carrier(basis, UNKNOWN, _NO_CONTRACT, fix)
    covers = [c for c in dossier.contracts if c.contract.id == basis.contract_id and c.cover.removed_on is None]
    if not covers:
        return Carrier(basis, DEFECT, _NOT_COVERED, fix)
    confirmed: CoveringContract | None = next((c for c in covers if c.counts), None)
    contract = covers[0].contract
    if confirmed is None:
        cover = Fix("contract_cover", covers[0].cover.id, "confirmed_on")
        return Carrier(basis, UNKNOWN, _NOT_CONFIRMED.format(name=contract.title), cover)
    if by_rules and contract.kind is not ContractKind.GROUP_RULES:
        return Carrier(basis, DEFECT, _NOT_RULES.format(name=contract.title), fix)
    if contract.begins_on is None:
        start = Fix("contract", contract.id, "start_on")
        return Carrier(basis, UNKNOWN, _NOT_BEGUN.format(name=contract.title), start)
    if not has_known_end(contract):
        return Carrier(basis, UNKNOWN, _NO_END.format(name=contract.title), Fix("contract", contract.id, "end_on"))
    term = (contract.begins_on, _after(contract.last_day))
    return _within(basis, term, title=_CONTRACT.format(name=contract.title), fix=fix)


def _by_certificate(dossier: Dossier, flow: DataFlow, basis: ForeignBasis) -> Iterable[Carrier]:
    """A CBPR certificate of the recipient (規則16条2号), or ours where it handles the data for us (1号, C-07).

    Any valid one carries: a renewal need not be entered as a basis again.
    """
    fix = Fix("foreign_basis", basis.id, "certificate_id")
    is_own = basis.kind is ForeignBasisKind.OWN_CBPR
    if is_own and flow.route is not LegalRoute.ENTRUST:
        return [Carrier(basis, DEFECT, _OWN_ROUTE, Fix("foreign_basis", basis.id, "kind"))]
    known = dossier.registers.own_certificates if is_own else dossier.certificates
    named = [c for c in known if c.id == basis.certificate_id]
    others = [c for c in known if c.scheme in CBPR_SCHEMES and c.id != basis.certificate_id]
    if not named and not others:
        missing = basis.certificate_id is None
        what, title = (UNKNOWN, _NO_CERTIFICATE) if missing else (DEFECT, _OTHERS)
        return [Carrier(basis, what, title, fix)]
    return [_of_certificate(basis, certificate, fix) for certificate in (*others, *named)]


def _of_certificate(basis: ForeignBasis, certificate: Certificate, fix: Fix) -> Carrier:
    def of(field: str) -> Fix:
        return Fix("certificate", certificate.id, field)

    if certificate.scheme is Scheme.PRP:
        return Carrier(basis, DECISION, _PRP, fix)
    if certificate.scheme not in CBPR_SCHEMES:
        return Carrier(basis, DEFECT, _SCHEME, fix)
    if certificate.covers_us is None:
        return Carrier(basis, UNKNOWN, _SCOPE_UNKNOWN, of("covers_us"))
    if not certificate.covers_us:
        return Carrier(basis, DEFECT, _SCOPE, of("covers_us"))
    if certificate.valid_through is None:
        return Carrier(basis, UNKNOWN, _VALIDITY, of("valid_until"))
    term = (certificate.issued_on or date.min, _after(certificate.valid_through))
    return _within(basis, term, title=_CERTIFICATE, fix=of("valid_until"))


def _by_consent(dossier: Dossier, flow: DataFlow, basis: ForeignBasis) -> Carrier:
    """Consent under 法28条1項; outside its own route nothing else looks at the wording, so this does."""
    fix = Fix("foreign_basis", basis.id, "until")
    if flow.route is not LegalRoute.CONSENT_28:
        wording = Fix("data_flow", flow.id, "consent_text_id")
        text = next((t for t in dossier.registers.consent_texts if t.id == flow.consent_text_id), None)
        if text is None or text.kinds is None:
            return Carrier(basis, UNKNOWN, _TEXT_UNKNOWN, wording)
        if ConsentKind.FOREIGN_28 not in text.kinds:
            return Carrier(basis, DEFECT, _TEXT, wording)
    return _within(basis, ALWAYS, title=_ENDS, fix=fix)


def _within(basis: ForeignBasis, term: Days, *, title: Text, fix: Fix) -> Carrier:
    """A basis on the days that both itself and what carries it have; the earlier end is what is spoken of."""
    own = _own_days(basis)
    days = (max(own[0], term[0]), min(own[1], term[1]))
    if own[1] < term[1]:
        title, fix = _ENDS, Fix("foreign_basis", basis.id, "until")
    return Carrier(basis, DEFECT, title, fix, days if days[0] < days[1] else None)


def _own_days(basis: ForeignBasis) -> Days:
    return (basis.since or date.min, _after(basis.until))


def _after(last: date | None) -> date:
    return next_day(last) if last else date.max


def _of_flow(flow: DataFlow) -> Fix:
    return Fix("data_flow", flow.id, "foreign_basis")


def _seat(dossier: Dossier) -> Text:
    return country_name(dossier, dossier.third_party.country or "")
