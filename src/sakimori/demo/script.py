"""What happens to each third party of the demo: a story is a generator that yields the next day and acts on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from sakimori.demo.actors import Actors
from sakimori.demo.third_parties import DemoParty, Manner
from sakimori.domain.codes import AssessmentKind, Decision, Lifecycle, Role
from sakimori.domain.values.days import add_months
from sakimori.rules.facts.assessments import AI_PACK, CLOUD_SUPPLEMENT, FULL, LIGHT

Story = Iterator[date]
YEAR = 12


def story_of(part: DemoParty, hands: Actors, rng: Random) -> Story:
    """The story of a third party, from its registration to the day of the demo."""
    return _STORIES[part.story](part, hands, rng)


def _argument(part: DemoParty, fallback: int) -> int:
    return int(part.argument or fallback)


def _cycle(
    part: DemoParty,
    hands: Actors,
    *,
    opens: date,
    manner: Manner,
    group: str = FULL,
    kind: AssessmentKind = AssessmentKind.ONBOARDING,
    conditions: tuple[tuple[str, date], ...] = (),
    decision: Decision | None = None,
    evidence_until: date | None = None,
    pack: str = "",
) -> Story:
    """One assessment from opening to decision: answered over a week, decided the week after."""
    yield opens
    hands.open(part, group=group, kind=kind, pack=pack)
    yield opens + timedelta(days=6)
    hands.fill(part, manner, evidence_until=evidence_until)
    hands.submit(part)
    yield opens + timedelta(days=12)
    verdict = decision or (Decision.CONDITIONAL if conditions else Decision.APPROVED)
    hands.decide(part, verdict, conditions)


def _begin(part: DemoParty, hands: Actors, rng: Random, *, months: int = 17) -> Story:
    """Registration some months ago, on one day or another; a subsidiary comes after its parent."""
    day = add_months(hands.on, -months) + timedelta(days=rng.randrange(1, 24) + (24 if part.parent else 0))
    yield day
    hands.register(part)


def _decided(part: DemoParty, hands: Actors, rng: Random, *, days_ago: int, **cycle: object) -> Story:
    """A life in use with one decided assessment."""
    yield from _begin(part, hands, rng)
    yield from _cycle(part, hands, opens=hands.on - timedelta(days=days_ago + 12), **cycle)  # type: ignore[arg-type]
    hands.lifecycle(part, Lifecycle.IN_USE, "審査を終えたため")


def _healthy(part: DemoParty, hands: Actors, rng: Random) -> Story:
    days_ago = rng.randrange(60, 240)
    yield from _decided(part, hands, rng, days_ago=days_ago, manner=_own(part))
    yield from _supplement(part, hands, opens=hands.on - timedelta(days=days_ago - 1))


def _healthy_ai(part: DemoParty, hands: Actors, rng: Random) -> Story:
    """A service that learns is asked besides what becomes of inputs."""
    days_ago = rng.randrange(60, 140)
    yield from _decided(part, hands, rng, days_ago=days_ago, manner=_own(part))
    yield from _cycle(part, hands, opens=hands.on - timedelta(days=days_ago - 1), manner=_own(part), pack=AI_PACK)


def _supplement(part: DemoParty, hands: Actors, *, opens: date) -> Story:
    """A cloud provider is asked besides what bears on data that it handles."""
    if Role.CLOUD_PROVIDER in part.party.roles:
        yield from _cycle(part, hands, opens=opens, manner=_own(part), pack=CLOUD_SUPPLEMENT)


def _healthy_twice(part: DemoParty, hands: Actors, rng: Random) -> Story:
    yield from _begin(part, hands, rng)
    first = add_months(hands.on, -15)
    yield from _cycle(part, hands, opens=first, manner=replace(_own(part), partly=3))
    hands.lifecycle(part, Lifecycle.IN_USE, "審査を終えたため")
    yield from _cycle(
        part, hands, opens=add_months(first, 11), manner=replace(_own(part), partly=1), kind=AssessmentKind.PERIODIC
    )
    yield from _supplement(part, hands, opens=add_months(first, 12))


def _partial(part: DemoParty, hands: Actors, rng: Random) -> Story:
    worst = _argument(part, 3)
    manner = replace(_own(part), partly=worst, no=worst // 2, unknown=1)
    yield from _decided(part, hands, rng, days_ago=rng.randrange(40, 200), manner=manner)
    yield hands.on - timedelta(days=rng.randrange(15, 35))
    hands.plan_remediation(part, until=hands.on + timedelta(days=rng.randrange(-6, 40)))


def _light(part: DemoParty, hands: Actors, rng: Random) -> Story:
    days_ago = rng.randrange(60, 300)
    yield from _decided(part, hands, rng, days_ago=days_ago, manner=_own(part), group=LIGHT)
    yield from _supplement(part, hands, opens=hands.on - timedelta(days=days_ago - 1))


def _critical(part: DemoParty, hands: Actors, rng: Random) -> Story:
    conditions = (("重要な設問の是正を確認する", hands.on + timedelta(days=45)),)
    manner = replace(_own(part), critical=2, partly=2, unknown=2)
    yield from _decided(part, hands, rng, days_ago=30, manner=manner, conditions=conditions)


def _conditional(part: DemoParty, hands: Actors, rng: Random, *, due: date) -> Story:
    conditions = (("再委託先の一覧と所在国を提出する", due), ("漏えい時の連絡手順を書面で示す", due))
    manner = replace(_own(part), partly=3, no=1)
    yield from _decided(part, hands, rng, days_ago=70, manner=manner, conditions=conditions)
    yield hands.on - timedelta(days=20)
    hands.fulfil_first_condition(part)


def _conditional_due(part: DemoParty, hands: Actors, rng: Random) -> Story:
    yield from _conditional(part, hands, rng, due=hands.on + timedelta(days=_argument(part, 20)))


def _conditional_late(part: DemoParty, hands: Actors, rng: Random) -> Story:
    yield from _conditional(part, hands, rng, due=hands.on - timedelta(days=_argument(part, 10)))


def _expired(part: DemoParty, hands: Actors, rng: Random) -> Story:
    days = (hands.on - add_months(hands.on, -YEAR)).days + _argument(part, 20)
    yield from _decided(part, hands, rng, days_ago=days, manner=_own(part))


def _expiring(part: DemoParty, hands: Actors, rng: Random) -> Story:
    days = (hands.on - add_months(hands.on, -YEAR)).days - _argument(part, 20)
    yield from _decided(part, hands, rng, days_ago=days, manner=replace(_own(part), partly=1))
    yield from _supplement(part, hands, opens=hands.on - timedelta(days=days - 1))


def _evidence_expired(part: DemoParty, hands: Actors, rng: Random) -> Story:
    until = hands.on - timedelta(days=_argument(part, 10))
    yield from _decided(part, hands, rng, days_ago=120, manner=_own(part), evidence_until=until)


def _evidence_expiring(part: DemoParty, hands: Actors, rng: Random) -> Story:
    until = hands.on + timedelta(days=_argument(part, 10))
    yield from _decided(part, hands, rng, days_ago=150, manner=_own(part), evidence_until=until)


def _owner_left(part: DemoParty, hands: Actors, rng: Random) -> Story:
    yield from _decided(part, hands, rng, days_ago=100, manner=replace(_own(part), partly=1))


def _draft(part: DemoParty, hands: Actors, rng: Random) -> Story:
    yield from _begin(part, hands, rng, months=4)
    hands.lifecycle(part, Lifecycle.IN_USE, "以前からの取引のため")
    yield hands.on - timedelta(days=18)
    hands.open(part, group=FULL, kind=AssessmentKind.ONBOARDING)
    yield hands.on - timedelta(days=15)
    hands.fill(part, replace(_own(part), partly=2, unknown=1), share=_argument(part, 60) / 100)


def _review(part: DemoParty, hands: Actors, rng: Random, *, opened: int = 18) -> Story:
    """A periodic assessment under way, while the decided one still stands."""
    yield from _decided(part, hands, rng, days_ago=335, manner=replace(_own(part), partly=1))
    yield hands.on - timedelta(days=opened)
    hands.open(part, group=FULL, kind=AssessmentKind.PERIODIC)
    yield hands.on - timedelta(days=opened - 3)
    hands.fill(part, replace(_own(part), partly=2, unknown=1), share=_argument(part, 100) / 100)


def _review_late(part: DemoParty, hands: Actors, rng: Random) -> Story:
    yield from _review(part, hands, rng, opened=48)


def _review_submitted(part: DemoParty, hands: Actors, rng: Random) -> Story:
    yield from _review(part, hands, rng)
    yield hands.on - timedelta(days=4)
    hands.submit(part)


def _review_sent_back(part: DemoParty, hands: Actors, rng: Random) -> Story:
    yield from _review_submitted(part, hands, rng)
    yield hands.on - timedelta(days=2)
    hands.send_back(part, "利用目的の説明に根拠の資料を添えてください。")


def _rejected(part: DemoParty, hands: Actors, rng: Random) -> Story:
    yield from _begin(part, hands, rng, months=6)
    manner = replace(_own(part), critical=3, no=4, unknown=3)
    yield from _cycle(part, hands, opens=hands.on - timedelta(days=50), manner=manner, decision=Decision.REJECTED)
    yield hands.on - timedelta(days=30)
    hands.lifecycle(part, Lifecycle.DECLINED, "審査で不承認となったため")


def _no_assessment(part: DemoParty, hands: Actors, rng: Random) -> Story:
    yield from _begin(part, hands, rng, months=5)
    hands.lifecycle(part, Lifecycle.IN_USE, "以前からの取引のため")


def _registered(part: DemoParty, hands: Actors, rng: Random) -> Story:
    yield from _begin(part, hands, rng, months=8)
    hands.lifecycle(part, Lifecycle.IN_USE, "展示会の名刺情報を受け取るため")


def _order_history(part: DemoParty, hands: Actors, rng: Random) -> Story:
    yield from _begin(part, hands, rng, months=9)


def _no_data(part: DemoParty, hands: Actors, rng: Random) -> Story:
    yield from _begin(part, hands, rng, months=12)
    hands.lifecycle(part, Lifecycle.IN_USE, "個人データを渡さない業務のため")


def _unknown(part: DemoParty, hands: Actors, rng: Random) -> Story:
    yield hands.on - timedelta(days=rng.randrange(8, 60))
    hands.register(part)


def _duplicate(part: DemoParty, hands: Actors, rng: Random) -> Story:
    yield hands.on - timedelta(days=rng.randrange(60, 90))
    hands.register(part)
    yield hands.on - timedelta(days=33)
    hands.merge_into(part, part.argument)


def _ends_as(*steps: tuple[int, Lifecycle, str]) -> Callable[[DemoParty, Actors, Random], Story]:
    def story(part: DemoParty, hands: Actors, rng: Random) -> Story:
        yield from _decided(part, hands, rng, days_ago=220, manner=replace(_own(part), partly=2))
        for days_ago, to, reason in steps:
            yield hands.on - timedelta(days=days_ago)
            hands.lifecycle(part, to, reason)

    return story


def _waived(part: DemoParty, hands: Actors, rng: Random) -> Story:
    yield from _partial(replace(part, argument="3"), hands, rng)
    yield hands.on - timedelta(days=25)
    hands.ask_waiver(part, last_day=hands.on + timedelta(days=60))
    yield hands.on - timedelta(days=22)
    hands.approve_waiver(part)


def _waiver_expired(part: DemoParty, hands: Actors, rng: Random) -> Story:
    yield from _partial(replace(part, argument="2"), hands, rng)
    yield hands.on - timedelta(days=38)
    hands.ask_waiver(part, last_day=hands.on - timedelta(days=_argument(part, 6)))
    yield hands.on - timedelta(days=36)
    hands.approve_waiver(part)


def _waiver_asked(part: DemoParty, hands: Actors, rng: Random) -> Story:
    yield from _partial(replace(part, argument="2"), hands, rng)
    yield hands.on - timedelta(days=3)
    hands.ask_waiver(part, last_day=hands.on + timedelta(days=90))


def _own(part: DemoParty) -> Manner:
    return Manner(country=part.party.country or "JP")


_STORIES: dict[str, Callable[[DemoParty, Actors, Random], Story]] = {
    "healthy": _healthy,
    "healthy2": _healthy_twice,
    "partial": _partial,
    "light": _light,
    "light_cloud": _light,
    "light_recipient": _light,
    "critical": _critical,
    "conditional_due": _conditional_due,
    "conditional_late": _conditional_late,
    "expired": _expired,
    "expiring": _expiring,
    "evidence_expired": _evidence_expired,
    "evidence_expiring": _evidence_expiring,
    "owner_left": _owner_left,
    "draft": _draft,
    "review_late": _review_late,
    "review_submitted": _review_submitted,
    "review_sent_back": _review_sent_back,
    "rejected": _rejected,
    "no_assessment": _no_assessment,
    "registered": _registered,
    "healthy_ai": _healthy_ai,
    "order_history": _order_history,
    "no_data": _no_data,
    "unknown": _unknown,
    "half_known": _unknown,
    "duplicate": _duplicate,
    "suspended": _ends_as((12, Lifecycle.SUSPENDED, "調査票の誤送付があり、原因を確認するまで止めるため")),
    "offboarding": _ends_as((28, Lifecycle.OFFBOARDING, "内製に切り替えるため")),
    "ended": _ends_as(
        (120, Lifecycle.OFFBOARDING, "契約を更新しないため"), (60, Lifecycle.ENDED, "データの返却を確認したため")
    ),
    "waived": _waived,
    "waiver_expired": _waiver_expired,
    "waiver_asked": _waiver_asked,
}
