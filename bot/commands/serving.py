"""``tusoi run`` and ``tusoi demo``: the only commands that start the bot."""

from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands import output, sessions

if TYPE_CHECKING:
    from bot.settings import Settings


def run() -> None:
    """Run the bot: the web chat, and Telegram when there is a token.

    With neither a token nor a database of your own, the demo is started.
    """
    with output.refusals():
        found = sessions.settings()
        own = "database_url" in found.model_fields_set or sessions.exists(found.database_url)
        if found.telegram_token is None and not own:
            output.note("There is no database yet, so this is the demo: all people in it are invented.")
            _demo(found)
            return
        with sessions.ready(real=True, found=found):
            pass
        _serve(found, demo=False)


def demo(
    members: Annotated[
        int | None,
        typer.Option(metavar="NUMBER", help="First make a whole province with so many members (from 200)."),
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same people and figures.")] = 1,
) -> None:
    """Run the demo: invented people, an open cycle, the web chat on this machine only."""
    with output.refusals():
        found = sessions.settings()
        if found.telegram_token is not None:
            output.fail("The demo talks to no platform. Unset TUSOI_TELEGRAM_TOKEN, or use `tusoi run`.")
        output.note("This is the demo: all people in it are invented.")
        if members is not None:
            _province(found, members, seed)
        _demo(found)


def _province(found: "Settings", members: int, seed: int) -> None:
    """Make it, where there is no demo yet."""
    from rich.console import Console
    from rich.progress import Progress

    from bot import provinces
    from bot import settings as module

    with (
        sessions.opened(module.for_demo(found), create_key=True) as databases,
        Progress(console=Console(stderr=True), transient=True) as progress,
    ):
        bar = progress.add_task("", total=None)

        def told(name: str, step: int, steps: int) -> None:
            progress.update(bar, description=name, completed=step, total=steps)

        provinces.build(databases.engine, databases.keyring, members, seed, sessions.clock(), told)
    output.note(f"The province is made: {members} members.")


def _demo(found: "Settings") -> None:
    from bot import settings as module

    playing = module.for_demo(found)
    output.note(
        f"Open http://{playing.web_host}:{playing.web_port} and choose whom to play. Ctrl+C stops it."
    )
    _serve(playing, demo=True)


def _serve(found: "Settings", *, demo: bool) -> None:
    from bot import app

    app.run(found, demo)
