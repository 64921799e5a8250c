"""The calendar that programs follow, read back by a parser: each deadline once, by a name that it keeps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from kit.assessing import a_decided, an_assessing_workspace
from kit.builders import AT, TODAY, an_actor, rows_given
from kit.demos import DemoIn
from sakimori.domain.codes import Lifecycle, UserRole
from sakimori.domain.records.person_requests import PersonRequest
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.rule import DeadlineKind
from sakimori.domain.user import User
from sakimori.domain.values.as_of import NEWEST, AsOf
from sakimori.errors import NotPermittedError
from sakimori.services.calendar import feed
from sakimori.services.calendar.deadlines import DeadlineFilter, deadline_page
from sakimori.services.calendar.feed import Wish, calendar_of, calendar_tag
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.lifecycle import change_lifecycle
from sakimori.services.parties.write import edit, set_owner
from sakimori.services.settings.reach import set_reach
from sakimori.ui.frame.pages import PAGES

ACTOR = an_actor()
BASE = "https://sakimori.example.co.jp"
ALL = Wish()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, demo_in: DemoIn) -> Workspace:
    return Workspace(demo_in(tmp_path_factory.mktemp("demo"), TODAY))


def somebody(workspace: Workspace) -> User:
    """Whoever owns most."""
    with workspace.unit() as unit:
        rows = unit.query(
            "SELECT owner_id FROM third_party WHERE owner_id > '' GROUP BY owner_id ORDER BY COUNT(*) DESC"
        )
        return unit.records.get(User, str(rows[0]["owner_id"]))


def acting(user: User) -> Any:
    return an_actor(*(user.roles or {UserRole.PROCUREMENT}), user_id=user.id, name=user.name)


def read(workspace: Workspace, wish: Wish = ALL, *, actor: Any = ACTOR, on: date = TODAY) -> Calendar:
    return Calendar.from_ical(calendar_of(workspace, wish, actor=actor, on=on, base=BASE))


def events(calendar: Calendar) -> Iterator[Any]:
    yield from calendar.walk("VEVENT")


def a_reviewed_party() -> tuple[Workspace, ThirdParty]:
    workspace, party = an_assessing_workspace()
    a_decided(workspace, party)
    change_lifecycle(workspace, party.id, to=Lifecycle.IN_USE, reason="開始", actor=ACTOR, at=AT)
    return workspace, party


def test_every_deadline_of_the_page_stands_in_it_once_on_its_whole_day(demo: Workspace) -> None:
    me = acting(somebody(demo))
    wanted = DeadlineFilter(first=TODAY - feed.BACK, last=TODAY + feed.AHEAD, overdue=True)
    found, _ = deadline_page(demo, AsOf(TODAY, NEWEST), wanted, first=0, limit=feed.MOST, actor=me)
    made = list(events(read(demo, actor=me)))
    assert len(made) == len(found) > 50
    assert sorted(str(one["uid"]) for one in made) == sorted(f"{one.id}@sakimori" for one in found)
    assert len({str(one["uid"]) for one in made}) == len(made)
    assert sorted(one.decoded("dtstart") for one in made) == sorted(one.day for one in found)
    for one in made:
        assert type(one.decoded("dtstart")) is date
        assert one.decoded("dtend") - one.decoded("dtstart") == timedelta(days=1)
        assert {"uid", "dtstamp", "last-modified", "sequence", "summary", "url"} <= {name.lower() for name in one}


def test_it_is_named_in_the_language_of_its_person(demo: Workspace) -> None:
    user = somebody(demo)
    me = acting(user)
    company = demo.meta("name")
    assert str(read(demo, actor=me)["x-wr-calname"]) == f"{company} 期限"
    set_reach(demo, user.id, email="", language="en", lead_id=None, actor=ACTOR, at=AT)
    mine = read(demo, Wish(owner=user.id), actor=me)
    assert str(mine["x-wr-calname"]) == f"{company}: deadlines of {user.name}"
    assert any("Owner: " in str(one["description"]) for one in events(mine))
    set_reach(demo, user.id, email="", language="ja", lead_id=None, actor=ACTOR, at=AT)


def test_it_holds_one_owner_and_some_kinds_where_that_is_asked(demo: Workspace) -> None:
    user = somebody(demo)
    me = acting(user)
    mine = list(events(read(demo, Wish(owner=user.id), actor=me)))
    assert 0 < len(mine) < len(list(events(read(demo, actor=me))))
    assert all(f"担当：{user.name}" in str(one["description"]) for one in mine)
    kinds = frozenset({DeadlineKind.CERTIFICATE})
    some = list(events(read(demo, Wish(kinds=kinds), actor=me)))
    assert {str(one["categories"].cats[0]) for one in some} == {"認証の有効期限"}


def test_each_event_leads_to_where_it_is_settled(demo: Workspace) -> None:
    me = acting(somebody(demo))
    pages = {str(one["url"]).removeprefix(f"{BASE}/").partition("?")[0] for one in events(read(demo, actor=me))}
    assert pages <= {spec.name for spec in PAGES}
    assert {"assess", "contracts", "party", "gaps", "training", "requests", "campaigns"} <= pages


def test_nothing_of_who_asked_stands_in_it(demo: Workspace) -> None:
    with demo.unit() as unit:
        asked = unit.records.select(PersonRequest)
    said = [str(value) for one in asked for value in (one.person_name, one.customer_number, one.contact) if value]
    text = calendar_of(demo, ALL, actor=acting(somebody(demo)), on=TODAY, base=BASE).decode()
    whole = text.replace("\r\n ", "")
    assert said
    assert [one for one in said if one in whole] == []


def test_the_same_facts_give_the_same_bytes_and_tag_and_a_write_others() -> None:
    workspace, party = a_reviewed_party()
    facts: dict[str, Any] = {"actor": ACTOR, "on": TODAY, "base": BASE}
    body, tag = calendar_of(workspace, ALL, **facts), calendar_tag(workspace, ALL, **facts)
    assert (calendar_of(workspace, ALL, **facts), calendar_tag(workspace, ALL, **facts)) == (body, tag)
    with workspace.unit() as unit:
        standing = unit.records.get(ThirdParty, party.id)
    edit(workspace, replace(standing, legal_name="株式会社あたらしい名"), actor=ACTOR, at=AT + timedelta(hours=1))
    assert calendar_of(workspace, ALL, **facts) != body
    others = [
        calendar_tag(workspace, ALL, **facts),
        calendar_tag(workspace, Wish(owner="us01"), **facts),
        calendar_tag(workspace, ALL, **facts | {"on": TODAY + timedelta(days=1)}),
        calendar_tag(workspace, ALL, **facts | {"base": "https://other.example.jp"}),
    ]
    assert len({tag, *others}) == 5


def test_what_changes_keeps_its_name_counts_up_and_says_when() -> None:
    workspace, party = a_reviewed_party()
    (before,) = events(read(workspace, Wish(kinds=frozenset({DeadlineKind.REVIEW}))))
    set_owner(workspace, party.id, "us01", actor=ACTOR, at=AT + timedelta(hours=2))
    (after,) = events(read(workspace, Wish(kinds=frozenset({DeadlineKind.REVIEW}))))
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]
    assert after.decoded("last-modified") == AT + timedelta(hours=2)
    assert "担当：佐藤 美咲" in str(after["description"])


def test_a_review_that_was_done_moves_and_keeps_its_name() -> None:
    workspace, party = a_reviewed_party()
    wish = Wish(kinds=frozenset({DeadlineKind.REVIEW}))
    (before,) = events(read(workspace, wish))
    a_decided(workspace, party, at=AT + timedelta(days=40))
    (after,) = events(read(workspace, wish))
    assert after["uid"] == before["uid"]
    assert after.decoded("dtstart") > before.decoded("dtstart")
    assert after["sequence"] > before["sequence"]


def test_it_reads_what_it_shows_and_says_where_there_is_more(demo: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "MOST", 5)
    me = acting(somebody(demo))
    with rows_given(monkeypatch) as read_rows:
        calendar = read(demo, actor=me)
    made = list(events(calendar))
    assert len(made) == 6
    assert "5件まで" in str(made[-1]["description"])
    assert max(read_rows) <= 20


def test_an_unchanged_calendar_costs_no_reading_of_it(demo: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    with rows_given(monkeypatch) as read_rows:
        calendar_tag(demo, ALL, actor=acting(somebody(demo)), on=TODAY, base=BASE)
    assert sum(read_rows) < 40


def test_whoever_may_not_read_gets_none(demo: Workspace) -> None:
    sales = an_actor(UserRole.SALES)
    for call in (calendar_of, calendar_tag):
        with pytest.raises(NotPermittedError):
            call(demo, ALL, actor=sales, on=TODAY, base=BASE)
