"""The register in random writes: whatever is recorded, and wherever it is read, the gaps are those of judging anew."""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from random import Random
from typing import Any, Union, get_args, get_origin, get_type_hints

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit.builders import a_third_party
from kit.examples import examples
from sakimori.domain.codes import DataCategory, Role
from sakimori.domain.records.certificate import Certificate, Scheme
from sakimori.domain.records.contract import Contract, ContractClause, ContractCover, ContractKind
from sakimori.domain.records.country import CountryProfile
from sakimori.domain.records.data_flow import (
    CloudFacts,
    DataFlow,
    Direction,
    Erasure,
    ForeignBasis,
    ForeignBasisKind,
    LegalRoute,
)
from sakimori.domain.records.own_registers import Notice, Purpose
from sakimori.domain.records.sub_processor import Approval, SubProcessorLink
from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.domain.values.days import legal_day
from sakimori.errors import RefusedError
from sakimori.rules.facts.clauses import CLAUSE_SETS
from sakimori.services.kernel.confirmations import (
    approve_clause_reason,
    compare_scope,
    confirm_cover,
    confirm_erasure,
    decide_renewal,
    decide_route,
    decide_sub_processor,
    judge_purpose_change,
    remove_cover,
    sign_off_cloud,
)
from sakimori.services.kernel.record_table import KINDS
from sakimori.services.kernel.recording import record
from sakimori.services.parties.write import register
from services.kernel.test_keep_in_step import DECIDER, FILLER, World, differences, known

COUNTRIES = ("JP", "US", "VN", "DE")
CLAUSE_IDS = [clause.id for found in CLAUSE_SETS.values() for clause in found.clauses]
OF_ONE_PARTY = frozenset({"flow_id", "flow_ids", "service_id", "service_ids", "parent_id"})
OURS = {kind for kind, spec in KINDS.items() if "third_party_id" not in spec.references and kind is not CountryProfile}


class Recorder(World):
    """A world in which people also keep the register."""

    def records(self) -> None:
        kind = self.rng.choice(list(KINDS))
        record(self.workspace, self._made(kind), actor=DECIDER, at=self.at)

    def edits_a_record(self) -> None:
        kind: type = self.rng.choice(list(KINDS))
        standing: Any = self.one(kind)
        if standing is not None:
            name = self.rng.choice([f.name for f in fields(kind) if self._may_change(kind, f.name)])
            owner = getattr(standing, "third_party_id", "")
            changed = replace(standing, **{name: self._value(kind, name, owner)})
            record(self.workspace, changed, actor=DECIDER, at=self.at)

    def confirms(self) -> None:
        step = self.rng.choice(STEPS)
        step(self)

    def confirms_cover(self) -> None:
        if isinstance(found := self.one(ContractCover, "removed_on IS NULL"), ContractCover):
            confirm_cover(self.workspace, found.id, actor=FILLER, at=self.at)

    def removes_cover(self) -> None:
        if isinstance(found := self.one(ContractCover), ContractCover):
            remove_cover(self.workspace, found.id, actor=FILLER, at=self.at, reason="対象外")

    def decides_renewal(self) -> None:
        if isinstance(found := self.one(Contract), Contract):
            goes_on = self.rng.random() < 0.7
            decide_renewal(self.workspace, found.id, goes_on=goes_on, actor=FILLER, at=self.at)

    def approves_reason(self) -> None:
        if isinstance(found := self.one(ContractClause), ContractClause):
            approve_clause_reason(self.workspace, found.id, actor=FILLER, at=self.at)

    def compares_scope(self) -> None:
        if isinstance(found := self.one(Certificate), Certificate):
            covers = self.rng.random() < 0.7
            compare_scope(self.workspace, found.id, covers_us=covers, actor=FILLER, at=self.at)

    def decides_route(self) -> None:
        if isinstance(found := self.one(DataFlow), DataFlow):
            decide_route(self.workspace, found.id, actor=DECIDER, at=self.at)

    def signs_off(self) -> None:
        if isinstance(found := self.one(CloudFacts), CloudFacts):
            sign_off_cloud(self.workspace, found.id, actor=DECIDER, at=self.at, reason="扱わない")

    def confirms_erasure(self) -> None:
        if isinstance(found := self.one(Erasure), Erasure):
            confirm_erasure(self.workspace, found.id, actor=FILLER, at=self.at)

    def decides_sub_processor(self) -> None:
        if isinstance(found := self.one(SubProcessorLink), SubProcessorLink):
            approval = self.rng.choice(list(Approval))
            decide_sub_processor(self.workspace, found.id, approval, actor=DECIDER, at=self.at)

    def judges_purpose(self) -> None:
        if isinstance(found := self.one(Purpose), Purpose):
            judge_purpose_change(self.workspace, found.id, judgement="関連する", actor=DECIDER, at=self.at)

    def _may_change(self, kind: type, name: str) -> bool:
        return name not in {"id", "version", "third_party_id", "contract_id", "flow_id", "clause_id", "data_set_id",
                            *KINDS[kind].stamps}  # fmt: skip

    def _made(self, kind: type) -> Any:
        party = self.party()
        owner = party.id if party is not None and kind not in OURS else SELF_ID
        known_fields = {f.name for f in fields(kind)}
        given = {
            f.name: self._value(kind, f.name, owner)
            for f in fields(kind)
            if f.name not in {"id", "version", "third_party_id", *KINDS[kind].stamps}
        }
        record_id = self.rng.choice(COUNTRIES[1:]) if kind is CountryProfile else ""
        owned = {"third_party_id": owner} if "third_party_id" in known_fields else {}
        if kind is CountryProfile:
            with self.workspace.unit() as unit:
                standing = unit.records.find(CountryProfile, record_id)
            if standing is not None:
                return replace(standing, **given)
        return kind(id=record_id, **owned, **given)

    def _value(self, kind: type, name: str, owner: str) -> Any:
        references = KINDS[kind].references
        hint = get_type_hints(kind)[name]
        if name in references:
            stays = name in OF_ONE_PARTY or (kind is ContractClause and name == "contract_id")
            where = f"third_party_id = '{owner}'" if stays and references[name] is not ThirdParty else "1 = 1"
            found: Any = self.one(references[name], where)
            if name.endswith("_ids"):
                return (found.id,) if found is not None and self.rng.random() < 0.5 else ()
            return found.id if found is not None and self.rng.random() < 0.8 else None
        if name.endswith("_by") or name == "by":
            return self.rng.choice(("us02", "us03"))
        return "ITK-01" if name == "clause_id" and self.rng.random() < 0.2 else self._of_type(hint, name)

    def _of_type(self, hint: Any, name: str) -> Any:  # noqa: PLR0911 - one return a type
        origin, args = get_origin(hint), get_args(hint)
        if origin in (Union, types.UnionType):
            inner = next(a for a in args if a is not type(None))
            return None if self.rng.random() < 0.25 else self._of_type(inner, name)
        if origin is frozenset:
            choices = list(COUNTRIES) if args[0] is str else list(args[0])
            return frozenset(self.rng.sample(choices, self.rng.randrange(3)))
        if origin is tuple:
            return (self._of_type(args[0], name),)
        if is_dataclass(hint):
            hints = get_type_hints(hint)
            return hint(**{f.name: self._of_type(hints[f.name], f.name) for f in fields(hint)})  # type: ignore[operator]
        if hint is bool:
            return self.rng.random() < 0.6
        if hint is int:
            return self.rng.choice((0, 1, 12, 30, 5_000 if "count" in name else 36))
        if hint is date:
            return legal_day(self.at) + timedelta(days=self.rng.choice((-800, -400, -40, 0, 30, 400)))
        if hint is Scheme:
            return self.rng.choice((Scheme.CBPR, *Scheme))
        if isinstance(hint, type) and issubclass(hint, StrEnum):
            return self.rng.choice(list(hint))
        if name in {"country", "governing_law"}:
            return self.rng.choice(COUNTRIES)
        return self.rng.choice(CLAUSE_IDS) if name == "clause_id" else self.rng.choice(("語", "ほかの語"))


STEPS: tuple[Callable[[Recorder], None], ...] = (
    Recorder.confirms_cover, Recorder.confirms_cover, Recorder.removes_cover, Recorder.decides_renewal,
    Recorder.approves_reason, Recorder.compares_scope, Recorder.decides_route, Recorder.signs_off,
    Recorder.confirms_erasure, Recorder.decides_sub_processor, Recorder.judges_purpose,
)  # fmt: skip
WRITES: tuple[Callable[[Recorder], None], ...] = (
    *(Recorder.records for _ in range(8)), *(Recorder.edits_a_record for _ in range(4)),
    *(Recorder.confirms for _ in range(3)), Recorder.registers, Recorder.edits, Recorder.takes_a_step,
    Recorder.archives_or_restores, Recorder.merges, Recorder.unmerges, Recorder.changes_policy, Recorder.days_later,
)  # fmt: skip


def made_of(kind: type) -> Callable[[Recorder], None]:
    def write(world: Recorder) -> None:
        record(world.workspace, world._made(kind), actor=DECIDER, at=world.at)

    return write


BEGINNING = (
    Recorder.registers, Recorder.registers, Recorder.registers, *(made_of(k) for k in (Purpose, Notice, Contract)),
    made_of(ContractCover), Recorder.confirms_cover, Recorder.confirms_cover, made_of(Certificate),
    made_of(CountryProfile), made_of(DataFlow), made_of(DataFlow), *(made_of(SubProcessorLink) for _ in range(3)),
)  # fmt: skip
"""Three third parties with something to read in each other's dossiers, sub-processors of one another among them."""


@settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32), writes=st.lists(st.sampled_from(WRITES), min_size=10, max_size=40))
def test_gaps_in_step_are_those_of_a_recomputation_whatever_the_register_holds(
    seed: int, writes: list[Callable[[Recorder], None]]
) -> None:
    world = Recorder(Random(seed))  # noqa: S311 - made-up writes, no secrets
    for place, write in enumerate((*BEGINNING, *writes)):
        try:
            write(world)
        except RefusedError:
            continue
        if place >= len(BEGINNING):
            assert differences(world) == [], write.__name__
            world.look()
    for number, at, then in world.seen:
        assert known(world.workspace, number, at) == then, f"what was known after entry {number} has changed"


def gaps_of(world: Recorder, party: str) -> set[str]:
    with world.workspace.unit() as unit:
        found = unit.spans.as_known(unit.number(), legal_day(world.at), third_party_id=party)
        return {span.rule_id for span in found}


def test_what_is_recorded_elsewhere_closes_gaps_of_the_dossiers_that_read_it() -> None:
    """Notice, purpose, consent text, profile, own certificate and the contract of a reseller, each in its own write."""
    world = Recorder(Random(1))  # noqa: S311 - nothing is drawn
    workspace, at, since = world.workspace, world.at, date(2024, 1, 1)

    def put(item: Any) -> Any:
        return record(workspace, item, actor=DECIDER, at=at).record

    facts = {"country": "US", "business_in_japan": False}
    party = register(workspace, a_third_party(legal_name="Kaede Inc.", **facts), actor=FILLER, at=at).record.id
    reseller = register(workspace, a_third_party(legal_name="株式会社なぎさ"), actor=FILLER, at=at).record.id
    purpose = put(Purpose("", "分析", "商品の改善のための分析", since, states_provision=True))
    own = put(Certificate("", SELF_ID, Scheme.CBPR, scope="全社", issued_on=since, valid_until=date(2030, 1, 1)))
    compare_scope(workspace, own.id, covers_us=True, actor=FILLER, at=at)
    flow = put(
        DataFlow(
            "", party, "分析", direction=Direction.OUT, role=Role.PROCESSOR, route=LegalRoute.ENTRUST,
            purpose_id=purpose.id, categories=frozenset({DataCategory.PI_TRANSACTION}),
            storage_countries=frozenset({"US"}), processing_countries=frozenset({"US"}), start_on=since,
        )
    )  # fmt: skip
    put(ForeignBasis("", party, flow.id, ForeignBasisKind.OWN_CBPR, certificate_id=own.id))
    notice = Notice("", "方針", since, purpose_ids=(purpose.id,), countries=frozenset({"US"}))
    contract = Contract("", reseller, "代理店契約", ContractKind.RESALE, start_on=since, open_ended=True)
    steps: tuple[tuple[str, Callable[[], object]], ...] = (
        ("A-32-1F", lambda: put(notice)),
        ("C-CP1", lambda: put(CountryProfile("US", legal_day(at)))),
        ("C-CN1", lambda: covered(put(contract))),
    )

    def covered(stored: Contract) -> None:
        confirm_cover(workspace, put(ContractCover("", stored.id, party)).id, actor=FILLER, at=at)

    assert "A-28-1" not in gaps_of(world, party)
    for rule, step in steps:
        assert rule in gaps_of(world, party)
        step()
        assert rule not in gaps_of(world, party)
        assert differences(world) == []
    put(replace(own, valid_until=date(2024, 6, 1), version=2))
    assert "A-28-1" in gaps_of(world, party)
    put(replace(purpose, published_since=date(2030, 1, 1)))
    assert "A-21-1F" in gaps_of(world, party)
    with workspace.unit() as unit:
        kept = unit.records.select(Contract)[0]
    put(replace(kept, terminated_on=date(2024, 6, 1)))
    assert "C-CN1" in gaps_of(world, party)
    assert differences(world) == []
