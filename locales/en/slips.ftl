# Invitation slips: printed, cut along the dashes, handed to each member
slips-button = Invitation slips to print
slips-ask =
    <b>Invitation slips to print</b> · { $cell }
    This issues { $count } new join codes, for the { $count } members who have not joined: a slip for each, four on a page. Codes that they were given before stop working.
slips-ask-joined = { $count } have joined already and get no slip.
slips-ask-held = For { $count } a code was issued again within the last 30 days, so they get none either. If need be ask the committee's officer or the operator.
slips-pdf = Issue the codes, take a PDF
    .words = pdf
slips-docx = Issue the codes, take Word (DOCX)
    .words = word|docx
slips-none = Nobody needs a slip: all who are on the roll have joined.
slips-none-held = For all who have not joined, a code was issued again within the last 30 days. For one more, please ask the committee's officer or the operator.
slips-changed = Codes were issued since you opened this, so this tap issued none. For new slips please choose again:
slips-made =
    { $count } codes issued, for one use, before { $until }. The slips are in the file.
    Please fetch it now: codes cannot be shown again. Print it, cut along the dashes, hand the slips over, then delete the file.
slips-failed = The file could not be made. The codes are issued and can be used; please write them down:
slips-listed = This channel carries no files. Here is everybody's code; please write them down:
slips-code = • { $name }: <b>{ $code }</b>
slips-elsewhere = The member { $id } is not in { $unit }.
slips-many = There would be { $count } slips; a file holds at most { $most }. Make them for each unit below.

# On a slip
slip-title = Invitation to Tự soi
slip-code = Join code
slip-web = Web page
slip-telegram = Telegram
slip-telegram-too = Or Telegram
slip-scan-web = Scan the square with your phone's camera, tap what appears.
slip-scan-telegram = Scan the square with your phone's camera, then tap Start.
slip-scan-either = Scan one of the squares with your phone's camera, tap what appears.
slip-scan-none = Open Tự soi as your cell has shown you, and type the join code above.
slip-else-web = If that fails: open { $address } and type the join code.
slip-else-telegram = If that fails: find @{ $bot } in Telegram and type the join code.
slip-recovery = Write down the three recovery words, shown only once; keep them safe.
slip-begin = Tap “{ $button }”.
slip-again-recovery = Type your old recovery words, or confirm on your old device: everything is still there.
slip-again-wait = With neither: you are in after a day, and start afresh.
slip-until = For one use, before { $until }.
slip-help = For help ask your cell's secretary.
slip-private = No officer and no other member can see what you answer.
