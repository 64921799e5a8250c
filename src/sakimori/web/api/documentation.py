"""The interface described: an OpenAPI 3.1 document and a page, both made of the table that the server runs on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from http import HTTPStatus
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from sakimori.domain.values.text import Text
from sakimori.exchange.request.form import AskedSchema
from sakimori.web.api.endpoint import FILE, Endpoint
from sakimori.web.api.problems import MEDIA_TYPE, ProblemOut, all_codes
from sakimori.web.api.serving import BASE, HEADERS, JSON
from sakimori.web.api.words import STATED, field_text, with_words, words_of
from sakimori.web.language import page_language

_REF: Final = "#/components/schemas/{model}"
_ALWAYS: Final = (400, 401, 403, 404, 405, 409, 410, 413, 422, 429, 503)
"""What any call may be refused with; 400 and 403 also by what stands in front of us, in plain words."""
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
_TEMPLATES: Final = Path(__file__).parents[1] / "templates"
_ABOUT: Final = Text(
    "このデータを、あの会社に渡してよいか。画面と同じ判定・権限・監査記録を、プログラムから使います。"
    "この説明は製品の仕様だけで、会社の記録を含まないため、サインインなしで読めます。",
    "May this data be handed to that company: the services of the screens, for programs. This description holds the "
    "product alone and no record of the company, so it is open without signing in.",
)
_SCOPE: Final = Text("用途 `{scope}`", "Scope `{scope}`.")


def document_routes(endpoints: Sequence[Endpoint]) -> list[Route]:
    """The document and its page, open to everybody: they tell nothing that the program does not."""

    async def document(request: Request) -> Response:
        language = page_language(request.scope)
        headers = {**HEADERS, "content-language": language}
        return Response(_body(tuple(endpoints), language), headers=headers, media_type=JSON)

    async def page(request: Request) -> Response:
        return HTMLResponse(_page(tuple(endpoints), page_language(request.scope)), headers={**HEADERS, **_OF_PAGE})

    return [Route(f"{BASE}/openapi.json", document), Route(f"{BASE}/docs", page)]


_OF_PAGE: Final = {"content-security-policy": _POLICY}


@cache
def _body(endpoints: tuple[Endpoint, ...], language: str) -> bytes:
    return json.dumps(openapi(endpoints, language), ensure_ascii=False, indent=1).encode()


def openapi(endpoints: Sequence[Endpoint], language: str = "en") -> dict[str, Any]:
    """The document in a language."""
    schemas, names = _schemas(endpoints)
    paths: dict[str, dict[str, Any]] = {}
    for one in endpoints:
        paths.setdefault(f"{BASE}{one.path}", {})[one.method.lower()] = _operation(one, names, language)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Sakimori 先守",
            "version": version("sakimori"),
            "description": _ABOUT.get(language),
        },
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": with_words(schemas, language),
        },
    }


Names = Mapping[tuple[type[Any], JsonSchemaMode], dict[str, Any]]


def _schemas(endpoints: Iterable[Endpoint]) -> tuple[dict[str, Any], Names]:
    wanted: dict[tuple[type[Any], JsonSchemaMode], None] = {(ProblemOut, "serialization"): None}
    stated: dict[str, Any] = {}
    for one in endpoints:
        if one.body is not None:
            wanted[one.body, "validation"] = None
        if one.answers is not None:
            wanted[one.answers, "serialization"] = None
        if one.schema is not None:
            stated = _own_definitions(one.schema)
    names, definitions = models_json_schema(list(wanted), ref_template=_REF, schema_generator=AskedSchema)
    return {**definitions["$defs"], **stated}, names


def _own_definitions(schema: Mapping[str, Any]) -> dict[str, Any]:
    """A schema of its own with its definitions, under names that meet no others."""
    told = json.dumps(schema).replace('"#/$defs/', f'"#/components/schemas/{STATED}')
    whole: dict[str, Any] = json.loads(told)
    parts = whole.pop("$defs", {})
    whole.pop("$schema", None)
    whole.pop("$id", None)
    return {f"{STATED}{name}": part for name, part in parts.items()} | {f"{STATED}Request": whole}


def _operation(one: Endpoint, names: Names, language: str) -> dict[str, Any]:
    scope = _SCOPE.format(scope=one.scope.value).get(language)
    told = "\n\n".join(filter(None, (one.about.get(language), scope)))
    operation: dict[str, Any] = {
        "operationId": one.name,
        "summary": one.title.get(language),
        "description": told,
        "tags": [one.scope.value],
        "x-scope": one.scope.value,
        "x-permission": one.permission.value,
        "parameters": [*_of_path(one, language), *_of_query(one, language), *_of_headers(one, language)],
        "responses": _responses(one, names, language),
    }
    if (content := _content(one, names)) is not None:
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _content(one: Endpoint, names: Names) -> dict[str, Any] | None:
    if one.takes_file:
        return {FILE: {"schema": {"type": "string", "format": "binary"}}}
    if one.schema is not None:
        return {JSON: {"schema": {"$ref": _REF.format(model=f"{STATED}Request")}}}
    return {JSON: {"schema": names[one.body, "validation"]}} if one.body is not None else None


def _of_path(one: Endpoint, language: str) -> list[dict[str, Any]]:
    named = [part[1:-1] for part in one.path.split("/") if part.startswith("{")]
    schema = {"type": "string", "minLength": 1}
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": words_of(f"path.{name}").get(language),
            "schema": schema,
        }
        for name in named
    ]


def _of_query(one: Endpoint, language: str) -> list[dict[str, Any]]:
    schema = one.query.model_json_schema(ref_template=_REF)
    parts = schema.get("$defs", {})
    forms = tuple(kind.__name__ for kind in one.query.__mro__)
    return [
        {
            "name": name,
            "in": "query",
            "required": name in schema.get("required", ()),
            "description": words.get(language) if (words := field_text(forms, name)) else "",
            "schema": _plain(spec, parts),
        }
        for name, spec in schema.get("properties", {}).items()
    ]


def _plain(spec: Any, parts: Mapping[str, Any]) -> Any:  # noqa: ANN401 - any piece of a schema
    """A schema with its references put in, and without the null that an address cannot say."""
    if isinstance(spec, list):
        return [_plain(one, parts) for one in spec]
    if not isinstance(spec, dict):
        return spec
    if "$ref" in spec:
        return _plain(parts[spec["$ref"].rpartition("/")[2]], parts)
    if "anyOf" in spec:
        said = [one for one in spec["anyOf"] if one.get("type") != "null"]
        rest = {key: part for key, part in spec.items() if key not in {"anyOf", "default"}}
        return _plain({**rest, **said[0]} if len(said) == 1 else {**rest, "anyOf": said}, parts)
    return {key: _plain(part, parts) for key, part in spec.items() if key != "description"}


def _of_headers(one: Endpoint, language: str) -> list[dict[str, Any]]:
    named = ["Accept-Language"]
    if one.writes:
        named.append("Idempotency-Key")
    if one.needs_version:
        named.append("If-Match")
    return [
        {
            "name": name,
            "in": "header",
            "required": name == "If-Match",
            "description": words_of(f"header.{name}").get(language),
            "schema": {"type": "string", **({"maxLength": 200} if name == "Idempotency-Key" else {})},
        }
        for name in named
    ]


def _responses(one: Endpoint, names: Names, language: str) -> dict[str, Any]:
    etag = {"ETag": {"schema": {"type": "string"}, "description": words_of("header.ETag").get(language)}}
    schema = {"type": "string", "format": "binary"} if one.answers is None else names[one.answers, "serialization"]
    found: dict[str, Any] = {
        str(one.status): {
            "description": HTTPStatus(one.status).phrase,
            "content": {(one.media_type if one.answers is None else JSON): {"schema": schema}},
            **({"headers": etag} if one.answers is not None else {}),
        }
    }
    if one.method == "GET":
        found["304"] = {"description": HTTPStatus(304).phrase}
    problem = {MEDIA_TYPE: {"schema": names[ProblemOut, "serialization"]}}
    refused = [*_ALWAYS]
    refused += [412] if one.writes else []
    refused += [428] if one.needs_version else []
    refused += [415] if one.most_bytes else []
    for status in sorted(refused):
        found[str(status)] = {"description": HTTPStatus(status).phrase, "content": problem}
    return found


@cache
def _page(endpoints: tuple[Endpoint, ...], language: str) -> str:
    document = openapi(endpoints, language)
    schemas = document["components"]["schemas"]
    shown = [
        {
            "endpoint": one,
            "title": one.title.get(language),
            "about": one.about.get(language),
            "operation": document["paths"][f"{BASE}{one.path}"][one.method.lower()],
            "body": _named_schema(one.body, schemas),
            "answer": _named_schema(one.answers, schemas),
        }
        for one in endpoints
    ]
    loader = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined)
    return loader.get_template("api.html").render(
        language=language, base=BASE, version=version("sakimori"), shown=shown, codes=all_codes()
    )


def _named_schema(kind: type[BaseModel] | None, schemas: Mapping[str, Any]) -> str:
    """The form of a body as it is read: its fields with their types."""
    found = schemas.get(kind.__name__) if kind is not None else None
    return json.dumps(found, ensure_ascii=False, indent=1) if found else ""
