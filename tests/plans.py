"""Plans for tests: a review handed in with some marks, and what is kept of a plan."""

from sqlmodel import select

from flows import plan_lines
from flows.plan_lines import Plan
from storage import plans
from storage.engines import FlowSession
from storage.members import Vault
from tests.conversations import Friend, Person, World, agrees, only

MEASURE = "Mỗi tuần dành một buổi tối đọc một nghị quyết và ghi lại ba ý"
"""The first measure suggested for sign 1.3."""


async def hands_in(person: Person, *signs: str, keep: bool = True) -> None:
    """A whole review with these signs marked, by pages, for somebody who has joined."""
    await agrees(person)
    await person.picks("Theo trang")
    for group in "123":
        await _marks(person, [sign for sign in signs if sign.startswith(group)])
    for _ in signs if not isinstance(person, Friend) else ():
        await person.picks("Có dấu hiệu")
        await person.picks("Tiếp tục")
    await person.picks("Nộp và giữ" if keep else "Nộp, xóa")
    assert "đã nộp" in person.text


async def _marks(person: Person, signs: list[str]) -> None:
    """A page with these signs marked; on Zalo in one line, and their degrees are right as they are."""
    if isinstance(person, Friend) and signs:
        numbers = [str(person.labels.index(only(person.labels, f"{sign} ")) + 1) for sign in signs]
        await person.says(" ".join(numbers))
        await person.picks("Đúng rồi")
        return
    for sign in signs:
        await person.picks(f"{sign} ")
    await person.picks("Xong")


async def takes(person: Person, measure: str, due: str = "Cuối năm", helper: str = "Tự tôi") -> None:
    """A suggested measure, its day, who helps."""
    await person.picks(measure)
    await person.picks(due)
    await person.picks(helper)


async def plan_of(world: World, number: int = 0) -> Plan:
    """A member's plan as it is kept."""
    member = world.members[number]

    def work(session: FlowSession) -> Plan:
        vaults = session.exec(select(Vault.id).where(Vault.member_id == member)).all()
        found = [plans.find_content(session, vault)[1] for vault in vaults]
        return plan_lines.load(next((content for content in found if content), None))

    return await world.database.run(work)
