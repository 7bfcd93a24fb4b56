"""``tusoi doctor --zalo``: ten things that nobody could try without a live bot (zalo.md, D).

Each step tells the operator what to do, waits, and says what came; what follows from it is listed at the end.
"""

import asyncio
import secrets
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from bot.channels import zalo_wire
from bot.channels.zalo_bot import CAPABILITIES, IDLE, NOT_FOUND, POLL_MARGIN, UNAUTHORISED
from bot.commands.zalo_probe import Answer, Listener, Operator, Wire, listening, shape, until

NOTHING, REPORT = "nothing", "please report it: the bot expects something else"
NOT_TRIED, LATER = "not tried", "try again later"
NAMES = (
    "getMe",
    "getUpdates when nothing came",
    "a text arrives",
    "the field of a picture",
    "2,000 and 2,001 letters",
    "an emoji in text_styles",
    "bold and italic",
    "setWebhook and its probe",
    "an event again after a refusal",
    "members' messages count",
)
AT_ONCE, PAUSE = 0.1, 1.0
"""Seconds: after an answer that comes sooner so long nothing is asked, as the platform may be in trouble."""
MESSAGES = 3
"""So many are written to see whether they count."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: for one poll, for what the operator is to do, for an event that was refused to come again."""

    poll: float = 20
    person: float = 180.0
    again: float = 120.0


@dataclass(slots=True)
class Run:
    """One going through of the checks. `chat`: the operator's, once it is known."""

    wire: Wire
    operator: Operator
    host: str
    port: int
    public_url: str | None = None
    patience: Patience = Patience()
    chat: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What a check found, and which setting or switch follows from it."""

    check: str
    result: str
    follows: str = NOTHING


async def check_all(run: Run) -> list[Result]:
    """All ten in their order; what needs an earlier one that failed is not tried."""
    first = await get_me(run)
    found = [first]
    if first.follows == NOTHING and await alone(run):
        found += [await step(run) for step in (idle, words, picture, lengths, emoji, styles)]
        found += await webhook(run)
        found.append(await counting(run))
    numbered = enumerate([*found, *(Result(name, NOT_TRIED) for name in NAMES[len(found) :])], 1)
    return [replace(one, check=f"{number}. {one.check}") for number, one in numbered]


async def alone(run: Run) -> bool:
    """While a webhook is set nothing can be polled; it is taken away only with the operator's consent."""
    result = (await run.wire.post("getWebhookInfo")).result
    if not isinstance(result, dict) or not result.get("url"):
        return True
    question = "A webhook is set, and nothing can be polled meanwhile. Take it away? It is not set again."
    if not await run.operator.agrees(question):
        return False
    answer = await run.wire.post("deleteWebhook")
    run.operator.say(f"deleteWebhook: {answer}")
    return answer.fine


async def get_me(run: Run) -> Result:
    """Whether the token is good, at this address."""
    answer = await run.wire.post("getMe")
    _show(run, answer.result)
    follows = f"the platform is in trouble: {LATER}"
    if answer.code in (UNAUTHORISED, NOT_FOUND):
        follows = "correct TUSOI_ZALO_BOTS, or TUSOI_ZALO_BOT_API_BASE"
    return Result(NAMES[0], str(answer), NOTHING if answer.fine else follows)


async def idle(run: Run) -> Result:
    """What is answered when nothing came; what waits from before is taken out first."""
    run.operator.say("Please write nothing to the bot for a moment.")
    end, answer = time.monotonic() + run.patience.person, await _poll(run)
    while (came := answer.fine and zalo_wire.updates_of(answer.result)) and time.monotonic() < end:
        answer = await _poll(run)
    known = (answer.fine and not came) or answer.code == IDLE
    return Result(NAMES[1], f"{answer}, after {answer.seconds:.0f} s", NOTHING if known else REPORT)


async def words(run: Run) -> Result:
    """How a text arrives. Whoever writes what only the operator was told is the operator."""
    update, listed = await _written(run, "xin chào")
    if update is None:
        return Result(NAMES[2], "nothing came that could be read", REPORT)
    found = zalo_wire.arrived(update)
    run.chat = found.chat if found else ""
    sender = update["message"].get("from")
    same = "the same as" if isinstance(sender, dict) and run.chat == sender.get("id") else "not"
    return Result(NAMES[2], f"{'in a list' if listed else 'one object'}; chat.id is {same} from.id")


async def picture(run: Run) -> Result:
    """In which field a picture's address is."""
    if not run.chat:
        return Result(NAMES[3], NOT_TRIED)
    run.operator.say("Send the bot a picture of nothing private now.")
    update, _ = await _update(run, lambda one: one.chat == run.chat and one.text is None)
    if update is None:
        return Result(NAMES[3], "nothing came", REPORT)
    fields = [name for name in ("photo_url", "photo") if name in update["message"]]
    found = zalo_wire.arrived(update)
    return Result(NAMES[3], ", ".join(fields) or "neither", NOTHING if found and found.photo else REPORT)


async def lengths(run: Run) -> Result:
    """The longest text, to the letter."""
    if not run.chat:
        return Result(NAMES[4], NOT_TRIED)
    longest = CAPABILITIES.longest
    answers = [await _send(run, "Tự soi 67." * (longest // 10) + more) for more in ("", "+")]
    fits, over = (answer.fine for answer in answers)
    told = f"{longest}: {'accepted' if fits else answers[0]}; {longest + 1}: "
    told += "accepted" if over else str(answers[1])
    follows = "`longest` in bot/channels/zalo_bot.py must be smaller"
    if answers[0].code != 400:
        follows = f"it was refused for another reason: {LATER}"
    return Result(NAMES[4], told, NOTHING if fits else follows)


async def emoji(run: Run) -> Result:
    """Whether places are counted in UTF-16 units, where an emoji is two."""
    shown = await _styled(
        run, "😀😀 <b>đậm</b> thường", "Is exactly the word “đậm” bold, neither more nor less?"
    )
    if shown is None:
        return Result(NAMES[5], NOT_TRIED if not run.chat else "refused", NOTHING if not run.chat else REPORT)
    if shown:
        return Result(NAMES[5], "an emoji counts two (UTF-16)")
    if not await run.operator.agrees("Is any of its letters bold?"):
        return Result(NAMES[5], "nothing is bold", "see the next check")
    return Result(NAMES[5], "the bold letters are elsewhere", "`styled` in bot/channels/zalo_wire.py")


async def styles(run: Run) -> Result:
    """Whether styles are seen at all."""
    bold = await _styled(run, "chữ <b>đậm</b>", "Is the word “đậm” bold?")
    italic = await _styled(run, "chữ <i>nghiêng</i>", "Is the word “nghiêng” italic?")
    if bold is None or italic is None:
        return Result(NAMES[6], NOT_TRIED if not run.chat else "refused", NOTHING if not run.chat else REPORT)
    seen = f"bold: {'seen' if bold else 'not seen'}, italic: {'seen' if italic else 'not seen'}"
    return Result(NAMES[6], seen, NOTHING if bold and italic else "harmless: the words arrive without it")


async def webhook(run: Run) -> list[Result]:
    """The two checks that need a public address, at the place where the bot would listen."""
    if run.public_url is None:
        told = f"{NOT_TRIED}: there is no public address"
        return [Result(name, told, "set TUSOI_PUBLIC_URL to use a webhook") for name in NAMES[7:9]]
    async with listening(run.public_url, run.host, run.port) as listener:
        try:
            first = await hook(run, listener)
            again = await retried(run, listener) if listener.set else Result(NAMES[8], NOT_TRIED)
            return [first, again]
        finally:
            await run.wire.post("deleteWebhook")


async def hook(run: Run, listener: Listener) -> Result:
    """What setting a webhook is answered with, and how the platform looks at the address."""
    answer = await run.wire.post("setWebhook", url=listener.url, secret_token=listener.secret)
    _show(run, answer.result)
    listener.set = answer.fine
    if not answer.fine:
        return Result(NAMES[7], str(answer), "TUSOI_PUBLIC_URL must be a public https address")
    verification = answer.result.get("verification") if isinstance(answer.result, dict) else None
    fine = verification.get("ok") if isinstance(verification, dict) else None
    told = f"verification.ok: {fine}; "
    probe = listener.probe
    if probe is None:
        return Result(NAMES[7], f"{told}no probe came", "does TUSOI_PUBLIC_URL lead to this machine?")
    run.operator.say(f"Its headers: {', '.join(probe.headers)}")
    _show(run, probe.body)
    posted = "the probe" if probe.method == "POST" else f"the probe ({probe.method})"
    told += f"{posted} came {'with' if probe.with_secret else 'without'} the secret"
    if not probe.with_secret:
        return Result(NAMES[7], told, "a probe without the secret needs a 200")
    if fine is False:
        return Result(NAMES[7], told, "see the hint above; the webhook may still work: the next check tells")
    return Result(NAMES[7], told, NOTHING if probe.method == "POST" else REPORT)


async def retried(run: Run, listener: Listener) -> Result:
    """Whether an event comes again that met a web server without its bot."""
    listener.came.clear()
    listener.away = True
    run.operator.say("Write `lần nữa` to the bot now. It is refused once; please wait.")
    if not await until(lambda: bool(listener.events), run.patience.person):
        if listener.came:
            return Result(NAMES[8], "what came could not be read", REPORT)
        return Result(NAMES[8], "nothing came", "does TUSOI_PUBLIC_URL lead to this machine?")
    first = listener.events[0]
    if await until(lambda: bool(listener.again(first)), run.patience.again):
        return Result(NAMES[8], f"sent again after {listener.again(first)[0].at - first.at:.0f} s")
    follows = "what is written while the machine is off may be lost: keep it on"
    return Result(NAMES[8], f"not sent again within {run.patience.again:.0f} s", follows)


async def counting(run: Run) -> Result:
    """Whether what members write counts: only the platform's own number tells."""
    ask = "How many messages of this month are used, by Zalo Bot Creator? (Enter if it does not say)"
    before = await run.operator.number(ask) if run.chat else None
    if before is None:
        return Result(NAMES[9], "not known", "TUSOI_ZALO_COUNTS_BOTH=true, to be safe")
    for number in range(1, MESSAGES + 1):
        if (await _written(run, f"tin {number}"))[0] is None:
            return Result(NAMES[9], "nothing came", "TUSOI_ZALO_COUNTS_BOTH=true, to be safe")
    after = await run.operator.number("And how many now? (Look again in a minute, if it has not changed.)")
    match None if after is None else after - before:
        case 0:
            return Result(NAMES[9], "they do not count", "TUSOI_ZALO_COUNTS_BOTH=false")
        case change if change == MESSAGES:
            return Result(NAMES[9], "they count", "TUSOI_ZALO_COUNTS_BOTH=true")
        case _:
            return Result(NAMES[9], "not clear", "TUSOI_ZALO_COUNTS_BOTH=true, to be safe")


def _show(run: Run, found: Any) -> None:
    for line in shape(found) if isinstance(found, dict | list) else ():
        run.operator.say(f"  {line}")


async def _poll(run: Run) -> Answer:
    wait = run.patience.poll
    answer = await run.wire.post("getUpdates", wait + POLL_MARGIN, timeout=f"{wait:g}")
    if answer.seconds < AT_ONCE:
        await asyncio.sleep(min(PAUSE, wait))
    return answer


async def _update(
    run: Run, wanted: Callable[[zalo_wire.Arrived], bool]
) -> tuple[dict[str, Any] | None, bool]:
    """The next update that is meant, shown; whether it came in a list. Anybody else's is not shown."""
    end = time.monotonic() + run.patience.person
    while time.monotonic() < end:
        answer = await _poll(run)
        for update in zalo_wire.updates_of(answer.result) if answer.fine else ():
            found = zalo_wire.arrived(update)
            if found is not None and found.private and wanted(found):
                _show(run, update)
                return update, isinstance(answer.result, list)
    return None, False


async def _written(run: Run, what: str) -> tuple[dict[str, Any] | None, bool]:
    """The operator writes what he is told to."""
    expected = f"{what} {secrets.randbelow(900) + 100}"
    run.operator.say(f"Write `{expected}` to the bot now.")
    return await _update(run, lambda one: _plain(one.text) == _plain(expected))


def _plain(text: str | None) -> str:
    return unicodedata.normalize("NFC", text or "").strip().casefold()


async def _send(run: Run, html: str) -> Answer:
    text, spans = zalo_wire.styled(html)
    more: dict[str, Any] = {"text_styles": spans} if spans else {}
    return await run.wire.post("sendMessage", chat_id=run.chat, text=text, **more)


async def _styled(run: Run, html: str, question: str) -> bool | None:
    """Whether the operator sees it so; None where it could not be sent."""
    if not run.chat or not (await _send(run, html)).fine:
        return None
    return await run.operator.agrees(question)
