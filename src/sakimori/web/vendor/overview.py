"""The overview of what is asked, handing it in, and the copy that a vendor keeps."""

from __future__ import annotations

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sakimori.domain.codes import AssessmentState
from sakimori.errors import RefusedError
from sakimori.services.invitations.copy import vendor_copy
from sakimori.services.invitations.vendor import vendor_submit
from sakimori.services.invitations.view import VendorSection, VendorView
from sakimori.web.vendor.fields import number_in
from sakimori.web.vendor.pages import Pages, Reader, go, link_to, path_of_section
from sakimori.web.vendor.reading import first
from sakimori.web.vendor.rendering import HEADERS, attachment, day, listed
from sakimori.web.vendor.section import progress_of
from sakimori.web.vendor.visit import PATH


class OverviewPages:
    """The routes of the overview."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def routes(self) -> list[Route]:
        """All of them; the overview without a visit is the landing."""
        inside = self._pages.inside
        return [
            Route(PATH, inside(self.overview), methods=["GET"]),
            Route(f"{PATH}/submit", inside(self.submit), methods=["GET", "POST"]),
            Route(f"{PATH}/copy", inside(self.copy), methods=["GET"]),
        ]

    async def overview(self, request: Request, reader: Reader) -> Response:
        """Who asks for what and why, how far it is, and what waits."""
        view, language = reader.view, reader.language
        blanks = [one for one in view.questions if one.is_blank]
        first_open = next((one for one in view.sections if any(asked.is_blank for asked in one.asked)), None)
        further = first_open or next(iter(view.sections), None)
        return self._pages.page(
            request, reader, "overview",
            said=reader.say("overview.submitted") if "submitted" in request.query_params else "",
            sent_back=view.sent_back_reason if view.is_fillable else "",
            service=view.service,
            pack=view.pack.get(language),
            due=day(view.due_on, language) if view.due_on else "",
            state=_state(reader),
            you=reader.visit.actor.name,
            purpose=[
                reader.say("overview.why_text", company=reader.company),
                reader.say("overview.why_use", company=reader.company),
                reader.say("overview.why_who"),
            ],
            progress=_progress(reader),
            sections=[
                {
                    "path": path_of_section(one.id), "title": one.title.get(language),
                    "words": progress_of(reader, one), "mark": _mark(one),
                }
                for one in view.sections
            ],
            is_begun=bool(view.answered),
            next_path=path_of_section(further.id) if further else "",
            remarks=[
                link_to(view, one, language, remark.text or reader.say(f"remark.{remark.kind.value}"))
                for one in view.questions
                for remark in one.remarks
                if remark.takes_reply and not remark.replies
            ] if view.is_running else [],
            blanks=[link_to(view, one, language) for one in blanks],
            gaps=[link_to(view, one, language, one.gap.title.get(language)) for one in view.questions if one.gap],
            is_running=view.is_running,
            colleagues=listed(
                (
                    reader.say("overview.waits", name=one.name) if one.waits else one.name for one in view.colleagues
                ),
                language,
            ),
        )  # fmt: skip

    async def submit(self, request: Request, reader: Reader) -> Response:
        """Ask once more, and hand in."""
        if request.method == "GET":
            return self._submit_page(request, reader)
        fields = await self._pages.form(request)
        self._pages.require_form_of(reader.visit, fields)
        if not first(fields, "sure"):
            return self._submit_page(request, reader, said=reader.say("submit.not_sure"), status=409)
        visit, at, seen = reader.visit, self._pages.door.clock(), number_in("seen", fields)
        try:
            await run_sync(lambda: vendor_submit(visit.workspace, actor=visit.actor, at=at, seen=seen))
        except RefusedError as error:
            after = await run_sync(self._pages.again, reader)
            return self._submit_page(request, after, error=error, status=409)
        return go(PATH, submitted="1")

    def _submit_page(
        self, request: Request, reader: Reader, *, said: str = "", error: RefusedError | None = None, status: int = 200
    ) -> Response:
        view, language = reader.view, reader.language
        required = set(view.blanks)
        return self._pages.page(
            request, reader, "submit", status=status, error=error, said=said, progress=_progress(reader),
            seen=view.version,
            blanks=[link_to(view, one, language) for one in view.questions if one.question.id in required],
            optional=[
                link_to(view, one, language)
                for one in view.questions
                if one.is_blank and one.question.id not in required
            ],
            missing=[
                link_to(view, one, language, request_.text.get(language))
                for one in view.questions
                for request_ in one.missing
            ],
            unanswered=[link_to(view, one, language) for one in view.questions if one.waits_for_reply],
        )  # fmt: skip

    async def copy(self, _request: Request, reader: Reader) -> Response:
        """The answers as they stand, as a file that no browser opens by itself."""
        visit, at, language = reader.visit, self._pages.door.clock(), reader.language
        made = await run_sync(lambda: vendor_copy(visit.workspace, actor=visit.actor, at=at, language=language))
        return Response(made.data, headers=HEADERS | attachment(made.filename), media_type=made.media_type)


def _state(reader: Reader) -> str:
    view = reader.view
    if view.is_fillable:
        return reader.say("state.open")
    return reader.say("state.submitted" if view.state is AssessmentState.SUBMITTED else "state.decided")


def _progress(reader: Reader) -> str:
    view: VendorView = reader.view
    return reader.say("overview.progress", answered=view.answered, applicable=view.applicable)


def _mark(section: VendorSection) -> str:
    if not section.asked:
        return "waits"
    return "done" if section.answered == len(section.asked) else "part"
