# The self-review.
review-opening =
    <b>Self-review: { $signs } signs</b>
    About 10 minutes. Stop whenever you like and go on another day from where you were. Please submit by { $closes }.
review-opening-office = Your office adds <b>{ $more } more, optional</b>; that makes { $total }.
review-opening-seen = <b>What does the secretary see?</b> The secretary and the levels above see only rounded overall figures, without names.
review-opening-example = Example (invented figures): <i>“2.5 Bureaucratic, far from the people: about 4 of 12 members (1–7)”</i>.
review-opening-pool = If too few in your cell submit, its figures may be put together with those of: { $cells }.
review-opening-pool-more = If too few in your cell submit, its figures may be put together with those of: { $cells } or { $more ->
    [one] 1 other cell
   *[other] { $more } other cells
}.
review-opening-unseen = <b>No officer and no other member</b> can see your own answers.
review-opening-joiner = You are new in the cell, so this review is for yourself alone and does not count in the overall figures yet. When some more are new, all of them are counted at once, so that nobody can be guessed.
review-opening-last = Last time (closed on { $on }) you noted { $count ->
    [one] 1 sign
   *[other] { $count } signs
}.
review-ways = How would you like to do it?
review-by-group = By page, quick ticks
    .words = page|by page|quick
review-by-sign = One sign at a time
    .words = sign|sign by sign|one by one
review-see-last = See my last review
review-see = See what I submitted
review-paper = I hand in a paper copy
    .words = paper|paper copy|on paper
review-progress = Sign { $number }/{ $total } · { $group }
review-sign = <b>{ $id } { $label }</b>
review-official = Official wording: { $text }
review-question = <i>{ $question }</i>
review-in-person = This is better talked about in person. You may leave it blank: a blank counts as not marked.
review-now = Your answer now: <b>{ $degree }</b>
review-degree = { $degree }
review-person-no = No
review-person-blank = Leave blank, will talk in person
    .words = leave blank|blank|leave it
review-person-yes = Yes
    .words = yes|y
review-ticked = Ticked, degree not chosen yet
review-open = not answered yet
review-back-sign = ‹ Back
    .words = back|go back|previous
review-list = List
    .words = list
review-to-summary = To the summary
    .words = summary
review-switch-group = Page by page
review-switch-sign = One at a time
review-pause = Pause
    .words = stop|break|pause
review-page = <b>Page { $number }/{ $total } · { $group }</b>
review-page-how = Tick what you see in yourself, then tap Done. If you see none of these, just tap Done.
review-page-how-typed = Type the numbers of what you see in yourself, for example: 2 5 7. If you see none of these, type 0.
review-degrees = Noted as “{ $mild }”: { $count }.
review-degrees-how = If one is “{ $grave }”, type its number, for example: 1 2. If it is right, type 0.
review-degrees-again = Choose again on this page
review-degrees-done = That is right, go on
    .words = right|done|next
review-page-private = What is on this page is better talked about in person; you may leave it blank.
review-page-private-some = { $ids } are better talked about in person; you may leave them blank.
review-page-done = Done, none on this page
    .words = done|no|none
review-page-done-some = Done with this page ({ $count } ticked)
    .words = done|next
review-page-blank = Leave the in-person ones blank
review-list-title = <b>List { $number }/{ $total } · { $group }</b>
review-list-line = <b>{ $id }</b> { $label }: <i>{ $degree }</i>
review-list-before = ‹ Previous page
review-list-after = Next page ›
review-list-all = See the whole list
review-go-on = Go on ›
    .words = next|go on|continue
review-detail = You can choose causes and note what it looks like in practice. This is optional.
review-detail-degree = How far does it apply to you?
review-other-now = Other cause: <i>{ $words }</i>
review-note-now = In practice: <i>{ $words }</i>
review-cause = Cause: { $cause }
review-cause-other = Another cause
review-note = Note what it looks like
review-not-after-all = This does not apply to me after all
review-ask-other =
    <b>{ $id } { $label }</b>
    What is the other cause? A few words will do. Please name nobody else.
review-ask-note =
    <b>{ $id } { $label }</b>
    What is it in practice? Keep it short. Please name nobody else.
review-ask-strengths = What do you do well and want to keep up? Write one line.
review-words-now = Noted now: <i>{ $words }</i>
review-words-clear = Delete this line
review-words-skip = Skip and go back
    .words = skip|never mind
review-words-sign = To say more about one of them (optional), type its number and go on writing, for example: { $id } last week I… For a cause: { $id } because…
review-words-strengths = To add a line about what you do well, type + and go on writing, for example: + close to people, keen to learn.
review-because = because
review-noted-cause = Noted as a cause of { $id }: <i>{ $words }</i>
review-noted = Noted for { $id }: <i>{ $words }</i>
review-noted-strengths = The line about what you do well is noted.
review-summary = <b>Your review at a glance</b>
review-change = Change { $id }
review-summary-group = <b>{ $group }</b>
review-summary-none = You noted none of the signs that are listed here.
review-summary-private = What is to be talked about in person is not listed here. To see it again, open the list.
review-summary-missing = { $count ->
    [one] 1 sign is
   *[other] { $count } signs are
} not answered yet: { $signs }.
review-summary-submit = Look it over, then submit. Choose now: keep your copy to compare with next time, or have it deleted after publication.
review-finding = • { $id } { $label }: { $degree }
review-finding-causes = • { $id } { $label }: { $degree } (because of: { $causes })
review-fill-missing = { $count ->
    [one] Answer the missing one
   *[other] Answer the { $count } missing ones
}
review-strengths-add = Add a line about my strengths
review-strengths-change = Change the line about my strengths
review-strengths-now = Strengths: <i>{ $words }</i>
review-submit-keep = Submit and keep my copy
    .words = submit|submit and keep|keep
review-submit-drop = Submit, delete after publication
    .words = submit and delete|delete
review-submitted-now = Thank you!
review-receipt = <b>Self-review submitted</b> at { $at }.
review-receipt-keep = Your copy is kept, for you alone.
review-receipt-drop = Once the overall figures are published, your answers will be deleted, at the latest 30 days after the cycle closes.
review-receipt-change = You can still change it until { $closes }.
review-reopen = Open again to change
review-copy = <b>Your self-review</b>, cycle opened on { $opened }. Only to look at.
review-back = Back
review-paper-ask = You will hand in a paper copy? Only one thing is noted here: “handed in on paper”.
review-paper-ask-erase = You will hand in a paper copy? Only “handed in on paper” is noted here; the answers you gave here will be deleted.
review-paper-yes = Yes, I hand in a paper copy
review-paper-back = I want to do it here
review-on-paper = Noted: you <b>hand in a paper copy</b>. If you change your mind, you can do it here until { $closes }.
review-between-closed = The last self-review cycle closed at { $at }. Reviews of that cycle can no longer be changed.
review-between-coming = The next cycle opens on { $at }.
review-between-nothing = No self-review cycle is open at present. The next one has no date yet; when it opens, you will see it here.
review-closed = This cycle closed at { $at }; the review can no longer be changed.
review-already-submitted = This review is submitted. To change it, tap “Open again to change”.
review-missing = { $count ->
    [one] 1 sign is
   *[other] { $count } signs are
} not answered yet, so it cannot be submitted.
review-not-marked = You have not noted this sign, so it needs no cause or note.
review-no-copy = That review is no longer kept.
review-unknown = This button belongs to another review or is no longer in use. Here is where you are:
review-paused = Everything is saved. Come back any day, tap “Self-review” and go on right here.
secrecy-refused =
    This line bears a mark of state secrecy, so it was <b>not saved</b>: the law does not allow secret content to be entered in this system.
    If you sent it by Telegram or Zalo, that company may still have it: press and hold your message, choose <b>Delete</b>, and delete it for both sides.
secrecy-refused-file =
    The name of this file bears a mark of state secrecy, so the file was <b>not saved</b>: the law does not allow secret content to be entered in this system.
    If you sent it by Telegram or Zalo, that company may still have it: press and hold your message, choose <b>Delete</b>, and delete it for both sides.
text-too-long = What you wrote has { $length } characters; the most is { $longest } characters. Please make it shorter.
