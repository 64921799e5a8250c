"""The tree of sub-processors, its dossiers, and published lists that are taken in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from kit.builders import AT, TODAY, a_third_party, a_workspace, an_actor
from kit.examples import ALL
from sakimori.domain.codes import Lifecycle, Role, UserRole
from sakimori.domain.records.sub_processor import Approval, SubProcessorLink
from sakimori.domain.records.third_party import ThirdParty
from sakimori.errors import ConflictError, NotFoundError, NotPermittedError, StateError, UnreadableFileError
from sakimori.services.kernel.confirmations import decide_sub_processor
from sakimori.services.kernel.recompute import recompute
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.lifecycle import change_lifecycle
from sakimori.services.parties.sub_processor_tree import LinkState, SubProcessorTree, sub_processor_tree
from sakimori.services.parties.sub_processors import (
    LinkStep,
    ListPlan,
    link_to_third_party,
    plan_list,
    register_sub_processor,
    take_list,
)
from sakimori.services.parties.write import register

COMPLIANCE = an_actor(UserRole.COMPLIANCE)
DEPTH = 1_500 if ALL else 200
LIST = "Name,Purpose,Country\nAlpha,Hosting,US\nBeta,Mail,Worldwide\n"


def a_party(workspace: Workspace, name: str = "株式会社つむぎ", **facts: Any) -> ThirdParty:
    return register(workspace, a_third_party(legal_name=name, **facts), actor=an_actor(), at=AT).record


def put(workspace: Workspace, party: ThirdParty, name: str, **facts: Any) -> SubProcessorLink:
    return record(workspace, SubProcessorLink("", party.id, name, **facts), actor=an_actor(), at=AT).record


def agree(workspace: Workspace, link: SubProcessorLink, approval: Approval = Approval.APPROVED) -> None:
    decide_sub_processor(workspace, link.id, approval, actor=COMPLIANCE, at=AT)


def tree(workspace: Workspace, party: ThirdParty, *, on: date = TODAY) -> SubProcessorTree:
    return sub_processor_tree(workspace, party.id, on=on, number=workspace.head()[0])


def shape(of: SubProcessorTree) -> list[tuple[int, str]]:
    return [(row.depth, row.link.name) for row in of.rows]


def links(workspace: Workspace) -> dict[str, SubProcessorLink]:
    with workspace.unit() as unit:
        return {link.name: link for link in unit.records.select(SubProcessorLink)}


def planned(
    workspace: Workspace,
    party: ThirdParty,
    text: str = LIST,
    *,
    seen_on: date = TODAY,
    source: str = "https://alpha.example/list",
    **place: Any,
) -> ListPlan:
    return plan_list(workspace, party.id, text.encode(), "list.csv", source=source, seen_on=seen_on, **place)


def taken(workspace: Workspace, plan: ListPlan, chosen: set[str] | None = None) -> tuple[SubProcessorLink, ...]:
    keys = {link.key for link in plan.links if link.is_proposed} if chosen is None else chosen
    return take_list(workspace, plan, keys, actor=an_actor(), at=AT).record


def steps(plan: ListPlan) -> dict[str, LinkStep]:
    return {link.after.name: link.step for link in plan.links}


def test_a_branch_with_an_unknown_leaf_comes_first_whatever_stands_above_it() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    fine = put(workspace, party, "あ社")
    upper = put(workspace, party, "い社")
    middle = put(workspace, party, "う社", parent_id=upper.id)
    put(workspace, party, "え社", parent_id=middle.id)
    for link in (fine, upper, middle):
        agree(workspace, link)
    found = tree(workspace, party)
    assert shape(found) == [(1, "い社"), (2, "う社"), (3, "え社"), (1, "あ社")]
    assert [(row.path, row.link.name) for row in found.open] == [(("い社", "う社"), "え社")]


@pytest.mark.parametrize(
    ("approval", "my_number", "state"),
    [
        (None, None, LinkState.UNKNOWN),
        (Approval.PENDING, False, LinkState.PENDING),
        (Approval.REFUSED, True, LinkState.REFUSED),
        (Approval.REPORTED, False, LinkState.AGREED),
        (Approval.GENERAL, None, LinkState.AGREED),
        (Approval.GENERAL, True, LinkState.MY_NUMBER),
        (Approval.REPORTED, True, LinkState.MY_NUMBER),
        (Approval.APPROVED, True, LinkState.AGREED),
    ],
)
def test_only_an_agreed_link_is_agreed_and_my_number_asks_for_its_own_approval(
    approval: Approval | None, my_number: bool | None, state: LinkState
) -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    link = put(workspace, party, "あ社", handles_my_number=my_number)
    if approval is not None:
        agree(workspace, link, approval)
    (row,) = tree(workspace, party).rows
    assert row.state is state
    assert row.is_open is (state not in {LinkState.AGREED, LinkState.ENDED})


def test_an_ended_link_is_listed_last_from_its_day_and_counts_nowhere() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    put(workspace, party, "あ社", country="VN", ended_on=TODAY)
    put(workspace, party, "い社", country="JP")
    assert shape(tree(workspace, party)) == [(1, "い社"), (1, "あ社")]
    assert dict(tree(workspace, party).countries) == {"JP": 1}
    yesterday = tree(workspace, party, on=TODAY - timedelta(days=1))
    assert dict(yesterday.countries) == {"JP": 1, "VN": 1}


def test_a_chain_of_any_depth_and_a_circle_are_walked_to_the_end() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    links_made = [SubProcessorLink(f"sb{n}", party.id, f"{n}社", parent_id=f"sb{n - 1}") for n in range(1, DEPTH)]
    with workspace.writing() as unit:
        for link in (SubProcessorLink("sb0", party.id, "0社"), *links_made):
            unit.records.insert(link)
    assert [row.depth for row in tree(workspace, party).rows] == list(range(1, DEPTH + 1))
    with workspace.writing() as unit:
        unit.engine.execute(f"UPDATE sub_processor_link SET parent_id = 'sb{DEPTH - 1}' WHERE id = 'sb0'")
    assert len(tree(workspace, party).rows) == DEPTH


def test_the_tree_tells_whose_28_basis_matters_and_whom_we_have_stopped() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    stopped = a_party(workspace, "株式会社やめた", lifecycle=Lifecycle.IN_USE)
    change_lifecycle(workspace, stopped.id, to=Lifecycle.SUSPENDED, reason="事故", actor=COMPLIANCE, at=AT)
    put(workspace, party, "日本", country="JP")
    put(workspace, party, "英国", country="GB")
    put(workspace, party, "米国", country="US")
    put(workspace, party, "不明")
    put(workspace, party, "やめた", sub_third_party_id=stopped.id)
    rows = {row.link.name: row for row in tree(workspace, party).rows}
    assert {name for name, row in rows.items() if row.is_abroad} == {"米国"}
    own = rows["やめた"].own
    assert own is not None
    assert own.is_stopped


def test_a_registered_third_party_of_the_very_name_is_offered_but_not_linked() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    other = a_party(workspace, "株式会社はやて")
    put(workspace, party, "株式会社はやて")
    put(workspace, party, "はやて")
    offered = {row.link.name: row.own for row in tree(workspace, party).rows}
    own = offered["株式会社はやて"]
    assert own is not None
    assert (own.id, own.is_linked) == (other.id, False)
    assert offered["はやて"] is None
    a_party(workspace, "（株）はやて", english_name="株式会社はやて")
    assert [row.own for row in tree(workspace, party).rows] == [None, None]


def test_linking_to_a_dossier_keeps_what_was_agreed() -> None:
    workspace = a_workspace()
    party, other = a_party(workspace), a_party(workspace, "株式会社はやて")
    link = put(workspace, party, "はやて")
    agree(workspace, link)
    linked = link_to_third_party(workspace, link.id, other.id, actor=an_actor(), at=AT).record
    assert (linked.sub_third_party_id, linked.approval) == (other.id, Approval.APPROVED)
    with pytest.raises(StateError):
        link_to_third_party(workspace, link.id, party.id, actor=an_actor(), at=AT)
    with pytest.raises(NotFoundError):
        link_to_third_party(workspace, link.id, "nobody", actor=an_actor(), at=AT)
    with pytest.raises(NotPermittedError):
        link_to_third_party(workspace, link.id, other.id, actor=an_actor(UserRole.AUDITOR), at=AT)


def test_a_sub_processor_gets_a_dossier_once_with_its_name_and_country() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    link = put(workspace, party, "Saigon Data Works", country="VN")
    linked = register_sub_processor(workspace, link.id, actor=an_actor(), at=AT).record
    with workspace.unit() as unit:
        made = unit.records.get(ThirdParty, linked.sub_third_party_id or "")
    assert (made.legal_name, made.country, made.roles) == ("Saigon Data Works", "VN", frozenset({Role.SUB_PROCESSOR}))
    with pytest.raises(StateError):
        register_sub_processor(workspace, link.id, actor=an_actor(), at=AT)
    namesake = put(workspace, party, "ＳＡＩＧＯＮ ｄａｔａ works")
    with pytest.raises(StateError):
        register_sub_processor(workspace, namesake.id, actor=an_actor(), at=AT)


def test_a_list_brings_new_links_that_wait_for_approval() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    plan = planned(workspace, party)
    assert (steps(plan), links(workspace)) == ({"Alpha": LinkStep.NEW, "Beta": LinkStep.NEW}, {})
    taken(workspace, plan)
    found = links(workspace)
    assert [(k.task, k.country, k.approval, k.source, k.source_seen_on) for k in found.values()] == [
        ("Hosting", "US", None, "https://alpha.example/list", TODAY),
        ("Mail", None, None, "https://alpha.example/list", TODAY),
    ]
    assert not [d for *_, differing in recompute(workspace, on=TODAY) for d in differing]


def test_the_same_list_again_changes_nothing_on_its_day_and_only_the_day_later() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    taken(workspace, planned(workspace, party))
    agree(workspace, links(workspace)["Alpha"])
    number = workspace.head()[0]
    again = planned(workspace, party)
    assert set(steps(again).values()) == {LinkStep.SAME}
    assert again.changing == ()
    with pytest.raises(StateError):
        taken(workspace, again)
    assert workspace.head()[0] == number
    later = planned(workspace, party, seen_on=TODAY + timedelta(days=30))
    assert set(steps(later).values()) == {LinkStep.SEEN}
    taken(workspace, later)
    alpha = links(workspace)["Alpha"]
    assert (alpha.source_seen_on, alpha.approval) == (TODAY + timedelta(days=30), Approval.APPROVED)
    earlier = planned(workspace, party)
    assert set(steps(earlier).values()) == {LinkStep.SAME}, "an older copy does not turn the day back"


def test_links_are_found_by_folded_name_and_what_a_list_does_not_say_stays() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    put(workspace, party, "ＡＬＰＨＡ", task="保存", country="US")
    put(workspace, party, "beta", country="JP")
    plan = planned(workspace, party, "Name,Country\nAlpha,\nBeta,Worldwide\n")
    assert set(steps(plan).values()) == {LinkStep.SEEN}
    taken(workspace, plan)
    assert [(k.name, k.task, k.country) for k in links(workspace).values()] == [
        ("ＡＬＰＨＡ", "保存", "US"),
        ("beta", "", "JP"),
    ]


def test_a_changed_country_takes_the_consent_back_and_the_plan_says_so() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    agree(workspace, put(workspace, party, "Alpha", task="Hosting", country="JP"))
    plan = planned(workspace, party)
    changed = next(link for link in plan.links if link.after.name == "Alpha")
    assert (changed.step, changed.loses_approval) == (LinkStep.CHANGED, True)
    taken(workspace, plan)
    alpha = links(workspace)["Alpha"]
    assert (alpha.country, alpha.approval) == ("US", None)


def test_other_words_for_a_task_are_shown_and_not_ticked() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    agree(workspace, put(workspace, party, "Alpha", task="保存", country="US"))
    agree(workspace, put(workspace, party, "Beta", country="US"))
    plan = planned(workspace, party)
    assert {(k.after.name, k.step, k.loses_approval, k.is_proposed) for k in plan.links} == {
        ("Alpha", LinkStep.CHANGED, True, False),
        ("Beta", LinkStep.CHANGED, True, False),
    }
    taken(workspace, plan, {link.key for link in plan.links})
    assert {(k.task, k.approval) for k in links(workspace).values()} == {("Hosting", None), ("Mail", None)}


def test_a_blank_task_that_nobody_agreed_to_is_filled() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    put(workspace, party, "Alpha", country="US")
    taken(workspace, planned(workspace, party))
    assert links(workspace)["Alpha"].task == "Hosting"


def test_what_is_no_longer_on_the_list_is_proposed_as_ended_only_where_it_came_from_that_list() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    taken(workspace, planned(workspace, party, LIST + "Gamma,AI,US\n"))
    put(workspace, party, "手で登録した会社")
    plan = planned(workspace, party, seen_on=TODAY)
    gone = {link.after.name: link.is_proposed for link in plan.links if link.step is LinkStep.GONE}
    assert gone == {"Gamma": True, "手で登録した会社": False}
    taken(workspace, plan)
    ended = {name: link.ended_on for name, link in links(workspace).items()}
    assert ended == {"Alpha": None, "Beta": None, "Gamma": TODAY, "手で登録した会社": None}


def test_one_that_comes_back_is_a_new_link_and_not_the_agreed_one_of_before() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    old = put(workspace, party, "Alpha", ended_on=TODAY - timedelta(days=1))
    agree(workspace, old)
    assert steps(planned(workspace, party))["Alpha"] is LinkStep.NEW


def test_only_what_is_ticked_goes_in() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    plan = planned(workspace, party)
    taken(workspace, plan, {"new:beta"})
    assert list(links(workspace)) == ["Beta"]


def test_a_list_of_a_sub_processor_goes_below_it_and_leaves_its_neighbours_alone() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    parent = put(workspace, party, "あ社")
    put(workspace, party, "Alpha", country="JP")
    plan = planned(workspace, party, parent_id=parent.id)
    assert steps(plan) == {"Alpha": LinkStep.NEW, "Beta": LinkStep.NEW}
    made = taken(workspace, plan)
    assert {link.parent_id for link in made} == {parent.id}


def test_a_list_that_somebody_else_took_in_meanwhile_is_read_again() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    plan = planned(workspace, party)
    taken(workspace, plan)
    with pytest.raises(StateError):
        taken(workspace, plan)
    later = planned(workspace, party, "Name,Country\nAlpha,JP\n")
    record(workspace, replace(links(workspace)["Alpha"], task="Backup"), actor=an_actor(), at=AT)
    with pytest.raises(ConflictError):
        taken(workspace, later)
    assert links(workspace)["Alpha"].country == "US"


def test_a_list_without_sub_processors_ends_nobody() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    taken(workspace, planned(workspace, party))
    plan = planned(workspace, party, "Date,Change\n2026-01-01,none\n")
    assert (plan.links, [p.code for p in plan.problems]) == ((), ["no_list"])


def test_who_may_not_write_takes_nothing_in_and_what_cannot_be_read_is_refused() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    plan = planned(workspace, party)
    with pytest.raises(NotPermittedError):
        take_list(workspace, plan, {"new:alpha"}, actor=an_actor(UserRole.SALES), at=AT)
    with pytest.raises(UnreadableFileError):
        plan_list(workspace, party.id, b"", "list.csv", source="x", seen_on=TODAY)
    with pytest.raises(NotFoundError):
        plan_list(workspace, "nobody", LIST.encode(), "list.csv", source="x", seen_on=TODAY)


@pytest.mark.samples
@pytest.mark.parametrize(
    ("file", "count"),
    [
        ("zed/subprocessors.md", 11),
        ("basecamp-policies/backpack-subprocessors.md", 8),
        ("basecamp-policies/basecamp-subprocessors.md", 11),
        ("basecamp-policies/company-processors.md", 14),
    ],
)
def test_published_lists_go_in_whole_and_twice_is_nothing_new(samples: Path, file: str, count: int) -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    path = samples / file

    def plan() -> ListPlan:
        return plan_list(workspace, party.id, path.read_bytes(), path.name, source=path.name, seen_on=TODAY)

    assert len(taken(workspace, plan())) == count
    assert plan().count(LinkStep.SAME) == count
    assert all(link.approval is None for link in links(workspace).values())
