"""Files behind private links: a page that names the file, and one button that takes it along.

Messengers fetch every link that is sent, some more than once: seeing the page changes nothing. The first
browser whose button is pressed gets the file, and may fetch it again until the link's time is over; every
other one is told that it was taken. The button leads to an address of its own, as phones hand a download
over to a programme that only asks for an address, with the browser's cookie.
"""

import re
import secrets
from functools import partial
from urllib.parse import quote

from aiohttp import web

from bot import pages
from bot.documents import stored
from bot.file_links import PATH
from bot.messages import File
from bot.turn import Turns
from flows.dates import hour
from storage import file_links, files
from storage.engines import FlowSession
from storage.file_links import Found
from storage.files import Upload

COOKIE = "tusoi-tep"
LINK = PATH + "{token}"
BROWSER = re.compile(r"[A-Za-z0-9_-]{43}")
"""What our cookie holds; anything else may be of any bytes, and is none."""


class Linked:
    """The handlers. `secure`: members come over https."""

    def __init__(self, turns: Turns, *, secure: bool) -> None:
        self.turns, self.secure = turns, secure

    def add_to(self, router: web.UrlDispatcher) -> None:
        """Their addresses."""
        router.add_get(LINK, self.page)
        router.add_post(LINK, self.take)
        router.add_get(f"{LINK}/tai-ve", self.fetch)

    async def page(self, request: web.Request) -> web.StreamResponse:
        """What lies behind the link. Nothing is noted, whoever looks."""
        found, file = await self._find(request)
        if found is None or file is None:
            return pages.no_file()
        if not self._may_have(found, request):
            return pages.file_taken(found.language)
        until = hour(found.until_at, self.turns.timezone)
        response = pages.file(found.language, file.name, file.size, until)
        if self._browser(request) is None:
            self._mark(request, response, secrets.token_urlsafe(32))
        return response

    async def take(self, request: web.Request) -> web.StreamResponse:
        """The button: this browser has the file from now on, if no other one has it."""
        token, known = request.match_info["token"], self._browser(request)
        browser, now = known or secrets.token_urlsafe(32), self.turns.clock()
        found, file = await self._find(request)
        if found is None or file is None:
            return pages.no_file()
        claim = partial(file_links.claim, token=token, browser=browser, now=now)
        if not await self.turns.database.run(claim):
            return pages.file_taken(found.language)
        if known:
            where = {"Location": f"{PATH}{token}/tai-ve"}
            response: web.StreamResponse = web.Response(status=303, headers=where)
        else:  # it keeps no cookies: it is given the file at once, or would never have it
            response = await self._file(found)
        self._mark(request, response, browser)
        return response

    async def fetch(self, request: web.Request) -> web.StreamResponse:
        """The file, for the browser that has it."""
        found, file = await self._find(request)
        if found is None or file is None:
            return pages.no_file()
        if found.opened_by is None:  # nobody has taken it yet: there is the button
            return web.Response(status=303, headers={"Location": PATH + request.match_info["token"]})
        if not self._may_have(found, request):
            return pages.file_taken(found.language)
        return await self._file(found)

    async def _find(self, request: web.Request) -> tuple[Found | None, Upload | None]:
        token, now = request.match_info["token"], self.turns.clock()

        def work(session: FlowSession) -> tuple[Found | None, Upload | None]:
            found = file_links.find(session, token, now)
            return found, files.find(session, found.file_id) if found else None

        return await self.turns.database.read(work)

    async def _file(self, found: Found) -> web.StreamResponse:
        """Of what was sent in it is not told what it is: no browser is to run it."""
        find = partial(stored.find, file_id=found.file_id, whole=True, trusted=found.made)
        file: File | None = await self.turns.database.read(find)
        if file is None:
            return pages.no_file()
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"}
        return web.Response(body=file.data, content_type=file.kind, headers=headers)

    def _browser(self, request: web.Request) -> str | None:
        found = request.cookies.get(COOKIE, "")
        return found if BROWSER.fullmatch(found) else None

    def _may_have(self, found: Found, request: web.Request) -> bool:
        browser = self._browser(request)
        return found.opened_by is None or (
            browser is not None and secrets.compare_digest(file_links.digest(browser), found.opened_by)
        )

    def _mark(self, request: web.Request, response: web.StreamResponse, browser: str) -> None:
        """The cookie is of this link alone: nothing tells that the same person has two."""
        path, age = PATH + request.match_info["token"], int(file_links.KEPT.total_seconds())
        response.set_cookie(
            COOKIE, browser, max_age=age, path=path, httponly=True, samesite="Lax", secure=self.secure
        )
