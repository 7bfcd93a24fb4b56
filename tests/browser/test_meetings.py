"""The longest cards about meetings: their words are on one screen of a small phone, without moving it."""

from datetime import UTC, datetime, timedelta

from flows import demo, meeting_dates, units
from storage import attendance, meetings
from storage.engines import FlowSession
from storage.meetings import MeetingRule
from storage.members import find_vault
from tests.browser.conftest import Served
from tests.browser.test_screens import BELOW_THE_FOLD
from tests.browser.visits import Visit
from tests.meetings import meets

THEME = ("Nâng cao chất lượng sinh hoạt chi bộ theo chuyên đề " * 5)[:200].strip()
AGENDA = ("Kiểm điểm việc tháng trước, bàn việc tháng sau, góp ý xây dựng " * 5)[:300].strip()
REASON = ("Con nhỏ ốm, phải đưa đi bệnh viện huyện khám lại " * 5)[:200].strip()


def everything(session: FlowSession) -> None:
    """The next meeting of the first cell is moved, has the longest lines, and half of the cell is absent."""
    now = datetime.now(UTC)
    unit, persons = demo.people(session)[0]
    cell_id = unit.id or 0
    meets(session, cell_id, now)
    rule = session.get_one(MeetingRule, cell_id)
    meeting = meeting_dates.upcoming(session, rule, units.timezone_of(session, cell_id), now, 1)[0]
    row = meetings.special(session, cell_id, meeting.planned_on, now)
    row.begins_at, row.theme, row.agenda = meeting.begins_at.replace(minute=45), THEME, AGENDA
    for member_id, *_ in persons:
        vault, day = find_vault(session, member_id), meeting.planned_on
        if vault:
            until_at = now + timedelta(days=99)
            attendance.set_attendance(session, vault.id, cell_id, day, False, REASON, now, until_at)


async def test_the_words_of_each_card_are_read_without_moving_it(visit: Visit, served: Served) -> None:
    await visit.plays(0)
    await served.app.database.run(everything)
    await visit.says("/lichhop", "Chuyên đề")
    assert await screens(visit) > 1
    await visit.taps("Đặt, đổi lịch", "hằng tháng")
    assert await screens(visit) > 1
    await visit.taps("Đổi một buổi")
    await visit.taps("19:45", "Chuyên đề")
    assert await screens(visit) > 2


async def screens(visit: Visit) -> int:
    """Turn to the end of a card; how many screens it has."""
    seen = 1
    while True:
        assert await visit.value(BELOW_THE_FOLD) == []
        if not await visit.button("Trang sau").count():
            return seen
        await visit.taps("Trang sau")
        seen += 1
