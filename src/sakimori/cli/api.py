"""`sakimori api`: the interface for programs in a process of its own, beside the server of the screens.

The server of the screens does not pass calls on to it: it would hold them up as it does when it answers them itself. On
a network nginx stands before both; without it only programs on this machine call, and they can call its port.
"""

from __future__ import annotations

from typing import Annotated, Final

import typer

from sakimori.cli.kit import console

_HOST: Final = "127.0.0.1"
_GRACE_SECONDS: Final = 30
HELP: Final = """Serve /api/v1 alone, in a process of its own, on 127.0.0.1 until it is ended.

Programs then do not wait for the pages that people open. It reads the environment that the server of the screens reads
(SAKIMORI_HOME, SAKIMORI_DB, SAKIMORI_PUBLIC_URL), works on the same database, and counts calls together with it. The
server of the screens must run beside it: it judges what waits, and sends mails and webhooks.

Let nginx pass /api/ to it, as web/examples/nginx.conf.example does; programs on this machine may call its port.
"""

commands = typer.Typer()


@commands.command("api", help=HELP)
def api(
    *, port: Annotated[int, typer.Option("--port", min=1, max=65_535, help="The port to listen on.")] = 8502
) -> None:
    """Serve until it is ended."""
    import uvicorn  # noqa: PLC0415 - whoever asks for help alone needs none of it

    from sakimori.ui.frame.beside.worker import settle_collector  # noqa: PLC0415
    from sakimori.web.app import programs_alone  # noqa: PLC0415
    from sakimori.web.door import Door  # noqa: PLC0415

    app = programs_alone(Door())
    settle_collector()
    console.print(f"http://{_HOST}:{port}/api/v1", markup=False, highlight=False)
    uvicorn.run(
        app, host=_HOST, port=port, log_level="warning", access_log=False, server_header=False, ws="none",
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )  # fmt: skip
