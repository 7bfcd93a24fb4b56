# On no roll any more: what stays
off-roll = This is only for members on the roll here.
off-roll-at-home = Your review and plan cannot be shown on this channel any more. Look on the organisation's web page, or in the copy you take along.
left-title =
    <b>{ $name }</b>
    You are on no roll here any more, so what belongs to the cell is closed to you.
left-until = What you wrote is still yours alone. It is kept sealed until { $until }, then erased for good. To keep it, take your copy before that day.
left-mistake = If this is a mistake, please ask the secretary of the cell.
left-told = You are on no roll here any more.
left-see = See and take along
left-review = See my review of { $opened }
left-plan = See my plan
left-inbox = Notices I got
