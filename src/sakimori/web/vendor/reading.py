"""What a vendor's browser sends: forms and one file at a time, with limits of size and time, none of it on the disk."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

import anyio
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from sakimori.errors import RefusedError
from sakimori.services.kernel.evidence import LARGEST
from sakimori.web.door import Door
from sakimori.web.forms import ForeignFormError

MOST_BYTES: Final = 2 * 1024 * 1024
"""A section of fifty questions, each with a long reason and a long note, takes about half of it."""
_MOST_FIELDS: Final = 3_000
_FORM_SECONDS: Final = 60.0
_FILE_SECONDS: Final = 600.0
_AROUND: Final = 64 * 1024
"""So much may stand around a file: its head, and the other fields of its form."""
_LONGEST_NUMBER: Final = 12
_FORM: Final = "application/x-www-form-urlencoded"
_FORM_WITH_FILE: Final = "multipart/form-data"

Fields = Mapping[str, tuple[str, ...]]


class TooLargeError(RefusedError):
    """A form or a file is larger than what is taken at once."""

    ja = "送る量が多すぎます。ファイルは1件ずつ、20MBまでにしてください。"
    en = "That is too much at once. Send one file at a time, of up to 20 MB."


class TooSlowError(RefusedError):
    """A form or a file did not arrive in time."""

    ja = "送信に時間がかかりすぎました。もう一度送ってください。"
    en = "It took too long to arrive. Please send it again."


class TooOftenError(RefusedError):
    """One invitation saved or sent more within an hour than answering takes."""

    ja = "1時間に送れる量を超えました。しばらく待ってからもう一度送ってください。"
    en = "More was sent than is taken within an hour. Wait a while and send it again."


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file with its name, as they came, and the fields beside it."""

    filename: str
    body: bytes
    fields: Fields


def first(fields: Fields, name: str) -> str:
    """The value of a field; empty where there is none."""
    return fields.get(name, ("",))[0]


def require_own_page(request: Request, door: Door) -> None:
    """Refuse what another site's page sends.

    Raises:
        ForeignFormError: It did.
    """
    if not door.address.is_own_origin(request.headers.get("origin", ""), request.headers.get("host", "")):
        raise ForeignFormError


async def read_fields(request: Request) -> Fields:
    """The fields of a form, each with all its values.

    Raises:
        ForeignFormError: It is no form of ours.
        TooLargeError: It is larger than ours are.
        TooSlowError: It did not arrive in time.
    """
    if _type_of(request) != _FORM:
        raise ForeignFormError
    body = bytearray()
    async for piece in _limited(request, MOST_BYTES, _FORM_SECONDS):
        body += piece
    try:
        pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError as error:
        raise ForeignFormError from error
    return _grouped(pairs)


async def read_file(request: Request, door: Door, key: str) -> SentFile:
    """A file and the fields beside it; what it weighs is counted for the key, also where it is refused.

    Raises:
        ForeignFormError: It is no form of ours.
        TooLargeError: The file is too large.
        TooOftenError: Too much was sent under this key within an hour.
        TooSlowError: It did not arrive in time.
    """
    if _type_of(request) != _FORM_WITH_FILE:
        raise ForeignFormError
    if door.uploads.is_spent(key, door.clock()):
        raise TooOftenError

    async def counted() -> AsyncGenerator[bytes, None]:
        async for piece in _limited(request, LARGEST + _AROUND, _FILE_SECONDS):
            door.uploads.spend(key, door.clock(), len(piece))
            if door.uploads.is_spent(key, door.clock()):
                raise TooOftenError
            yield piece

    parser = _InMemory(request.headers, counted(), max_files=1, max_fields=10, max_part_size=_AROUND)
    try:
        form = await parser.parse()
    except MultiPartException as error:
        raise ForeignFormError from error
    file = form.get("file")
    filename, body = (file.filename or "", await file.read()) if isinstance(file, UploadFile) else ("", b"")
    await form.close()
    texts = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
    return SentFile(filename, body, _grouped(texts))


class _InMemory(MultiPartParser):
    """A parser that never writes a file to the disk: what others send is looked through before it lies anywhere."""

    spool_max_size = 2 * LARGEST


async def _limited(request: Request, most: int, seconds: float) -> AsyncGenerator[bytes, None]:
    told = request.headers.get("content-length", "0")
    if not told.isdecimal() or len(told) > _LONGEST_NUMBER or int(told) > most:
        raise TooLargeError
    size, until = 0, anyio.current_time() + seconds
    stream = request.stream().__aiter__()
    while True:
        try:
            with anyio.fail_after(max(0.0, until - anyio.current_time())):
                piece = await anext(stream)
        except StopAsyncIteration:
            return
        except TimeoutError as error:
            raise TooSlowError from error
        size += len(piece)
        if size > most:
            raise TooLargeError
        yield piece


def _type_of(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _grouped(pairs: list[tuple[str, str]]) -> Fields:
    found: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        found[name] = (*found.get(name, ()), value)
    return found
