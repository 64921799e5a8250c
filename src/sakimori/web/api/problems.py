"""Refusals as a program reads them: RFC 9457, with a code that stays and words in the language that it asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from itertools import islice
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, ValidationError

from sakimori.domain.values.problem import MOST_PROBLEMS, Problem
from sakimori.domain.values.text import Text, table_of
from sakimori.errors import (
    AmbiguousError,
    BusyError,
    CallRefusedError,
    ConflictError,
    CorruptError,
    DeletionRefusedError,
    GoneFileError,
    InvalidValueError,
    MyNumberError,
    NobodyError,
    NotFoundError,
    NotPermittedError,
    NumberInFileError,
    PackInvalidError,
    RefusedError,
    RequestInvalidError,
    RetainedError,
    SakimoriError,
    SelfApprovalError,
    StateError,
    StoreError,
    UnreadableFileError,
    WrongSignInError,
)
from sakimori.exchange.lists.number_search import masked

MEDIA_TYPE: Final = "application/problem+json"
PATH: Final = "/api/v1/docs#"

_STATUS: Final[Mapping[type[SakimoriError], HTTPStatus]] = {
    NobodyError: HTTPStatus.UNAUTHORIZED,
    WrongSignInError: HTTPStatus.UNAUTHORIZED,
    NotPermittedError: HTTPStatus.FORBIDDEN,
    NotFoundError: HTTPStatus.NOT_FOUND,
    GoneFileError: HTTPStatus.GONE,
    ConflictError: HTTPStatus.PRECONDITION_FAILED,
    AmbiguousError: HTTPStatus.CONFLICT,
    StateError: HTTPStatus.CONFLICT,
    SelfApprovalError: HTTPStatus.CONFLICT,
    DeletionRefusedError: HTTPStatus.CONFLICT,
    RetainedError: HTTPStatus.CONFLICT,
    InvalidValueError: HTTPStatus.UNPROCESSABLE_ENTITY,
    MyNumberError: HTTPStatus.UNPROCESSABLE_ENTITY,
    NumberInFileError: HTTPStatus.UNPROCESSABLE_ENTITY,
    UnreadableFileError: HTTPStatus.UNPROCESSABLE_ENTITY,
    RequestInvalidError: HTTPStatus.UNPROCESSABLE_ENTITY,
    PackInvalidError: HTTPStatus.UNPROCESSABLE_ENTITY,
    RefusedError: HTTPStatus.CONFLICT,
    BusyError: HTTPStatus.SERVICE_UNAVAILABLE,
    StoreError: HTTPStatus.SERVICE_UNAVAILABLE,
    CorruptError: HTTPStatus.SERVICE_UNAVAILABLE,
}
"""Of a class that is not named here the nearest one above it counts."""

_CALLS: Final[Mapping[str, HTTPStatus]] = {
    "token_missing": HTTPStatus.UNAUTHORIZED,
    "token_refused": HTTPStatus.UNAUTHORIZED,
    "scope_missing": HTTPStatus.FORBIDDEN,
    "address_unknown": HTTPStatus.NOT_FOUND,
    "method_unknown": HTTPStatus.METHOD_NOT_ALLOWED,
    "type_unknown": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "too_many": HTTPStatus.TOO_MANY_REQUESTS,
    "request_invalid": HTTPStatus.UNPROCESSABLE_ENTITY,
    "cursor_invalid": HTTPStatus.UNPROCESSABLE_ENTITY,
    "version_missing": HTTPStatus.PRECONDITION_REQUIRED,
    "key_reused": HTTPStatus.UNPROCESSABLE_ENTITY,
    "key_running": HTTPStatus.CONFLICT,
    "key_unknown_end": HTTPStatus.CONFLICT,
}

_WORDS: Final = table_of("""
    token_missing | Authorization ヘッダーにアクセストークンを入れてください（Bearer …）。 | Send an access token in the header Authorization (Bearer …).
    token_refused | このアクセストークンは使えません。期限切れか、取り消されたか、正しくありません。 | This access token cannot be used: it is wrong, expired or revoked.
    scope_missing | このトークンでは、この操作はできません。「{scope}」を含むトークンを作ってください。 | This token does not open this. Make one that includes “{scope}”.
    address_unknown | このアドレスには何もありません。/api/v1/openapi.json で確かめてください。 | Nothing is at this address. Look into /api/v1/openapi.json.
    method_unknown | このアドレスでは、このメソッドは使えません。 | This address does not take this method.
    type_unknown | 本文の形式が違います。{expected} で送ってください。 | The body has another type. Send it as {expected}.
    too_large | 送られた内容が大きすぎます。{limit}バイトまでです。 | This is too large: up to {limit} bytes are taken.
    too_many | 短い時間に多くの要求がありました。{seconds}秒待ってからもう一度送ってください。 | Too many requests in a short time. Wait {seconds} seconds and send it again.
    request_invalid | 要求の内容に{count}件の誤りがあります。errors を見て直してください。 | Problems in the request: {count}. See errors.
    cursor_invalid | cursor が違います。最初のページから読み直してください。 | This cursor does not belong here. Begin at the first page again.
    version_missing | If-Match ヘッダーに、読んだときの ETag を入れてください。 | Send the ETag that you have read in the header If-Match.
    key_reused | この Idempotency-Key は、別の内容の要求に使われています。新しい値にしてください。 | This Idempotency-Key was used for another request. Take a new one.
    key_running | 同じ Idempotency-Key の要求を処理しています。少し待ってからもう一度送ってください。 | A request with this Idempotency-Key is being worked on. Wait a little and send it again.
    key_unknown_end | 同じ Idempotency-Key の要求が途中で止まりました。書かれたかどうかを読んで確かめてから、新しい値で送ってください。 | A request with this Idempotency-Key was cut off. Read whether it was written, then send it with a new key.
""")  # noqa: E501 - one wording a line


class ErrorAt(BaseModel):
    """One place of a request and what is wrong with it."""

    model_config = ConfigDict(frozen=True)

    at: str
    code: str
    message: str
    expected: str = ""
    value: str = ""


class Candidate(BaseModel):
    """One of the records that a name may mean."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str


class ProblemOut(BaseModel):
    """A refusal. `code` stays the same from version to version; `title` and `detail` are for people."""

    model_config = ConfigDict(frozen=True)

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: tuple[ErrorAt, ...] = ()
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """A problem with the headers that go with it."""

    problem: ProblemOut
    headers: Mapping[str, str]


def refusal(code: str, **details: object) -> CallRefusedError:
    """A call that breaks the rules of the interface."""
    return CallRefusedError(rule=code, why=_WORDS[code].format(**details), **details)


def status_of(error: SakimoriError) -> HTTPStatus:
    """The status that says what kind of refusal it is."""
    if isinstance(error, CallRefusedError):
        return _CALLS[str(error.details["rule"])]
    return status_of_kind(type(error))


def all_codes() -> Mapping[str, HTTPStatus]:
    """Every code that a refusal can have, with its status."""
    found = dict(_CALLS)
    kinds = [SakimoriError]
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        if kind.__module__ == SakimoriError.__module__ and kind is not CallRefusedError:
            found[kind.code] = status_of_kind(kind)
    return dict(sorted(found.items()))


def status_of_kind(kind: type[SakimoriError]) -> HTTPStatus:
    """The status of a class of refusals."""
    return next((_STATUS[one] for one in kind.__mro__ if one in _STATUS), HTTPStatus.SERVICE_UNAVAILABLE)


def code_of(error: SakimoriError) -> str:
    """The code of a refusal, which never changes."""
    return str(error.details["rule"]) if isinstance(error, CallRefusedError) else error.code


def problem_of(error: SakimoriError, language: str) -> Told:
    """A refusal as it is sent; nothing in it repeats the number of a person."""
    status, code = status_of(error), code_of(error)
    problem = ProblemOut(
        type=f"{PATH}{code}",
        title=_TITLES[status].get(language),
        status=status.value,
        detail=masked(error.message(language)),
        code=code,
        errors=tuple(_errors(error, language)),
        candidates=tuple(Candidate(id=key, name=name) for key, name in _candidates(error)),
    )
    return Told(problem, _headers(error, status))


def _candidates(error: SakimoriError) -> Iterable[tuple[str, str]]:
    found: Any = error.details.get("candidates", ()) if isinstance(error, AmbiguousError) else ()
    return tuple(found)


def _errors(error: SakimoriError, language: str) -> Iterator[ErrorAt]:
    problems: Any = error.details.get("problems", ())
    for one in problems:
        if isinstance(one, Problem):
            yield ErrorAt(
                at=one.column, code=one.code, message=masked(one.message.get(language)),
                expected=one.expected.get(language), value=one.value,
            )  # fmt: skip
        elif isinstance(one, ErrorAt):
            yield one
    name = error.details.get("name")
    if isinstance(error, InvalidValueError) and isinstance(name, str):
        expected: Any = error.details.get("expected", "")
        told = expected.get(language) if isinstance(expected, Text) else str(expected)
        yield ErrorAt(at=name, code=error.code, message=masked(error.message(language)), expected=told)


def _headers(error: SakimoriError, status: HTTPStatus) -> Mapping[str, str]:
    if status is HTTPStatus.UNAUTHORIZED:
        return {"www-authenticate": 'Bearer realm="sakimori"'}
    if "seconds" in error.details:
        return {"retry-after": str(error.details["seconds"])}
    return {"retry-after": "2"} if isinstance(error, BusyError) else {}


def invalid_request(error: ValidationError, where: str) -> CallRefusedError:
    """What is wrong with the form of a request, its first places; what was sent is not repeated."""
    found = [
        ErrorAt(
            at=".".join((where, *(str(part) for part in one["loc"]))),
            code=one["type"],
            message=one["msg"],
        )
        for one in islice(error.errors(include_url=False, include_input=False, include_context=False), MOST_PROBLEMS)
    ]
    return refusal("request_invalid", count=error.error_count(), problems=tuple(found))


_TITLES: Final[Mapping[HTTPStatus, Text]] = {
    HTTPStatus.UNAUTHORIZED: Text("認証できません", "Not authenticated"),
    HTTPStatus.FORBIDDEN: Text("権限がありません", "Not permitted"),
    HTTPStatus.NOT_FOUND: Text("見つかりません", "Not found"),
    HTTPStatus.METHOD_NOT_ALLOWED: Text("使えないメソッドです", "Method not allowed"),
    HTTPStatus.CONFLICT: Text("いまの状態ではできません", "Not possible as things stand"),
    HTTPStatus.GONE: Text("もうありません", "Gone"),
    HTTPStatus.PRECONDITION_FAILED: Text("ほかの人が先に変えました", "Changed by somebody else"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: Text("大きすぎます", "Too large"),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: Text("形式が違います", "Unsupported type"),
    HTTPStatus.UNPROCESSABLE_ENTITY: Text("内容に誤りがあります", "Invalid content"),
    HTTPStatus.PRECONDITION_REQUIRED: Text("版の指定が要ります", "Version required"),
    HTTPStatus.TOO_MANY_REQUESTS: Text("要求が多すぎます", "Too many requests"),
    HTTPStatus.SERVICE_UNAVAILABLE: Text("いまは処理できません", "Not available now"),
}
