"""The form of one section: every answer that can be stored is stored, whatever is wrong with another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from sakimori.domain.values.blank import is_blank
from sakimori.errors import InvalidValueError, RefusedError
from sakimori.services.access.sessions import is_form_token
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.invitations.vendor import AnswerConflict, describe_measure, reply, vendor_answer
from sakimori.services.invitations.view import VendorQuestion, VendorSection
from sakimori.web.vendor.fields import (
    KEEPS,
    MEASURE,
    OURS,
    REPLY,
    SEEN,
    WAS,
    as_sent,
    number_in,
    seen_in,
    typed_in,
    was_changed,
)
from sakimori.web.vendor.pages import Pages, Reader, go, path_of_question, path_of_section
from sakimori.web.vendor.reading import Fields, first
from sakimori.web.vendor.rendering import HEADERS, clock_time, render
from sakimori.web.vendor.shown import Shown, shown
from sakimori.web.vendor.visit import PATH


@dataclass
class Saving:
    """What became of a form: how much was stored, and by question what was not.

    `done` names the fields of measures and replies that were sent; `gone` holds what was typed for questions that are
    no longer asked. Without `was_tried` a form only comes back.
    """

    was_tried: bool = False
    stored: int = 0
    refusals: dict[str, RefusedError] = field(default_factory=dict)
    conflicts: dict[str, AnswerConflict] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)
    gone: dict[str, str] = field(default_factory=dict)
    left_theirs: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left to be looked at."""
        return not self.refusals and not self.conflicts and not self.gone


class SectionPages:
    """The route of the sections."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def routes(self) -> list[Route]:
        """The one there is; whoever has no visit keeps what they typed."""
        path = f"{PATH}/section/{{section}}"
        return [
            Route(path, self._pages.inside(self.show), methods=["GET"]),
            Route(path, self._pages.told(self.save), methods=["POST"]),
        ]

    async def show(self, request: Request, reader: Reader) -> Response:
        """The section as it stands."""
        section = _section(request, reader)
        if section is None:
            return go(PATH)
        time = request.query_params.get("saved", "")
        said = ""
        if len(time) == 5 and time.replace(":", "").isdecimal():
            said = reader.say("save.saved", time=time)
        elif time:
            said = reader.say("save.nothing")
        return await run_sync(lambda: self.page(request, reader, section, {}, Saving(), said=said))

    async def save(self, request: Request) -> Response:
        """Store what was changed; whatever stands in the way, nothing that was typed is lost."""
        fields = await self._pages.form(request)
        reader = await run_sync(self._pages.reader, request)
        section = _section(request, reader) if reader is not None else None
        is_own = reader is not None and is_form_token(reader.visit.token, first(fields, "form_token"))
        if _wants_data(request) and not is_own:
            return PlainTextResponse("", status_code=403, headers=HEADERS)
        is_other = reader is not None and not is_own and first(fields, "of") != reader.mark
        if reader is None or is_other:  # or another questionnaire was opened in this browser since
            said = "landing.other" if is_other else ""
            kept = {name: values for name, values in fields.items() if name not in {"form_token", "then"}}
            return await self._pages.landing(request, kept=kept, following=request.url.path, said=said)
        if section is None:
            return self._pages.page(request, reader, "gone", gone=_gone((), fields), status=409)
        if not is_own:  # the page was made before the link was opened anew
            said = reader.say("landing.stale")
            return await run_sync(lambda: self.page(request, reader, section, fields, Saving(), said=said, status=403))
        self._pages.require_form_of(reader.visit, fields)
        return await self._saved(request, reader, section, fields)

    async def _saved(self, request: Request, reader: Reader, section: VendorSection, fields: Fields) -> Response:
        """Go on, or show what could not be stored."""
        saving = await run_sync(self._store, reader, section, fields)
        after = await run_sync(self._pages.again, reader)
        standing = after.view.section(section.id)
        if _wants_data(request):
            return await run_sync(self._as_data, after, standing, fields, saving)
        if saving.is_whole:
            return self._go_on(after, section, first(fields, "then"), saving)
        if standing is None:
            return self._pages.page(request, after, "gone", gone=_gone((), fields), status=409)
        return await run_sync(lambda: self.page(request, after, standing, fields, saving, status=409))

    def page(
        self, request: Request, reader: Reader, section: VendorSection, fields: Fields, saving: Saving, *,
        said: str = "", status: int = 200,
    ) -> Response:  # fmt: skip
        """The section, with what was typed and is not stored still in its fields."""
        language = reader.language
        questions = [_drawn(reader, asked, fields, saving) for asked in section.questions]
        sections = reader.view.sections
        place = sections.index(section)
        return self._pages.page(
            request, reader, "section", status=status, said=said, questions=questions,
            gone=saving.gone,
            troubles=[one for one in questions if one.refusal or one.conflict],
            action=path_of_section(section.id),
            mark=reader.mark,
            has_cites=any(one.cites for one in questions),
            section={
                "title": section.title.get(language),
                "number": f"{place + 1} / {len(sections)}",
                "progress": progress_of(reader, section),
                "next": place + 1 < len(sections),
            },
        )  # fmt: skip

    def _store(self, reader: Reader, section: VendorSection, fields: Fields) -> Saving:
        """Answers in one change, then measures and replies, each by itself."""
        saving, visit, at = Saving(was_tried=True), reader.visit, self._pages.door.clock()
        items, left = _changed(section.questions, fields)
        saving.left_theirs, saving.gone = left, _gone(section.questions, fields)
        if items:
            try:
                saved = vendor_answer(visit.workspace, items, actor=visit.actor, at=at)
            except RefusedError as error:  # a colleague handed in meanwhile: what was typed is shown once more
                saving.refusals = {item.question_id: error for item in items}
            else:
                saving.stored = len(saved.answers)
                saving.refusals, saving.conflicts = dict(saved.refusals), dict(saved.conflicts)
        for asked in section.asked:
            number = asked.question.id
            self._say(reader, saving, fields, f"{MEASURE}.{number}")
            for remark in asked.remarks:
                self._say(reader, saving, fields, f"{REPLY}.{remark.id}", at_question=number)
        return saving

    def _say(self, reader: Reader, saving: Saving, fields: Fields, name: str, *, at_question: str = "") -> None:
        """Send a measure or a reply, where one was typed."""
        text, visit, at = first(fields, name), reader.visit, self._pages.door.clock()
        kind, _, place = name.partition(".")
        if is_blank(text):
            return
        service = describe_measure if kind == MEASURE else reply
        try:
            service(visit.workspace, place, text, actor=visit.actor, at=at)
        except RefusedError as error:
            saving.refusals.setdefault(at_question or place, error)
        else:
            saving.stored += 1
            saving.done.add(name)

    def _go_on(self, reader: Reader, section: VendorSection, then: str, saving: Saving) -> Response:
        """Where the pressed button leads."""
        saved = clock_time(self._pages.door.clock()) if saving.stored else "0"
        what, _, number = then.partition(":")
        view = reader.view
        ids = [one.id for one in view.sections]
        if what == "file" and view.question(number) is not None:
            return go(path_of_file(number))
        if what == "next" and section.id in ids and ids.index(section.id) + 1 < len(ids):
            return go(path_of_section(ids[ids.index(section.id) + 1]))
        if what == "overview" or section.id not in ids:
            return go(PATH)
        if what == "at" and view.question(number) is not None:
            return go(path_of_question(view, number), saved=saved)
        return go(path_of_section(section.id), saved=saved)

    def _as_data(self, reader: Reader, section: VendorSection | None, fields: Fields, saving: Saving) -> Response:
        """What the script of the page puts into it after one question was saved by itself."""
        sent = [name.partition(".")[2] for name in fields if name.startswith(f"{WAS}.")]
        questions = {one.question.id: one for one in section.questions} if section is not None else {}
        asked = questions.get(sent[0]) if sent else None
        known, replaced = None, {}
        if asked is not None:
            drawn = _without_alarm(_drawn(reader, asked, fields, saving), saving, reader)
            partial = {"q": drawn, "form_token": ""}
            if saving.left_theirs:
                replaced[f"q-{drawn.id}"] = render("part_question", reader.language, **partial)
            else:
                is_stored = saving.is_whole and asked.is_asked
                known = {
                    "outcome": render("part_outcome", reader.language, **partial),
                    "seq": str(asked.seq) if is_stored else None,
                    "was": as_sent(asked.question, fields).digest if is_stored else None,
                }
        time = clock_time(self._pages.door.clock())
        words = reader.say("save.saved", time=time) if saving.is_whole else reader.say("save.not")
        if saving.gone:
            words = " ".join([reader.say("section.gone"), *saving.gone.values()])
        return JSONResponse(
            {
                "is_saved": saving.is_whole,
                "words": reader.say("save.theirs") if saving.left_theirs else words,
                "question": known,
                "replace": replaced,
                "progress": progress_of(reader, section) if section is not None else "",
                "shown": [f"{one.question.id}:{_asked(one)}" for one in questions.values()],
            },
            headers=HEADERS,
        )


def progress_of(reader: Reader, section: VendorSection) -> str:
    """How far a section is."""
    asked = len(section.asked)
    if not asked:
        return reader.say("section.waits")
    return reader.say(
        "section.done" if section.answered == asked else "section.part", answered=section.answered, asked=asked
    )


def path_of_file(question_id: str) -> str:
    """The address at which a document is added to a question."""
    return path_of_section(question_id).replace("/section/", "/file/", 1)


def _section(request: Request, reader: Reader) -> VendorSection | None:
    return reader.view.section(request.path_params["section"])


def _wants_data(request: Request) -> bool:
    """Whether the script of the page asks."""
    return request.headers.get("accept", "").startswith("application/json")


def _asked(one: VendorQuestion) -> str:
    return "asked" if one.is_asked else "waits"


def _changed(asked: Sequence[VendorQuestion], fields: Fields) -> tuple[list[AnswerInput], bool]:
    """The answers that somebody changed, and whether the other one was left as it is after a conflict."""
    items, left = [], False
    for one in asked:
        number = one.question.id
        choice = first(fields, f"{KEEPS}.{number}")
        if choice and choice != OURS:
            left = True
        elif was_changed(one.question, fields):
            filled = as_sent(one.question, fields)
            items.append(filled.given_to(one.question, one.answer, seen=seen_in(number, fields)))
    return items, left


def _gone(asked: Sequence[VendorQuestion], fields: Fields) -> dict[str, str]:
    """What was typed for questions that are not there any more."""
    known = {one.question.id for one in asked}
    numbers = [name.partition(".")[2] for name in fields if name.startswith(f"{WAS}.")]
    return {number: text for number in numbers if number not in known and (text := typed_in(number, fields))}


def _drawn(reader: Reader, asked: VendorQuestion, fields: Fields, saving: Saving) -> Shown:
    """A question, with what was typed where that is not stored."""
    number, question, language = asked.question.id, asked.question, reader.language
    refusal, conflict = saving.refusals.get(number), saving.conflicts.get(number)
    is_kept = bool(refusal or conflict) if saving.was_tried else was_changed(question, fields)
    comes_back = is_kept or not saving.was_tried
    typed = {name: value for name, value in fields.items() if comes_back and name not in saving.done}
    drawn = shown(reader.view, asked, language, sent=typed)
    if is_kept and asked.is_asked and was_changed(question, fields):
        filled = as_sent(question, fields)
        if drawn.may_write:
            seq = number_in(f"{SEEN}.{number}", fields)
            drawn = drawn.kept(filled, question, language, seq=seq, was=first(fields, f"{WAS}.{number}"))
        else:
            drawn = drawn.not_saved(filled.given_to(question, asked.answer, seen=0), question, language)
    return drawn.with_trouble(refusal, conflict, question, language)


def _without_alarm(drawn: Shown, saving: Saving, reader: Reader) -> Shown:
    """Whoever has just chosen what wants a reason is about to give it."""
    refusal = saving.refusals.get(drawn.id)
    if (
        isinstance(refusal, InvalidValueError)
        and refusal.details.get("name") == "reason"
        and not refusal.details["value"]
    ):
        return replace(drawn, refusal="", hint=reader.say("save.waits_reason"))
    return drawn
