# Meetings: when the cell meets, and the secretary's rule for it.
menu-meetings = The cell's meetings
    .words = meetings|calendar
meeting-title = <b>Meetings · { $cell }</b>
meeting-none = The cell has not set its meetings here yet.
meeting-next = Next: <b>{ $moment }</b>, { $minutes } minutes.
meeting-then = Then: { $moment }.
meeting-place = Place: { $place }
meeting-calendar-take = Add to the phone's calendar
meeting-calendar-title = Cell meeting
meeting-calendar = This file has the next { $count } meetings. Open it, and the phone offers to add them to its calendar. When the cell changes its meetings, please take a new file.
meeting-manage = Set or change the cell's meetings
meeting-manage-of = Set or change the meetings of { $cell }
meeting-rule = Meets <b>{ $rule }</b> at <b>{ $at }</b>, { $minutes } minutes.
meeting-rule-day = on day { $day } of every month
meeting-rule-weekday = { $ordinal ->
    [1] on the first { $weekday } of every month
    [-1] on the last { $weekday } of every month
    [2] on the second { $weekday } of every month
    [3] on the third { $weekday } of every month
   *[other] on the fourth { $weekday } of every month
    }
meeting-rule-last = on the last working day of the month
meeting-rule-other = by a rule of its own ({ $rule })
meeting-set = Set the meetings
meeting-set-again = Change day and hour
meeting-place-set = Change the place
meeting-kind-ask = On which day does the cell meet? You set it once, and it comes back every month.
meeting-kind-day = A fixed day of the month
meeting-kind-weekday = A fixed weekday of the month
meeting-kind-last = The last working day
meeting-day-ask = Which day of every month? (Not every month has days 29 to 31; you may choose the last working day.)
meeting-ordinal-ask = Which one in the month? The first Tuesday, for instance, is the first one.
meeting-ordinal = { $ordinal ->
    [1] The first
    [-1] The last
    [2] The second
    [3] The third
   *[other] The fourth
    }
meeting-weekday-ask = On which weekday?
weekday = { $number ->
    [0] Monday
    [1] Tuesday
    [2] Wednesday
    [3] Thursday
    [4] Friday
    [5] Saturday
   *[6] Sunday
    }
meeting-day = { $weekday }, { $day }
meeting-moment = { $weekday }, { $day }, at { $at }
meeting-hour-ask = Meets { $rule }. At what hour? Tap one, or type another, such as 19:45.
meeting-hour-unclear = I did not understand the hour. Please type it as 19:45 or 7:30.
meeting-long-ask = It begins at { $at }. How long does it last?
meeting-minutes = { $minutes ->
    [120] 120 minutes (with a theme)
   *[other] { $minutes } minutes
    }
meeting-dates = The next six:
meeting-date = • { $moment }
meeting-holiday = falls on { $name }; { $other } may do instead
meeting-save = Keep this
meeting-saved = Kept. The cell's members see it under The cell's meetings.
meeting-again = Choose again
meeting-place-ask = Where does the cell meet? A few words, such as: Community house, quarter 3.
meeting-place-later = Later
meeting-place-kept = The place is noted.
meeting-back = Back
    .words = back
meeting-rule-wrong = The rule is not right. Examples: FREQ=MONTHLY;BYMONTHDAY=3 or FREQ=MONTHLY;BYDAY=1TU, without hours and without an end.
meeting-cells-only = { $unit } has cells below it; meetings are set for each cell.
meeting-minutes-wrong = A meeting lasts from { $least } to { $most } minutes.
