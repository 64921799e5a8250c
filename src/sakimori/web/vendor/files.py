"""Evidence of one question: a file is taken up, looked through, and may be taken back."""

from __future__ import annotations

from datetime import date

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sakimori.domain.questions.pack import QuestionType
from sakimori.errors import NotFoundError, RefusedError
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.invitations.vendor import vendor_answer, vendor_file, vendor_take_back
from sakimori.services.invitations.view import VendorQuestion
from sakimori.services.kernel.evidence import inert_name
from sakimori.web.forms import ForeignFormError
from sakimori.web.vendor.pages import Pages, Reader, go, path_of_question, status_of
from sakimori.web.vendor.reading import (
    Fields,
    SentFile,
    TooLargeError,
    TooSlowError,
    first,
    read_file,
    require_own_page,
)
from sakimori.web.vendor.rendering import day, texts
from sakimori.web.vendor.section import path_of_file
from sakimori.web.vendor.visit import PATH


class FilePages:
    """The routes of evidence."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def routes(self) -> list[Route]:
        """Both."""
        return [
            Route(f"{PATH}/take-back", self._pages.inside(self.take_back), methods=["POST"]),
            Route(f"{PATH}/file/{{question}}", self._pages.inside(self.show), methods=["GET"]),
            Route(f"{PATH}/file/{{question}}", self._pages.told(self.take), methods=["POST"]),
        ]

    async def show(self, request: Request, reader: Reader) -> Response:
        """What is there, and the form for one more."""
        asked = _asked(reader, request.path_params["question"])
        if asked is None:
            return go(PATH)
        said = ""
        for key in ("done", "gone"):
            if key in request.query_params:
                said = reader.say(f"file.{key}", name=inert_name(request.query_params[key]))
        return self._page(request, reader, asked, said=said)

    async def take(self, request: Request) -> Response:
        """Take a file up: whoever has no visit, or no form of ours, sends nothing that is read to its end."""
        require_own_page(request, self._pages.door)
        reader = await run_sync(self._pages.reader, request)
        if reader is None:
            return await self._pages.landing(request, said="landing.lost_file", following=request.url.path)
        asked = _asked(reader, request.path_params["question"])
        if asked is None:
            return go(PATH)
        visit = reader.visit
        sent = SentFile("", b"", {})
        try:
            sent = await read_file(request, self._pages.door, f"{visit.session.workspace}/{visit.actor.id}")
            self._pages.require_form_of(visit, sent.fields)
            await run_sync(self._file, reader, asked, sent)
        except (TooLargeError, TooSlowError) as error:
            response = self._page(request, reader, asked, error=error, status=status_of(error))
            response.headers["connection"] = "close"  # nobody reads what else is on its way
            return response
        except ForeignFormError:
            raise
        except RefusedError as error:
            return self._page(request, reader, asked, sent.fields, error=error, status=status_of(error))
        return go(path_of_file(asked.question.id), done=inert_name(sent.filename)[:80])

    def _file(self, reader: Reader, asked: VendorQuestion, sent: SentFile) -> None:
        visit, at, question = reader.visit, self._pages.door.clock(), asked.question
        stored = vendor_file(
            visit.workspace, question_id=question.id, request_id=first(sent.fields, "request") or None,
            filename=sent.filename, body=sent.body, effective_on=_day(sent.fields, "effective"),
            valid_until=_day(sent.fields, "valid"), actor=visit.actor, at=at,
        ).record  # fmt: skip
        if question.type is QuestionType.FILE and reader.view.is_fillable:  # it is answered by the document
            given = AnswerInput(question.id, value=(stored.id,), seen_seq=None)
            vendor_answer(visit.workspace, [given], actor=visit.actor, at=at)

    async def take_back(self, request: Request, reader: Reader) -> Response:
        """Take back what somebody of this vendor sent up."""
        fields = await self._pages.form(request)
        self._pages.require_form_of(reader.visit, fields)
        number, document = first(fields, "question"), first(fields, "document")
        visit, at = reader.visit, self._pages.door.clock()
        asked = _asked(reader, number)
        found = next((one for one in asked.documents if one.id == document), None) if asked else None
        if found is None:
            raise NotFoundError(what=texts()["file.what"], key=document[:40])
        why = reader.say("file.reason")
        await run_sync(lambda: vendor_take_back(visit.workspace, document, reason=why, actor=visit.actor, at=at))
        return go(path_of_file(number), gone=found.filename[:80])

    def _page(
        self, request: Request, reader: Reader, asked: VendorQuestion, given: Fields | None = None, *,
        said: str = "", error: RefusedError | None = None, status: int = 200,
    ) -> Response:  # fmt: skip
        view, language, number = reader.view, reader.language, asked.question.id
        documents = [
            {
                "id": one.id, "name": one.filename, "may_go": view.is_running,
                "by": reader.say("file.by", who=one.who, day=day(one.uploaded_on, language)),
            }
            for one in asked.documents
        ]  # fmt: skip
        return self._pages.page(
            request, reader, "file", status=status, error=error, said=said, number=number,
            text=asked.question.text.get(language), back=path_of_question(view, number), documents=documents,
            may_file=view.is_running, action=path_of_file(number),
            requests=[{"id": one.id, "text": one.text.get(language)} for one in asked.question.evidence],
            given={"effective": first(given or {}, "effective"), "valid": first(given or {}, "valid")},
        )  # fmt: skip


def _asked(reader: Reader, number: str) -> VendorQuestion | None:
    found = reader.view.question(number)
    return found if found is not None and found.is_asked else None


def _day(fields: Fields, name: str) -> date | None:
    try:
        return date.fromisoformat(first(fields, name).strip())
    except ValueError:
        return None
