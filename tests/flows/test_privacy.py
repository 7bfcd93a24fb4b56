"""Every table is named in what a member may see, take along and delete, or named as free of personal data."""

import pytest
from sqlalchemy import MetaData
from sqlmodel import SQLModel

from flows.kept import FREE, PERSONAL
from flows.replies import text
from locales import texts


def unlisted(metadata: MetaData) -> set[str]:
    """Tables nobody has thought about."""
    return {table.name for table in metadata.sorted_tables} - set(PERSONAL) - set(FREE)


def test_every_table_is_listed_once() -> None:
    assert unlisted(SQLModel.metadata) == set()
    assert set(PERSONAL) & set(FREE) == set()
    assert set(PERSONAL) | set(FREE) == {table.name for table in SQLModel.metadata.sorted_tables}


@pytest.mark.parametrize("name", [*PERSONAL, *FREE])
def test_a_table_that_is_not_listed_is_noticed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for listed in (PERSONAL, FREE):
        monkeypatch.delitem(listed, name, raising=False)
    assert unlisted(SQLModel.metadata) == {name}


@pytest.mark.parametrize("name", list(PERSONAL))
def test_every_personal_table_has_a_basis_a_time_and_a_heading(name: str) -> None:
    kept = PERSONAL[name]
    assert kept.basis
    assert kept.until
    for language in texts.LANGUAGES:
        assert texts.plain(language, text(f"export-{name}"))
        assert texts.catalogue(language).has_message(kept.see)


def test_every_free_table_has_a_reason() -> None:
    assert all(FREE.values())
