# Consent and rights.
consent-review =
    <b>Before you start, we need your consent</b>

    <b>What is kept:</b> your answers, your notes and your plan, encrypted.

    <b>What for:</b> so that you can improve, and for the cell's overall figures. Never for appraisal, ranking or discipline.

    <b>Who sees it:</b> only you. The cell and the levels above see only rounded overall figures, without names.

    <b>Who technically could:</b> whoever holds both the server and its encryption keys could read what is not yet deleted.

    <b>How long:</b> answers: until the overall figures are published, at the latest 30 days after the cycle closes; longer only if you wish. The plan: until you delete it, or do not open it for two years.

    <b>Taking it back:</b> type /privacy at any time, and it is deleted at once. You are free to say no: you then hand in a paper copy.
consent-review-agree = I agree
    .words = agree|yes|ok
consent-platform-telegram =
    <b>About Telegram</b>
    What is shown and tapped here passes through the servers of <b>Telegram FZ-LLC, located abroad (head office in Dubai, United Arab Emirates)</b>. This company can read it.
    Do you agree to do your self-review and your plan here on Telegram? You can take this back at any time: /privacy.
consent-platform-telegram-agree = I agree to use Telegram
    .words = agree|yes|ok
consent-platform-zalo =
    <b>About Zalo</b>
    What is shown and typed here passes through the servers of <b>VNG Corporation, Vietnam</b>. This company can read it.
    Do you agree to do your self-review and your plan here on Zalo? You can take this back at any time: /privacy.
consent-platform-zalo-agree = I agree to use Zalo
    .words = agree|yes|ok
consent-use-web = Or do it on the organisation's own web page, where no company is in between: { $address }
consent-not-now = Not now
    .words = no|i do not agree|later
consent-needed = Your consent is needed first.
consent-outdated = The consent text has just been changed. Please read it again:
purpose-review = Self-review, plan and overall figures
purpose-platform-telegram = Use through Telegram
purpose-platform-zalo = Use through Zalo
privacy-title =
    <b>Privacy</b>
    Your answers are yours. No officer and no other member can see them through Tự soi.
    Here you can see, download, withdraw or delete right away.
privacy-audit = What did officers do in my cell?
privacy-see = What is kept about me?
privacy-take = Download my copy
privacy-withdraw = Withdraw my consent
privacy-delete = Delete all I have written
privacy-back = Back
privacy-see-roster = <b>The organisation's list:</b> { $name }, { $post }, { $cell }. Name and post are encrypted; the lists of the review cycles also note only which cell you belong to.
privacy-see-accounts = <b>Linked devices and channels:</b> { $count }. The addresses are encrypted.
privacy-see-consents = <b>You agreed to:</b> { $purpose } ({ $on })
privacy-see-reviews = <b>Self-reviews:</b> { $count }
privacy-see-vault = <b>Recovery words:</b> only a trace to compare with is kept, not the three words.
privacy-see-outbox = <b>Messages sent to you:</b> kept for 30 days.
privacy-see-codes = <b>Invitation and link codes:</b> only a trace is kept, deleted 30 days after they expire.
privacy-see-plan = <b>My plan:</b> { $open } open lines, { $closed } closed ones, with their history. Kept until you delete it, or do not open it for two years.
privacy-see-commitment = <b>A promise to the cell:</b> kept until you take it back, 13 months at most.
privacy-see-meetings = <b>Meetings and reminders:</b> whether you said you would come (deleted two days after the meeting), how you are reminded, the calendar link, browsers that are told.
privacy-see-acts = <b>What you did in your office:</b> a log (what and when, no content) kept for good; the covering sentence, the collective self-review, kept with the cycle. The cell's members may know.
privacy-no-consent = You have not agreed to anything at present.
privacy-review-paper = • Cycle of { $opened }: handed in on paper
privacy-review-submitted = • Cycle of { $opened }: submitted, answers still kept
privacy-review-draft = • Cycle of { $opened }: begun, not submitted
privacy-review-erased = • Cycle of { $opened }: answers deleted
privacy-taken = This is everything kept about you: one copy to read and one for computers. Please keep it safe.
privacy-withdraw-ask = What would you like to withdraw?
privacy-withdraw-review = If you withdraw, all answers kept here are deleted at once, also the copies you chose to keep, your plan, your promise to the cell and any download links. Overall figures already published do not change. Messages shown in Telegram or Zalo you delete yourself in the app.
privacy-withdraw-platform = If you withdraw, you can no longer do the self-review or see your plan on that channel. Your answers stay, and you can go on with them on the web page. Messages shown there you delete yourself in the app.
privacy-withdraw-yes = Withdraw now
privacy-withdrawn = <b>Withdrawn:</b> “{ $purpose }” at { $at }. This message is your receipt.
privacy-delete-ask =
    <b>Delete all you have written?</b>
    Answers, notes, the plan, a promise to the cell, consents, linked devices and channels: deleted at once and for good. Nor can the backups be read, after an hour at the latest.
    If you want to keep your copy, please download and open it first: links to it are deleted too.
    Your name stays on the organisation's list. Overall figures already published do not change. Messages shown in Telegram or Zalo you delete yourself in the app.
privacy-delete-yes = Delete it all, right now
privacy-deleted = <b>Deleted</b> at { $at }: { $count ->
    [one] 1 item, with the key that opened it.
   *[other] { $count } items, with the key that opened them.
} Nobody can read them any more. This message is your receipt. To use Tự soi again, ask your secretary for a new code.

# The copy to take along
export-title = PERSONAL COPY – what Tự soi keeps about me
export-member = The organisation's list
export-role = Offices in the organisation
export-stay = Cells I was in before
export-proposal = Proposals not settled yet
export-storedfile = Files I sent in
export-notice = Notices I wrote
export-noticecopy = Notices I was sent
export-participant = Cycles in which I am counted
export-code = Invitation and link codes
export-vault = My private record
export-account = Devices and channels
export-claim = Requests to come in from another device
export-consent = Consents
export-review = Self-reviews
export-plan = My plan
export-commitment = A promise to the cell
export-outbox = Messages sent to me
export-act = The log: what I did in my office, what officers did about me
export-cover = Covering sentences I wrote
export-collective = Collective self-reviews I entered
export-attendance = Whether I come to meetings
export-attendant = Cells I attend for the committee
export-remark = My remarks on meetings
export-reminding = How I am reminded
export-calendarlink = Calendar link
export-incoming = Messages not answered yet
export-presence = When I last wrote on Zalo
export-pushsubscription = Browsers that are told
