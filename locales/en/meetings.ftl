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

# A single meeting: moved, cancelled, a theme, an agenda line.
meeting-theme = Theme: { $theme }
meeting-agenda = Agenda: { $agenda }
meeting-next-moved = (Moved from { $planned }.)
meeting-next-cancelled = { $moment }: <b>cancelled</b>.
meeting-change = Change one meeting
meeting-notes = Note numbers of a past meeting
meeting-which = Which meeting would you like to see or change?
meeting-cancelled-label = { $moment } (off)
meeting-is-planned = <b>{ $moment }</b>
meeting-is-moved = <b>{ $moment }</b> (moved from { $planned })
meeting-is-cancelled = <b>{ $moment }</b>: cancelled
meeting-move = Move it to another day
meeting-unmove = Back to its usual day
meeting-cancel = Cancel it
meeting-uncancel = Hold it after all
meeting-theme-set = Write a theme
meeting-agenda-set = Write the agenda
meeting-keep = Leave it as it is
meeting-move-ask = To which day does { $moment } move? Tap one, or type another, such as 15/3, 15/3 19:30, Friday 19:45.
meeting-move-unclear = I did not understand the day. Please type it as 15/3, or 8pm 15/3.
meeting-move-check = Move the meeting from { $old } to <b>{ $new }</b>? The cell's members are told once, and asked again whether they come.
meeting-move-holiday = This day is { $name }; { $other } may do instead.
meeting-move-yes = Move it and tell the cell
meeting-move-other = Another day
meeting-moved-now = Moved. The cell is told within minutes.
meeting-cancel-ask = Cancel { $moment }? The cell's members are told once. The other meetings stay as they are.
meeting-cancel-yes = Cancel it and tell the cell
meeting-cancelled-now = Cancelled. The cell is told within minutes.
meeting-back-ask = Hold this meeting on <b>{ $new }</b>? The cell's members are told once.
meeting-back-yes = Hold it and tell the cell
meeting-back-now = This meeting is held as shown below. The cell is told within minutes.
meeting-theme-ask = What is the theme of { $moment }? One short line, please; a dash - takes it away.
meeting-agenda-ask = What is { $moment } about? One short line, please; a dash - takes it away.
meeting-line-kept = Kept. If anything is new, the cell is told once.
meeting-gone = That meeting is no longer planned. The meetings are now:
meeting-begun = That meeting has begun, so it can no longer be changed.
meeting-not-begun = That meeting has not been held yet. Please note its numbers afterwards.
meeting-not-held = That meeting is cancelled. The meetings are now:
meeting-changed-since = That meeting has been changed in the meantime, so I did nothing more. It is now:
meeting-past = That moment is past. Please choose another.
meeting-far = It can be moved by at most { $days } days. Please choose a nearer day.
meeting-taken = The cell already meets at that hour. Please choose another.
meeting-same = The meeting is at that very moment already.
meeting-told-moved = The cell meeting of { $old } moves to <b>{ $new }</b>.
meeting-told-moved-more = The cell meeting of { $old } moves to <b>{ $new }</b>. { $more }
meeting-told-cancelled = The cell meeting of { $old } <b>is cancelled</b>. The next one stays as planned.
meeting-told-back = The cell meeting <b>is held</b>: { $new }.
meeting-told-theme = The cell meeting of { $new } has something new. { $more }
meeting-told-cleared = What the cell meeting of { $new } is about has changed.
meeting-told-both = Theme: { $theme }. Agenda: { $agenda }
weekday-typed = { $number ->
    [0] monday|mon
    [1] tuesday|tue
    [2] wednesday|wed
    [3] thursday|thu
    [4] friday|fri
    [5] saturday|sat
   *[6] sunday|sun
    }
moment-fillers = on|at|the|to|in|this
part-am = am
part-morning = morning
part-noon = noon
part-afternoon = afternoon
part-evening = evening|tonight
part-night = night
part-pm = pm
part-before = the

# How long before its meetings a cell is reminded.
meeting-offsets = Reminders before meetings
offset-ask = How long before each meeting are the members reminded? Tap to tick or to take off. None ticked: no reminders.
offset-days = { $days ->
    [1] One day before
   *[other] { $days } days before
    }
offset-hours = { $hours } hours before, with the place
offset-unknown = These reminders are not known; there are: { $codes }.

# Whether a member comes.
attendance-yes = I will come
attendance-no = I cannot come
attendance-none = Can you come to the next meeting?
attendance-coming = Next meeting, you said: <b>I will come</b>.
attendance-away = Next meeting, you said: <b>I cannot come</b>.
attendance-away-why = Next meeting, you said: <b>I cannot come</b> ({ $reason }).
attendance-who-sees = <i>Only the cell's secretary and deputy see this; it is deleted two days after the meeting; it is no attendance list.</i>
attendance-reason-ask = Noted: you cannot come. If you like, write briefly why. Only the secretary and deputy read it.
attendance-no-reason = Rather not say
attendance-coming-kept = Noted: you will come. You may change your mind until it begins.
attendance-absent-kept = Noted: you cannot come. You may change your mind until it begins.
attendance-nobody = Nobody has said yet whether he comes.
attendance-counts = Coming: { $coming }. Not coming: { $absent }.
attendance-absent = • { $name }
attendance-absent-why = • { $name }: { $reason }

# After a meeting.
meeting-past-which = The numbers of which meeting?
meeting-past-none = No meeting was planned here within the last month.
meeting-was = <b>{ $moment }</b>
meeting-held-ask = Was this meeting held?
meeting-held-yes = It was held
meeting-held-no = It was not held
meeting-held-kept = Noted: it was held.
meeting-not-held-kept = Noted: it was not held.
meeting-was-held = It was held.
meeting-was-not-held = It was not held.
meeting-present = Present: { $number }
meeting-spoke = Spoke: { $number }
meeting-criticism = Minutes of criticism and self-criticism: { $number }
meeting-numbers-set = Note or correct the numbers
meeting-present-ask = How many were present? Please type a number.
meeting-numbers-how = All three in a line will do: present, spoke, minutes of criticism and self-criticism. For instance: 12 9 30. A dash - leaves one out.
meeting-numbers-later = Later
meeting-spoke-ask = How many spoke? Please type a number; a dash - leaves it out.
meeting-spoke-none = Nobody
meeting-minutes-ask = How many minutes of criticism and self-criticism? Please type a number; a dash - leaves it out.
meeting-minutes-none = Not a minute
meeting-numbers-kept = The numbers are noted. Open this meeting again to correct them.
meeting-numbers-unclear = I did not understand. Please type a number, such as 12, or all three: 12 9 30.
meeting-numbers-most = That is too large: { $most } at most. Please check it.
meeting-numbers-spoke = More spoke than were present ({ $present }). Please check it.
meeting-told-rule = The cell meets by another rule from now on: { $rule }, at { $at }. You can see the next meeting in your own part.
