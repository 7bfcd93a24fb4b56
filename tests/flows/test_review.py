"""The review's edges, where a conversation seldom goes: refusals and where they lead, texts, limits."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from flows import review, review_words, secrecy
from flows.access import CONSENTS
from flows.replies import Answer, Choice, FlowError, Reply, Show, Text
from storage import accounts
from storage.accounts import Actor, State
from storage.cycles import Cycle
from storage.engines import FlowSession
from storage.members import Vault
from tests.conftest import make_member
from tests.organisations import LASTS, cell_of, joins, opens


@dataclass(slots=True)
class Sitting:
    """A member at his review: every step with the same session and clock."""

    session: FlowSession
    actor: Actor
    cycle: Cycle
    now: datetime

    def does(self, step: Any, *parts: Any) -> Answer:
        """Take a step."""
        answer: Answer = step(self.session, self.actor, *parts, self.now)
        return answer

    def card(self, step: Any, *parts: Any) -> Reply:
        """A step that answers with a card."""
        answer = self.does(step, *parts)
        assert isinstance(answer, Reply), answer
        return answer

    def begins(self, way: str = "sign") -> Reply:
        """Begin."""
        return self.card(review.begin, self.cycle.id, way)

    def answers_all(self) -> None:
        """Nothing to mark."""
        self.begins("group")
        for page in range(3):
            self.card(review.finish_page, self.cycle.id, page)

    def refused(self, step: Any, *parts: Any) -> FlowError:
        """A step that is refused."""
        with pytest.raises(FlowError) as found:
            self.does(step, *parts)
        return found.value


@pytest.fixture
def sitting(session: FlowSession, now: datetime) -> Sitting:
    """A member of a cell of nine who has agreed, a cycle just opened."""
    cell = cell_of(session, now, "CB1", 9)
    vault = session.exec(select(Vault.id).where(Vault.member_id == cell.members[0])).one()
    consents = frozenset({f"review/{CONSENTS['review']}"})
    actor = Actor(
        account_id=1,
        bot="web",
        language="vi",
        vault_id=vault,
        member_id=cell.members[0],
        unit_id=cell.unit_id,
        timezone="Asia/Ho_Chi_Minh",
        consents=consents,
        roles=frozenset(),
        state=State(),
    )
    return Sitting(session, actor, opens(session, now, "CB1"), now)


def keys(reply: Reply) -> list[str]:
    """The texts of a card by their keys."""
    return [line.key for line in reply.lines if isinstance(line, Text)]


def causes(reply: Reply) -> list[Choice]:
    """The causes on a card."""
    return [item for row in reply.rows for item in row if item.verb.startswith("cause:")]


def test_who_was_there_when_it_opened_is_no_joiner(sitting: Sitting) -> None:
    assert "review-opening-joiner" not in keys(sitting.card(review.show))


def test_who_came_later_is_told_that_he_is_not_counted(sitting: Sitting) -> None:
    member = make_member(sitting.session, sitting.actor.unit_id or 0, "Người mới", sitting.now)
    vault = joins(sitting.session, sitting.now, member)
    sitting.actor = replace(sitting.actor, member_id=member, vault_id=vault)
    assert "review-opening-joiner" in keys(sitting.card(review.show))


def test_the_menu_says_where_he_stands(sitting: Sitting) -> None:
    def line() -> tuple[str, dict[str, Any]]:
        found = review.standing(sitting.session, sitting.actor, sitting.now)
        return found.key, dict(found.args)

    assert line() == ("menu-cycle-open", {"done": 0, "total": 27, "closes": "09:00 06/12/2026"})
    sitting.begins()
    sitting.card(review.rate, sitting.cycle.id, "1.1", "0")
    assert line()[1]["done"] == 1
    sitting.answers_all()
    sitting.does(review.submit, sitting.cycle.id, True)
    assert line() == ("menu-handed-in", {"closes": "09:00 06/12/2026"})
    sitting.does(review.reopen, sitting.cycle.id)
    sitting.does(review.hand_in_paper, sitting.cycle.id)
    assert line() == ("menu-handed-in", {"closes": "09:00 06/12/2026"})
    sitting.now += LASTS
    assert line() == ("menu-no-cycle", {})


def test_before_the_first_cycle_there_is_nothing_to_review(sitting: Sitting) -> None:
    cell = cell_of(sitting.session, sitting.now, "CB2", 3)
    vault = sitting.session.exec(select(Vault.id).where(Vault.member_id == cell.members[0])).one()
    sitting.actor = replace(sitting.actor, vault_id=vault, member_id=cell.members[0], unit_id=cell.unit_id)
    assert sitting.card(review.show).lines == (Text("review-between-nothing"),)


def test_after_the_pages_come_the_ticked_signs(sitting: Sitting) -> None:
    sitting.begins("group")
    sitting.card(review.tick, sitting.cycle.id, "1.2+,2.4+")
    for page in range(2):
        sitting.card(review.finish_page, sitting.cycle.id, page)
    assert sitting.card(review.finish_page, sitting.cycle.id, 2).here == f"detail:{sitting.cycle.id}:1.2"
    sitting.card(review.rate, sitting.cycle.id, "1.2", "1")
    assert sitting.card(review.go_on, sitting.cycle.id).here == f"detail:{sitting.cycle.id}:2.4"


@pytest.mark.parametrize(
    ("step", "parts"),
    [
        (review.begin, (99, "sign")),
        (review.rate, (1, "1.1", "7")),
        (review.rate, (1, "1.1", "y")),
        (review.rate, (1, "2.3", "1")),
        (review.ask, (1, "9.9")),
        (review.show_page, (1, 3)),
        (review_words.write, (1, "shoes", "1.1", "chữ")),
        (review.hand_in_paper, (99,)),
    ],
)
def test_what_there_is_not_leads_back_to_the_review(
    sitting: Sitting, step: Any, parts: tuple[Any, ...]
) -> None:
    if step is not review.hand_in_paper:
        sitting.begins()
    own = {1: sitting.cycle.id}
    refusal = sitting.refused(step, own.get(parts[0], parts[0]), *parts[1:])
    assert (refusal.text.key, refusal.place) == ("review-unknown", "review")


@pytest.mark.parametrize("step", [(review.begin, "sign"), (review.hand_in_paper,)])
def test_a_cycle_that_has_closed_takes_nothing(sitting: Sitting, step: tuple[Any, ...]) -> None:
    sitting.now += LASTS + timedelta(days=1)
    refusal = sitting.refused(step[0], sitting.cycle.id, *step[1:])
    assert refusal.place == "review"
    assert refusal.text.key in ("review-unknown", "review-closed")


def test_several_causes_at_once(sitting: Sitting) -> None:
    sitting.begins()
    sitting.card(review.rate, sitting.cycle.id, "1.5", "1")
    detail = sitting.card(review.detail, sitting.cycle.id, "1.5")
    causes = [c.verb.split(":")[-1][:-1] for row in detail.rows for c in row if c.verb.startswith("cause:")][
        :2
    ]
    card = sitting.card(review.cause, sitting.cycle.id, "1.5", f"{causes[0]}+,{causes[1]}+")
    assert [c.ticked for row in card.rows for c in row if c.verb.startswith("cause:")][:2] == [True, True]


def test_the_longest_words_fit_and_one_more_letter_does_not(sitting: Sitting) -> None:
    longest = review_words.LONGEST
    assert secrecy.check("a" * longest, longest) == "a" * longest
    with pytest.raises(FlowError, match="text-too-long"):
        secrecy.check("a" * (longest + 1), longest)


def test_submitting_twice_shows_the_receipt_without_reproach(sitting: Sitting) -> None:
    sitting.answers_all()
    assert sitting.does(review.submit, sitting.cycle.id, True) == Show("review", Text("review-submitted-now"))
    assert sitting.does(review.submit, sitting.cycle.id, True) == Show("review")
    sitting.now += LASTS
    assert sitting.refused(review.submit, sitting.cycle.id, True).text.key == "review-closed"


def test_a_copy_that_is_not_kept_leads_back(sitting: Sitting) -> None:
    refusal = sitting.refused(review.last, sitting.cycle.id)
    assert (refusal.text.key, refusal.place) == ("review-no-copy", "review")


def test_details_of_a_sign_that_is_not_marked_ask_about_it(sitting: Sitting) -> None:
    sitting.begins()
    number = sitting.cycle.id
    assert sitting.card(review.detail, number, "1.1").here == f"sign:{number}:1.1"
    sitting.card(review.rate, number, "1.1", "2")
    assert sitting.card(review.detail, number, "1.1").here == f"detail:{number}:1.1"
    sitting.card(review.rate, number, "2.3", "y")
    assert sitting.card(review.detail, number, "2.3").here == f"sign:{number}:2.3"


def test_paper_makes_his_other_chats_forget_what_they_showed(sitting: Sitting) -> None:
    account = accounts.add_account(sitting.session, "web", "page-2", "vi", sitting.now)
    accounts.link(sitting.session, account, sitting.actor.vault_id or 0, "page-2")
    state = State(here="sign:1:1.1", offered=[["1", "rate:1:1.1:0", "Không có"]])
    accounts.save_state(sitting.session, account, sitting.actor.vault_id, state)
    sitting.does(review.hand_in_paper, sitting.cycle.id)
    found = accounts.find_actor(sitting.session, "web", "page-2", sitting.now, "Asia/Ho_Chi_Minh")
    assert found
    assert found.state == State()
