# What came of a notice, for who sent it.
notresult-button = Results of this notice
notresult-title = <b>{ $title }</b>
notresult-sent = { $unit } · sent on { $day }
notresult-unit = <b>{ $unit }</b>
notresult-seen = Recipients: { $people }. Seen: <b>{ $seen }</b>. Not seen: { $unseen }.
notresult-laid = Sent so far: { $laid }/{ $people }.
notresult-answers = Coming: <b>{ $coming }</b>. Not coming: { $absent }. Somebody instead: { $deputy }. No answer: { $silent }.
notresult-registered = Cells that registered: <b>{ $done }/{ $cells }</b>. Not yet: { $open }.
notresult-line-registered = • { $unit }: { $cells ->
    [1] { $done ->
        [0] not registered
       *[other] registered
    }
   *[other] { $done }/{ $cells } cells registered
    }
notregistered-button = Which cell registered which day ({ $count })
notregister-title = <b>Days that were registered</b>
notregister-line = • { $unit }: { $at }
notregister-nobody = No cell has registered yet.
notresult-line = • { $unit }: seen { $seen }/{ $people }
notresult-line-answers = • { $unit }: seen { $seen }/{ $people }, answered { $answered }
notresult-recalled = Taken back at { $at }.
notresult-corrected = Corrected at { $at }. Who has seen it is counted for the new version.
notresult-closed = It takes no more answers.
notresult-nudged = Last reminder: { $day }.
notresult-units = By unit
notresult-absent = Who is not coming, and why ({ $count })
notresult-deputy = Who comes instead ({ $count })
notresult-do = Correct, take back, close
notresult-back = Back to the results
    .words = back
notresult-keep = Leave it as it is
notresult-is-recalled = This notice has been taken back already.

# By name.
notmissing-seen = Who has not seen it ({ $count })
notmissing-answered = Who has not answered ({ $count })
notmissing-registered = Cells not registered: whom to remind ({ $count })
notmissing-registered-title = <b>Cells that have not registered</b>
notmissing-seen-title = <b>Have not seen the notice</b>
notmissing-answered-title = <b>Have not answered the notice</b>
notsaid-absent-title = <b>Not coming</b>
notsaid-deputy-title = <b>Somebody comes instead</b>
notsaid-absent = • { $name }: { $words }
notsaid-deputy = • { $name }: { $words } comes instead
notsaid-nothing = • { $name }
notnames-line = • { $name } · { $cell }
notnames-nobody = Nobody is left in this list.
notnames-at-home = Names are read on the organisation's own web page only: { $address }
notnames-at-home-only = Names are read on the organisation's own web page only.

# Reminding only those.
notnudge-seen = Remind those who have not seen it
notnudge-answered = Remind those who have not answered
notnudge-registered = Remind the cells that have not registered
notnudge-registered-ask = Cells that have not registered: <b>{ $people }</b> members lead them; <b>{ $reached }</b> can be written to. Only these are reminded, once a day. Remind them now?
notnudge-registered-many = Cells that have not registered: <b>{ $people }</b> members lead them. Only these are reminded, but for those who left or have no chat; once a day. Remind them now?
notnudge-seen-ask = Not seen: <b>{ $people }</b> members; <b>{ $reached }</b> of them can be written to. Only these are reminded, once a day. Remind them now?
notnudge-answered-ask = Not answered: <b>{ $people }</b> members; <b>{ $reached }</b> of them can be written to. Only these are reminded, once a day. Remind them now?
notnudge-seen-many = Not seen: <b>{ $people }</b> members. Only these are reminded, but for those who left or have no chat; once a day. Remind them now?
notnudge-answered-many = Not answered: <b>{ $people }</b> members. Only these are reminded, but for those who left or have no chat; once a day. Remind them now?
notnudge-yes = Remind them
notnudge-begun = The reminders are on their way. At night they arrive the next morning.
notnudge-none = There is nobody left to remind.
notnudge-unreached = Those who are left have not joined or have no chat to write to, so they cannot be reminded here.
notnudge-today = They were reminded today already. A notice is reminded of at most once a day.
notnudge-closed = This notice takes no more answers, so nobody is reminded to answer.
notnudge-said = { $unit } has a notice for you. Please open it.

# Taking it back, closing it.
notrecall-button = Take the notice back
notrecall-ask = Take this notice back? It was sent to { $people } members. Once you confirm, nobody reads it any more; messages are deleted where that can be done, elsewhere it is said that it was taken back. This cannot be undone.
notrecall-yes = Take it back
notrecall-done = It was taken back.
notclose-button = Take no more answers
notclose-ask = Take no more answers to this notice? Those that were given stay. This cannot be undone.
notclose-yes = Take no more answers
notclose-done = It takes no more answers.
notclose-already = This notice takes no more answers already.

# Correcting it.
notcorrect-button = Correct the words
notcorrect-which = Which part is to be corrected?
notcorrect-title = The title
notcorrect-words = The text
notcorrect-begun = See what is corrected so far
notcorrect-no = Drop the correction
notcorrect-dropped = The correction was dropped. The notice is as it was.
notcorrect-ask = Please write “{ $part }” again, with what does not change.
notcorrect-check = The correction goes to exactly the { $people } members on the list. { $seen } who have seen the old version count as not having seen it. Answers that were given stay.
notcorrect-yes = Send the correction
notcorrect-again = Correct more
notcorrect-same = This is just what it says now. Please write it again, or leave it as it is.
notcorrect-outdated = This correction is gone, or was sent already. Below is the notice as it is now.
notcorrect-done = Corrected. The new version is on its way to exactly those who got the old one.
