menu-roll = The cell's roll, join codes
    .words = cell|roll
roll-title = <b>{ $cell }</b> · { $count } members
roll-joined = Joined: { $count }. Only who has joined is known, not who has done what.
roll-at-home = The roll is read on the organisation's own web page only: { $address }
roll-at-home-only = The roll is read on the organisation's own web page only.
roll-line = • { $name }
roll-line-office = • { $name } · { $office }
roll-label = { $name }
roll-label-not-joined = { $name } · not joined
roll-seat = <b>{ $name }</b>
roll-post = Post: { $post }
standing-official = Official member
standing-probationary = Probationary member
roll-has-joined = Has joined.
roll-not-joined = Has not joined yet.
roll-code = Issue a new join code
    .words = new code
roll-back = Back
roll-code-ask = Issue a new join code for <b>{ $name }</b>? An older one, if there is one, stops working.
roll-code-ask-joined = <b>{ $name }</b> has joined. A new code is for another device: he is told, has a day to refuse, and this goes into the log. Issue it?
roll-code-yes = Issue the code
roll-code-made = The code has been issued already. For another one, please start again.
roll-code-new =
    Join code of <b>{ $name }</b>:
    <b>{ $code }</b>
    For one use, until { $until }. It is shown here once: please write it down and hand it over yourself.
roll-code-link = Or open: { $address }
roll-code-committee = A code was issued again for this member within the last 30 days. For one more, please ask the committee's officer or the operator.
