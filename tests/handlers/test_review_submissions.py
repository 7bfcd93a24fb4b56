"""Handing in the self-review, and afterwards."""

from datetime import timedelta

from storage.cycles import Cycle
from storage.engines import FlowSession
from tests.conversations import NUMBERED_ONLY, Page, Person, begins, finishes_pages


async def test_submitting_with_something_missing_is_refused(page: Page) -> None:
    await begins(page)
    await page.says("không")
    cycle = page.world.cycle_id
    await page.taps(f"sum:{cycle}")
    assert "Còn 26 điều chưa trả lời" in page.text
    assert not [label for label in page.labels if label.startswith("Nộp")]
    await page.taps(f"submit:{cycle}:keep")
    assert "chưa nộp được" in page.text
    assert "Biểu hiện 2/27" in page.text


async def submits(person: Person, how: str = "Nộp và giữ") -> None:
    """A whole review with one mark."""
    await begins(person)
    await person.picks("Có dấu hiệu")
    await person.picks("Tiếp tục")
    await finishes_pages(person)
    await person.picks(how)
    assert "đã nộp" in person.text


async def test_a_submitted_review_is_reopened_until_the_cycle_closes(person: Person) -> None:
    await submits(person, "Nộp, xóa")
    assert "sửa được đến 09:00 06/12/2026" in person.text
    await person.picks("Mở lại để sửa")
    await person.picks("Sửa 1.1")
    await person.picks("Thực ra tôi không")
    await person.picks("Nộp và giữ")
    assert "được giữ lại cho riêng đồng chí" in person.text
    person.world.passes(days=14)
    await person.picks("Mở lại để sửa") if not isinstance(person, NUMBERED_ONLY) else await person.says("3")
    assert "đã đóng lúc 09:00 06/12/2026" in person.text


async def test_afterwards_it_is_read_only_and_says_when_the_next_one_opens(person: Person) -> None:
    world = person.world
    await submits(person)
    world.passes(days=20)
    await person.says("/tusoi")
    assert "đã đóng lúc 09:00 06/12/2026" in person.text
    assert "Đợt tiếp theo chưa có ngày" in person.text

    def plan(session: FlowSession) -> None:
        opens = world.now + timedelta(days=30)
        session.add(
            Cycle(
                unit_id=world.unit_id,
                checklist="nq04_2016",
                version="1",
                opens_at=opens,
                closes_at=opens + timedelta(days=14),
            )
        )

    await world.database.run(plan)
    await person.says("/tusoi")
    assert "Đợt tiếp theo mở ngày 11/01/2027" in person.text
    await person.picks("Xem bài đợt trước")
    assert "Chỉ để xem" in person.text
    assert "• 1.1" in person.text
    await person.picks("Quay lại")
    assert "đã đóng" in person.text


async def test_the_copy_of_last_time_is_on_the_next_opening_card(person: Person) -> None:
    await submits(person)
    person.world.passes(days=100)
    await person.world.opens_cycle()
    await person.says("/tusoi")
    assert "Đợt trước (đóng ngày 06/12/2026) đồng chí ghi 1 biểu hiện" in person.text
    await person.picks("Xem bài đợt trước")
    assert "• 1.1" in person.text
    await person.picks("Quay lại")
    await person.picks("Theo trang")
    assert "(1 điều" not in " ".join(person.labels), "a new review begins empty"
