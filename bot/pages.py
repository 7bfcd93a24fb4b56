"""The web server's pages and files, read once: the chat, the demo's first page, style, scripts, icons."""

import hashlib
import json
import re
from functools import cache
from html import escape
from importlib import resources
from typing import Any

from aiohttp import web

from flows.replies import Text, text
from flows.uploads import LARGEST
from locales import texts

STATIC = {
    "chat.css": "text/css",
    "chat.js": "text/javascript",
    "push.js": "text/javascript",
    "upload.js": "text/javascript",
    "icon.svg": "image/svg+xml",
    "icon-192.png": "image/png",
}
FILE_POLICY = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    )
}
"""For a page that runs nothing."""
PLACEHOLDER = re.compile(r"\{\{([a-z-]+)\}\}")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


async def static(request: web.Request) -> web.StreamResponse:
    """The pages' own files; they are few and named. A browser that has the present one is told so."""
    name = request.match_info["name"]
    if name not in STATIC:
        raise web.HTTPNotFound
    return _asked_again(request, _bytes(name), STATIC[name])


async def worker(request: web.Request) -> web.StreamResponse:
    """What a browser runs when it is signalled while no page is open; it says one thing, in one language."""
    asked = request.query.get("lang", "")
    language = asked if asked in texts.LANGUAGES else texts.LANGUAGES[0]
    title = json.dumps(texts.plain(language, text("push-title")))
    script = _asset("sw.js").replace('"{{title}}"', title).replace("{{lang}}", language)
    return _asked_again(request, script.encode(), "text/javascript")


async def manifest(request: web.Request) -> web.StreamResponse:
    """What a telephone shows of the page on its home screen: some allow signals only to a page there."""
    name = texts.plain(texts.LANGUAGES[0], text("web-name"))
    icons = [
        {"src": "/static/icon-192.png", "sizes": "192x192", "type": "image/png"},
        {"src": "/static/icon.svg", "sizes": "any", "type": "image/svg+xml"},
    ]
    shown = {"display": "standalone", "background_color": "#ffffff", "theme_color": "#ffffff"}
    value = {"name": name, "short_name": name, "start_url": "/", "scope": "/", "icons": icons, **shown}
    return _asked_again(request, json.dumps(value).encode(), "application/manifest+json")


UNCOUNTED = (static, worker, manifest)
"""What any number of people behind one address may fetch."""


def chat(language: str, *, demo: bool, push_key: str = "") -> web.Response:
    """The chat's page; in a demo with a strip that says so. `push_key`: where browsers can be signalled."""
    banner = _demo_banner(language) if demo else ""
    return _page("chat.html", language, {"demo-banner": banner, "vapid": push_key, "largest": str(LARGEST)})


def chooser(people: list[Any], mark: str) -> web.Response:
    """The demo's first page: whom to play."""
    return _page("demo.html", "vi", {"people": _people(people, mark) + _stranger(mark)})


def file(language: str, name: str, size: int, until: str) -> web.Response:
    """What lies behind a link, and the button that takes it along."""
    measured = text("web-link-size", size=_size(language, size))
    inner = (
        f"<h1>{escape(name)}</h1>"
        f'<p class="quiet">{_said(language, measured)}</p>'
        f"<p>{_said(language, text('web-link-until', until=until))}</p>"
        f'<form method="post"><button type="submit">{_said(language, text("web-link-take"))}</button></form>'
        f'<p class="quiet">{_said(language, text("web-link-once"))}</p>'
    )
    return _file_page(language, inner, 200)


def file_taken(language: str) -> web.Response:
    """Another browser has it."""
    told = (text("web-link-taken"), text("web-link-taken-why"), text("web-link-again"))
    return _file_page(language, _told(language, *told), 410)


def no_file() -> web.Response:
    """Nothing lies there: never, or not any more."""
    told = (text("web-link-gone"), text("web-link-gone-why"), text("web-link-again"))
    return _file_page(texts.LANGUAGES[0], _told(texts.LANGUAGES[0], *told), 404)


def _file_page(language: str, inner: str, status: int) -> web.Response:
    response = _page("file.html", language, {"inner": inner})
    response.set_status(status)
    response.headers.update(FILE_POLICY)
    return response


def _told(language: str, title: Text, *lines: Text) -> str:
    return f"<h1>{_said(language, title)}</h1>" + "".join(f"<p>{_said(language, one)}</p>" for one in lines)


def _said(language: str, line: Text) -> str:
    return escape(texts.plain(language, line))


def _size(language: str, size: int) -> str:
    """So that somebody who pays for it by the megabyte knows."""
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))} KB"
    megabytes = f"{size / 1024 / 1024:.1f} MB"
    return megabytes.replace(".", ",") if language == "vi" else megabytes


@cache
def _bytes(name: str) -> bytes:
    return (resources.files("bot") / "static" / name).read_bytes()


@cache
def _asset(name: str) -> str:
    return _bytes(name).decode()


@cache
def _tag(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


def _asked_again(request: web.Request, data: bytes, kind: str) -> web.Response:
    """A file that a browser keeps, and asks about each time whether it is still the present one."""
    tag = _tag(data)
    headers = {"Cache-Control": "no-cache", "ETag": f'"{tag}"'}
    if any(known.value in (tag, "*") for known in request.if_none_match or ()):
        return web.Response(status=304, headers=headers)
    charset = None if kind.startswith("image/png") else "utf-8"
    return web.Response(body=data, content_type=kind, charset=charset, headers=headers)


def _page(name: str, language: str, raw: dict[str, str]) -> web.Response:
    values = {"lang": language, **raw}

    def value(found: re.Match[str]) -> str:
        key = found.group(1)
        return values[key] if key in values else escape(texts.plain(language, text(key)))

    source = COMMENT.sub("", _asset(name))
    return web.Response(text=PLACEHOLDER.sub(value, source), content_type="text/html", charset="utf-8")


def _demo_banner(language: str) -> str:
    strip, switch = (escape(texts.plain(language, text(f"web-demo-{key}"))) for key in ("strip", "switch"))
    return (
        f'<p class="demo-strip"><span class="column"><b>{strip}</b> <a href="/demo">{switch}</a></span></p>'
    )


def _people(people: list[Any], mark: str) -> str:
    parts = []
    for unit, members in people:
        parts.append(f'<section class="unit" aria-labelledby="unit-{unit.id}">')
        parts.append(f'<h2 id="unit-{unit.id}">{escape(unit.name)}</h2><ul>')
        for member_id, profile, roles in members:
            office = ", ".join(texts.plain("vi", text(f"office-{name}")) for name in roles) or profile.post
            parts.append(
                '<li><form method="post" action="/demo/play">'
                f'<input type="hidden" name="csrf" value="{mark}">'
                f'<input type="hidden" name="member" value="{member_id}">'
                '<button class="person" type="submit">'
                f'<span class="person-name">{escape(profile.name)}</span>'
                f'<span class="person-role">{escape(office)}</span></button></form></li>'
            )
        parts.append("</ul></section>")
    return "".join(parts)


def _stranger(mark: str) -> str:
    title, label = (escape(texts.plain("vi", text(key))) for key in ("web-demo-new", "web-demo-code"))
    return (
        f'<section class="unit" aria-labelledby="unit-new"><h2 id="unit-new">{title}</h2>'
        '<form class="alone" method="post" action="/demo/play">'
        f'<input type="hidden" name="csrf" value="{mark}"><button class="person" type="submit">'
        f'<span class="person-name">{label}</span></button></form></section>'
    )
