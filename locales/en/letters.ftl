# What is sent unasked: corrections, what is taken back, files that go with it

letter-amended = <b>Correction.</b> It should read as follows:
letter-recalled = { $unit } has withdrawn a notice sent earlier. Please disregard what you received.
letter-files = With { $count ->
    [one] one file
   *[other] { $count } files
}; see the web chat: { $home }
letter-files-web = With { $count ->
    [one] one file
   *[other] { $count } files
}; see your organisation’s web chat.
