# Notices: writing, confirming, sending.
menu-notices = Send a notice
    .words = send notice|write notice

# As everybody gets it.
notice-from = <b>{ $unit }</b>
notice-title = <b>{ $title }</b>
notice-field = <b>{ $label }:</b> { $value }
notice-field-list = <b>{ $label }:</b>
notice-wants-answer = Please answer this notice, comrade.
notice-wants-day = Please register a day and hour for your cell, comrade.
notice-register = Open to register
notice-answer = Open to answer
notice-open = Open the notice

# The way in.
notices-title = <b>Notices and invitations</b>
notices-how = Tap one to go on writing it, or to see how far it has come.
notices-none = You have not written a notice yet.
notice-new = Write a new notice
    .words = new
notice-back = My notices
    .words = back
notice-item = { $state }: { $title } · { $day }
notice-untitled = (no title yet)
notice-state-draft = Draft
notice-state-approval = To approve
notice-state-fixing = Going out
notice-state-waiting = Scheduled
notice-state-sending = Going out
notice-state-paused = Paused
notice-state-done = Sent
notice-state-cancelled = Cancelled
notice-state-recalled = Recalled
notice-state-series = Monthly
notice-which-unit = Which unit's notice is it?
notice-which-template =
    A notice of <b>{ $unit }</b>.
    Choose a template, or write freely.
notice-free = Write freely
    .words = free
notice-many-drafts = You have { $most } drafts. Please send or drop one first.

# The overview.
notice-overview = <b>Overview</b> · { $unit }
notice-overview-back = Overview
    .words = overview|back
notice-returned = Sent back to you: { $line }
notice-go-on = Go on
    .words = on|continue
notice-see = See it as recipients do
    .words = preview
notice-change = Change: { $what }
notice-step-title = Title
notice-step-words = Text
notice-step-files = Files
notice-step-people = Recipients
notice-step-time = Time
notice-step-answer = Answers
notice-step-official = Kind
notice-goes = <b>Goes out:</b> { $when }
notice-goes-now = as soon as it is confirmed
notice-goes-morning = { $morning }, as nobody is disturbed at night
notice-goes-later = { $when } ({ $at } is at night, when nobody is disturbed)
notice-this-morning = at { $at } this morning
notice-next-morning = at { $at } tomorrow morning
notice-night = Nobody is disturbed at night: the messages go out { $morning }. Who opens /thongbao can read it at once.
notice-monthly-morning = { $rule } (nobody is disturbed at night, so it goes out at { $at } in the morning)
notice-monthly =
    { $day ->
        [31] { $at } on the last day of every month
       *[other] { $at } on day { $day } of every month
    }
notice-next = • { $when }
notice-needs-answer = Recipients have to answer: coming, absent, or somebody instead.
notice-needs-day = Each cell has to register a day and hour.
notice-needs-none = No answer is needed.
notice-is-official = An official notice: you see who has not read it, to remind them.
notice-official-answer = It needs an answer, so it is official: you see who has not read or answered it, to remind them.
notice-official-day = It asks cells to register, so it is official: you see who has not read it and which cells have not registered, to remind them.
notice-is-news = Just news: only the number of readers is shown.
notice-drop = Drop this draft
notice-drop-ask = Drop the draft “{ $title }”? It cannot be brought back.
notice-drop-yes = Drop it
notice-dropped = The draft is gone.
notice-not-draft = This notice is no draft any more. This is how it stands:

# What it says.
notice-ask-title = What is the title? One short line, for example: Duty over the holidays.
notice-ask-words =
    Write the text, at most 3000 characters. Links can be pasted too.
    For <b>bold</b> write **bold**, for <i>italics</i> write _italics_.
notice-ask-more =
    Anything to add? At most 3000 characters.
    For <b>bold</b> write **bold**, for <i>italics</i> write _italics_.
notice-is-now = It says now:
notice-skip = Leave it out
    .words = skip|none
notice-empty = There is nothing yet. Please write something.
notice-day-unclear = I do not understand this day. For example: 15/12, Friday, end of month.
notice-moment-unclear = I am not sure about this, and will not guess. For example: 19:30 Friday, 8:00 5/12, 8pm tomorrow.
notice-hour-missing = The hour is missing. Please give the day and the hour, for example: 19:30 Friday.
notice-past = That is over already. Please give a day and hour to come, with the year if need be.
notice-over = This will be over before the notice goes out. Please change it:
notice-signs-chosen = Chosen: { $signs }
notice-signs-none = none yet
notice-signs-done = Done, { $count } signs
    .words = done
notice-many-signs = At most { $most } signs for one forum.
notice-ask-answer = Do recipients have to answer?
notice-answer-yes = An answer is needed: coming or not
    .words = yes
notice-answer-register = Each cell registers a day and hour
    .words = register
notice-answer-no = No answer is needed
    .words = no
notice-ask-official =
    Is this an official notice, or just news?
    With an official notice you see who has not read it, to remind them. With news you see only how many have.
notice-official-yes = An official notice
    .words = official
notice-official-no = Just news
    .words = news

# Files.
notice-ask-files =
    Do pictures or files go with it? At most 5, of 10 MB each.
    Send them in here, one by one.
notice-files-none = No files
    .words = none|skip
notice-files-done = Done, { $count } files
    .words = done|on
notice-file-out = Take out { $name }
notice-file-taken = “{ $name }” is here.
notice-many-files = At most { $most } files go with a notice. Please take one out first.
notice-files = With it: { $names }
notice-file = File: { $name }
notice-file-here = The file “{ $name }”:

# To whom.
notice-ask-people = <b>To whom?</b>
notice-people-done = Send it to these
    .words = done|on
notice-people-units = By unit
notice-people-kinds = By kind of unit
notice-people-offices = By office
notice-people-silent = Who did not answer or register
notice-people-back = Done, back to recipients
    .words = done|back
notice-to-all = All of { $unit }
notice-to-units =
    { $more ->
        [0] { $units }
       *[other] { $units } and { $more } more units
    }
notice-to-kind = • only of this kind: { $kind }
notice-to-office = • only with this office: { $office }
notice-to-silent = • only who did not answer “{ $title }”
notice-to-unregistered = • only cells that did not register for “{ $title }”
notice-to-count = <b>{ $people } members in { $cells } cells</b>
notice-units = <b>{ $unit }</b>: to which units?
notice-units-all = Choose all
notice-units-none = Choose none
notice-unit-open = Open { $unit }
notice-unit-up = Up
notice-ask-kinds = To which kinds of units? None ticked means all kinds.
notice-ask-offices = To holders of which office? None ticked means all members.
notice-ask-silent = Only to those who did not answer, or cells that did not register, for which notice?
notice-silent = No answer: { $title } · { $day }
notice-silent-units = Cells not registered: { $title } · { $day }
notice-silent-none = Do not look at answers
notice-nobody = Nobody would get this notice. Please choose the recipients again:
notice-registers-leaders = Secretaries and deputies register for their cell, so this notice goes to those two offices alone. Please choose the offices again:
notice-units-moved = A unit that was chosen is not below yours any more, so it was left out. Please look at the recipients:
notice-many-units = Too many units, the most is { $most }. Please choose the unit above them.

# When.
notice-ask-time = <b>When does it go out?</b>
notice-time-now = As soon as it is confirmed
    .words = now
notice-time-sendat = On a day and hour
    .words = later
notice-time-monthly = Every month
    .words = monthly
notice-ask-sendat = On which day, at what hour? For example: 7am tomorrow, 19:30 Friday, 8:00 5/12.
notice-ask-monthly = On which day of the month, at what hour? For example: 8:00 day 5, 19:00 end of month.
notice-monthly-unclear = I do not understand. Please give the day of the month and the hour, for example: 8:00 day 5.
series-every = of every month|every month|monthly
series-last = end of month|end of the month|end of every month|last day|last day of every month|the last day of every month|last day of month
notice-monthly-day = “{ $what }” is one fixed day; sent every month, it would be over the next time. Please choose another time. For a monthly reminder write freely and say it in words, for example: by the 10th of each month.
notice-monthly-optional = “{ $what }” is one fixed day; sent every month, it would be over the next time. Please leave it out, or change the time.
notice-too-far = It can be at most a year ahead.
notice-back-step = Back
    .words = back

# The last look.
notice-preview = <i>Recipients see exactly this, with the button “{ $button }”.</i>
notice-not-all = A few things are still open:
notice-send = Send
    .words = send
notice-see-back = Back
    .words = back
notice-count =
    To <b>{ $people } members</b> in <b>{ $cells } cells</b>.
    Goes out: { $when }.
notice-same = The very same was confirmed { $when } for some of these people. Send it again?
notice-needs-second = For { $size } people or more another officer of the unit, or above, approves.
notice-yes = Yes, send it
    .words = yes|send
notice-yes-again = Send it again
notice-ask-second = Ask for approval
    .words = ask
notice-changed = Something has changed meanwhile. Please look at the count and the text again:
notice-confirmed = It is confirmed.
notice-asked-second = The approving officer was told.
notice-being-mended = Its author is mending this notice. When approval is asked for again, you will be told.
notice-nobody-approves = Another officer has to approve, but there is none in the unit or above. Send it to fewer people, or tell the unit above.

# A second officer.
notice-approve-please = { $unit } has a notice that waits for your approval.
notice-approve-see = Look at it
notice-approve = Approve, to { $people } members
    .words = approve
notice-return = Send it back
    .words = back
notice-retake = Take it back to change it
notice-waits-second = It waits for another officer's approval.
notice-ask-return = What is to be changed? One line for the author.
notice-returned-now = It was sent back to its author.
notice-approve-own = You wrote this notice, so you cannot approve it. Another officer has to.
notice-was-approved = The notice you wrote was approved.
notice-was-returned = The notice you wrote was sent back to be changed.

# On its way.
notice-is-fixing = The list of recipients is being made.
notice-is-waiting = Confirmed; it goes out at its hour.
notice-is-sending = It is going out.
notice-is-paused = It is paused.
notice-is-done = All of it went out.
notice-is-cancelled = Cancelled: nobody else gets it.
notice-is-recalled = Recalled.
notice-is-series = It goes out every month.
notice-people = Recipients: { $people }
notice-fixing = Listed: { $people }
notice-numbers = Sent: { $sent } · Waiting: { $waiting } · Seen: { $seen }
notice-away = Get it when they open their page: { $count }
notice-nowhere = Not here yet when it was sent: { $count }. Who comes later finds it among the notices.
notice-stopped = Stopped, not sent: { $count }
notice-failed = Could not be sent: { $failed }
notice-left =
    { $minutes ->
        [1] About a minute to go.
       *[other] About { $minutes } minutes to go.
    }
notice-results = Who has seen or answered it
notice-pause = Pause
    .words = pause
notice-resume = Go on sending
    .words = on
notice-stop = Cancel it
    .words = cancel
notice-end = Stop sending it every month
notice-stop-ask =
    Cancel this notice for good? Who has not got it gets nothing.
    Who got it keeps it; to take it back from them, tap “Take back” afterwards.
notice-stop-series = Stop sending this every month? What went out stays.
notice-stop-yes = Cancel for good
notice-paused-now = It is paused.
notice-goes-on = It goes on.
notice-stopped-now = It is cancelled.
