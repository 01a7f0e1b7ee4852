"""What every answer carries and every request has to pass, until login exists (a later issue).

Only this machine may ask (no address but loopback, no foreign Host header: DNS rebinding), and a page may load and
send nothing but its own.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from dash import Dash
from flask import Response, abort, request

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine."""
    return host.strip("[]").lower() in LOOPBACK


def protect(app: Dash) -> None:
    """Refuse foreign hosts and add the headers. Call it when all callbacks are registered."""
    policy = "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' {' '.join(app.csp_hashes())}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",  # blob: a chart on its way to a PNG, inside this browser
            "font-src 'self'",
            "connect-src 'self'",
            "worker-src 'none'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )
    headers = {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    }

    @app.server.before_request  # type: ignore[untyped-decorator]
    def refuse_foreign_hosts() -> None:
        if not is_loopback(urlsplit(f"//{request.host}").hostname or ""):
            abort(403, "只接受本机访问 / this machine only")
        # A page of another site could post a form to this address: a browser then names that site.
        origin = request.headers.get("Origin")
        if request.method not in ("GET", "HEAD", "OPTIONS") and origin and urlsplit(origin).netloc != request.host:
            abort(403, "只接受本系统页面的请求 / requests of its own pages only")

    @app.server.after_request  # type: ignore[untyped-decorator]
    def add_headers(response: Response) -> Response:
        response.headers.update(headers)
        if not request.path.startswith(("/_dash-component-suites/", "/assets/")):
            response.headers["Cache-Control"] = "no-store"
        return response
