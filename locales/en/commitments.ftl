# A shared commitment: what a member promises his cell, with his name.
commitment-open = A promise to the cell
    .words = promise|commitment
commitment-title = <b>A promise to the cell</b>
commitment-what =
    If you like, write one promise for the whole cell to read, with your name. It is written for this alone and has nothing to do with any sign or plan.
    The page opens only when at least { $enough } members have promised something. You can take yours back at any time, at once.
commitment-own = Yours: <b>“{ $words }”</b>
commitment-until = Kept until { $on }, or until you take it back.
commitment-write = Write a promise
commitment-change = Change it
commitment-revoke = Take it back
commitment-revoked = Taken back. It does not stand anywhere any more.
commitment-kept = Your promise is noted.
commitment-page = The cell's page
commitment-page-title = <b>Promises of { $cell }</b>
commitment-line = <b>{ $name }</b>: { $words }
commitment-closed = The page is not open yet. It opens when at least { $enough } members have promised something.
commitment-at-home = This page holds names and words of other members, so it opens only on the organisation's own web page: { $address }
commitment-at-home-only = This page holds names and words of other members, so it opens only on the organisation's own web page.
commitment-ask = Choose one, or write a short sentence of your own. The whole cell will read it, with your name.
commitment-sure = The whole cell will read, with your name: <b>“{ $words }”</b>
commitment-yes = Yes, put it on the page
commitment-no-sign = The whole cell reads this, so please leave the numbers of signs out. Write it again, or choose one.
commitment-general = { $number ->
    [1] Come to every meeting, on time
    [2] Speak at least once at every meeting
    [3] Read one new Party document a week
    [4] Visit a family in need every month
    [5] Do what I am given by the day agreed
    [6] Speak frankly, and to build up
    [7] Share no news whose source I do not know
   *[8] Save power, water and paper at work
    }
