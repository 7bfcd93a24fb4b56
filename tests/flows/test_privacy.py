"""Every table is named in what a member may see, take along and delete, or named as free of personal data."""

import pytest
from sqlalchemy import MetaData
from sqlmodel import SQLModel

from flows import privacy
from flows.replies import text
from locales import texts


def unlisted(metadata: MetaData) -> set[str]:
    """Tables nobody has thought about."""
    return {table.name for table in metadata.sorted_tables} - set(privacy.PERSONAL) - set(privacy.FREE)


def test_every_table_is_listed_once() -> None:
    assert unlisted(SQLModel.metadata) == set()
    assert set(privacy.PERSONAL) & set(privacy.FREE) == set()
    assert set(privacy.PERSONAL) | set(privacy.FREE) == {
        table.name for table in SQLModel.metadata.sorted_tables
    }


@pytest.mark.parametrize("name", [*privacy.PERSONAL, *privacy.FREE])
def test_a_table_that_is_not_listed_is_noticed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for listed in (privacy.PERSONAL, privacy.FREE):
        monkeypatch.delitem(listed, name, raising=False)
    assert unlisted(SQLModel.metadata) == {name}


@pytest.mark.parametrize("name", list(privacy.PERSONAL))
def test_every_personal_table_has_a_basis_a_time_and_a_heading(name: str) -> None:
    kept = privacy.PERSONAL[name]
    assert kept.basis
    assert kept.until
    for language in texts.LANGUAGES:
        assert texts.plain(language, text(f"export-{name}"))
        assert texts.catalogue(language).has_message(kept.see)


def test_every_free_table_has_a_reason() -> None:
    assert all(privacy.FREE.values())
