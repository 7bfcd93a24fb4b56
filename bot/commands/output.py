"""What a command shows: a table for people or JSON for programmes, and one plain sentence for a refusal."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any, NoReturn

import typer

Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
REFUSED, WRONG = 1, 2


def rows(items: Sequence[Mapping[str, Any]], columns: Mapping[str, str], as_json: bool) -> None:
    """A listing. Ids are written as text: they have more digits than JSON's readers keep."""
    if as_json:
        typer.echo(
            json.dumps([{key: _json(item[key]) for key in columns} for item in items], ensure_ascii=False)
        )
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for heading in columns.values():
        table.add_column(heading, overflow="fold")
    for item in items:
        table.add_row(*(_text(item[key]) for key in columns))
    console = Console(highlight=False, markup=False)
    if not console.is_terminal:  # a pipe or a file: nothing is folded
        console = Console(highlight=False, markup=False, width=240)
    console.print(table)


def value(item: Mapping[str, Any], as_json: bool, sentence: str) -> None:
    """What a command did: a sentence, or JSON."""
    if as_json:
        typer.echo(json.dumps({key: _json(found) for key, found in item.items()}, ensure_ascii=False))
    else:
        typer.echo(sentence)


def note(sentence: str) -> None:
    """Something beside the result: it goes where it disturbs no programme."""
    typer.echo(sentence, err=True)


def id_of(what: str, where: str) -> Callable[[str], int]:
    """Reads an id that is typed; anything else is told what it should be, and where such ids are shown."""

    def read(said: str) -> int:
        if not (said.isascii() and said.isdigit() and len(said) < 20):
            raise typer.BadParameter(f"“{said}” is not the id of {what}: `{where}` shows them.")
        return int(said)

    return read


MEMBER = id_of("a member", "tusoi member list --unit CODE")


def interactive() -> bool:
    """Whether somebody is there to be asked."""
    return sys.stdin.isatty()


def fail(sentence: str, status: int = REFUSED) -> NoReturn:
    """End with a sentence."""
    note(sentence)
    raise typer.Exit(status)


@contextmanager
def refusals() -> Iterator[None]:
    """Turns whatever may go wrong into one clear sentence; a traceback helps no operator."""
    try:
        yield
    except (typer.Exit, typer.Abort, typer.BadParameter):
        raise
    except Exception as error:
        sentence, status = _sentence(error)
        fail(sentence, status)


def _sentence(error: Exception) -> tuple[str, int]:
    from bot.settings import SettingsError

    if isinstance(error, SettingsError):
        return str(error), WRONG
    loaded = sys.modules
    if "flows.replies" in loaded and isinstance(error, loaded["flows.replies"].FlowError):
        from locales import texts

        return texts.plain("en", error.text), REFUSED
    for module, name in (("storage.schema", "SchemaError"), ("storage.backups", "BackupError")):
        if module in loaded and isinstance(error, getattr(loaded[module], name)):
            return str(error), REFUSED
    if "sqlalchemy" in loaded and isinstance(error, loaded["sqlalchemy"].exc.OperationalError):
        reason = str(error.orig).strip().splitlines()[0]
        return f"The database cannot be used: {reason}.", REFUSED
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}.", REFUSED
    return f"This is a fault of the programme, please report it: {type(error).__name__}.", REFUSED


def _json(found: Any) -> Any:
    if isinstance(found, datetime):
        return found.isoformat()
    if isinstance(found, int) and not isinstance(found, bool) and abs(found) > 2**53:
        return str(found)
    return found


def _text(found: Any) -> str:
    if isinstance(found, datetime):
        return found.strftime("%Y-%m-%d %H:%M")
    if isinstance(found, bool):
        return "yes" if found else "no"
    if isinstance(found, (list, tuple)):
        return ", ".join(map(str, found))
    return "" if found is None else str(found)
