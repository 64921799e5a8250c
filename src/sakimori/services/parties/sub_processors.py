"""Sub-processors taken in from a published list that a person has ticked, and given a dossier of their own."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from sakimori.domain.codes import Role
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.domain.values.days import legal_day
from sakimori.domain.values.names import fold
from sakimori.domain.values.problem import Problem
from sakimori.domain.values.text import Text
from sakimori.errors import StateError
from sakimori.exchange.apart import read_apart
from sakimori.exchange.documents.facts import FactProposal
from sakimori.exchange.documents.reading import DocumentKind, DocumentReading
from sakimori.exchange.lists.source import read_source
from sakimori.exchange.parties.sub_processor_list import ListedSubProcessor, SubProcessorList, read_sub_processors
from sakimori.services.evidence.reading import reading_of
from sakimori.services.kernel.access import Permission, needs, require
from sakimori.services.kernel.evidence import find_evidence
from sakimori.services.kernel.recording import put
from sakimori.services.kernel.unit import Unit, WriteResult
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.check import require_standing
from sakimori.services.parties.write import NewParty, insert_party, write_result

_NOTHING: Final = Text("取り込むものが選ばれていません。", "Nothing is chosen.")
_CHANGED: Final = Text(
    "試し取込の後に再委託先が変わりました。もう一度ファイルを読み込んでください。",
    "The sub-processors have changed since the dry run. Read the file again.",
)


class LinkStep(StrEnum):
    """What taking in a list does to one link."""

    NEW = "new"
    CHANGED = "changed"
    SEEN = "seen"
    SAME = "same"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class PlannedLink:
    """One link as it stands (None for a new one), as it would stand, and what the list says of it.

    `loses_approval` is said where the change takes back what somebody agreed to; `is_proposed` is what a person finds
    ticked: not other words for a task, and of what a list leaves out only what came from the same list.
    """

    key: str
    step: LinkStep
    before: SubProcessorLink | None
    after: SubProcessorLink
    place: str = ""
    loses_approval: bool = False
    is_proposed: bool = True


@dataclass(frozen=True, slots=True)
class ListPlan:
    """What taking in a list would do; nothing is written yet."""

    third_party_id: str
    reading: SubProcessorList
    links: tuple[PlannedLink, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that was found in the file."""
        return self.reading.problems

    def count(self, step: LinkStep) -> int:
        """How many links a step is proposed for."""
        return sum(link.step is step for link in self.links)

    @property
    def changing(self) -> tuple[PlannedLink, ...]:
        """The links of which a person decides; that the others stand on the list is noted with them."""
        return tuple(link for link in self.links if link.step in {LinkStep.NEW, LinkStep.CHANGED, LinkStep.GONE})


@needs(Permission.READ)
def plan_list(
    workspace: Workspace,
    third_party_id: str,
    data: bytes,
    filename: str,
    *,
    source: str,
    seen_on: date,
    parent_id: str | None = None,
) -> ListPlan:
    """Compare a list with the links that stand under a third party, or under one of its sub-processors.

    Raises:
        UnreadableFileError: The file cannot be read.
        NotFoundError: There is no such third party.
    """
    reading = read_sub_processors(read_apart(read_source, data, filename))
    with workspace.unit() as unit:
        require_standing(unit, third_party_id)
        standing = _standing(unit, third_party_id, parent_id, seen_on)
    listed = SubProcessorLink("", third_party_id, "", parent_id=parent_id, source=source, source_seen_on=seen_on)
    links = (*_on_list(reading.listed, standing, listed), *_off_list(reading.listed, standing, listed))
    return ListPlan(third_party_id, reading, links if reading.listed else ())


@needs(Permission.READ)
def plan_from_report(
    workspace: Workspace, evidence_id: str, *, parent_id: str | None = None, actor: Actor, at: datetime
) -> ListPlan:
    """Compare whom an auditor's report or a white paper names below the vendor with the links that stand.

    A report names only some: what it leaves out stays as it is.

    Raises:
        NotFoundError: There is no such document.
        UnreadableFileError: It is no PDF and no Word file, or it cannot be read.
    """
    with workspace.unit() as unit:
        filed = find_evidence(unit, evidence_id)
        require_standing(unit, filed.third_party_id)
    seen_on = legal_day(at)
    found = sub_processors_named(reading_of(workspace, evidence_id, actor=actor, at=at))
    with workspace.unit() as unit:
        standing = _standing(unit, filed.third_party_id, parent_id, seen_on)
    listed = tuple(
        ListedSubProcessor(one.value, "", None, f"p. {one.passage.page}", "", place)
        for place, one in enumerate(found, 1)
    )
    blank = SubProcessorLink(
        "", filed.third_party_id, "", parent_id=parent_id, source=filed.filename, source_seen_on=seen_on
    )
    reading = SubProcessorList(listed, (), read=len(listed), refused=0, skipped=0, repeated=0)
    return ListPlan(filed.third_party_id, reading, tuple(_on_list(listed, standing, blank)))


def sub_processors_named(reading: DocumentReading) -> tuple[FactProposal, ...]:
    """Whom a report names below the vendor, each with its passage."""
    return tuple(one for one in reading.facts_of(DocumentKind.REPORT) if one.field == "sub_processors")


@needs(Permission.EDIT_REGISTER)
def take_list(
    workspace: Workspace, plan: ListPlan, chosen: Collection[str], *, actor: Actor, at: datetime, reason: str = ""
) -> WriteResult[tuple[SubProcessorLink, ...]]:
    """Store the chosen changes, all or none, and note of every other link on the list that it was seen there.

    Approval is never taken from a list: new links wait for it, changed ones wait again.

    Raises:
        ConflictError: Somebody changed one of the links since the dry run.
        StateError: Nothing is left to store, or such a link was recorded since.
    """
    wanted = [link for link in plan.links if _is_wanted(link, chosen)]
    if not wanted:
        raise StateError(why=_NOTHING)
    batch_id = workspace.ids("sl")
    action = "sub_processor_list.taken_in"
    with workspace.change(action, actor=actor, at=at, reason=reason, batch_id=batch_id) as change:
        now = _standing(change, plan.third_party_id, wanted[0].after.parent_id, change.today)
        known = {fold(link.name) for link in now}
        if any(link.step is LinkStep.NEW and fold(link.after.name) in known for link in wanted):
            raise StateError(why=_CHANGED)
        stored = tuple(put(change, link.after) for link in wanted)
    return write_result(stored, change)


def _is_wanted(link: PlannedLink, chosen: Collection[str]) -> bool:
    return link.step is LinkStep.SEEN or (link.step is not LinkStep.SAME and link.key in chosen)


def _standing(unit: Unit, third_party_id: str, parent_id: str | None, on: date) -> list[SubProcessorLink]:
    """The links in one place of the tree that have not ended."""
    links = unit.records.select(SubProcessorLink, "third_party_id = :id", {"id": third_party_id}, order="id")
    return [k for k in links if k.parent_id == parent_id and (k.ended_on is None or k.ended_on > on)]


def _on_list(
    listed: Sequence[ListedSubProcessor], standing: Sequence[SubProcessorLink], blank: SubProcessorLink
) -> Iterator[PlannedLink]:
    by_name: dict[str, SubProcessorLink] = {}
    for link in standing:
        by_name.setdefault(fold(link.name), link)
    for row in listed:
        before = by_name.get(fold(row.name))
        if before is None:
            new = replace(blank, name=row.name, task=row.task, country=row.country)
            yield PlannedLink(f"new:{fold(row.name)}", LinkStep.NEW, None, new, row.place)
            continue
        after = replace(
            before,
            task=row.task or before.task,
            country=row.country or before.country,
            source=blank.source,
            source_seen_on=max(filter(None, (before.source_seen_on, blank.source_seen_on))),
        )
        is_changed = (before.task, before.country) != (after.task, after.country)
        step = LinkStep.CHANGED if is_changed else LinkStep.SAME if after == before else LinkStep.SEEN
        is_moved = before.country != after.country
        yield PlannedLink(
            before.id,
            step,
            before,
            after,
            row.place,
            loses_approval=is_changed and before.approval is not None,
            is_proposed=is_moved or (before.approval is None and not before.task),
        )


def _off_list(
    listed: Sequence[ListedSubProcessor], standing: Sequence[SubProcessorLink], blank: SubProcessorLink
) -> Iterator[PlannedLink]:
    names = {fold(row.name) for row in listed}
    for link in standing:
        if fold(link.name) not in names:
            is_same_list = bool(link.source) and fold(link.source) == fold(blank.source)
            ended = replace(link, ended_on=blank.source_seen_on)
            yield PlannedLink(link.id, LinkStep.GONE, link, ended, is_proposed=is_same_list)


_HAS_ONE: Final = Text("すでに取引先の調書に結ばれています。", "It is linked to a dossier already.")
_KNOWN: Final = Text(
    "同じ名称の取引先が登録されています。その調書に結んでください。",
    "A third party of this name is registered. Link to its dossier instead.",
)
_ITSELF: Final = Text("取引先を自分の再委託先にはできません。", "Nobody is a sub-processor of itself.")


@needs(Permission.EDIT_REGISTER)
def link_to_third_party(
    workspace: Workspace, link_id: str, third_party_id: str, *, actor: Actor, at: datetime, seen: int | None = None
) -> WriteResult[SubProcessorLink]:
    """Say that a sub-processor is a registered third party; what was agreed of it stands, for it is the same company.

    Raises:
        StateError: It would be its own sub-processor, or the third party was merged away.
    """
    with workspace.change("sub_processor_link.named", actor=actor, at=at) as change:
        link = change.as_shown(change.records.get(SubProcessorLink, link_id), seen)
        require_standing(change, link.third_party_id)
        require_standing(change, third_party_id)
        if third_party_id == link.third_party_id:
            raise StateError(why=_ITSELF)
        stored = change.update(replace(link, sub_third_party_id=third_party_id))
    return write_result(stored, change)


@needs(Permission.EDIT_REGISTER)
def register_sub_processor(
    workspace: Workspace, link_id: str, *, actor: Actor, at: datetime, seen: int | None = None
) -> WriteResult[SubProcessorLink]:
    """Register a sub-processor as a third party of its own, with the name and country of its link.

    Raises:
        StateError: It has a dossier already, or a third party of this name is registered.
    """
    require(actor, Permission.EDIT_PARTY)
    with workspace.change("sub_processor_link.registered", actor=actor, at=at) as change:
        link = change.as_shown(change.records.get(SubProcessorLink, link_id), seen)
        require_standing(change, link.third_party_id)
        if link.sub_third_party_id is not None:
            raise StateError(why=_HAS_ONE)
        named = change.query(
            "SELECT 1 FROM search_key k JOIN third_party p ON p.id = k.third_party_id WHERE k.key = :key "
            "AND k.kind IN ('name', 'english_name', 'alias') AND p.merged_into IS NULL",
            key=fold(link.name),
        )
        if named:
            raise StateError(why=_KNOWN)
        party = ThirdParty("", link.name, roles=frozenset({Role.SUB_PROCESSOR}), country=link.country)
        stored = change.update(replace(link, sub_third_party_id=insert_party(change, NewParty(party)).id))
    return write_result(stored, change)
