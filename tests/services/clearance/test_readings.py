"""Short questions: a yes names what it is about, and whatever the words leave open is taken from no flow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from kit.asking import ADMIN, AT, a_workspace_of, sound_today
from kit.builders import TODAY
from kit.clearing import a_case
from kit.demos import DemoIn
from kit.examples import some
from sakimori.clock import today
from sakimori.domain.codes import GOOD, DataCategory, Outcome, Role
from sakimori.domain.records.data_flow import DataFlow, Direction, LegalRoute
from sakimori.domain.records.hand_over import FactConfirmation, HandOver
from sakimori.domain.records.own_registers import DataSet, DataSetPart, Purpose
from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.domain.values.names import fold, match_key
from sakimori.errors import AmbiguousError, InvalidValueError, NotFoundError
from sakimori.services.clearance.choices import OwnChoices, own_choices
from sakimori.services.clearance.judged_line import candidate_lines
from sakimori.services.clearance.judging import judge
from sakimori.services.clearance.readings import SHORT, Candidate, WordedAnswer, ask_in_words, one_request
from sakimori.services.clearance.wordings import Wording, flow_request, recipient_named, said_of
from sakimori.services.kernel.workspace import Workspace

KIND = DataCategory.PI_TRANSACTION


@pytest.fixture
def place() -> Workspace:
    """The sound hand-over, with all that the asker says of it made sure of by somebody else."""
    workspace = a_workspace_of(**sound_today())
    with workspace.unit() as unit:
        is_sure = bool(unit.records.select(FactConfirmation))
    if not is_sure:
        insert(workspace, *a_case({k: v for k, v in sound_today().items() if k != "recorded_flow"}).confirmations)
    return workspace


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, demo_in: DemoIn) -> Workspace:
    return Workspace(demo_in(tmp_path_factory.mktemp("demo"), TODAY))


def ask(workspace: Workspace, wording: Wording, *, day: Any = None) -> WordedAnswer:
    on = day or today()
    return ask_in_words(workspace, wording, on=on, today=on, actor=ADMIN)


def outcome_of(workspace: Workspace, wording: Wording, *, day: Any = None) -> Outcome:
    return ask(workspace, wording, day=day).answer.verdict.outcome


def insert(workspace: Workspace, *records: Any) -> None:
    with workspace.change("register.recorded", actor=ADMIN, at=AT) as change:
        for record in records:
            change.insert(record)


def flow_of(workspace: Workspace) -> DataFlow:
    with workspace.unit() as unit:
        return unit.records.get(DataFlow, "fl1")


def end_other_purposes(workspace: Workspace, *kept: str) -> None:
    """Leave these purposes alone in the register."""
    with workspace.change("register.recorded", actor=ADMIN, at=AT) as change:
        for purpose in change.records.select(Purpose):
            if purpose.id not in kept:
                change.update(replace(purpose, published_until=today() - timedelta(days=1)))


def test_the_words_that_name_set_and_purpose_are_answered_as_the_registered_flow(place: Workspace) -> None:
    found = ask(place, Wording("tp1", "通販の顧客", flow_of(place).purpose_id or ""))
    assert found.request is not None
    assert found.request.flow.data_set_id == "ds1"
    assert found.candidates == ()
    by_id = judge(place, flow_request(place, "fl1", on=today(), today=today(), actor=ADMIN), actor=ADMIN).verdict
    assert by_id.outcome is Outcome.ALLOWED


def test_a_short_question_is_a_yes_where_the_register_holds_nothing_else_that_it_may_mean(place: Workspace) -> None:
    end_other_purposes(place, flow_of(place).purpose_id or "")
    assert outcome_of(place, Wording("tp1", KIND.value)) is Outcome.ALLOWED


def test_another_set_with_such_data_takes_the_yes_away(place: Workspace) -> None:
    end_other_purposes(place, flow_of(place).purpose_id or "")
    part = DataSetPart("pt9", "ds9", "名簿の全員", categories=frozenset({KIND}))
    insert(place, DataSet("ds9", "催しの名簿"), part)
    found = ask(place, Wording("tp1", KIND.value))
    assert found.answer.verdict.outcome is Outcome.REVIEW
    assert [reason.rule_id for reason in found.answer.verdict.reasons] == [SHORT]
    assert [(one.flow.id, one.data_set, one.outcome) for one in found.candidates] == [
        ("fl1", "通販の顧客", Outcome.ALLOWED),
        ("", "催しの名簿", None),
    ]


def test_several_flows_are_a_yes_only_where_each_of_them_is_one(place: Workspace) -> None:
    flow = flow_of(place)
    end_other_purposes(place, flow.purpose_id or "")
    insert(place, replace(flow, id="fl2", name="二つ目の提供"))
    words = Wording("tp1", "通販の顧客", flow.purpose_id or "")
    found = ask(place, words)
    assert {one.flow.id: one.outcome for one in found.candidates} == {"fl1": Outcome.ALLOWED, "fl2": Outcome.REVIEW}
    assert found.answer.verdict.outcome is Outcome.REVIEW
    with place.unit() as unit:
        (facts,) = unit.records.select(HandOver)
        sure = unit.records.select(FactConfirmation)
    insert(place, replace(facts, id="ho2", flow_id="fl2"))
    insert(place, *(replace(one, id=f"{one.id}_2", flow_id="fl2") for one in sure))
    found = ask(place, words)
    assert {one.flow.id: one.outcome for one in found.candidates} == {"fl1": Outcome.ALLOWED, "fl2": Outcome.ALLOWED}
    assert found.answer.verdict.outcome is Outcome.ALLOWED
    with pytest.raises(AmbiguousError) as refused:
        one_request(place, words, on=today(), today=today(), actor=ADMIN)
    assert {key for key, _ in refused.value.details["candidates"]} == {"fl1", "fl2"}  # type: ignore[attr-defined]


def test_more_persons_or_other_kinds_than_a_flow_carries_are_not_covered_by_its_yes(place: Workspace) -> None:
    end_other_purposes(place, flow_of(place).purpose_id or "")
    assert outcome_of(place, Wording("tp1", KIND.value, persons=500)) is Outcome.ALLOWED
    assert outcome_of(place, Wording("tp1", KIND.value, persons=501)) is Outcome.REVIEW
    assert outcome_of(place, Wording("tp1", f"{KIND.value},PI_SPECIAL")) not in GOOD


def test_a_question_about_a_day_that_is_over_is_refused_however_it_is_put(place: Workspace) -> None:
    yesterday, now = today() - timedelta(days=1), today()
    for call in (
        lambda: ask_in_words(place, Wording("tp1", KIND.value), on=yesterday, today=now, actor=ADMIN),
        lambda: one_request(place, Wording("tp1", KIND.value), on=yesterday, today=now, actor=ADMIN),
        lambda: flow_request(place, "fl1", on=yesterday, today=now, actor=ADMIN),
    ):
        with pytest.raises(InvalidValueError):
            call()


def wordings(demo: Workspace) -> Iterator[Wording]:
    """Every recipient with every set and kind of data, with and without a purpose or a ground."""
    choices = own_choices(demo, actor=ADMIN, on=TODAY)
    data = ["", *(one.data_set.id for one in choices.data), *(kind.value for kind in DataCategory)]
    with demo.unit() as unit:
        parties = [row["id"] for row in unit.query("SELECT DISTINCT third_party_id AS id FROM data_flow ORDER BY id")]
    for party, token, route in product(parties, data, (None, LegalRoute.ENTRUST)):
        yield Wording(str(party), token, route=route)
    for party, purpose in product(parties, choices.purposes):
        yield Wording(str(party), "", purpose.id)


def test_no_question_that_leaves_set_or_purpose_open_is_a_yes_in_the_demo(demo: Workspace) -> None:
    """A yes to a short question would have to hold for every set and purpose that it may mean: here are always more."""
    tried = some(wordings(demo), 0, one_in=12)
    outcomes = set()
    for wording in tried:
        found = ask(demo, wording, day=TODAY)
        outcomes.add(found.answer.verdict.outcome)
        if found.request is not None:  # the set has one purpose, for which one flow carries all of it
            assert found.request.flow.data_set_id == wording.data
            continue
        assert found.answer.verdict.outcome not in GOOD, wording
        assert found.candidates or not wording.data
        assert all((one.outcome is None) == (not one.flow.id) for one in found.candidates)
    assert len(tried) > 300
    assert Outcome.REVIEW in outcomes


def test_what_is_answered_by_words_is_what_the_words_say(demo: Workspace) -> None:
    """With set and purpose named, recipient, set, purpose and ground of the answer are those of the words and of a flow
    that has both, or of the ground that was said."""
    with demo.unit() as unit:
        flows = [flow for flow in unit.records.select(DataFlow, order="id") if not flow.comes_in and flow.purpose_id]
    answered = 0
    for flow, route in product(some(flows, 1), (None, LegalRoute.CONSENT)):
        words = Wording(flow.third_party_id, flow.data_set_id or "", flow.purpose_id or "", route)
        found = ask(demo, words, day=TODAY)
        if found.request is None:
            assert found.answer.verdict.outcome is Outcome.REVIEW
            continue
        answered += 1
        asked = found.request.flow
        assert (asked.third_party_id, asked.data_set_id, asked.purpose_id) == (
            flow.third_party_id,
            flow.data_set_id,
            flow.purpose_id,
        )
        assert asked.route is (route or flow.route)
    assert answered > 20


def test_a_part_of_a_name_gives_candidates_and_never_a_hit(demo: Workspace) -> None:
    choices = own_choices(demo, actor=ADMIN, on=TODAY)
    with demo.unit() as unit:
        parties = [one for one in unit.records.select(ThirdParty) if one.id != SELF_ID and one.merged_into is None]
    sets = [one.data_set.name for one in choices.data]
    purposes = [one.name for one in choices.purposes]
    for name in sets:
        for part in parts_of(name):
            if fold(part) in map(fold, sets):
                continue
            assert is_no_hit(part, name, choices), (part, name)
    for name in purposes:
        for part in parts_of(name):
            if fold(part) not in map(fold, purposes):
                with pytest.raises(AmbiguousError):
                    said_of(Wording("x", "", part), choices)
    for party in some(parties, 2):
        part = party.legal_name[1:-1]
        try:
            found = recipient_named(demo, part, actor=ADMIN)
        except (AmbiguousError, NotFoundError):
            continue
        named = next(one.legal_name for one in parties if one.id == found)
        assert match_key(part) == match_key(named), (part, named)
    with pytest.raises(AmbiguousError):
        recipient_named(demo, "つむぎ", actor=ADMIN)


def parts_of(name: str) -> Iterator[str]:
    """Beginnings and ends of a name."""
    for length in range(2, len(name)):
        yield name[:length]
        yield name[-length:]


def is_no_hit(part: str, name: str, choices: OwnChoices) -> bool:
    """Whether a part of the name of a set gives it among the candidates, or is the whole name of a kind of data."""
    try:
        return said_of(Wording("x", part), choices).data_set is None
    except AmbiguousError as error:
        found: Any = error.details["candidates"]
        return name in dict(found).values()


def test_of_many_hand_overs_that_a_question_may_mean_five_are_listed_and_the_others_counted() -> None:
    flow = DataFlow("fl1", "tp1", "流れ")
    registered = [Candidate(replace(flow, id=f"fl{n}"), "会員", "案内", Outcome.REVIEW) for n in range(7)]
    beside = [Candidate(replace(flow, id=""), f"集まり{n}", "", None) for n in range(8)]
    lines = list(candidate_lines([*registered, *beside], "ja"))
    assert len(lines) == 7
    assert [f"fl{n}" in lines[n] for n in range(5)] == [True] * 5
    assert lines[5] == "ほか2件"
    assert lines[6].endswith("集まり4 ほか3件")
    assert len(list(candidate_lines(registered[:5], "en"))) == 5


def test_data_of_a_party_that_is_nothing_but_a_source_are_asked_as_a_receipt(place: Workspace) -> None:
    with place.change("register.recorded", actor=ADMIN, at=AT) as change:
        party = change.records.get(ThirdParty, "tp1")
        change.update(replace(party, roles=frozenset({Role.SOURCE})))

    def comes_in(direction: Direction | None) -> bool:
        return ask(place, Wording("tp1", KIND.value, direction=direction)).answer.case.flow.comes_in

    assert [comes_in(one) for one in (None, Direction.IN, Direction.OUT)] == [True, True, False]
    with place.change("register.recorded", actor=ADMIN, at=AT) as change:
        party = change.records.get(ThirdParty, "tp1")
        change.update(replace(party, roles=frozenset({Role.SOURCE, Role.RECIPIENT})))
    assert [comes_in(one) for one in (None, Direction.IN, Direction.OUT)] == [False, True, False]


def test_a_receipt_is_answered_by_the_receipt_on_record_and_a_hand_over_by_none(place: Workspace) -> None:
    with place.change("register.recorded", actor=ADMIN, at=AT) as change:
        flow = change.records.get(DataFlow, "fl1")
        change.update(replace(flow, direction=Direction.IN))
    received = ask(place, Wording("tp1", KIND.value, direction=Direction.IN))
    given = ask(place, Wording("tp1", KIND.value, direction=Direction.OUT))
    assert received.request is not None
    assert received.request.flow.id == "fl1"
    assert given.request is None
