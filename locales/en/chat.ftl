# Menu, help, joining, channels.
menu-title =
    Hello <b>{ $name }</b>
    { $cell }
menu-cycle-open = A self-review cycle is open: { $done } of { $total } answered, please submit by { $closes }.
menu-handed-in = Your self-review is submitted. You can still change it until { $closes }.
menu-no-cycle = No self-review cycle is open at present.
menu-review = Self-review
    .words = review|start|begin
menu-privacy = Privacy
menu-links = My devices and channels
menu-language = Ngôn ngữ · Language
menu-help = Help
    .words = help me|support
menu-home = Back to the main page
    .words = menu|main page|home
menu-later = Another time
    .words = later|not now
menu-cancelled = Stopped. Everything you saved is still there.
help-member =
    <b>Help</b>
    • Tap a button, or type its number or its words.
    • /review: self-review, or go on where you stopped
    • /plan: what you will do, how it goes
    • /notices: notices to you, and whether you come
    • /broadcast: secretaries and officers send notices
    • /privacy: see, download, withdraw or delete your data
    • /link: add a device or channel, set a PIN
    • /cell: your cell's roll · /log: what officers did
    • /menu: main page · /cancel: stop what you are doing
    This is not the official Party record. If you need somebody's help, ask your cell's secretary.
help-stranger =
    <b>Help</b>
    You need an invitation code of 8 characters from your cell's secretary. Type it here and you are in.
    If you have no code yet, please ask the secretary.
language-ask = Đồng chí muốn dùng tiếng nào? · Which language?
language-vi = Tiếng Việt
language-en = English
language-set = The language is now English.
not-understood = I did not understand that. Tap a button, or type the number of your choice:
not-understood-typed = I did not understand that. Type the number of your choice:
not-understood-again = I still do not understand. Please tap a button above, or /menu for the main menu.
not-understood-again-typed = I still did not understand. Type a number from the list above, or /menu for the main page.
words-only = I can only read words here, so your last message was not saved. Please tap a button or type.
edited-only = Editing an old message does not change your answer. To change it, tap the button or type it again.
choice-unknown = This button is no longer in use. Please choose again:
group-only = I only talk in private. Tap my name and write to me there.
keep-continue = What would you like to do next?
incident = Sorry, something went wrong. The answers you saved are still there. If it happens again, give your secretary the number { $id }. Type /menu to go on.
bearings = I was away for a moment. If you wrote and got no answer, please write again. This is where you are:
too-many-tries = Too many wrong tries. To keep you safe, please wait an hour and try again.

# Joining
welcome =
    <b>Welcome!</b> This is Tự soi, where each Party member reviews himself or herself in private.
    Type the invitation code of 8 characters from your cell's secretary, for example <b>ACDE-FGHJ</b>.
not-joined = You need to come in with an invitation code first.
code-unlike = An invitation code has 8 letters and digits, for example ACDE-FGHJ. Please check it.
code-wrong = This code is wrong, already used or expired. Please check it, or ask your secretary for a new one.
code-other-bot = Your cell uses another Zalo bot. Ask your secretary for its name and type the code there; it still works.
code-off-roll = Whom this code is for is on no roll here any more. If this is a mistake, please ask the secretary of the cell.
code-other-seat = You are already in here, so you need no code. That code can still be used.
joined =
    <b>Welcome, { $name }!</b>
    You have joined { $cell }.
joined-office = Here you hold the office of <b>{ $office }</b>, { $unit }.
joined-office-acting = Here you deputise as <b>{ $office }</b>, { $unit }.
joined-offer = An office is offered to you and waits for your answer.
joined-recovery =
    <b>Your recovery words:</b>
    <b>{ $words }</b>
    Write them on paper and keep them safe. They are shown only once. If you lose all your old devices, only these three words open again what you have written.
joined-basis = The list of names and posts is made by the Party organisation to manage its membership. Your name and the address for messages are encrypted.
joined-review = Start the self-review
linked = This device is now linked to you. Everything is still there.
linked-elsewhere = One more place has just been linked to you: <b>{ $channel }</b>. If it was not you, remove it right away.

# A seat somebody uses already
claim-ask =
    Somebody used a new invitation code to come in under your name on another device.
    If it is you, please confirm, here or under /link. If you do not answer, that device gets in at { $at } but <b>cannot see</b> anything you have written.
claim-yes = Yes, it is me
claim-no = It is not me, block it
claim-waiting =
    This place is in use already. If it is yours, type your <b>three recovery words</b> here to get in at once, or confirm on your old device.
    If you can do neither, you get in at { $at } and start afresh. What was written before stays locked, and is deleted after 90 days if nobody opens it.
claim-accepted = Confirmed. The other device gets in at once.
claim-confirmed = Your old device has confirmed. You can go on right away, everything is still there.
claim-denied = Blocked. Please tell your secretary, so that a new code goes to the right person.
claim-effective = 24 hours have passed and nobody answered, so the other device has come in. It <b>cannot see</b> what you wrote. If it is not yours, please tell the secretary at once.
claim-entered = You are in now. Please get your recovery words: tap the button, or type /start.
claim-fresh = You start afresh and have <b>no recovery words yet</b>. Please get them now: should you lose all your devices, only those three words open what you write from here on. What was written before stays locked and opens with the old three words.
claim-gone = This request no longer exists.
claim-settled-already = This request has been settled already. Below are your devices and channels; if one is strange to you, remove it and tell your secretary.

# Channels, PIN, recovery word
links-title = <b>Your devices and channels</b> ({ $count })
links-line = • { $channel }, since { $since }
links-line-here = • { $channel }, since { $since } (this one)
links-new = Link another device or channel
links-remove = Remove a device or channel
links-see = See devices and channels
links-back = Back
links-sealed = Something you wrote earlier is locked. Your old three recovery words open it; if nobody does, it is deleted after 90 days.
links-code =
    Link code: <b>{ $code }</b>
    Open Tự soi on the other device or channel and type this code. It works once, within { $minutes } minutes. Do not give it to anyone.
links-code-web = Or open: { $address }
links-no-files =
    This channel cannot carry files, so no copy was made. Nothing is lost.
    Get a link code, open Tự soi on the web, type the code, then choose this item again there to download it.
links-no-files-web = The web page: { $address }
links-new-code = Get a link code for the web
links-unlink = Which one shall be removed? It will not see anything any more.
links-unlinked = Removed.
links-unlinked-here = Removed from here. What you have written is still on the server. To come back, use a link code from another device, or ask your secretary for a new code and type your three recovery words.
links-gone = This one was removed before.
pin-new = Set a PIN for this device
pin-off = Remove the PIN
pin-ask-new = Type your new PIN: 4 to 8 digits.
pin-unfit = A PIN has 4 to 8 digits. Please type it again.
pin-set = The PIN is set. After a break of more than { $minutes } minutes, this device will ask for it.
pin-dropped = The PIN is removed.
pin-ask = Type your PIN to go on.
pin-wrong = That is not the PIN.
pin-forgot = I forgot my PIN
pin-forgotten = A PIN cannot be looked up. You can remove this device and come back with a link code, or with a new code and your three recovery words.
pin-forget-here = Remove from this device
recovery-new = Get new recovery words
recovery-open = Open what I wrote earlier
recovery-ask = Type your old three recovery words.
recovery-fresh =
    <b>Your new recovery words:</b>
    <b>{ $words }</b>
    Write them on paper. They are shown only once, and the old three words no longer work.
recovery-wrong = These are not the three words. Please check them; you need not type the accents.
recovery-done = That is right. Everything you have written is still there. The three words you just typed are your recovery words.
recovery-nothing = Nothing you wrote earlier is locked.

# Command menu of Telegram
command-tusoi = Self-review, or go on with it
command-kehoach = My plan
command-menu = Main page
command-lichhop = The cell's meetings
command-ketqua = The cell's overall figures
command-quyenriengtu = My data and my rights
command-lienket = My devices and channels
command-ngonngu = Language
command-trogiup = Help
command-huy = Stop what you are doing

# Offices
office-secretary = Secretary
office-deputy = Deputy secretary
office-committee = Cell committee member
office-clerk = Clerk
office-officer = Party committee officer
office-operator = Operator
