"""How a printed page looks: a style for paper in the head of the page of Streamlit, which has no place for it."""

from __future__ import annotations

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sakimori.web.language import asks_for_a_page, without_compression

ADDRESS: Final = "/door/print.css"
_LINK: Final = f'<link rel="stylesheet" media="print" href="{ADDRESS}" />\n  </head>'.encode()
_OF_STREAMLIT: Final = b'<div id="root">'


class PrintStyle:
    """Adds a link to the style to the page of Streamlit; pages of our own are printed as they are."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hold back the head of an answer until its first part is known, since that makes it longer."""
        if not asks_for_a_page(scope):
            await self.app(scope, receive, send)
            return
        start: Message | None = None

        async def with_link(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                return
            if start is not None:
                body = message.get("body", b"")
                longer = body.replace(b"</head>", _LINK, 1) if _OF_STREAMLIT in body else body
                headers = MutableHeaders(scope=start)
                if "content-length" in headers:
                    headers["content-length"] = str(int(headers["content-length"]) + len(longer) - len(body))
                await send(start)
                start, message = None, {**message, "body": longer}
            await send(message)

        await self.app(without_compression(scope), receive, with_link)
