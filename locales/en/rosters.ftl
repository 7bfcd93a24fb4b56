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
