"""Making the invented province: one transaction a step, with a word about how far it is."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from itertools import chain

from sqlalchemy import Engine

from flows import demo_cycles, demo_province
from storage import schema
from storage.encryption import Keyring
from storage.engines import transaction, waiting_less

Progress = Callable[[str, int, int], None]


def build(engine: Engine, keyring: Keyring, size: int, seed: int, now: datetime, progress: Progress) -> None:
    """Make the database, if there is none, and a province in it. Raises what `demo_province` does."""
    province = demo_province.plan(size, seed, now)
    if schema.revision_of(engine) is None:
        schema.initialise(engine, keyring.store, keyring, True, now)
    schema.check(engine, keyring.store, keyring)
    with ExitStack() as stack:
        for one in (engine, keyring.store):
            stack.enter_context(waiting_less(one, "off"))
        for stage in chain(demo_province.stages(province), demo_cycles.stages(province)):
            step, more = 0, True
            while more:
                progress(stage.name, min(step, stage.steps), stage.steps)
                with transaction(engine, keyring) as session:
                    more = stage.work(session, step)
                step += 1
            progress(stage.name, stage.steps, stage.steps)
    _analyse(engine)


def _analyse(engine: Engine) -> None:
    """Give the database what it would know of tables that grew slowly."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
