# Summary, publication and what comes back to the members.
figures-are-out = The review's overall figures are out. Have a look when it suits you, then at your own plan.
menu-results = The cell's overall figures
    .words = results
menu-summary = Summary of the cell or unit
    .words = summary
menu-cycle = Review cycle
summary-which = Whose summary would you like to see?
summary-nothing = { $unit } has had no review cycle yet.
summary-counting = The review cycle of { $unit } has just closed. The figures are being counted; please look again in some minutes.
summary-again = Look again
summary-open-title =
    <b>{ $unit }</b>
    A review cycle is open until { $closes }.
summary-not-counted-yet = Who has handed in is counted at 6 every morning; for the first time tomorrow.
summary-handed-in = Handed in: <b>{ $handed }/{ $expected }</b> members (as of { $at }).
summary-complete = Complete: <b>{ $complete }/{ $cells }</b> cells.
summary-days-left = { $days ->
    [0] Today is the last day.
    [one] One day left.
   *[other] { $days } days left.
    }
summary-by-unit = By unit, late ones first
summary-message-make = A message for the cell's group
summary-message-how = Copy the message below into your cell's group. It is the same for everybody.
summary-message = Dear comrades of { $unit }: the self-review is open until { $closes }. Whoever has begun goes on where he stopped. No officer can see anybody's answers. Thank you.
summary-earlier = Figures of the cycle before
summary-turnout-title = <b>{ $unit }</b> · late ones first
summary-turnout-by-name = <b>{ $unit }</b> · by name
summary-by-name = By name
summary-turnout-up = One level up
summary-turnout = • { $unit }: { $handed }/{ $expected }
summary-before = ‹ Page before
summary-after = Next page ›
summary-back = Back
    .words = back
summary-closed-title = <b>{ $cells }</b> · cycle closed on { $closed }
summary-pooled = Few reviews: counted together.
summary-n = Out of <b>{ $n }</b> reviews. Rounded; the possible range is in brackets.
summary-top = Most frequent
summary-top-title = <b>Most frequent</b>
summary-compared = { $heading } (↑↓ since last time)
summary-top-none = No sign stands out.
summary-causes = Causes
summary-causes-title = <b>Causes that were named</b>
summary-cause-other = another cause
summary-group = <b>{ $group }</b>
summary-line = • <b>{ $id }</b> { $label }: about { $value }/{ $n } members ({ $low }–{ $high })
summary-line-more = • <b>{ $id }</b> { $label }: about { $value }/{ $n } members ({ $low }–{ $high }), more ↑
summary-line-fewer = • <b>{ $id }</b> { $label }: about { $value }/{ $n } members ({ $low }–{ $high }), fewer ↓
summary-line-cause = • { $label }: about { $value }/{ $n } members ({ $low }–{ $high })
summary-in-person = { $ids }: these are better talked over in person; figures are given from { $enough } reviews on.
summary-none-nobody = No figures: nobody handed in a review this time.
summary-none-paper = No figures: everybody handed in on paper.
summary-none-few = No figures: too few reviews. At least { $enough } are needed, together with other cells if need be, so that nobody can be guessed.
summary-cover-read = What the secretary writes
    .words = secretary
summary-cover = <b>The secretary writes</b>
summary-cover-now = <i>The sentence now:</i> { $words }
summary-cover-write = Write a sentence to the cell
summary-cover-ask = Write one sentence that the whole cell reads with the figures (up to 300 letters). Please name nobody.
summary-cover-take = Take the sentence away
summary-cover-back = Never mind, back
cover-kept = Kept. The cell's members see it with the figures.
cover-taken = The sentence is taken away.
kind-residential = Residential areas
kind-agency = Agencies
kind-public_service = Public services and schools
kind-enterprise = Enterprises
kind-armed_forces = Armed forces
kind-other = Others
results-none = The cell has no overall figures yet. When there are, you find them here.
results-mine = Beside my own review
results-mine-title = <b>Your own review</b>, seen by you alone:
results-mine-none = You marked none of the signs given here.
results-mine-line = • { $id } { $label }: { $degree }. The cell: about { $value }/{ $n } ({ $low }–{ $high })
privacy-opened = The figures of { $unit } were opened { $count } times within a year, by: { $offices }.
privacy-not-opened = Nobody has opened the cell's figures within a year.

# Cycles
cycle-unknown = There is no cycle { $id }.
cycle-ended = This cycle is not open any more, so it cannot be changed.
cycle-not-later = The new closing time must be after the present one: { $closes }.
cycle-not-all = It cannot be closed early: as of this morning somebody has not handed in.
cycle-not-yours = Cycles are opened and closed by the secretary and the level above.
cycle-which = Whose cycle would you like to see?
cycle-none = <b>{ $unit }</b> has no open cycle. Open one now; for how long?
cycle-days = { $days } days
cycle-open-ask = Open a review cycle for <b>{ $unit }</b>, until the end of { $closes }? Who takes part is fixed when it opens. A cell has only two cycles a year.
cycle-open-yes = Open the cycle
cycle-back = Never mind, back
cycle-opened = The cycle is open.
cycle-planned = <b>{ $unit }</b> has planned a cycle: it opens on { $opens } and closes { $closes }.
cycle-is-open = <b>{ $unit }</b>: a cycle is open until { $closes }. At that hour the overall figures come out by themselves.
cycle-longer = { $days } days longer
cycle-extend-ask = Extend it to { $closes }? Everybody in the cycle is told.
cycle-extend-yes = Extend
cycle-extended-now = Extended. Everybody will be told.
cycle-extended = The self-review is open longer, until { $closes }.
cycle-close = All have handed in: close early
cycle-close-ask = All have handed in. Close the cycle now? Nobody can change his review afterwards.
cycle-close-yes = Close the cycle
cycle-closed-now = The cycle is closed.
cycle-step = Counts are rounded to multiples of { $least } to { $most }.
cycle-step-lower = Here counts were rounded to multiples of { $step }; that may be raised, never lowered.
cycle-step-readers = Rounding finer than { $least } is only for a cell whose figures nobody but the secretary reads: no deputy, no committee.
summary-one-reader = This cycle was opened on condition that the secretary alone reads its figures.

# The collective self-review
body-button = The committee's collective self-review
body-title = <b>Collective self-review</b> · { $group }
body-how = Tick what the committee sees in the cell. It bears the name of whoever hands it in, and the whole cell can read it.
body-next = Next page ›
    .words = next
body-submit = Hand it in
body-done = Handed in. The cell's members read it beside the figures.
body-read = The committee's own review
    .words = committee
body-beside = The members' figures on these:
body-none = nothing found
body-line = <b>The committee's collective self-review:</b> { $said }. Handed in by { $name } on { $on }.

# Pictures
summary-chart-note = Cycle closed on { $closed }. Out of { $n } self-reviews.
summary-grid-note = The last { $count } cycles
summary-cycles = Compare cycles
summary-cycles-title = <b>The signs, cycle by cycle</b>
summary-cycles-none = Only one cycle has figures, so there is nothing to compare yet.
summary-plans = Plans
summary-plans-title = <b>Plans</b>, when the cycle closed
summary-plan-open = Have open lines
summary-plan-done = Have finished something since last time
summary-plan-overdue = Have late lines
