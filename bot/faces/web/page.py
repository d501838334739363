"""The routes of the leader's page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from importlib.resources import files

import jinja2
from aiohttp import web

from bot.faces.web.links import Links
from bot.ops.leader_view import LeaderView

View = Callable[[int], Awaitable[LeaderView]]

# Nothing from elsewhere, no script, no frame, no form; the address holds the key, so it is told to nobody.
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
}


def pages(links: Links, view: View) -> tuple[web.RouteDef, ...]:
    """Return the routes; `view` fills the page of a group."""
    templates = jinja2.Environment(
        loader=jinja2.PackageLoader("bot.faces.web"), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    style = files("bot.faces.web").joinpath("templates", "leader.css").read_text("utf-8")

    async def group(request: web.Request) -> web.Response:
        guild_id = links.read(request.match_info["token"])
        if guild_id is None:
            text = templates.get_template("gone.html.j2").render()
            return web.Response(status=404, text=text, content_type="text/html", headers=HEADERS)
        text = templates.get_template("leader.html.j2").render(view=await view(guild_id))
        return web.Response(text=text, content_type="text/html", headers=HEADERS)

    async def css(_: web.Request) -> web.Response:
        return web.Response(text=style, content_type="text/css", headers={**HEADERS, "Cache-Control": "max-age=300"})

    return (web.get("/group/{token}", group), web.get("/leader.css", css))
