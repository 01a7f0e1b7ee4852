"""The dashboard behind a production WSGI server, on this machine only until login exists."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from dashboards.app import create_app
from dashboards.pages import PAGES
from dashboards.security import is_loopback
from dashboards.state import open_view
from warehouse.home import Home
from warehouse.query import QueryError

# A page that is kept takes milliseconds, and shall not wait behind those that are drawn for the first time.
THREADS = 24


class HostRefusedError(Exception):
    """The dashboard may not listen there; the message says why."""


def prepare(home: Home) -> None:
    """Draw each page once as it starts, so that the first reader of a version does not wait for it."""
    try:
        for page in PAGES:
            page.content(open_view(home, None, ""))
    except QueryError as error:  # nothing is published yet
        logging.getLogger(__name__).info("pages were not prepared: %s", error)


def serve(home: Home, host: str = "127.0.0.1", port: int = 8050, on_ready: Callable[[str], None] | None = None) -> None:
    """Serve until interrupted.

    Args:
        home: the office.
        host: a loopback address.
        port: 0 takes a free one.
        on_ready: called once with the address, when it accepts requests.

    Raises:
        HostRefusedError: the host is not loopback.
        OSError: the port is taken.
    """
    if not is_loopback(host):
        raise HostRefusedError(
            f"还没有登录功能，只能在本机使用：--host 只接受127.0.0.1、localhost或::1，不接受{host}"
            f" / there is no login yet, so only loopback may be served, not {host}"
        )
    import waitress

    server = waitress.create_server(
        create_app(home).server, host=host.strip("[]"), port=port, threads=THREADS, ident="tingmin"
    )
    threading.Thread(target=prepare, args=(home,), name="prepare", daemon=True).start()
    if on_ready:
        shown = f"[{host.strip('[]')}]" if ":" in host else host
        on_ready(f"http://{shown}:{server.effective_port}/")
    try:
        server.run()
    finally:
        server.close()
