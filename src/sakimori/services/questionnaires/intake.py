"""Questionnaires into the register: a blank one becomes a private pack, a filled one an assessment, in one step."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sakimori.domain.questions.assessment import AnswerMethod, Assessment
from sakimori.domain.questions.pack import Pack, TextRights
from sakimori.domain.questions.questionnaire import PrivatePack, QuestionnaireImport
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError, NotFoundError, StateError
from sakimori.exchange.questionnaires.ours.private_pack import PackDetails, private_pack
from sakimori.exchange.questionnaires.reading.matching import How, Match, match_questions
from sakimori.services.assessments.opening import open_within
from sakimori.services.assessments.packs.shelf import find_pack, register_private
from sakimori.services.assessments.sheet import keep_progress, load_sheet
from sakimori.services.assessments.write import store_answers
from sakimori.services.imports.history import MOVED_ON, reason_of
from sakimori.services.kernel.access import Permission, needs, require
from sakimori.services.kernel.evidence import CheckedFile, keep_file, sound_file
from sakimori.services.kernel.unit import Change
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.check import clean, refuse_personal_numbers
from sakimori.services.questionnaires.plan import (
    AnswerStep,
    Choices,
    NewPack,
    QuestionnairePlan,
    Target,
    input_of,
    plan_on,
)
from sakimori.services.questionnaires.reading import FileRead

NOTHING_CHOSEN: Final = Choices()
_PACK: Final = Text("質問票", "pack")
_TITLE: Final = Text("質問票の題名", "the title of the pack")
_TITLED: Final = Text(
    "相手方の質問票だとわかる題名を付けてください。", "Give it a title by which people know the form."
)
_UNCLEAR: Final = Text(
    "意味の決まらない回答があります。先に1つずつ意味を選んでください。",
    "Some tokens are not clear. Say first what each means.",
)
_UNSAID: Final = Text(
    "見出しからは回答の欄かどうか決まりません。先に、回答の欄かどうかを選んでください。",
    "Labels do not say plainly that answers stand below them. Say first whether they do.",
)
_UNSEEN: Final = Text(
    "質問にしなかった行に、質問か回答かもしれないものがあります。先に見て確かめてください。",
    "Rows that may be questions or hold answers were left out. Look at them first.",
)
_NOBODY: Final = Text("回答者（取引先か自社）を選んでください。", "Choose who answered: a third party, or our company.")
_TITLE_LENGTH: Final = 200
_FORM: Final = "form-"


@dataclass(frozen=True, slots=True)
class IntakeResult:
    """What an import has written: the pack, the assessment, the record of the file, and how many answers."""

    pack: Pack
    registered: PrivatePack | None
    assessment: Assessment | None
    record: QuestionnaireImport | None
    answers: int


@needs(Permission.IMPORT)
def plan_questionnaire(
    workspace: Workspace,
    file: FileRead,
    target: Target,
    new_pack: NewPack | None = None,
    choices: Choices = NOTHING_CHOSEN,
    *,
    actor: Actor,
) -> QuestionnairePlan:
    """Say what taking in a questionnaire would do, and write nothing.

    Args:
        workspace: The register.
        file: The file as read.
        target: Whose assessment it is, and on which pack.
        new_pack: What a person says of the form, where it becomes a private pack or a new version of one.
        choices: What a person decided of single questions.
        actor: Who asks.

    Raises:
        InvalidValueError: The new pack has no title.
        NotFoundError: There is no such pack.
    """
    pack, matches = _pack(workspace, file, target, new_pack)
    with workspace.unit() as unit:
        return plan_on(unit, file, pack, target, choices, matches=matches)


def _pack(
    workspace: Workspace, file: FileRead, target: Target, new_pack: NewPack | None
) -> tuple[Pack, tuple[Match | None, ...] | None]:
    """The pack that is named, or the one that the form becomes, where each question is surely its own."""
    if new_pack is None:
        held = find_pack(workspace, target.pack_id)
        if held is None:
            raise NotFoundError(what=_PACK, key=target.pack_id)
        return held, None
    pack, ids = form_as_pack(workspace, file, new_pack)
    return pack, tuple(Match(one, How.ID) for one in ids) if ids else None


@needs(Permission.READ)
def form_as_pack(workspace: Workspace, file: FileRead, new_pack: NewPack) -> tuple[Pack, tuple[str, ...]]:
    """The private pack that a form becomes, and the id in it of each question of the file.

    A file that was registered already gives the pack that it gave then, and no ids: they are to be found by matching.

    Raises:
        InvalidValueError: It has no title, or too long a one, or what is said of it holds a card number.
        MyNumberError: What is said of it holds a My Number.
    """
    title = clean(new_pack.title)
    if not title or len(title) > _TITLE_LENGTH:
        raise InvalidValueError(field=_TITLE, value=title[:40], expected=_TITLED, name="title")
    wanted = PackDetails(
        pack_id=f"{_FORM}{file.reading.sha256[:12]}",
        title=title,
        sound=new_pack.sound,
        sender=clean(new_pack.sender),
        licence=clean(new_pack.licence, one_line=False),
        adverse=new_pack.adverse,
    )
    for said in (wanted.title, wanted.sender, wanted.licence):
        refuse_personal_numbers("title", said, words=_TITLE)
    if not new_pack.pack_id:
        held = find_pack(workspace, wanted.pack_id)
        return (held, ()) if held is not None else private_pack(file.reading, wanted)
    previous = find_pack(workspace, new_pack.pack_id)
    if previous is None or previous.source.text_rights is not TextRights.USER_SUPPLIED:
        raise NotFoundError(what=_PACK, key=new_pack.pack_id)
    major, minor = previous.release[:2]
    found = match_questions(file.reading.questions, previous)
    same = {place: match.question_id for place, match in enumerate(found) if match and match.how is not How.SUGGESTED}
    wanted = replace(wanted, pack_id=previous.id, release=f"{major}.{minor + 1}")
    return private_pack(file.reading, wanted, previous=previous, same=same)


@needs(Permission.IMPORT)
def take_in(
    workspace: Workspace,
    plan: QuestionnairePlan,
    new_pack: NewPack | None = None,
    choices: Choices = NOTHING_CHOSEN,
    *,
    actor: Actor,
    at: datetime,
) -> IntakeResult:
    """Write what a dry run showed: the pack if it is new, the assessment if none is open, and the answers.

    Raises:
        StateError: Tokens or labels are unclear, what was left out was not seen, the register moved on since the dry
            run, or the assessment takes no answers.
        NumberInFileError: The file holds a My Number or a card number.
    """
    require(actor, Permission.FILL_ASSESSMENT)
    file, target = plan.file, plan.target
    if file.reading.ambiguous:
        raise StateError(why=_UNCLEAR)
    if file.reading.unsaid:
        raise StateError(why=_UNSAID)
    if file.reading.must_be_seen and not choices.is_seen:
        raise StateError(why=_UNSEEN)
    sound = sound_file(file.data, clean(file.filename))
    pack, matches = _pack(workspace, file, target, new_pack)
    with workspace.change(
        "questionnaire.imported", actor=actor, at=at, reason=reason_of(file.filename), batch_id=workspace.ids("ba")
    ) as change:
        if target.third_party_id:
            now = plan_on(change, file, pack, target, choices, matches=matches)
            if [(line.at, line.step) for line in now.lines] != [(line.at, line.step) for line in plan.lines]:
                raise StateError(why=MOVED_ON)
            if now.blocked is not None:
                raise StateError(why=now.blocked)
        registered = _registered(change, file, sound, pack) if new_pack is not None else None
        if not target.third_party_id:
            if registered is None:
                raise StateError(why=_NOBODY)
            return IntakeResult(pack, registered, None, None, 0)
        return _filled(change, now, sound, registered)


def _registered(change: Change, file: FileRead, sound: CheckedFile, pack: Pack) -> PrivatePack:
    sha256 = keep_file(change, sound)
    return register_private(change, pack, profile=file.reading.profile, filename=clean(file.filename), sha256=sha256)


def _filled(
    change: Change, plan: QuestionnairePlan, sound: CheckedFile, registered: PrivatePack | None
) -> IntakeResult:
    """The assessment with the answers of the file; a file that changes nothing leaves no new record."""
    if plan.taken_in is not None and not plan.writes:
        return IntakeResult(plan.pack, registered, plan.assessment, plan.taken_in, 0)
    target = plan.target
    assessment = plan.assessment or open_within(
        change,
        target.third_party_id,
        pack=plan.pack,
        group=plan.group,
        kind=target.kind,
        due_on=target.due_on,
        service_id=target.service_id,
    )
    record = QuestionnaireImport(
        id=change.new_id("qi"),
        assessment_id=assessment.id,
        filename=clean(plan.file.filename),
        sha256=keep_file(change, sound),
        profile=plan.file.reading.profile,
        profile_body=plan.file.profile_body,
        said=plan.file.said,
        matched=tuple(
            (line.at, line.question.id)
            for line in plan.lines
            if line.question is not None and line.step is not AnswerStep.SUGGESTED
        ),
        answers=len(plan.writes),
        by=change.actor.id,
        at=change.at,
    )
    sheet = load_sheet(change, assessment.id)
    items = [input_of(line, record.id) for line in plan.writes]
    given = store_answers(change, sheet, items, AnswerMethod.IMPORT) if items else {}
    keep_progress(change, sheet.with_answers(given))
    change.insert(record, third_party_id=target.third_party_id)
    return IntakeResult(plan.pack, registered, assessment, record, len(given))
