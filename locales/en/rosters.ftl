# The roster from a file: the template

roster-template-sheet = Roster
roster-template-name = Full name
roster-template-id = Own id
roster-template-post = Post
roster-template-standing = Standing
roster-template-unit = Unit code
roster-template-official = Official
roster-template-probationary = Probationary
roster-template-only = Choose Official or Probationary; empty means Official.
roster-example-name-1 = (Example) Nguyễn Văn An
roster-example-id-1 = 001
roster-example-post-1 = Secretary
roster-example-standing-1 = Official
roster-example-unit-1 = KP3
roster-example-name-2 = (Example) Trần Thị Bình
roster-example-id-2 = 002
roster-example-post-2 = Member
roster-example-standing-2 = Probationary
roster-example-unit-2 = KP3
roster-template-help = How to fill it in
roster-template-help-1 = One row for each member. The two example rows are not imported; leave them or delete them.
roster-template-help-2 = Only the full name is needed. Other columns may be left empty or deleted.
roster-template-help-3 = Own id: the organisation's own number of a member. With it, equal names are not mixed up.
roster-template-help-4 = Unit code: only for several cells in one file. Where it is empty, the one above counts.
roster-template-help-5 = Instead of Standing, a column “Ngày chính thức” (day/month/year) will do: a day to come means probationary.
roster-template-help-6 = No dates of birth, addresses or telephone numbers: Tự soi does not keep them.

# In chat

roster-format-here = This file is not a table. Save it as XLSX or as CSV UTF-8 and send it again.
roster-in-button = Import the roll from a file
roster-in-form = Give me the template
    .words = template
roster-in-form-here = This is the template: one row for each member; the two examples may stay. Fill it in and send it here.
roster-in-ask = Please send the roll of <b>{ $cell }</b>: an XLSX or CSV file with a column Họ và tên (name). You will see what it would do first; nothing changes before you agree. The file is erased once it is read.
roster-in-gone = The roll you sent is not here any more: it is kept for an hour. Please send it again.
roster-in-problems = { $count ->
    [one] There is <b>one</b> thing to be corrected in the file; nothing was imported.
   *[other] There are <b>{ $count }</b> things to be corrected in the file; nothing was imported.
}
roster-in-place = Row { $row }, column { $column }
roster-in-row = Row { $row }
roster-in-problem = • { $place }: { $what }
roster-in-mend = Correct them in the file and send it here again.
roster-in-doubt = Row { $row }: <b>{ $name }</b> is also the name of somebody else. Who is this? ({ $left } to be asked.)
roster-in-beside-row = • Row { $row } of the file: { $name }
roster-in-beside-seat = • On the roll: { $name }
roster-in-leave = The one in row { $lines }: leave this row out
roster-in-same = The same as { $post }
roster-in-other = Another person
roster-in-title = The roll of <b>{ $cell }</b> from a file
roster-in-counts = { $added } new · { $changed } changed · { $same } as they were · { $absent } not in the file
roster-in-sheet = Read from the sheet “{ $sheet }”; other sheets that were not read: { $others }.
roster-in-unknown = Columns left out: { $columns }.
roster-in-left = Rows left out: { $lines } ({ $why }).
roster-left-above = above the headings
roster-left-headings = headings
roster-left-example = example
roster-left-sum = sum
roster-left-continued = name continued from the row above
roster-left-end = signatures
roster-left-same = the same person as in another row
roster-in-waiting = { $count ->
    [one] One more waits for the committee.
   *[other] { $count } more wait for the committee.
}
roster-in-added = + { $name } ({ $standing })
roster-in-changed = ≠ { $name } ({ $standing })
roster-in-official = official
roster-in-probationary = probationary
roster-in-elsewhere = ! { $name }: this own id is in another cell. Transfer the member instead.
roster-in-absent = – { $name }: not in the file, stays as before
roster-in-sure = If you agree, the roll is changed at once.
roster-in-sure-committee = If you agree, new members are proposed to the committee; other changes are made at once.
roster-in-nothing = There is nothing new in the file.
roster-in-yes = Agree
roster-in-drop = Do not import
roster-in-dropped = Nothing was imported.
roster-in-moved = The roll has just changed. This is what the file would do now.
roster-in-many = In chat at most { $max } members can be imported at a time. Ask the operator for a longer list.
roster-in-done = Imported: { $added } new, { $changed } changed.
roster-in-proposed = { $added } were proposed and wait for the committee; { $changed } were changed.
roster-in-some = { $done } were proposed, { $left } are left. Agree again to go on.
