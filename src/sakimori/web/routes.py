"""Addresses for programs."""

from __future__ import annotations

from importlib.metadata import version

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route


async def health(_request: Request) -> JSONResponse:
    """That the server answers, and which version it is."""
    return JSONResponse({"status": "ok", "version": version("sakimori")})


ROUTES = (Route("/healthz", health, methods=["GET"]),)
