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
roll-label-office = { $name } · { $office }
roll-label-office-not-joined = { $name } · { $office } · not joined
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

# Changes of the roll: added, moved, gone
roll-add = Add a member
    .words = add
roll-waiting = Proposals to be confirmed ({ $count })
roll-move = Transfer
roll-leave = Not on the roll any more
proposals-title = <b>To be confirmed</b>: { $count ->
    [one] one proposal
   *[other] { $count } proposals
}
proposals-none = No proposal waits to be confirmed.
proposal-addition = Add: { $name }
proposal-addition-unnamed = Add a member
proposal-transfer = Transfer: { $name }
proposal-transfer-unnamed = Transfer a member
proposal-leaving-left = Has left: { $name }
proposal-leaving-left-unnamed = A member has left
proposal-leaving-deceased = Has died: { $name }
proposal-leaving-deceased-unnamed = A member has died
proposal-cell = Cell: { $cell }
proposal-to = To: { $cell }
proposal-by = Proposed by: { $name }
proposal-same-name = { $count ->
    [one] One member of the cell has
   *[other] { $count } members of the cell have
} this name already. Please see whether it is the same person.
proposal-yes = Confirm
proposal-no = Do not confirm
proposal-all = Confirm all ({ $count }): { $cell }
proposal-all-ask = <b>{ $cell }</b>: confirm all of these?
proposal-all-yes = Confirm all ({ $count })
proposal-back = Take the proposal back
proposal-see = See the proposal
proposal-done = The roll is up to date.
proposal-declined = Declined. Who proposed it is told.
proposal-taken-back = The proposal is taken back.
proposal-there = There is a proposal about this member already. Wait for it, or take it back first.
proposal-both = This transfer is confirmed by who is above both cells.
proposal-told = A proposal about a cell's roll waits for you.
proposal-declined-told = A proposal of yours about the roll was not confirmed.
add-name-ask = The new member's full name?
add-standing-ask = This member is:
add-ask = Add to the cell's roll?
add-ask-committee = Send this proposal? The unit above (or the operator) has to confirm it first.
add-yes = Add to the roll
add-send = Send the proposal
add-post = Note the post
add-post-ask = What is this member's post?
add-drop = Add nobody
add-done = Added to the roll. You can issue a join code now.
add-sent = The proposal is sent. Once confirmed, the roll changes.
add-dropped = Nobody was added.
leave-ask = Why is <b>{ $name }</b> not on the roll any more?
leave-sure =
    <b>{ $name }</b>: { $why }. Take off the roll?
    What this member wrote stays sealed, and is erased after 30 days. A mistake can be undone here within a day.
leave-sure-committee =
    <b>{ $name }</b>: { $why }. Send this proposal?
    The roll changes when the unit above (or the operator) confirms it. What this member wrote stays sealed, and is erased after 30 days.
leave-last = Nobody but you can confirm changes in this cell, so you cannot take yourself off its roll. Ask the operator, or let somebody else take over first.
restore-button = Undo: put { $name } back
restore-done = Back on the roll.
restore-late-here = This cannot be undone here any more. For 30 days the operator can still put a member back.
restore-told = You are on the roll again. Everything is still there.
leave-left = Has left
leave-deceased = Has died
move-where = To which cell is <b>{ $name }</b> transferred?
move-type = Another cell: type its name or code.
move-fits = { $count } cells fit what you typed:
move-too-many = { $count } cells fit what you typed. These are the first; please type more of the name.
move-nothing = No cell has such a name or code.
move-ask = Transfer <b>{ $name }</b> to <b>{ $cell }</b>? The member is told, and what was written goes along. Offices in the old cell end.
move-ask-committee = Propose to transfer <b>{ $name }</b> to <b>{ $cell }</b>? The unit above both cells (or the operator) will confirm it. Offices in the old cell end then.
proposal-unknown = No proposal { $id } waits.
somebody = a member
names-at-home = This needs names to be seen, so it is done on the organisation's own web page.
