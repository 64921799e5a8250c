"""People of ours with accounts in a database made for them, and what each does in a day: look, narrow, answer."""

from __future__ import annotations

import asyncio
import itertools
import os
import shutil
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Final, NamedTuple, Protocol

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from nightly.visiting import Browser, connected, signed_in
from sakimori.bench.synthetic import make_synthetic
from sakimori.clock import now, today
from sakimori.demo.company import make_demo
from sakimori.domain.codes import AssessmentKind, AssessmentState, UserRole
from sakimori.domain.questions.assessment import Answer, Assessment
from sakimori.domain.questions.pack import AnswerState, Pack
from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.domain.user import Actor, User
from sakimori.errors import SakimoriError, StoreError
from sakimori.rules.facts.assessments import FULL
from sakimori.services.access.accounts import Accounts
from sakimori.services.access.sessions import Sessions
from sakimori.services.assessments.opening import open_assessment
from sakimori.services.assessments.write import ACTION
from sakimori.services.audit.moving import copy_workspace
from sakimori.services.kernel.judge_queue import mark_current
from sakimori.services.kernel.workspace import HOME_VARIABLE, OWN, Workspace, database
from sakimori.services.settings.users import add_user, list_users
from sakimori.store.engine.places import DB_VARIABLE
from sakimori.ui.frame.formats import plain

THINK: Final = (10.0, 15.0)
"""Seconds between what a person got and what they ask for next."""
BETWEEN_ANSWERS: Final = (3.0, 8.0)
DOSSIER_SHARE, SAVING_SHARE, MOST_ANSWERS = 0.3, 0.6, 4
"""How many of the visits go to one third party, and how many of those also answer some questions of an assessment."""
_CALENDAR, _INBOX = "gaps?view=calendar", "check?view=inbox"
LOOKED_AT: Final = {
    UserRole.PROCUREMENT: ("parties", "gaps", "contracts", "flows", _CALENDAR, "imports", "records"),
    UserRole.COMPLIANCE: ("risk", "gaps", "parties", _INBOX, "flows", "contracts", "records", "audit", _CALENDAR),
    UserRole.SALES: ("approved", "check", "records"),
    UserRole.AUDITOR: ("audit", "gaps", "parties", _INBOX, "records", "risk"),
    UserRole.ADMIN: ("settings", "audit"),
}
_OF_TWENTY: Final = (
    *(UserRole.PROCUREMENT,) * 9, *(UserRole.COMPLIANCE,) * 4, *(UserRole.SALES,) * 4, *(UserRole.AUDITOR,) * 2,
    UserRole.ADMIN,
)  # fmt: skip
_FILL: Final = frozenset({UserRole.PROCUREMENT, UserRole.COMPLIANCE})
_READ: Final = _FILL | {UserRole.AUDITOR}
_MAKER: Final = Actor("load", "負荷", frozenset(UserRole))
_PREFIX: Final = "load"


class Saved(NamedTuple):
    """One answer: whose, in which assessment, to which question, and the code of the button or of what is stored."""

    user_id: str
    assessment_id: str
    question_id: str
    code: str


class Door(Protocol):
    """Where somebody comes in: by the form of the door, and then over a WebSocket."""

    def sign_in(self, user_id: str) -> str:
        """The token of a browser with which somebody came in."""

    def connected(self, token: str) -> connect:
        """The WebSocket of a browser that holds a token."""


@dataclass(frozen=True)
class OneServer:
    """The door of a server before which nothing stands."""

    address: str

    def sign_in(self, user_id: str) -> str:
        return signed_in(self.address, user_id, password_of(user_id))

    def connected(self, token: str) -> connect:
        return connected(self.address, token)


@dataclass(frozen=True)
class Pace:
    """How people work: they think so many times shorter, and open a window of the browser for so many looks."""

    times: float = 1.0
    looks: int = sys.maxsize


@dataclass
class Waited:
    """What people waited: milliseconds from the request to the end of the script, by kind; and what they saved."""

    pages: list[float] = field(default_factory=list)
    saves: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    saved: Counter[Saved] = field(default_factory=Counter)


@dataclass(frozen=True)
class Place:
    """The workspace under load, who comes there, and what they can ask for in it."""

    workspace: Workspace
    users: tuple[User, ...]
    parties: tuple[str, ...]
    drafts: dict[str, str]
    """The assessment that each person fills in, by person: nobody else's, so that each press is an answer."""
    questions: dict[str, tuple[str, ...]]
    """What each of these assessments asks."""


@dataclass
class Person:
    """Somebody who signs in and looks at one thing after another."""

    number: int
    place: Place
    waited: Waited
    pace: Pace = Pace()

    def __post_init__(self) -> None:
        self._rng = Random(self.number)  # noqa: S311 - no secret
        self._user = self.place.users[self.number]
        self._role = next(iter(self._user.roles))
        self._draft = self.place.drafts.get(self._user.id, "") if self._role in _FILL else ""
        self._answered: set[str] = set()

    async def work(self, door: Door, until: float) -> None:
        """Do so until a time of the loop; whatever fails is counted, and ends this person's day."""
        await asyncio.sleep(self._rng.uniform(0, THINK[1]))
        try:
            token = await asyncio.to_thread(door.sign_in, self._user.id)
            while _is_before(until):
                async with door.connected(token) as connection:
                    await self._visit(Browser(connection), until)
        except (OSError, RuntimeError, TimeoutError, KeyError, WebSocketException) as error:
            self.waited.errors[f"{type(error).__name__}: {error}"] += 1

    async def _visit(self, browser: Browser, until: float) -> None:
        self.waited.first.append(await browser.open(""))
        looks = 0
        while looks < self.pace.looks and _is_before(until):
            await self._think(THINK)
            await self._look(browser)
            looks += 1

    async def _think(self, seconds: tuple[float, float]) -> None:
        await asyncio.sleep(self._rng.uniform(*seconds) / self.pace.times)

    async def _look(self, browser: Browser) -> None:
        """At a list or at one third party; who looks at one often answers something about one."""
        if self._rng.random() >= DOSSIER_SHARE or self._role not in _READ:
            self.waited.pages.append(await browser.open(self._rng.choice(LOOKED_AT[self._role])))
            return
        party = self._rng.choice(self.place.parties)
        self.waited.pages.append(await browser.open("party", f"party={party}"))
        if self._draft and self._rng.random() < SAVING_SHARE:
            await self._think(THINK)
            self.waited.pages.append(await self._open_draft(browser))
            for _ in range(self._rng.randint(1, MOST_ANSWERS)):
                await self._think(BETWEEN_ANSWERS)
                await self._answer(browser)

    async def _open_draft(self, browser: Browser) -> float:
        left = [one for one in self.place.questions[self._draft] if one not in self._answered]
        asked = f"&q={self._rng.choice(left)}" if left else ""
        return await browser.open("assess", f"id={self._draft}{asked}")

    async def _answer(self, browser: Browser) -> None:
        """Press a button of the current question, or 不明 where it takes a text: never one that stands as pressed."""
        for key in browser.buttons:
            kind, _, rest = key.partition("_")
            question, code = rest.split("_", 1) if kind == "key" else (rest, AnswerState.UNKNOWN.value)
            if kind in {"key", AnswerState.UNKNOWN.value} and question not in self._answered:
                self._answered.add(question)
                took = await browser.open("assess", f"id={self._draft}", press=key)
                if refused := refusals_on(browser):
                    self.waited.errors[f"refused: {refused[0].__name__}"] += 1
                    return
                self.waited.saves.append(took)
                self.waited.saved[Saved(self._user.id, self._draft, question, code)] += 1
                return


def _is_before(time: float) -> bool:
    return asyncio.get_running_loop().time() < time


def refusals_on(browser: Browser) -> list[type[StoreError]]:
    """Which refusals of the database the page says."""
    return [kind for text in browser.alerts if (kind := _TOLD.get(text)) is not None]


def _kinds(kind: type[StoreError]) -> Iterator[type[StoreError]]:
    yield kind
    for one in kind.__subclasses__():
        yield from _kinds(one)


_TOLD: Final = {plain(words): kind for kind in _kinds(StoreError) for words in (kind.ja, kind.en)}


def password_of(user_id: str) -> str:
    """The password of one of the people made here."""
    return f"kaede no ha ga chiru {user_id}"


def prepared(home: Path, third_parties: int, people: int, kept: Path | None = None) -> Place:
    """A home with so many third parties, or the demo for none, in which so many people have accounts.

    What was made in a folder before is copied from there.
    """
    made = kept or home
    if not (made / f"{OWN}.db").exists():
        made.mkdir(parents=True, exist_ok=True)
        _make(made / f"{OWN}.db", third_parties)
    workspace = Workspace(made / f"{OWN}.db")
    _let_in(workspace, people)
    workspace.close()
    if kept is not None:
        shutil.copytree(kept, home, dirs_exist_ok=True)
        workspace = Workspace(home / f"{OWN}.db")
    return place_in(workspace, people)


def on_server(place: Place, home: Path, url: str) -> Place:
    """The same place on a database server, for this process and those that it starts; the keys stay in the home."""
    place.workspace.close()
    os.environ.update({HOME_VARIABLE: str(home), DB_VARIABLE: url})
    copy_workspace(home / f"{OWN}.db", database(OWN), progress=lambda *_: None)
    return replace(place, workspace=Workspace(database(OWN)))


def _make(path: Path, third_parties: int) -> None:
    if third_parties:
        mark_current(make_synthetic(path, third_parties, progress=lambda _: None))
        return
    workspace = make_demo(path, on=today(), until=now())
    workspace.set_meta(kind=OWN)  # a company's own, with a door in front of it
    workspace.close()


def _let_in(workspace: Workspace, people: int) -> None:
    """Give so many people an account, and whoever fills in assessments one of their own to fill in."""
    accounts, folder = Accounts(workspace, Sessions()), [pack.id for pack in workspace.packs()]
    with workspace.unit() as unit:
        parties = [party.id for party in unit.records.select(ThirdParty, order="id") if party.id != SELF_ID]
    known, to_open = {user.id for user in list_users(workspace)}, itertools.product(folder, parties)
    for number, role in enumerate(itertools.islice(itertools.cycle(_OF_TWENTY), people)):
        user_id = f"{_PREFIX}{number:03d}"
        if user_id in known:
            continue
        at = now()
        add_user(
            workspace, name=f"負荷 {number:03d}", department="", roles=frozenset({role}), user_id=user_id,
            actor=_MAKER, at=at,
        )  # fmt: skip
        accounts.give(user_id, login=user_id, actor=_MAKER, at=at)
        accounts.change_password(user_id, password_of(user_id), at=at)
        if role in _FILL:
            _open_one(workspace, to_open, Actor(user_id, user_id, frozenset({role})))


def _open_one(workspace: Workspace, to_open: Iterator[tuple[str, str]], actor: Actor) -> None:
    """The next assessment that can be opened: some are under way, some packs are not for everybody."""
    for pack_id, party in to_open:
        with suppress(SakimoriError):
            open_assessment(
                workspace, party, pack_id=pack_id, group=FULL, kind=AssessmentKind.PERIODIC, actor=actor, at=now()
            )
            return


def place_in(workspace: Workspace, people: int) -> Place:
    """A workspace with so many of those who have accounts in it."""
    users = tuple(user for user in list_users(workspace) if user.id.startswith(_PREFIX))[:people]
    with workspace.unit() as unit:
        parties = tuple(party.id for party in unit.records.select(ThirdParty, order="id") if party.id != SELF_ID)
        begun = [
            each
            for each in unit.records.select(Assessment)
            if each.state is AssessmentState.DRAFT and each.opened_by.startswith(_PREFIX)
        ]
    asked = {pack.id: tuple(question.id for question in pack.asked_in(FULL)) for pack in workspace.packs()}
    drafts, questions = {one.opened_by: one.id for one in begun}, {one.id: asked[one.pack_id] for one in begun}
    return Place(workspace, users, parties, drafts, questions)


def lost(place: Place, saved: Counter[Saved]) -> list[Saved]:
    """The answers that were saved and are not in the database, with an entry of their own in the trail."""
    packs, ours = {pack.id: pack for pack in place.workspace.packs()}, set(place.drafts.values())
    with place.workspace.unit() as unit:
        of = {each.id: packs[each.pack_id] for each in unit.records.select(Assessment) if each.id in ours}
        answers = [each for each in unit.records.select(Answer) if each.assessment_id in ours]
        told = {
            str(row["record_id"])
            for row in unit.query("SELECT record_id FROM audit_entry WHERE action = :action", action=ACTION)
        }
    stored = Counter(
        Saved(each.by, each.assessment_id, each.question_id, _stored_code(of[each.assessment_id], each))
        for each in answers
        if each.id in told
    )
    return sorted((saved - stored).elements())


def _stored_code(pack: Pack, answer: Answer) -> str:
    """The code of the button that gave an answer; 該当なし stands under the choice that says so."""
    if answer.state is AnswerState.ANSWERED:
        return answer.value[0]
    choices: Sequence[str] = ()
    if answer.state is AnswerState.NA:
        choices = [c.id for q in pack.questions if q.id == answer.question_id for c in q.choices if c.excluded]
    return choices[0] if choices else answer.state.value
