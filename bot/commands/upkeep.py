"""``tusoi migrate``, ``backup``, ``restore``, ``retention``: keeping the databases."""

from pathlib import Path
from typing import Annotated

import typer

from bot.commands import output, sessions

COLUMNS = {"name": "What", "rows": "Rows"}


def migrate(as_json: output.Json = False) -> None:
    """Make the databases and the master key, or bring them up to date."""
    with output.refusals():
        found = sessions.settings()
        with sessions.opened(found, create_key=True) as databases:
            from storage import schema

            before = schema.revision_of(databases.engine)
            schema.initialise(databases.engine, databases.store, databases.keyring, False, sessions.clock())
        made = before is None
        done = {"made": made, "from": before, "to": schema.HEAD}
    sentence = "The database is ready." if made else f"The database is at revision {schema.HEAD}."
    if made and found.master_key is None:
        output.note(
            f"The master key is in {found.master_key_file}. Keep a copy of it apart from the backups:"
            " without it nothing can be read."
        )
    output.value(done, as_json, sentence)


def backup(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="TUSOI_BACKUP_DIR if left out.")
    ] = None,
    as_json: output.Json = False,
) -> None:
    """Write a backup while the bot runs. The keys go into one file, keys.backup, that is replaced each time.

    Keep the two apart, and never keep old copies of keys.backup: what members delete must stay deleted.
    """
    with sessions.ready() as databases:
        from storage import backups

        where = folder or databases.settings.backup_dir
        file = backups.backup(databases.engine, databases.store, where, sessions.clock(), sessions.durable)
    done = {"content": str(file), "keys": str(where / backups.KEYS_FILE)}
    output.value(done, as_json, f"Wrote {file} and {done['keys']}.")


def restore(
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="A backup of the content.")] = None,
    keys: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The keys' backup, if they are lost.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace what is in the database.")] = False,
    as_json: output.Json = False,
) -> None:
    """Bring a backup back. Stop the bot first. Whoever was deleted since stays deleted."""
    if file is None and keys is None:
        raise typer.BadParameter("Name a backup, or --keys with the keys' backup.", param_hint="FILE")
    with output.refusals():
        found = sessions.settings()
        if keys is None and not sessions.exists(found.keys_url):
            output.fail("The key store is missing. Bring it back too (`--keys FILE`).")
        with sessions.opened(found) as databases:
            from storage import backups

            done: dict[str, int] = {}
            if keys is not None:
                done["keys"] = backups.restore_keys(databases.store, databases.keyring, keys)
            if file is not None:
                restored = backups.restore(databases.engine, databases.keyring, file, force=force)
                done |= {"rows": restored.rows, "erased": restored.erased}
                _note_restored(databases)
    words = {"keys": "{} keys", "rows": "{} rows", "erased": "{} deleted owners erased again"}
    output.value(done, as_json, f"Restored: {', '.join(words[key].format(done[key]) for key in done)}.")


def _note_restored(databases: sessions.Opened) -> None:
    from flows import audit

    with sessions.transaction(databases) as work:
        audit.note(work.session, "restored", work.now)


def retention(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count.")] = False,
    as_json: output.Json = False,
) -> None:
    """Erase what has been kept long enough. The bot does it every night."""
    with sessions.working() as work:
        from flows import privacy

        counts = privacy.retain(work.session, work.now, dry_run=dry_run)
    output.rows([{"name": name, "rows": number} for name, number in counts.items()], COLUMNS, as_json)
    if dry_run:
        output.note("Nothing was erased: this was a dry run.")
