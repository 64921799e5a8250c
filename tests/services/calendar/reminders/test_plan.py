"""Who is told of what: by ownership, lead and compliance, each threshold once whatever runs were missed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from sakimori.domain.codes import Basis, Severity, UserRole
from sakimori.domain.gap import Fix
from sakimori.domain.policy import DEFAULT_POLICY
from sakimori.domain.rule import COMPANY_POLICY, DeadlineKind
from sakimori.domain.user import User
from sakimori.domain.values.text import NO_TEXT
from sakimori.rules import RULES
from sakimori.services.calendar.deadlines import Deadline
from sakimori.services.calendar.open_days import is_closed
from sakimori.services.calendar.reminders.letter import DigestWords
from sakimori.services.calendar.reminders.order import COUNTED_BY_LAW, OLD_DAYS, Place, fitting, place_of_line
from sakimori.services.calendar.reminders.plan import Line, Person, ReminderPlan, Silence, plan_of
from sakimori.services.calendar.reminders.thresholds import OF_OWNER, Threshold, reached
from sakimori.services.calendar.stages import Start
from sakimori.store.outgoing.reminders import Told

ON = date(2026, 11, 25)
P, C, S = UserRole.PROCUREMENT, UserRole.COMPLIANCE, UserRole.SALES


def person(user_id: str, *roles: UserRole, lead: str | None = None, silence: Silence | None = None) -> Person:
    return Person(
        User(user_id, user_id, "", frozenset(roles)), lead, "x@aoba.example.jp", has_mail=True, silence=silence
    )


def people(*given: Person) -> dict[str, Person]:
    return {one.user.id: one for one in given}


KEN, YUKI, MISAKI = person("ken", P, lead="yuki"), person("yuki", P), person("misaki", C)
ALL = people(KEN, YUKI, MISAKI)


def thing(days: int, *, owner: str | None = "ken", key: str = "g1", on: date = ON) -> Deadline:
    day = on + timedelta(days=days)
    return Deadline(
        key, DeadlineKind.CERTIFICATE, day, "tp1", "株式会社つむぎ", NO_TEXT, Start.CERTIFIED, None, Basis.POLICY,
        COMPANY_POLICY.text, Severity.HIGH, owner, owner or "", Fix("certificate", "ce1", ""), is_overdue=days < 0,
    )  # fmt: skip


def plan(
    *things: Deadline, among: dict[str, Person] = ALL, told: Iterable[Told] = (), on: date = ON,
    had_theirs: Iterable[str] = (),
) -> ReminderPlan:  # fmt: skip
    return plan_of(things, among, DEFAULT_POLICY, on=on, told=set(told), had_theirs=set(had_theirs))


def whom(found: ReminderPlan) -> dict[str, list[str]]:
    return {draft.person.user.id: [one.value for one in draft.lines[0].thresholds] for draft in found.drafts}


def test_the_owner_is_told_ahead_then_the_lead_and_then_compliance() -> None:
    assert whom(plan(thing(40))) == {}
    assert whom(plan(thing(30))) == {"ken": ["early"]}
    assert whom(plan(thing(-1))) == {"ken": ["early", "near", "due", "late"]}
    assert whom(plan(thing(-7))) == {"ken": ["early", "near", "due", "late"], "yuki": ["lead"]}
    assert whom(plan(thing(-14))).keys() == {"ken", "yuki", "misaki"}


def test_what_nobody_owns_goes_to_compliance_from_the_beginning() -> None:
    for owner in (None, "left", "sales"):
        found = plan(thing(30, owner=owner), among=ALL | people(person("sales", S)))
        assert whom(found) == {"misaki": ["early"]}
        assert found.drafts[0].lines[0].is_passed_on


def test_an_owner_without_a_lead_is_named_and_compliance_told_in_time() -> None:
    found = plan(thing(-14, owner="yuki"))
    assert whom(found).keys() == {"yuki", "misaki"}
    assert [user.id for user in found.without_lead] == ["yuki"]


def test_compliance_is_not_told_twice_of_what_is_their_own() -> None:
    assert whom(plan(thing(-14, owner="misaki"))) == {"misaki": ["early", "near", "due", "late"]}


def test_nobody_is_skipped_without_a_word() -> None:
    deaf = ALL | people(person("ken", P, lead="sales", silence=Silence.NO_ADDRESS))
    deaf |= people(person("sales", S))
    found = plan(thing(-7), among=deaf)
    assert {one.person.user.id: one.silence for one in found.unreached} == {
        "ken": Silence.NO_ADDRESS, "sales": Silence.MAY_NOT_READ,
    }  # fmt: skip
    assert found.drafts == ()
    assert not found.is_quiet


def test_their_own_training_is_told_to_those_who_see_no_records() -> None:
    training = replace(thing(-7, owner="sales"), kind=DeadlineKind.TRAINING)
    other = thing(-7, owner="sales", key="g2")
    among = ALL | people(person("sales", S, lead="seller"), person("seller", S))
    found = plan(training, other, among=among)
    told = {one.person.user.id: [line.deadline.id for line in one.lines] for one in found.drafts}
    assert told == {"sales": ["g1"], "misaki": ["g2"], "seller": ["g1"]}
    assert found.unreached == ()


def test_an_errand_is_told_to_whom_it_was_asked_of_and_to_nobody_else_however_late() -> None:
    among = ALL | people(person("sales", S, lead="yuki"))
    for owner in ("ken", "sales"):
        errand = replace(thing(-30, owner=owner), kind=DeadlineKind.ERRAND)
        assert whom(plan(errand, among=among)) == {owner: ["early", "near", "due", "late"]}
    assert plan(replace(thing(-30, owner="left"), kind=DeadlineKind.ERRAND), among=among).is_quiet


def test_the_end_of_a_slip_is_told_to_its_issuer_who_sees_no_records_else_to_compliance() -> None:
    slip = replace(thing(3, owner="sales"), kind=DeadlineKind.SLIP)
    assert whom(plan(slip, among=ALL | people(person("sales", S)))) == {"sales": ["early", "near"]}
    assert whom(plan(slip)) == {"misaki": ["early", "near"]}


def test_whoever_had_the_digest_of_the_day_gets_the_rest_in_the_next() -> None:
    found = plan(thing(0), had_theirs={"ken"})
    assert (found.drafts, len(found.had_theirs)) == ((), 1)


def test_a_day_that_moves_is_told_anew() -> None:
    told = [one for draft in plan(thing(5)).drafts for line in draft.lines for one in line.told("ken")]
    assert plan(thing(5), told=told).is_quiet
    assert whom(plan(thing(6), told=told)) == {"ken": ["early", "near"]}


def test_nothing_due_is_quiet() -> None:
    assert plan().is_quiet
    assert plan(thing(31)).is_quiet


DAYS = [ON + timedelta(days=n) for n in range(120)]
OWNERS = [None, "ken", "yuki", "misaki", "left"]


@settings(max_examples=120, deadline=None)
@given(
    things=st.lists(st.tuples(st.integers(-40, 90), st.sampled_from(OWNERS)), min_size=1, max_size=8),
    runs=st.sets(st.sampled_from(DAYS), max_size=40),
    twice=st.booleans(),
    lost=st.sets(st.tuples(st.sampled_from(DAYS), st.sampled_from(["ken", "yuki", "misaki"]))),
)
def test_each_thing_threshold_and_person_is_told_exactly_once(
    things: list[tuple[int, str | None]], runs: set[date], twice: bool, lost: set[tuple[date, str]]
) -> None:
    """Whatever runs are missed, repeated on a day, or end in digests that nobody got."""
    made = [thing(days, owner=owner, key=f"g{place}") for place, (days, owner) in enumerate(things)]
    last = next(day for day in (DAYS[-1] + timedelta(days=n) for n in range(10)) if not is_closed(day))
    told: Counter[Told] = Counter()
    for on in sorted(runs | {last}):
        if is_closed(on):
            continue
        had: set[str] = set()
        for _ in range(2 if twice else 1):
            as_of = [replace(one, is_overdue=one.day < on) for one in made]
            found = plan(*as_of, told=told, on=on, had_theirs=had)
            for draft in found.drafts:
                user_id = draft.person.user.id
                assert user_id not in had, "one digest a person a day"
                had.add(user_id)
                if (on, user_id) not in lost or on == last:
                    told.update(one for line in draft.lines for one in line.told(user_id))
    expected = {
        Told(one.id, one.day, threshold.value, user_id)
        for one in made
        for threshold in reached(one.day, on=last, policy=DEFAULT_POLICY)
        for user_id in recipients(one, threshold)
    }
    assert set(told) == expected
    assert set(told.values()) <= {1}


def recipients(one: Deadline, threshold: Threshold) -> set[str]:
    """Told again apart from the plan: whom a threshold of a thing goes to."""
    has_owner = one.owner_id in ALL
    if threshold in OF_OWNER:
        return {str(one.owner_id)} if has_owner else {"misaki"}
    if threshold is Threshold.LEAD:
        return {"yuki"} if one.owner_id == "ken" else set()
    return {"misaki"} - {str(one.owner_id)}


def of_kind(kind: DeadlineKind, days: int, key: str, basis: Basis = Basis.POLICY) -> Deadline:
    return replace(thing(days, key=key, owner=None), kind=kind, basis=basis, third_party_name=key, third_party_id=key)


LAW_CLOCKS = [of_kind(DeadlineKind.INCIDENT, days, f"ic{days}", Basis.LAW) for days in (3, 4)]
OLD = [of_kind(DeadlineKind.CONTRACT, -100 - days, f"c{days}") for days in range(90)]
LATE = [of_kind(DeadlineKind.CERTIFICATE, -1 - days % 20, f"l{days}") for days in range(60)]


def test_what_the_law_counts_comes_first_and_the_old_is_told_by_its_kind() -> None:
    draft = plan(*OLD, *LATE, *LAW_CLOCKS).drafts[0]
    letter = DigestWords("", "青葉", "ja", ON, "https://x.example").letter(draft.lines).body
    first = next(line for line in letter.splitlines() if line.startswith("・"))
    assert "漏えい" in first
    assert letter.count("漏えい等：") == 2
    old = next(line for line in letter.splitlines() if line.startswith("・") and "最も古い" in line)
    assert "90件" in old
    assert letter.index("漏えい") < letter.index("■ 期限を過ぎています") < letter.index(old)


def test_nothing_is_noted_as_told_that_the_text_does_not_hold_and_the_rest_comes_next() -> None:
    everything = [*OLD, *LATE, *LAW_CLOCKS]
    told: set[Told] = set()
    seen: set[str] = set()
    for _ in range(4):
        found = plan(*everything, told=told)
        if not found.drafts:
            break
        (draft,) = found.drafts
        letter = DigestWords("", "青葉", "ja", ON, "").letter(draft.lines).body
        for line in draft.lines:
            one = line.deadline
            is_old = one.kind is DeadlineKind.CONTRACT
            assert is_old or f"：{one.third_party_name}（" in letter, one.id
            told.update(line.told(draft.person.user.id))
        assert draft.waiting == len(everything) - len({one.thing for one in told})
        seen |= {line.deadline.id for line in draft.lines}
    assert seen == {one.id for one in everything}


def test_every_kind_of_deadline_with_a_legal_basis_is_among_those_of_law_until_it_is_old() -> None:
    rules = [rule for rule in RULES if rule.deadline is not None]
    for rule in rules:
        assert rule.deadline is not None
        for days in (-OLD_DAYS, -1, 0, 14):
            one = of_kind(rule.deadline, days, "x", rule.basis)
            expected = rule.basis is Basis.LAW or rule.deadline in COUNTED_BY_LAW
            assert (place_of_line(one, ON) is Place.STATUTORY) is expected, (rule.id, days)
    assert {rule.deadline for rule in rules if rule.basis is Basis.LAW} == {
        DeadlineKind.INCIDENT,
        DeadlineKind.CHANGE_NOTICE,
        DeadlineKind.BASIS,
        DeadlineKind.RETENTION,
    }


@given(st.lists(st.tuples(st.sampled_from(DeadlineKind), st.integers(-400, 60), st.sampled_from(Basis)), max_size=120))
def test_each_line_has_one_part_and_each_part_its_turn(given_lines: list[tuple[DeadlineKind, int, Basis]]) -> None:
    lines = [
        Line(of_kind(kind, days, f"g{place}", basis), (), is_passed_on=True)
        for place, (kind, days, basis) in enumerate(given_lines)
    ]
    held, waiting = fitting(lines, ON)
    assert sorted(line.deadline.id for line in (*held, *waiting)) == sorted(line.deadline.id for line in lines)
    places = [place_of_line(line.deadline, ON) for line in held]
    assert places == sorted(places)
    assert all(line.deadline.day >= ON for line in held if place_of_line(line.deadline, ON) is Place.COMING)
