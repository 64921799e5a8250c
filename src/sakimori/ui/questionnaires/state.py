"""Where a person stands with one questionnaire on its way in; it lives in the session only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

import streamlit as st

from sakimori.errors import RefusedError, SakimoriError
from sakimori.exchange.apart import read_apart
from sakimori.exchange.lists.archive import archive_files, is_archive
from sakimori.exchange.questionnaires.forms.user_profile import (
    LabelSaid,
    UserProfile,
    profile_of,
    profile_of_form,
    read_profile,
)
from sakimori.exchange.questionnaires.reading.document import Document, open_document
from sakimori.exchange.questionnaires.reading.doubts import ANSWERS, NO_ANSWERS
from sakimori.exchange.questionnaires.reading.normal import Meanings, fold_token
from sakimori.exchange.questionnaires.reading.result import Normal
from sakimori.exchange.questionnaires.sheets.layout import Layout
from sakimori.exchange.questionnaires.sheets.tables import layouts_of
from sakimori.services.questionnaires.intake import IntakeResult, plan_questionnaire, take_in
from sakimori.services.questionnaires.plan import (
    Choices,
    NewPack,
    PackCandidate,
    QuestionnairePlan,
    Target,
    pack_candidates,
)
from sakimori.services.questionnaires.reading import FileRead, read_file
from sakimori.ui.frame.files import hold, hold_instead, refuse_more
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import t

GENERIC: Final = "generic"
_STATE, _REFUSED, _TURN = "imports_form", "imports_form_refused", "imports_form_turn"


class Stage(IntEnum):
    """The steps of a questionnaire."""

    FILE = 1
    FORM = 2
    TOKENS = 3
    TARGET = 4
    TRY = 5
    DONE = 6


@dataclass
class FormIntake:
    """One questionnaire on its way in, and everything that a person has said of it.

    `members` are the files of an archive, `beyond` those after the limit of size; `seen` are the places of what was
    left out and somebody has looked at; `profile` is the form that a person has named, `body` the YAML by which it is
    read, `is_confirmed` whether a person has confirmed its columns here.
    """

    workspace: str
    filename: str
    data: bytes
    members: tuple[tuple[str, bytes], ...] = ()
    beyond: tuple[str, ...] = ()
    file: FileRead | None = None
    document: Document | None = None
    profile: str = ""
    body: str = ""
    is_confirmed: bool = False
    offered: dict[str, Layout] = field(default_factory=dict)
    layouts: dict[str, Layout] = field(default_factory=dict)
    said: dict[str, Normal] = field(default_factory=dict)
    labels: dict[str, bool] = field(default_factory=dict)
    seen: frozenset[str] = frozenset()
    stage: Stage = Stage.FILE
    candidates: tuple[int, tuple[PackCandidate, ...]] | None = None
    target: Target | None = None
    new_pack: NewPack | None = None
    accepted: set[str] = field(default_factory=set)
    overwritten: set[str] = field(default_factory=set)
    plan: tuple[int, QuestionnairePlan] | None = None
    result: IntakeResult | None = None
    refusal: SakimoriError | None = None

    @property
    def read(self) -> FileRead:
        """The file as read; only while it is."""
        if self.file is None:
            raise ValueError(self.filename)
        return self.file

    @property
    def is_table(self) -> bool:
        """Whether it is read by its columns, which a person may correct."""
        if self.file is None:
            return False
        body = self.file.profile_body
        return bool(read_profile(body.encode()).sheets) if body else self.file.reading.profile == GENERIC

    @property
    def needs_columns(self) -> bool:
        """Whether its columns are only guessed so far."""
        return bool(self.file) and self.read.reading.profile == GENERIC and not self.read.profile_body

    @property
    def to_see(self) -> frozenset[str]:
        """The places of what was left out and may be a question or hold an answer."""
        reading = self.read.reading
        sheets = (f"{one.name}!" for one in reading.skipped if one.is_doubtful)
        return frozenset((*(str(row.at) for row in reading.to_see), *sheets))

    @property
    def is_seen(self) -> bool:
        """Whether somebody has looked at all of it, or nothing is to be looked at."""
        return self.to_see <= self.seen

    @property
    def choices(self) -> Choices:
        """What was decided of single questions and of what was left out."""
        return Choices(frozenset(self.accepted), frozenset(self.overwritten), is_seen=self.is_seen)


def current(page: Page) -> FormIntake | None:
    """The questionnaire of this session; one read for another workspace is forgotten."""
    intake: FormIntake | None = st.session_state.get(_STATE)
    if intake is not None and intake.workspace != str(page.workspace.target):
        forget()
        return None
    return intake


def last_refusal() -> SakimoriError | None:
    """Why the last file could not be read."""
    return st.session_state.get(_REFUSED)


def forget() -> None:
    """Begin anew with another file."""
    st.session_state.pop(_STATE, None)
    st.session_state.pop(_REFUSED, None)
    turn()


def turn() -> None:
    """Have the controls of the file start anew."""
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1


def key_of(key: str) -> str:
    """The key of a control that starts anew with each file and each reading."""
    return f"{key}_{st.session_state.get(_TURN, 0)}"


def take(page: Page, name: str, data: bytes) -> None:
    """Read a file that was handed in, or list what an archive holds; what is wrong with it is kept to be said."""
    st.session_state.pop(_REFUSED, None)
    intake = FormIntake(str(page.workspace.target), name, data)
    try:
        refuse_more(page, _STATE, len(data))
        if read_apart(is_archive, data):
            unpacked = read_apart(archive_files, data)
            intake.members, intake.beyond = unpacked.files, unpacked.beyond
        else:
            _read(page, intake)
    except RefusedError as error:
        st.session_state[_REFUSED] = error
        return
    hold(page, _STATE, intake, name=name, size=len(data))


def choose_member(page: Page, intake: FormIntake, name: str) -> None:
    """Go on with one file of an archive."""
    intake.refusal = None
    data = dict(intake.members)[name]
    bare = name.replace("\\", "/").rpartition("/")[2]
    chosen = FormIntake(intake.workspace, bare, data, intake.members, intake.beyond)
    try:
        _read(page, chosen)
    except RefusedError as error:
        intake.refusal = error
        return
    hold_instead(_STATE, chosen)
    turn()


def to_members(intake: FormIntake) -> None:
    """Back to the files of the archive."""
    hold_instead(_STATE, FormIntake(intake.workspace, intake.filename, b"", intake.members, intake.beyond))
    turn()


def read_as(page: Page, intake: FormIntake, *, profile: str = "", body: str = "") -> None:
    """Read it by another form, a built-in or a kept one, or by a YAML; if that fails, it stays as it was read."""
    before = (intake.profile, intake.body, intake.is_confirmed)
    intake.profile, intake.body, intake.is_confirmed = profile, body, False
    _again(page, intake, before)


def read_columns(page: Page, intake: FormIntake, layouts: Mapping[str, Layout]) -> None:
    """Read it by the columns that a person has confirmed: what is confirmed is what is read."""
    before = (intake.profile, intake.body, intake.is_confirmed)
    known = _known(intake)
    intake.body = profile_of(
        known.id if known else f"file-{intake.read.reading.sha256[:12]}",
        known.title if known else intake.read.reading.title,
        list(layouts.values()),
        known.meanings if known else Meanings(),
        known.ends if known else (),
        labels=known.labels if known else (),
    )
    intake.is_confirmed = True
    _again(page, intake, before)


def say(page: Page, intake: FormIntake, said: Mapping[str, Normal]) -> None:
    """Read it again with what tokens mean."""
    intake.said |= {fold_token(token): normal for token, normal in said.items()}
    _again(page, intake, (intake.profile, intake.body, intake.is_confirmed))


def say_labels(page: Page, intake: FormIntake, labels: Mapping[str, bool]) -> None:
    """Read it again with whether answers stand below labels."""
    intake.labels |= labels
    _again(page, intake, (intake.profile, intake.body, intake.is_confirmed))


def kept_body(page: Page, intake: FormIntake, profile_id: str, title: str) -> str:
    """How it was read as YAML under a name, with what its tokens mean, and what was said of its labels by whom."""
    known = _known(intake) or UserProfile("", "", form=intake.read.reading.profile)
    said = {fold_token(token): normal for token, normal in known.meanings.said.items()} | intake.said
    today = page.at.date().isoformat()
    ours = [LabelSaid(label, is_answer, page.actor.name, today) for label, is_answer in intake.labels.items()]
    labels = [one for one in known.labels if one.label not in intake.labels] + ours
    if known.form:
        return profile_of_form(profile_id, title, known.form, Meanings(said), labels)
    layouts = [plan.layout for plan in known.sheets]
    return profile_of(
        profile_id, title, layouts, Meanings(said, default=known.meanings.default), known.ends, labels=labels
    )  # fmt: skip


def _known(intake: FormIntake) -> UserProfile | None:
    body = intake.read.profile_body
    return read_profile(body.encode()) if body else None


def _again(page: Page, intake: FormIntake, before: tuple[str, str, bool]) -> None:
    intake.refusal = None
    try:
        _read(page, intake)
    except RefusedError as error:
        intake.profile, intake.body, intake.is_confirmed = before
        intake.refusal = error
        return
    turn()


def _read(page: Page, intake: FormIntake) -> None:
    tokens = ((token, normal.value) for token, normal in intake.said.items())
    labels = ((label, ANSWERS if is_answer else NO_ANSWERS) for label, is_answer in intake.labels.items())
    said = (*tokens, *labels)
    intake.file = read_file(
        page.workspace, intake.data, intake.filename, profile=intake.profile, profile_body=intake.body, said=said
    )
    intake.document = intake.document or read_apart(open_document, intake.data, intake.filename)
    intake.stage = max(intake.stage, Stage.FORM)
    intake.candidates, intake.plan, intake.target, intake.new_pack = None, None, None, None
    intake.accepted, intake.overwritten = set(), set()
    known = _known(intake) if intake.is_table else None
    if known is not None:
        intake.offered = {plan.name: plan.layout for plan in known.sheets}
    elif intake.is_table:
        found = layouts_of(intake.document)
        names = (name for name in intake.file.reading.sheets if name in found)
        intake.offered = {name: found[name].as_said(intake.labels) for name in names}
    else:
        intake.offered = {}
    intake.layouts = dict(intake.offered)


def see(intake: FormIntake, *, is_seen: bool) -> None:
    """Take that a person has looked at what was left out."""
    intake.seen = intake.to_see if is_seen else frozenset()


def go(intake: FormIntake, stage: Stage) -> None:
    """Go to a step."""
    intake.stage, intake.refusal = stage, None


def candidates_of(page: Page, intake: FormIntake) -> Sequence[PackCandidate]:
    """The packs that the file may be filled on; found again when the register has changed."""
    if intake.candidates is None or intake.candidates[0] != page.number:
        with st.spinner(t("intake.comparing")):
            intake.candidates = (page.number, pack_candidates(page.workspace, intake.read))
    return intake.candidates[1]


def decide_target(page: Page, intake: FormIntake, target: Target, new_pack: NewPack | None) -> None:
    """Take where it goes, and go on to the dry run; what was decided of another place is forgotten."""
    intake.refusal = None
    if (target, new_pack) != (intake.target, intake.new_pack):
        intake.accepted, intake.overwritten = set(), set()
    try:
        plan = plan_questionnaire(
            page.workspace, intake.read, target, new_pack, intake.choices, actor=page.actor
        )  # fmt: skip
    except RefusedError as error:
        intake.refusal = error
        return
    intake.target, intake.new_pack, intake.plan = target, new_pack, (page.number, plan)
    intake.stage = Stage.TRY


def current_plan(page: Page, intake: FormIntake) -> QuestionnairePlan:
    """The dry run as it stands; made again when somebody has changed the register or a choice since."""
    if intake.target is None:
        raise ValueError(intake.filename)
    if intake.plan is None or intake.plan[0] != page.number:
        with st.spinner(t("intake.comparing")):
            plan = plan_questionnaire(
                page.workspace, intake.read, intake.target, intake.new_pack, intake.choices, actor=page.actor
            )
        intake.plan = (page.number, plan)
    return intake.plan[1]


def decide(intake: FormIntake, kind: str, at: str, *, is_chosen: bool) -> None:
    """Take what a person decided of one question: that it is the same (`accepted`), or that the file holds."""
    chosen = intake.accepted if kind == "accepted" else intake.overwritten
    (chosen.add if is_chosen else chosen.discard)(at)
    intake.plan = None


def write(page: Page, intake: FormIntake) -> None:
    """Take it in."""
    plan = current_plan(page, intake)
    try:
        intake.result = take_in(page.workspace, plan, intake.new_pack, intake.choices, actor=page.actor, at=page.at)
    except RefusedError:
        intake.plan = None
        raise
    intake.stage = Stage.DONE
