# Files that are sent in.
file-too-large = This file is larger than { $megabytes } MB, so I could not take it. Please send a smaller version, or several files.
file-empty = This file is empty. Please check it and send it again.
file-program = To keep everyone safe I take no files that can run programs (such as exe, apk, html, or documents with macros). Please send a PDF or a picture, or save it as docx or xlsx first.
file-many = You are sending too many files at once. Please wait until the others are through.
file-hour = You have sent many files within the last hour. Please take a break; in about an hour you can send more.
file-not-received = Your file did not arrive, so nothing was saved. Please send it again.
file-gone = This file is no longer kept.
file-caption = The words that came with the file were not saved. If they are needed, please type them as a message.
file-pictures-only = Only pictures can be sent here. Please send documents on the web.
file-pictures-only-web = Only pictures can be sent here. Please send documents on the web: { $address }
file-not-here = This channel takes no files. Please open Tự soi on the web to send yours.
file-not-here-web = This channel takes no files. Please open Tự soi on the web to send yours: { $address }
file-otherwise = Here I take a file or a picture. Please send it again as a file.
# Files as links, where a platform carries none.
link-file = 📎 <b>{ $name }</b>
link-private = Your private link: it works on one device, for 24 hours.
