"""Which clause sets apply to a third party, and why: from its flows, and from its roles where no flow speaks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from sakimori.domain.codes import DataCategory, Role
from sakimori.domain.dossier import Dossier
from sakimori.domain.records.contract import Clause, ClauseSetCode, ContractKind
from sakimori.domain.records.data_flow import EQUIVALENT, DataFlow, Direction, ForeignBasisKind, LegalRoute, Origin
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.text import Text
from sakimori.rules.facts.assessments import DESIGNATED_COUNTRIES, NOT_PERSONAL
from sakimori.rules.facts.clauses import CLAUSE_SETS
from sakimori.rules.facts.flow_facts import held_flows
from sakimori.rules.facts.rule_kit import PROCESSING_ROLES

EUROPEAN = frozenset({Origin.EU_ADEQ, Origin.UK_ADEQ, Origin.EU_SCC, Origin.GDPR_DIRECT})
WRITTEN_BASES = frozenset({ForeignBasisKind.EQUIV_CONTRACT, ForeignBasisKind.EQUIV_GROUP_RULES})
"""規則16条1号: the bases whose substance stands in a contract or in rules of the group; a certificate stands alone."""

_NOT_YET_PERSONAL = NOT_PERSONAL | {DataCategory.ANON, DataCategory.REL}
_ROLES = (Role.PROCESSOR, Role.CLOUD_PROVIDER, Role.RECIPIENT, Role.JOINT_USER, Role.SOURCE)
_ROLES_OF_ROUTE = {
    LegalRoute.ENTRUST: PROCESSING_ROLES,
    LegalRoute.JOINT: frozenset({Role.JOINT_USER}),
    LegalRoute.CONSENT: frozenset({Role.RECIPIENT}),
    LegalRoute.OPTOUT: frozenset({Role.RECIPIENT}),
}
_PUBLIC_ITEMS = frozenset(f"JUS-{number}" for number in ("01", "02", "03", "04", "05", "21", "22"))
_OF_RECIPIENTS = frozenset(f"PRI-{number}" for number in ("01", "02", "03", "04", "05"))


@dataclass(frozen=True, slots=True)
class AppliedSet:
    """A set that a third party's contracts are read for; `left_out` is what cannot arise or is judged elsewhere.

    `by_law` is False where we ask for the set as a precaution of ours, whatever weight its clauses have elsewhere.
    """

    code: ClauseSetCode
    left_out: frozenset[str] = frozenset()
    by_law: bool = True
    grounds: tuple[tuple[Text, str], ...] = field(default=(), compare=False)

    @property
    def asked(self) -> tuple[Clause, ...]:
        """The clauses that are asked for."""
        return _without(self.code, self.left_out)

    @property
    def why(self) -> Text:
        """Each ground in words, with the flows or contracts that it comes from."""
        reasons = {words: [name for known, name in self.grounds if known == words] for words, _ in self.grounds}
        whys = [_why(words, names) for words, names in reasons.items()]
        return Text("、".join(why.ja for why in whys), "; ".join(why.en for why in whys))


@dataclass(frozen=True, slots=True)
class _Ground:
    code: ClauseSetCode
    words: Text
    left_out: frozenset[str] = frozenset()
    by_law: bool = True


_ENTRUSTED = _Ground(ClauseSetCode.ITK, Text("個人データの取扱いを委託する", "personal data are entrusted"))
_JOINT = _Ground(ClauseSetCode.JUS, Text("共同で利用する", "data are used jointly"), _PUBLIC_ITEMS)
_GIVEN = _Ground(
    ClauseSetCode.TPP, Text("第三者として提供する", "data are provided to a third party"), frozenset({"TPP-03"})
)
_RECEIVED = _Ground(ClauseSetCode.TPP, Text("第三者から受け取る", "data are received from a third party"))
_SUCCESSION = _Ground(ClauseSetCode.SUC, Text("事業承継の交渉で見せる", "data are shown in talks on succession"))
_CLOUD = _Ground(
    ClauseSetCode.CLD, Text("取り扱わないクラウドに置く", "data are kept in a cloud that does not handle them")
)
_MY_NUMBER = _Ground(ClauseSetCode.MYN, Text("個人番号を委託する", "My Numbers are entrusted"))
_MY_NUMBER_ABROAD = _Ground(
    ClauseSetCode.XBR, Text("個人番号を国外で扱う（会社方針）", "My Numbers go abroad (policy)"), by_law=False
)
_PSEUDONYMISED = _Ground(
    ClauseSetCode.PSE, Text("仮名加工情報を渡す", "pseudonymised data are handed over"), frozenset({"PSE-06"})
)
_ANONYMISED = _Ground(ClauseSetCode.ANP, Text("匿名加工情報を渡す", "anonymised data are handed over"))
_RELATED = _Ground(
    ClauseSetCode.PRI, Text("個人関連情報を渡す", "personal-related information is handed over"), frozenset({"PRI-06"})
)
_RELATED_ENTRUSTED = _Ground(
    ClauseSetCode.PRI, Text("個人関連情報を委託する", "personal-related information is entrusted"), _OF_RECIPIENTS
)
_WRITTEN_ABROAD = _Ground(
    ClauseSetCode.XBR, Text("契約などで基準適合体制をとる", "the equivalent system stands in a contract or group rules")
)
_CERTIFIED_ABROAD = _Ground(
    ClauseSetCode.XBR,
    Text("認証で基準適合体制をとる（会社方針）", "the equivalent system stands on a certificate (policy)"),
    by_law=False,
)
_ABROAD = _Ground(
    ClauseSetCode.XBR,
    Text("外国の法人で、根拠が未確認（会社方針）", "it sits abroad and the basis is not known (policy)"),
    by_law=False,
)
_EUROPEANS = _Ground(
    ClauseSetCode.DPA, Text("EU・英国の人のデータを委託する", "data of persons in the EU or UK are entrusted")
)
_CALIFORNIANS = _Ground(
    ClauseSetCode.CCP, Text("カリフォルニア州の人のデータを委託する", "data of persons in California are entrusted")
)


def applicable_sets(dossier: Dossier) -> tuple[AppliedSet, ...]:
    """The sets of §3.13 that apply, in the order of their codes, each with the reason in words."""
    grounds: defaultdict[ClauseSetCode, list[tuple[_Ground, str]]] = defaultdict(list)
    for flow in _speaking_flows(dossier):
        for ground in _grounds(flow, dossier):
            grounds[ground.code].append((ground, flow.name))
    for covering in dossier.contracts:
        if covering.counts and covering.contract.kind is ContractKind.SUCCESSION_TALKS:
            grounds[ClauseSetCode.SUC].append((_SUCCESSION, covering.contract.title))
    return tuple(_applied(code, grounds[code]) for code in ClauseSetCode if code in grounds)


def _applied(code: ClauseSetCode, grounds: list[tuple[_Ground, str]]) -> AppliedSet:
    return AppliedSet(
        code,
        frozenset.intersection(*(ground.left_out for ground, _ in grounds)),
        by_law=any(ground.by_law for ground, _ in grounds),
        grounds=tuple((ground.words, name) for ground, name in grounds),
    )


@cache
def _without(code: ClauseSetCode, left_out: frozenset[str]) -> tuple[Clause, ...]:
    return tuple(clause for clause in CLAUSE_SETS[code].clauses if clause.id not in left_out)


def _why(words: Text, names: list[str]) -> Text:
    named = [name for name in names if name]
    if not named:
        by_role = Text("{words}（役割から。データフローは未登録）", "{words} (by its role; no data flow is recorded)")
        return by_role.format(words=words)
    more = len(named) - 1
    if not more:
        return Text("{words}：{name}", "{words}: {name}").format(words=words, name=named[0])
    several = Text("{words}：{name} ほか{more}件", "{words}: {name} and {more} more")
    return several.format(words=words, name=named[0], more=more)


def _speaking_flows(dossier: Dossier) -> Iterator[DataFlow]:
    """Flows whose data may still be held, what comes to us, and for a role of which no flow speaks a flow in its place.

    A flow that is over and confirmed as erased still speaks for its role: nothing is asked for it any more.
    """
    party = dossier.third_party
    yield from held_flows(dossier.flows, dossier.erasures)
    yield from (flow for flow in dossier.flows if flow.direction is Direction.IN)
    spoken = {role for flow in dossier.flows for role in _roles(flow, party)}
    # One engagement is often both, but a cloud that does not handle data says nothing of what a processor does.
    if any(f.route is not LegalRoute.NOT_PROVISION and _roles(f, party) & PROCESSING_ROLES for f in dossier.flows):
        spoken |= PROCESSING_ROLES
    for role in _ROLES:
        if role in party.roles - spoken:
            yield DataFlow(
                id="",
                third_party_id=party.id,
                name="",
                role=role,
                direction=Direction.IN if role is Role.SOURCE else Direction.OUT,
                categories=party.data_categories,
            )


def _roles(flow: DataFlow, party: ThirdParty) -> frozenset[Role]:
    if flow.role is not None:
        return frozenset({flow.role})
    if flow.direction is Direction.IN and Role.SOURCE in party.roles:
        return frozenset({Role.SOURCE})
    return _ROLES_OF_ROUTE.get(flow.route, party.roles)


def _grounds(flow: DataFlow, dossier: Dossier) -> Iterable[_Ground]:
    if flow.categories is not None and flow.categories <= NOT_PERSONAL:
        return
    categories = flow.categories or frozenset()
    roles = _roles(flow, dossier.third_party)
    route = _of_route(flow, roles) if flow.categories is None or categories - _NOT_YET_PERSONAL else None
    if route is not None:
        yield route
        yield from _of_persons(flow, route, dossier.third_party)
    if route is _RECEIVED or flow.route in _NO_AGREEMENT:
        return
    yield from _of_categories(categories, route, roles, dossier.third_party)
    if route is not None:
        yield from _of_basis(flow, dossier)


def _of_categories(
    categories: frozenset[DataCategory], route: _Ground | None, roles: frozenset[Role], party: ThirdParty
) -> Iterable[_Ground]:
    """Kinds of data that ask for words of their own."""
    if DataCategory.ANON in categories:
        yield _ANONYMISED
    if DataCategory.REL in categories:
        yield _RELATED_ENTRUSTED if roles & PROCESSING_ROLES else _RELATED
    if DataCategory.PSEUDO in categories and route in (_ENTRUSTED, _JOINT):
        yield _PSEUDONYMISED
    if DataCategory.MYNUMBER in categories and route is _ENTRUSTED:
        yield _MY_NUMBER
        if sits_abroad(party):
            yield _MY_NUMBER_ABROAD


_NO_AGREEMENT = frozenset(
    {route for route in LegalRoute if route.is_exception}
    | {LegalRoute.SAME_ENTITY, LegalRoute.TO_PERSON, LegalRoute.BY_PERSON}
)
"""Routes on which nothing is agreed with the other side: the law, the person, or our own house."""

_GROUND_OF_ROUTE = {
    LegalRoute.ENTRUST: _ENTRUSTED,
    LegalRoute.JOINT: _JOINT,
    LegalRoute.SUCCESSION: _SUCCESSION,
    LegalRoute.CONSENT: _GIVEN,
    LegalRoute.OPTOUT: _GIVEN,
}


def _of_route(flow: DataFlow, roles: frozenset[Role]) -> _Ground | None:
    is_vendor = bool(roles & PROCESSING_ROLES)
    if flow.direction is Direction.IN and not is_vendor:
        return None if flow.route in _NO_AGREEMENT else _RECEIVED
    if flow.route in _NO_AGREEMENT:
        return None
    if flow.route in _GROUND_OF_ROUTE:
        return _GROUND_OF_ROUTE[flow.route]
    if is_vendor:
        return _CLOUD if flow.route is LegalRoute.NOT_PROVISION else _ENTRUSTED
    if flow.route is LegalRoute.CONSENT_28:
        return _GIVEN
    if flow.route is LegalRoute.UNDECIDED and Role.JOINT_USER in roles:
        return _JOINT
    return _GIVEN if flow.route is LegalRoute.UNDECIDED and Role.RECIPIENT in roles else None


def _of_persons(flow: DataFlow, route: _Ground, party: ThirdParty) -> Iterable[_Ground]:
    """Where the persons are: a processor abroad of that place's law is bound by its clauses (policy, [K]/[V2])."""
    origins = flow.origins or frozenset()
    if route.code in {ClauseSetCode.ITK, ClauseSetCode.CLD}:
        if origins & EUROPEAN:
            yield _EUROPEANS
        if Origin.US_CA in origins:
            yield _CALIFORNIANS
    if Origin.EU_SCC in origins or (Origin.GDPR_DIRECT in origins and sits_abroad(party)):
        has_british = bool(origins & {Origin.UK_ADEQ, Origin.GDPR_DIRECT})
        yield _Ground(
            ClauseSetCode.SCC,
            Text("標準契約条項のデータを渡す", "data under the standard clauses are handed on"),
            frozenset() if has_british else frozenset({"SCC-07"}),
        )


def _of_basis(flow: DataFlow, dossier: Dossier) -> Iterable[_Ground]:
    """What carries the flow abroad; without any flow on record a seat abroad is enough to ask (policy)."""
    kinds = {basis.kind for basis in dossier.foreign_bases if basis.flow_id == flow.id}
    if kinds & WRITTEN_BASES:
        yield _WRITTEN_ABROAD
    elif kinds & EQUIVALENT:
        yield _CERTIFIED_ABROAD
    elif not flow.id and sits_abroad(dossier.third_party):
        yield _ABROAD


def sits_abroad(party: ThirdParty) -> bool:
    """Whether it is known to be a third party in a foreign country that 規則15条 does not designate."""
    return (
        party.country is not None
        and party.country != "JP"
        and party.country not in DESIGNATED_COUNTRIES
        and not party.business_in_japan
    )
