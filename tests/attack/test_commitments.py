"""Shared commitments give an attacker nothing: everybody knows them, with the name, and they lead nowhere.

They are one more thing that is known of a member. If writing one took a mark or a line of a plan, or if the
page told anything of either, they would be links, and `solver.links` would have to name them.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from flows import commitments, disclosure
from flows.replies import FlowError, Reply
from storage import tables
from storage.accounts import Actor
from storage.commitments import Commitment
from tests.attack import history, observers, organisations, shape
from tests.attack.emitted import Ledger, Seen, Viewer
from tests.attack.organisations import CHECKLIST, Person, Tree, World

SIZE = 12
WORDS = "Mỗi buổi họp phát biểu một lần"
K = disclosure.threshold(disclosure.STEP)
TABLE = tables.metadata.tables["commitment"]


@pytest.fixture
def world() -> Iterator[World]:
    """One cell with a secretary, in which nobody has answered anything yet."""
    with history.new_world(40) as made:
        tree = Tree(top=0)
        tree.top = organisations.add_cell(made, tree, None, SIZE)
        made.trees.append(tree)
        made.offices = {
            member: held for member, held in made.offices.items() if ("secretary", tree.top) in held
        }
        yield made


def actor(world: World, person: Person) -> Actor:
    """A member at the organisation's own web chat."""
    return observers.actor(world, Viewer(person.member, "member", person.cell))


def promise(world: World, person: Person) -> None:
    """He puts his words on the page."""
    commitments.write(world.session, actor(world, person), WORDS, world.now)


def live(world: World) -> Seen:
    """A cycle, in which they hand in reviews and keep plans; what was seen of it."""
    return history.run_cycle(world, {world.trees[0].top: disclosure.STEP}, Ledger()).seen


def pages(world: World) -> list[list[Reply]]:
    """The page as each member reads it, to its last screen."""
    return [screens(world, actor(world, person)) for person in world.people.values()]


def screens(world: World, who: Actor) -> list[Reply]:
    """All screens of the page."""
    found: list[Reply] = []
    offered = {"commitments:0"}
    while f"commitments:{len(found)}" in offered:
        found.append(commitments.page(world.session, who, len(found), world.now))
        offered = {item.verb for row in found[-1].rows for item in row}
    return found


def rows(world: World) -> list[dict[str, Any]]:
    """What is stored, as bytes."""
    found = world.session.connection().execute(sa.select(TABLE).order_by(TABLE.c.vault_id))
    return [dict(row._mapping) for row in found]


def test_the_page_and_the_figures_know_nothing_of_each_other(world: World) -> None:
    """Everybody may write one before he has marked or planned anything; the page is the same when he has."""
    people = list(world.people.values())
    for person in people:
        promise(world, person)
    page, stored = pages(world), rows(world)
    seen = live(world)
    assert any(person.stands for person in people)
    assert "open" in {subject.figure for subject in seen.everything}
    assert (pages(world), rows(world)) == (page, stored)
    cards = shape.album(world)
    for person in people:
        commitments.revoke(world.session, actor(world, person), world.now)
    assert shape.album(world) == cards
    for person in people:
        promise(world, person)
    assert pages(world) == page


def test_no_column_leads_to_a_review_or_a_plan() -> None:
    """What refers to something else refers to whose it is and where it stands, and what it says is sealed."""
    assert {key.column.table.name for key in TABLE.foreign_keys} == {"vault", "unit"}
    assert set(Commitment.model_fields) == {"id", "vault_id", "unit_id", "words", "until_at"}


def test_no_number_of_a_sign_stands_on_the_page(world: World) -> None:
    author = actor(world, next(iter(world.people.values())))
    for sign in (sign.id for group in CHECKLIST.groups for sign in group.signs):
        for words in (
            sign,
            f"Sửa điều {sign}.",
            f"Sửa ({sign}) năm nay",
            f"Điều {sign}: sửa",
            f"{sign}, sửa",
        ):
            with pytest.raises(FlowError, match="commitment-no-sign"):
                commitments.write(world.session, author, words, world.now)
    assert rows(world) == []


def test_below_k_the_page_is_closed_and_the_same_whatever_their_number(world: World) -> None:
    """To those who stand on it and to those who do not: nobody is told how many do."""
    people = list(world.people.values())
    readers = [actor(world, person) for person in (people[0], people[-1])]
    (closed,) = screens(world, readers[0])
    for person in people[: K - 1]:
        promise(world, person)
        assert [screens(world, who) for who in readers] == [[closed], [closed]]
    promise(world, people[K - 1])
    opened, same = (screens(world, who) for who in readers)
    assert opened == same != [closed]
    commitments.revoke(world.session, readers[0], world.now)
    assert [screens(world, who) for who in readers] == [[closed], [closed]]
