# Reminders: the same for everybody of a cell, poor in content; what is his own is behind the button.
reminder-meeting = A cell meeting is coming up: { $moment }. You can look at what you have to do.
reminder-place = A cell meeting is coming up: { $moment }. Place: { $place }.
reminder-theme = Theme: { $theme }
reminder-closing = The self-review period will close soon. You can look at what you have to do.
reminder-again = You asked me to remind you again. You can look at what you have to do.
reminder-tasks = See my tasks
    .words = my tasks|tasks
reminder-type = (Type /tasks to see them.)
tasks-title = <b>Your tasks</b>
tasks-later = Shall I remind you at another time?
snooze-afternoon = This afternoon
snooze-tomorrow = Tomorrow
snooze-days = In 3 days
snooze-set = I will remind you again: { $moment }.
snooze-late = That would be too late now. You can look at your tasks here.
reminding-open = How to be reminded
reminding-title = <b>Reminders</b>
    How would you like to be reminded? I do not remind between 21:00 and 6:30. Only you know this choice.
reminding-all = Everything
reminding-meetings = Cell meetings only
reminding-notices = Official notices only
reminding-set = Noted how you want to be reminded.
digest-attendance = Said so far: { $coming } will come, { $absent } will not.
digest-unreached = { $count } { $count ->
    [one] member gets
   *[other] members get
    } no reminders at present (blocked, or left the chat). Please remind them in person.
digest-forward = You can forward the following to the cell's own Zalo group:
digest-own = Each member opens his own Tự soi to see.
run-unknown = There is no run called { $run }. `tusoi outbox runs` shows them.
