"""A synthetic workspace of any size: rows written in bulk, gaps by the rules themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any, Final

from sakimori.demo.third_parties import Manner, made_up_answers
from sakimori.domain.codes import (
    AssessmentKind,
    AssessmentState,
    Criticality,
    DataCategory,
    Decision,
    KindOfBody,
    Lifecycle,
    Role,
    UserRole,
)
from sakimori.domain.questions.assessment import Answer, Assessment, PeriodicReview, ReviewKind
from sakimori.domain.questions.pack import AnswerState, Pack
from sakimori.domain.records.contract import (
    ClauseSetCode,
    ClauseState,
    Contract,
    ContractClause,
    ContractCover,
    ContractKind,
)
from sakimori.domain.records.data_flow import (
    DataFlow,
    Direction,
    Encryption,
    ForeignBasis,
    ForeignBasisKind,
    Frequency,
    LegalRoute,
    Origin,
    SubjectGroup,
    TransferMethod,
)
from sakimori.domain.records.own_registers import DataSet, Notice, OtherLaw, PublicItem, Purpose
from sakimori.domain.records.sub_processor import Approval, SubProcessorLink
from sakimori.domain.records.third_party import Foreign, Service, ThirdParty
from sakimori.domain.user import Actor, User
from sakimori.domain.values.days import add_months, legal_day
from sakimori.exchange.packs.folder import pack_digest
from sakimori.rules.facts.assessments import FULL, PROCESSOR_PACK, freeze_facts, pack_facts
from sakimori.rules.facts.clauses import CLAUSE_SETS
from sakimori.services.assessments.sheet import Sheet
from sakimori.services.kernel.keep_in_step import judge_now
from sakimori.services.kernel.packs import freeze_pack
from sakimori.services.kernel.unit import Change
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.engine import Row
from sakimori.store.records import TABLES, to_row

AT = datetime(2026, 11, 24, 3, tzinfo=UTC)
TODAY = legal_day(AT)
ACTOR = Actor("us00", "計測", frozenset(UserRole))

_SECOND_CYCLE_SHARE = 0.2
_BATCH = 250
_SHAPES = 24
"""So many different answer sheets are made; each third party gets one of them."""


def make_synthetic(path: Path, third_parties: int, *, progress: Callable[[float], None]) -> Workspace:
    """Make a database with so many third parties, each with its register and about a hundred answers."""
    rng = Random(5)  # noqa: S311 - no secret
    workspace = Workspace(path)
    pack = next(p for p in workspace.packs() if p.id == PROCESSOR_PACK)
    sheets = _answer_sheets(pack, rng)
    parties = (_party(n, rng) for n in range(third_parties))
    with workspace.change("bench.begun", actor=ACTOR, at=AT) as change:
        for n in range(20):
            roles = frozenset({UserRole.PROCUREMENT}) if n else ACTOR.roles
            change.insert(User(id=f"us{n:02d}", name=f"担当{n:02d}", roles=roles))
        freeze_pack(change.engine, pack, pack_digest(pack))
        _insert(change, {"": own_records(TODAY)})
    done = 0
    while batch := list(islice(parties, _BATCH)):
        with workspace.change("register.recorded", actor=ACTOR, at=AT, batch_id="bench") as change:
            _write(change, batch, pack, sheets, rng)
        done += len(batch)
        progress(done / third_parties)
    return workspace


def _answer_sheets(pack: Pack, rng: Random) -> list[dict[str, tuple[str, str, str]]]:
    facts = {fact.id: "false" for fact in pack.facts}
    sheets = []
    for n in range(_SHAPES):
        values = made_up_answers(pack, FULL, facts, Manner(partly=n % 5, no=n % 3, unknown=n % 4), rng)
        sheets.append({q: (v.state.value, "\n".join(v.given), v.reason) for q, v in values.items()})
    return sheets


def _party(n: int, rng: Random) -> ThirdParty:
    is_foreign = rng.random() < 0.1
    return ThirdParty(
        id=f"tp{n:05d}",
        legal_name=f"{rng.choice(('青葉', '東京', '山田', 'みなと', 'くすのき'))}{n:05d}株式会社",
        roles=frozenset({Role.PROCESSOR}),
        lifecycle=Lifecycle.IN_USE,
        kana=f"アオバ{n:05d}",
        country="US" if is_foreign else "JP",
        kind_of_body=KindOfBody.COMPANY,
        address="東京都架空区1-1" if rng.random() < 0.9 else None,
        representative="青木 一郎" if rng.random() < 0.9 else None,
        business_in_japan=True if is_foreign else None,
        order_history=False,
        owner_id=f"us{rng.randrange(20):02d}",
        data_categories=frozenset({DataCategory.PI_CONTACT, DataCategory.PI_TRANSACTION}),
        person_count=rng.choice((200, 900, 5_000, 120_000)) if rng.random() < 0.95 else None,
        special_care=False,
        foreign=Foreign.OTHER if is_foreign else Foreign.NONE,
        criticality=Criticality.IMPORTANT,
        created_on=add_months(TODAY, -14),
        sub_processors_complete_on=add_months(TODAY, -2),
        sub_processors_complete_by="情報管理部",
    )


def _write(
    change: Change,
    parties: list[ThirdParty],
    pack: Pack,
    sheets: list[dict[str, tuple[str, str, str]]],
    rng: Random,
) -> None:
    by_party: dict[str, list[object]] = {}
    kept: list[Row] = []
    for party in parties:
        made = by_party.setdefault(party.id, [])
        made += [party, Service(id=f"sv{party.id}", third_party_id=party.id, name=f"業務{party.id}")]
        made += register_records(party, rng, on=TODAY, by=ACTOR.id)
        cycles = 2 if rng.random() < _SECOND_CYCLE_SHARE else 1
        for cycle in range(cycles):
            decided = TODAY - timedelta(days=rng.randrange(20, 420) + 365 * (cycles - 1 - cycle))
            assessment = _assessment(party, pack, f"as{party.id}{cycle}", decided)
            answers = list(_answers(assessment, rng.choice(sheets)))
            made += [assessment, *answers]
            kept.append({"assessment_id": assessment.id} | _progress(assessment, party, pack, answers))
            made.append(
                PeriodicReview(
                    id=f"pr{assessment.id}",
                    third_party_id=party.id,
                    kind=ReviewKind.ASSESSMENT,
                    completed_on=decided,
                    by=ACTOR.id,
                    assessment_id=assessment.id,
                )
            )
    _insert(change, by_party)
    change.engine.insert_all("assessment_progress", kept)
    change.renamed.update(p.id for p in parties)
    judge_now(change, [p.id for p in parties])


_COUNTED: Final[dict[object, dict[str, Any]]] = {}
"""How far an answer sheet is under some facts; the same sheet is given to many."""


def _progress(assessment: Assessment, party: ThirdParty, pack: Pack, answers: Sequence[Answer]) -> dict[str, Any]:
    key = (assessment.facts, tuple((answer.question_id, answer.state, answer.value) for answer in answers))
    if key not in _COUNTED:
        sheet = Sheet(assessment, party, pack, {answer.question_id: answer for answer in answers}, ())
        _COUNTED[key] = asdict(sheet.progress)
    return _COUNTED[key]


def _insert(change: Change, by_party: Mapping[str, Sequence[object]]) -> None:
    """Write records of third parties, those of each kind together, and their entries in the trail in one go."""
    rows: defaultdict[str, list[Row]] = defaultdict(list)
    entries = []
    for party, records in by_party.items():
        for record in records:
            table, row = TABLES[type(record)], to_row(record)
            rows[table].append(row)
            entries.append({
                "at": AT, "actor": ACTOR.id, "action": change.action, "record_kind": table, "record_id": row["id"],
                "third_party_id": party, "batch_id": change.batch_id, "reason": "", "before": None, "after": row,
            })  # fmt: skip
    for table, alike in rows.items():
        change.engine.insert_all(table, alike)
    change.trail.append_all(entries)


def _assessment(party: ThirdParty, pack: Pack, assessment_id: str, decided: date) -> Assessment:
    return Assessment(
        id=assessment_id,
        third_party_id=party.id,
        pack_id=pack.id,
        pack_version=pack.version,
        pack_digest=pack_digest(pack),
        group=FULL,
        kind=AssessmentKind.ONBOARDING,
        opened_on=decided - timedelta(days=20),
        opened_by=ACTOR.id,
        state=AssessmentState.DECIDED,
        facts=freeze_facts(pack_facts(party)),
        submitted_on=decided - timedelta(days=5),
        submitted_by=ACTOR.id,
        decided_on=decided,
        decided_by=ACTOR.id,
        decision=Decision.APPROVED,
        valid_until=add_months(decided, 12),
    )


def _answers(assessment: Assessment, sheet: dict[str, tuple[str, str, str]]) -> Iterator[Answer]:
    for question_id, (state, value, reason) in sheet.items():
        yield Answer(
            id=f"{assessment.id}{question_id}",
            assessment_id=assessment.id,
            question_id=question_id,
            seq=1,
            state=AnswerState(state),
            by=ACTOR.id,
            at=AT,
            value=tuple(value.split("\n")) if value else (),
            reason=reason or None,
        )


FLOWS: Final = 3
_FOUND: Final = (ClauseState.PRESENT,) * 17 + (ClauseState.WEAK, ClauseState.ABSENT, ClauseState.NOT_CHECKED)
_COUNTRIES: Final = ("JP", "JP", "JP", "US", "VN")
_APPROVALS: Final = (Approval.APPROVED, Approval.APPROVED, Approval.GENERAL, Approval.PENDING, None)


def own_records(on: date) -> Sequence[object]:
    """What the flows rest on in our own registers: every dossier reads it."""
    since = add_months(on, -60)
    return (
        Purpose("pu0", "商品の配送", "ご注文の商品を届けるため", published_since=since, states_provision=False),
        DataSet(
            "ds0", "受注", retention_months=84, last_verified_on=add_months(on, -3),
            other_laws=frozenset({OtherLaw.NONE}),
        ),
        Notice(
            "no0", "プライバシーポリシー", since, items=frozenset(PublicItem), purpose_ids=("pu0",),
            countries=frozenset({"US", "VN"}),
        ),
    )  # fmt: skip


def register_records(party: ThirdParty, rng: Random, *, on: date, by: str) -> Iterator[object]:
    """All records of one third party, in the order in which they refer to each other."""
    yield from _contract(party, rng, on=on, by=by)
    for number in range(FLOWS):
        yield from _flow(party, number, rng, on=on, by=by)
    for number in range(2):
        yield SubProcessorLink(
            f"sp{party.id}{number}", party.id, f"再委託先{party.id}{number}", country=rng.choice(_COUNTRIES),
            approval=rng.choice(_APPROVALS), handles_my_number=False,
        )  # fmt: skip


def _contract(party: ThirdParty, rng: Random, *, on: date, by: str) -> Iterator[object]:
    contract = Contract(
        f"cn{party.id}", party.id, "業務委託契約書", ContractKind.ENTRUSTMENT, signed_on=add_months(on, -15),
        start_on=add_months(on, -14), end_on=on + timedelta(days=rng.randrange(-20, 300)), open_ended=False,
        auto_renews=True, renewal_months=12, notice_days_ours=60,
        breach_notice_hours=24 if rng.random() < 0.9 else None,
    )  # fmt: skip
    yield contract
    confirmed: Mapping[str, object] = {"confirmed_by": by, "confirmed_on": add_months(on, -14)}
    yield ContractCover(f"cc{party.id}", contract.id, party.id, **(confirmed if rng.random() < 0.95 else {}))  # type: ignore[arg-type]
    for clause in CLAUSE_SETS[ClauseSetCode.ITK].clauses:
        yield ContractClause(
            f"cx{party.id}{clause.id}", contract.id, party.id, clause.id, rng.choice(_FOUND), checked_by=by,
            checked_on=add_months(on, -13),
        )  # fmt: skip


def _flow(party: ThirdParty, number: int, rng: Random, *, on: date, by: str) -> Iterator[object]:
    is_decided = rng.random() < 0.9
    flow = DataFlow(
        f"fl{party.id}{number}", party.id, f"業務{number}の受託", Direction.OUT, Role.PROCESSOR,
        LegalRoute.ENTRUST if rng.random() < 0.95 else LegalRoute.UNDECIDED, "受託業務に必要な範囲",
        route_decided_by=by if is_decided else None, route_decided_on=add_months(on, -12) if is_decided else None,
        purpose_id="pu0" if rng.random() < 0.9 else None, data_set_id="ds0", service_id=f"sv{party.id}",
        categories=party.data_categories, subject_groups=frozenset({SubjectGroup.CUSTOMER}),
        origins=frozenset({Origin.JP}), person_count=party.person_count,
        storage_countries=frozenset({party.country or "JP"}),
        processing_countries=frozenset({"JP"}) if rng.random() < 0.9 else None,
        transfer_method=TransferMethod.API, encryption=Encryption.BOTH, frequency=Frequency.DAILY,
        start_on=add_months(on, -13), retention_months=12,
    )  # fmt: skip
    yield flow
    if party.country != "JP":
        yield ForeignBasis(f"fb{flow.id}", party.id, flow.id, ForeignBasisKind.NOT_FOREIGN, since=flow.start_on)
