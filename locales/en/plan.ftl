# The plan: what a member will do about the signs he found, and how that goes.
menu-plan = My plan
    .words = plan
plan-title = <b>My plan</b>
plan-none = Nothing here yet. One line for each thing: what, by when, who helps.
plan-none-open = Nothing left to do.
plan-seen = Only you can see this plan.
plan-line = <b>{ $number }.</b> { $words } <i>({ $standing })</i>
plan-jump = Line { $number }
plan-check = How { $month } went ({ $count })
    .words = progress
plan-carry = Look again at { $count } from last time
plan-unplanned = Choose measures for { $count } signs
    .words = choose
plan-more = Add a line
    .words = add
plan-closed-open = Done and dropped ({ $count })
plan-closed-title = <b>Done and dropped</b>
plan-year-open = The year's summary
    .words = summary
plan-undo = Undo: { $act }
    .words = undo
plan-undo-made = the line just added
plan-undo-begin = begun
plan-undo-finish = marked as done
plan-undo-drop = dropped
plan-undo-resume = taken up again
plan-undo-due = another day
plan-undo-helper = another helper
plan-undo-words = other words
plan-undo-note = the note
plan-undo-split = the split
plan-undo-signs = other signs
plan-undo-check = what was just noted
plan-undo-keep = kept from last time
plan-undone = Undone.
plan-undo-late = This cannot be undone any more: a day has passed, or something was changed since.
plan-back = Back
    .words = back
plan-back-line = Back to this line
    .words = back
plan-later = Later
    .words = later

# Making a line.
plan-measures = What will you do? Choose one; you can change the words later.
plan-measures-left = { $count } more after this one.
plan-own = Write my own
plan-own-free = Write a line without a sign
plan-own-ask = What will you do? One short sentence, something that can be done and checked. No names of others, please.
plan-use = Use a line I have
plan-use-ask = Which line helps with <b>{ $id } { $label }</b> too?
plan-served = Noted: that line serves this sign too.
plan-skip = Nothing for this one this time
plan-more-ask = What is the new line about?
plan-for-sign = { $id } { $label }
plan-for-duty = Duty: { $label }
plan-due-ask = By when? Choose, or type another day such as 15/3 or end of month.
plan-due-ask-typed = By when? Type a number, or a day such as 15/3, end of month, 2 months.
plan-due-meeting = Before the next meeting ({ $on })
plan-due-month = One month ({ $on })
plan-due-quarter = Three months ({ $on })
plan-due-year = End of the year ({ $on })
plan-due-calendar = Choose from a calendar
plan-month = { $month } (the 1st is a { $weekday }). Choose a day:
plan-month-before = ‹ Month before
plan-month-after = Month after ›
plan-weekday = { $number ->
    [0] Mo
    [1] Tu
    [2] We
    [3] Th
    [4] Fr
    [5] Sa
   *[6] Su
    }
plan-due-set = Due on { $on }.
plan-day-unclear = I am not sure which day you mean. Please type it like 15/3 or end of month.
plan-day-past = { $on } is past. Please choose a day from today on.
plan-day-far = That is too far: a line is due within two years.
day-before = by|until|on|in|the|at|of|before|next|this
day-after = from|now|time|at|on|in|the
day-number = day|the
day-first-ten = day|the
day-today = today|tonight
day-tomorrow = tomorrow
day-end-of-month = end of month|month end|end of the month|end of this month
day-end-of-next-month = end of next month
day-end-of-year = end of year|year end|end of the year|end of this year
day-next-week = week|a week
day-this-month = of this month
day-next-month = month|a month
day-next-year = year|a year
week-present = this
week-this = this week
week-next = next week
day-numbers = one|two|three|four|five|six|seven|eight|nine|ten
day-days = day|days
day-weeks = week|weeks
day-months = month|months
day-years = year
plan-helper-ask = Who helps or watches? Nobody is told; it reminds you whom to ask.
plan-helper-self = Myself
    .words = myself|me
plan-helper-committee = The cell committee
    .words = committee
plan-helper-group = The party group
    .words = group
plan-helper-family = My family
    .words = family
plan-made = It is in your plan.

# Living with it.
plan-words = <b>{ $words }</b>
plan-about = Because of: { $signs }
plan-standing = It is: { $standing }
plan-stands = { $state }, { $due }
plan-stands-closed = { $state } { $on }
plan-state-new = not begun
plan-state-going = in progress
plan-state-done = done
plan-state-dropped = dropped
plan-due = due { $on }
plan-due-none = no day yet
plan-due-soon = { $days ->
    [0] due { $on }, today
   *[other] due { $on }, in { $days } days
    }
plan-due-over = due { $on }, { $days } days late
plan-helped = Who helps: { $helper }
plan-round = Cycle no. { $number } of this line.
plan-noted = Noted on { $on }: “{ $words }”
plan-begin = I have begun
    .words = begin|begun
plan-finish = Done
    .words = done|finished
plan-resume = Take it up again
    .words = again
plan-did-begin = Noted: in progress.
plan-did-finish = Noted: done. Well done.
plan-did-resume = Noted: taken up again.
plan-did-drop = Noted: dropped.
plan-changed = Noted.
plan-due-change = Another day
    .words = postpone|another day
plan-note = Add a note
plan-changes = Change, split, drop …
plan-change-words = Other words
plan-change-signs = Which signs it is about
plan-change-helper = Who helps
plan-change-part = Split into two
plan-drop = Drop it
plan-history = What happened to it
plan-erase = Erase this line
plan-ask-words = Write it again. The old words stay in its history.
plan-ask-note = One sentence: what you managed, what is in the way. No names of others, please.
plan-ask-part = What is the part that becomes a line of its own? It keeps day, signs and helper.
plan-split = Split. This is the new line; the old one can be reworded later.
plan-signs-ask = Which signs does this line help with?
plan-signs-none = No signs to choose from yet. Once you submit a self-review, what you marked is here.
plan-signs-done = Done
    .words = done
plan-drop-ask = Why drop it? Choose, or write a sentence.
plan-drop-not = No, I go on with it
plan-reason-needless = Not needed any more
plan-reason-unfit = Does not fit my circumstances
plan-reason-replaced = Something else instead
plan-erase-ask = Erasing takes its history away too, and cannot be undone. To keep a trace choose “Drop it”.
plan-erase-yes = Erase it
plan-erased = Erased.
plan-empty = There are no words yet. Please write a short sentence.
plan-full = There are { $most } open lines already; more are hard to follow. Please close some first.
plan-line-gone = That line is not in your plan any more. This is your plan now:
plan-unknown = That button does not work any more. This is your plan now:
plan-step-made = { $on }: added
plan-step-words = { $on }: reworded; before: “{ $words }”
plan-step-due = { $on }: another day; before: { $words }
plan-step-helper = { $on }: another helper
plan-step-signs = { $on }: other signs; before: { $words }
plan-step-note = { $on }: “{ $words }”
plan-step-split = { $on }: split from “{ $words }”
plan-step-parted = { $on }: “{ $words }” split off
plan-step-begin = { $on }: begun
plan-step-finish = { $on }: done
plan-step-drop = { $on }: dropped, because: { $words }
plan-step-resume = { $on }: taken up again
plan-step-keep = { $on }: carried on in the new cycle
plan-step-check-done = { $on }: { $month }: done
plan-step-check-going = { $on }: { $month }: in progress
plan-step-check-none = { $on }: { $month }: did not get to it

# Each month, before the cell meets.
check-title = { $month } · line { $number }/{ $total }
check-done = Done
    .words = done|finished|yes
check-going = In progress
    .words = in progress|going
check-none = Did not get to it
    .words = no|not yet
check-note = Add a note
check-skip = Next line ›
check-stop = Later
    .words = later|stop
check-before = Last time ({ $month }): { $way }.
check-due-ask = This line is { $due }. To when do you put it off? Choose, or type a day.
check-due-keep = Keep the day
check-all-title = <b>How { $month } went</b>
check-all = Type one number for each line, from the top: <b>1</b> done, <b>2</b> in progress, <b>3</b> did not get to it, <b>0</b> later. For example, with { $count } lines: <b>{ $example }</b>
check-numbers = I need exactly { $count } numbers from 0 to 3, one for each line, in order.
check-over = { $month } is noted: { $done } done, { $going } in progress, { $none } not got to. Thank you.
check-none-left = Nothing is waiting to be noted this month.
tasks-plan = { $late ->
    [0] My plan: { $open } open lines.
   *[other] My plan: { $open } open lines, { $late } late.
    }

# A new cycle.
carry-ask = This time you did not mark that any more. Is this line done?
carry-done = Yes, done
carry-keep = I go on with it
carry-kept = Noted: you go on with it.
review-opening-plan = Your plan has { $count } open lines.
review-see-plan = See my plan
review-to-plan = Make my plan
    .words = plan
review-to-plan-why = Now choose what you will do; one thing for each sign is enough.

# The year's summary.
year-ask = Which year?
year-choice = { $year }
year-title = <b>My plan in { $year }</b>
year-title-plain = My plan in { $year }
year-note = For you alone, to write your annual review from. It is sent to nobody.
year-note-plain = A personal copy
year-note-some = A personal copy · { $drawn } of { $total } lines
year-no-cycle = No self-review in this year yet.
year-cycle = { $count ->
    [0] Cycle closed on { $on }: nothing marked
   *[other] Cycle closed on { $on }: { $count } signs
    }
year-sign = • { $id } { $label }
year-cycle-gone = Cycle closed on { $on }: submitted, no copy kept
year-cycle-paper = Cycle closed on { $on }: handed in on paper
year-no-lines = No lines in the plan in this year yet.
year-counts = <b>{ $total } lines:</b> { $done } done, { $left } open, { $dropped } dropped.
year-line = • { $words } <i>({ $standing })</i>
year-line-signs = • { $words } ({ $signs }) <i>({ $standing })</i>
charts-year-month = • Month { $month }: { $state }
charts-year-done = done
charts-year-going = in progress
charts-year-none = not got to
charts-year-dropped = dropped
