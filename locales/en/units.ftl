# Units, roster, roles and cycles: refusals, mostly shown by the operator's commands

unit-unknown = There is no unit with the code {$code}.
unit-closed = The unit {$code} is closed.
unit-code-form = The code {$code} cannot be used. A code has 2 to 32 letters A–Z, digits or hyphens.
unit-name-form = A unit needs a name of at most {$max} letters.
unit-kind-unknown = There is no kind {$kind}. Known are: {$known}.
unit-code-taken = The code {$code} is taken by another unit.

unit-below-itself = {$unit} cannot be put below itself.
unit-has-members = {$unit} has members on its roll, so no unit can be put below it.
unit-not-empty = {$unit} still has members, or units below it. Merge or move them first.
unit-merge-itself = {$unit} cannot be merged into a unit below it, or into itself.
unit-merge-unlike = {$unit} cannot be merged into {$into}: cells go into cells, units above cells into such units.
unit-split-none = Name the members of {$unit} who will be in the new cell.
unit-split-all = Nobody would be left in {$unit}. To give it another name, rename it.
unit-cycle-open = {$unit} is in a cycle until {$closes}. The tree stands still meanwhile, so that nobody can be told from others; do it when the figures are out.

unit-row-code = the code “{$code}” cannot be used: 2 to 32 letters A–Z, digits or hyphens
unit-row-name = a unit needs a name of at most {$max} letters
unit-row-kind = there is no kind “{$kind}”; write khu dân cư (residential), cơ quan (agency), sự nghiệp (public_service), doanh nghiệp (enterprise), lực lượng vũ trang (armed_forces) or khác (other)
unit-row-twice = this code is in row {$first} already
unit-row-parent = there is no unit above with the code “{$code}”
unit-row-peopled = the unit “{$code}” has members on its roster, so there can be no units below it
unit-row-circle = the units above this one go in a circle, or are too many
unit-no-header = No row with the headings was found. There must be columns headed Mã (code) and Tên (name).
roster-empty-units = The file has no units in it.

setting-unknown = There is no setting {$name}. The settings: {$known}.
setting-value = The setting {$name} does not take “{$value}”. An example: {$example}.
setting-stricter = The setting {$name} can only be made stricter; it is {$holds} now.

member-unknown = There is no member with the id {$id}.
member-left = The member {$id} has left.
member-there = The member {$id} is on the roll.
restore-late = The member {$id} left more than 30 days ago; what was written is gone. Please add the person anew.
member-id-taken = This own id belongs to the member {$id} of the unit already.
member-same-name = {$unit} has a member of this name already: {$id}. If this is another person, say so with --same-name.
member-name-form = This is not a name. A name begins with a letter and holds only letters, blanks and . , ' ’ ( ) / -
member-too-many-letters = Longer than {$max} letters. Please make it shorter.

transfer-no-cell = {$unit} is no cell: members belong to cells.
transfer-same-cell = This member is in {$unit} already.
transfer-told = You have been transferred to {$cell}. What you wrote stays yours alone.

roster-name-missing = the name is missing
roster-name-form = this is not a name: a name begins with a letter and holds only letters, blanks and . , ' ’ ( ) / -
roster-too-many-letters = longer than {$max} letters
roster-standing = “{$value}” is neither official (chính thức) nor probationary (dự bị)
roster-id-twice = this own id is in row {$first} already
roster-day = “{$value}” is not a date; write day/month/year, for example 03/02/2024
roster-day-to-come = “{$value}” is a day to come
roster-day-far = “{$value}” is too far ahead: only probationary members have such a day to come, within two years; please check it
roster-unit-unknown = there is no cell “{$unit}” among those that are imported
roster-unit-closed = “{$unit}” is closed
roster-unit-no-cell = “{$unit}” is not a cell: there are units below it
roster-unit-ambiguous = {$number} units are called “{$unit}”; write the cell's code
roster-unit-missing = the cell's name or code is missing
roster-cell-encoding = this cell is typed in {$encoding}; convert it to Unicode (Unikey: tools, convert)
roster-cell-unread = this cell holds no value (a formula that was not calculated, or an error); open the file in Excel and save it again
roster-after-end = this row comes after the signatures; if it is a member, move it up
roster-too-large = The file is larger than {$megabytes} MB.
roster-too-long = The file has more than {$rows} rows.
roster-format = {$name} cannot be read. Save it as XLSX or as CSV UTF-8.
roster-locked = The file is locked with a password. Open it in Excel, take the password away (File, Info), save it and use the file without the lock.
roster-unreadable = The file is damaged or is no table. Save it again as XLSX or as CSV UTF-8.
roster-encoding = The file is not in Unicode (UTF-8). Save it as XLSX, or as CSV UTF-8 in Excel.
roster-encoding-old = The file is written in {$encoding}, not in Unicode. Convert it (Unikey: tools, convert), then save it as XLSX, or as CSV UTF-8 in Excel.
roster-empty = The file has no members in it.
roster-no-header = No row with the headings was found. A column must be headed Họ và tên (or: name).
roster-no-unit = The file does not say which cell each row belongs to. Add a column Mã chi bộ (code) or Chi bộ (name), or name one cell with --unit.
roster-doubts = { $number ->
    [one] One row has a name that somebody else bears; nothing was imported.
   *[other] {$number} rows have names that somebody else bears; nothing was imported.
}
roster-moved = The roster has changed in the meantime; nothing was imported. Please start again.
roster-decided-twice = Row {$row} was given to a member who was given another row already; nothing was imported.

role-unknown = There is no role {$role}. Known are: {$known}.
role-elsewhere = {$unit} is neither this member's cell nor above it.
role-held-already = This member holds this role in {$unit} already.
role-not-held = This member does not hold this role in {$unit}.
role-secretary-taken = {$unit} has a secretary: member {$id}. Take that role back first.

cycle-date-form = “{$value}” is not a date. Write 2026-12-31, or 2026-12-31T17:00.
cycle-opens-past = A cycle cannot open in the past.
cycle-closes-past = A cycle cannot close in the past.
cycle-too-short = A cycle lasts at least {$days} days.
cycle-too-long = A cycle lasts at most a year.
cycle-checklist = The checklist cannot be used: {$problem}
cycle-no-members = Nobody is on the roster of {$unit} yet.
cycle-overlaps = A member is in at most one open cycle: {$unit} has one from {$opens} to {$closes}.
cycle-budget = {$unit} would have more than two cycles within a year. Every publication gives away a little, so that a third one would let single answers be guessed. The next can open on {$again}.

# The demo of a province (for the operator)
province-too-small = A province for trials has at least { $least } members.
province-not-empty = There is a demo already. Delete the files data/demo* and try again, or run `tusoi demo` to go on with it.
province-real = This database is not a demo's: nothing was written to it.

# /donvi
menu-units = Units below
    .words = units
unit-which = Which unit?
unit-title = <b>{ $name }</b> ({ $code })
unit-cells = Cells: { $cells }
unit-members = Members: { $members }
unit-members-joined = Members: { $members }, joined: { $joined }
unit-row = { $name } ({ $members })
unit-roll = The cell's roll
unit-up = Up to { $name }
unit-find = To find one, type a name or a code.
unit-find-nothing = No unit below has such a name or code.
unit-found = { $count } units:
unit-found-many = { $count } units. These are the first; please type more of the name.
