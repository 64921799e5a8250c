"""The tree of sub-processors: any depth, no link lost, whatever its parents are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sakimori.domain.records.sub_processor import SubProcessorLink, walk


def links(**parents: str | None) -> list[SubProcessorLink]:
    return [SubProcessorLink(id=key, third_party_id="tp1", name=key, parent_id=parents[key]) for key in parents]


def walked(found: list[SubProcessorLink]) -> list[tuple[int, str]]:
    return [(depth, link.id) for depth, link in walk(found)]


def test_without_links_there_is_nothing_to_walk() -> None:
    assert walked([]) == []


def test_parents_come_before_their_children_and_siblings_in_their_order() -> None:
    tree = links(c=None, a=None, a2="a", a1="a", a21="a2")
    assert walked(tree) == [(1, "c"), (1, "a"), (2, "a2"), (3, "a21"), (2, "a1")]


def test_children_recorded_before_their_parents_are_found_all_the_same() -> None:
    assert walked(links(leaf="middle", middle="top", top=None)) == [(1, "top"), (2, "middle"), (3, "leaf")]


def test_a_chain_of_five_thousand_is_walked_to_its_end() -> None:
    chain = links(**{f"l{n}": f"l{n - 1}" if n else None for n in range(5000)})
    assert walked(chain)[-1] == (5000, "l4999")


def test_the_child_of_a_link_that_is_gone_stands_at_the_top() -> None:
    assert walked(links(a="gone", b="a")) == [(1, "a"), (2, "b")]


def test_a_link_below_itself_is_still_shown() -> None:
    assert walked(links(a="a", b=None)) == [(1, "b"), (1, "a")]


def test_links_in_a_circle_are_all_shown_once() -> None:
    assert walked(links(a="c", b="a", c="b", d=None)) == [(1, "d"), (1, "a"), (1, "b"), (1, "c")]


def test_what_hangs_below_a_circle_is_shown_as_well() -> None:
    assert sorted(walked(links(a="b", b="a", c="a"))) == [(1, "a"), (1, "b"), (1, "c")]


@given(st.lists(st.none() | st.integers(0, 12), max_size=12))
def test_every_link_comes_exactly_once_and_one_level_below_its_parent(parents: list[int | None]) -> None:
    tree = links(**{f"l{n}": None if p is None else f"l{p}" for n, p in enumerate(parents)})
    depths = {link.id: depth for depth, link in walk(tree)}
    assert sorted(link.id for _, link in walk(tree)) == sorted(link.id for link in tree)
    for link in tree:
        if depths[link.id] > 1:
            assert depths[link.id] == depths[link.parent_id or ""] + 1
