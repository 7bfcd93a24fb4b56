# The plan: what a member will do about the signs he found, and how that goes.
menu-plan = Kế hoạch tự sửa
    .words = kế hoạch|tự sửa|kế hoạch khắc phục
plan-title = <b>Kế hoạch tự sửa</b>
plan-none = Chưa có việc nào. Mỗi việc một dòng: làm gì, đến khi nào, ai giúp.
plan-none-open = Không còn việc nào đang làm.
plan-seen = Chỉ đồng chí xem được kế hoạch này.
plan-line = <b>{ $number }.</b> { $words } <i>({ $standing })</i>
plan-jump = Việc { $number }
plan-check = Ghi tiến độ tháng { $month } ({ $count } việc)
    .words = ghi tiến độ|tiến độ
plan-carry = Xem lại { $count } việc của đợt trước
plan-unplanned = Chọn việc cho { $count } biểu hiện
    .words = chọn việc
plan-more = Thêm việc
    .words = thêm
plan-closed-open = Đã xong, đã thôi ({ $count })
plan-closed-title = <b>Việc đã xong, đã thôi</b>
plan-year-open = Tổng kết năm
    .words = tổng kết
plan-undo = Hoàn tác: { $act }
    .words = hoàn tác
plan-undo-made = việc vừa thêm
plan-undo-begin = bắt đầu làm
plan-undo-finish = đánh dấu xong
plan-undo-drop = thôi không làm
plan-undo-resume = làm lại
plan-undo-due = đổi hạn
plan-undo-helper = đổi người giúp
plan-undo-words = sửa lời
plan-undo-note = câu ghi thêm
plan-undo-split = tách việc
plan-undo-signs = đổi biểu hiện
plan-undo-check = tiến độ vừa ghi
plan-undo-keep = giữ việc đợt trước
plan-undone = Đã hoàn tác.
plan-undo-late = Chỗ này không hoàn tác được nữa: đã qua một ngày, hoặc đồng chí đã đổi tiếp.
plan-back = Quay lại
    .words = quay lại
plan-back-line = Quay lại việc này
    .words = quay lại
plan-later = Để sau
    .words = để sau

# Making a line.
plan-measures = Đồng chí sẽ làm gì? Chọn một việc; lời lẽ sửa sau cũng được.
plan-measures-left = Sau điều này còn { $count } biểu hiện.
plan-own = Viết việc của tôi
plan-own-free = Viết một việc, không gắn biểu hiện nào
plan-own-ask = Đồng chí sẽ làm gì? Viết một câu ngắn, làm được và kiểm tra được. Xin đừng nêu tên người khác.
plan-use = Dùng một việc đã ghi
plan-use-ask = Việc nào cũng giúp cho <b>{ $id } { $label }</b>?
plan-served = Đã ghi: việc ấy giúp cả biểu hiện này.
plan-skip = Lần này chưa đặt việc cho điều này
plan-more-ask = Đồng chí muốn thêm việc về điều gì?
plan-for-sign = { $id } { $label }
plan-for-duty = Chức trách: { $label }
plan-due-ask = Đến khi nào? Đồng chí chọn, hoặc gõ ngày khác, ví dụ 15/3, cuối tháng.
plan-due-ask-typed = Đến khi nào? Đồng chí chọn số, hoặc gõ ngày, ví dụ 15/3, cuối tháng, 2 tháng.
plan-due-meeting = Trước buổi họp tới ({ $on })
plan-due-month = Một tháng ({ $on })
plan-due-quarter = Ba tháng ({ $on })
plan-due-year = Cuối năm ({ $on })
plan-due-calendar = Chọn trên lịch
plan-month = Tháng { $month } (ngày 1 là { $weekday }). Chọn một ngày:
plan-month-before = ‹ Tháng trước
plan-month-after = Tháng sau ›
plan-weekday = { $number ->
    [0] T2
    [1] T3
    [2] T4
    [3] T5
    [4] T6
    [5] T7
   *[6] CN
    }
plan-due-set = Đã đặt hạn: { $on }.
plan-day-unclear = Tôi chưa rõ ngày đồng chí viết. Đồng chí gõ như 15/3 hoặc cuối tháng giúp.
plan-day-past = Ngày { $on } đã qua. Đồng chí chọn một ngày từ hôm nay trở đi.
plan-day-far = Xa quá: hạn của một việc không quá hai năm.
day-before = đến|trước|ngày|hạn|vào|lúc|trong|hôm|khoảng|tới|buổi|ban|mồng|mùng
day-after = nữa|tới|lúc|vào|buổi
day-number = ngày
day-first-ten = mồng|mùng|ngày mồng|ngày mùng
day-today = hôm nay|nay|bữa nay
day-tomorrow = mai|ngày mai
day-end-of-month = cuối tháng|hết tháng|cuối tháng này|hết tháng này
day-end-of-next-month = cuối tháng sau|hết tháng sau
day-end-of-year = cuối năm|hết năm|cuối năm nay|hết năm nay
day-next-week = tuần sau|tuần tới|tuần
day-this-month = tháng này
day-next-month = tháng sau|tháng tới|tháng
day-next-year = năm sau|năm tới|sang năm
week-present = này
week-this = tuần này
week-next = tuần sau|tuần tới
day-numbers = một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười
day-days = ngày
day-weeks = tuần
day-months = tháng
day-years = năm
plan-helper-ask = Ai giúp hoặc theo dõi việc này? Không ai được báo tin; đây là để đồng chí nhớ mà nhờ.
plan-helper-self = Tự tôi
    .words = tự tôi|tôi
plan-helper-committee = Chi ủy
    .words = chi ủy
plan-helper-group = Tổ đảng
    .words = tổ đảng
plan-helper-family = Gia đình
    .words = gia đình
plan-made = Đã ghi vào kế hoạch.

# Living with it.
plan-words = <b>{ $words }</b>
plan-about = Vì: { $signs }
plan-standing = Tình trạng: { $standing }
plan-stands = { $state }, { $due }
plan-stands-closed = { $state } { $on }
plan-state-new = chưa bắt đầu
plan-state-going = đang làm
plan-state-done = đã xong
plan-state-dropped = đã thôi
plan-due = hạn { $on }
plan-due-none = chưa đặt hạn
plan-due-soon = { $days ->
    [0] hạn { $on }, hôm nay
   *[other] hạn { $on }, còn { $days } ngày
    }
plan-due-over = hạn { $on }, quá { $days } ngày
plan-helped = Ai giúp: { $helper }
plan-round = Đợt thứ { $number } của việc này.
plan-noted = Ghi ngày { $on }: “{ $words }”
plan-begin = Bắt đầu làm
    .words = bắt đầu
plan-finish = Đã xong
    .words = xong|đã xong
plan-resume = Làm lại việc này
    .words = làm lại
plan-did-begin = Đã ghi: đang làm.
plan-did-finish = Đã ghi: xong. Chúc mừng đồng chí.
plan-did-resume = Đã ghi: làm lại.
plan-did-drop = Đã ghi: thôi việc này.
plan-changed = Đã ghi.
plan-due-change = Đổi hạn
    .words = lùi hạn|đổi hạn
plan-note = Ghi một câu
plan-changes = Sửa, tách, thôi …
plan-change-words = Sửa lời
plan-change-signs = Việc này vì biểu hiện nào
plan-change-helper = Ai giúp
plan-change-part = Tách làm hai việc
plan-drop = Thôi không làm nữa
plan-history = Xem lại các lần ghi
plan-erase = Xóa hẳn việc này
plan-ask-words = Đồng chí viết lại việc này. Lời cũ vẫn còn trong các lần ghi.
plan-ask-note = Đồng chí ghi một câu: đã làm được gì, vướng gì. Xin đừng nêu tên người khác.
plan-ask-part = Phần tách ra là việc gì? Việc mới giữ nguyên hạn, biểu hiện và người giúp.
plan-split = Đã tách. Đây là việc mới; việc cũ sửa lời sau cũng được.
plan-signs-ask = Việc này giúp cho biểu hiện nào?
plan-signs-none = Chưa có biểu hiện nào để gắn. Khi đồng chí nộp bài tự soi, các điều đã đánh dấu hiện ở đây.
plan-signs-done = Xong
    .words = xong
plan-drop-ask = Vì sao thôi? Chọn, hoặc viết một câu.
plan-drop-not = Không, vẫn làm
plan-reason-needless = Không còn cần nữa
plan-reason-unfit = Không hợp hoàn cảnh
plan-reason-replaced = Đã thay bằng việc khác
plan-erase-ask = Xóa hẳn thì cả các lần ghi cũng mất, và không hoàn tác được. Muốn giữ lại vết, đồng chí chọn “Thôi không làm nữa”.
plan-erase-yes = Xóa hẳn
plan-erased = Đã xóa hẳn.
plan-empty = Đồng chí chưa viết chữ nào. Mời đồng chí viết một câu ngắn.
plan-full = Kế hoạch đã có { $most } việc đang làm, nhiều hơn nữa thì khó theo. Đồng chí khép bớt việc trước đã.
plan-line-gone = Việc ấy không còn trong kế hoạch. Đây là kế hoạch hiện nay:
plan-unknown = Nút ấy không còn dùng được. Đây là kế hoạch hiện nay:
plan-step-made = { $on }: thêm vào kế hoạch
plan-step-words = { $on }: sửa lời; trước là “{ $words }”
plan-step-due = { $on }: đổi hạn; trước là { $words }
plan-step-helper = { $on }: đổi người giúp
plan-step-signs = { $on }: đổi biểu hiện; trước là { $words }
plan-step-note = { $on }: “{ $words }”
plan-step-split = { $on }: tách từ việc “{ $words }”
plan-step-parted = { $on }: tách ra việc “{ $words }”
plan-step-begin = { $on }: bắt đầu làm
plan-step-finish = { $on }: xong
plan-step-drop = { $on }: thôi, vì: { $words }
plan-step-resume = { $on }: làm lại
plan-step-keep = { $on }: đợt mới vẫn làm tiếp
plan-step-check-done = { $on }: tiến độ tháng { $month }: đã xong
plan-step-check-going = { $on }: tiến độ tháng { $month }: đang làm
plan-step-check-none = { $on }: tiến độ tháng { $month }: chưa làm được

# Each month, before the cell meets.
check-title = Tiến độ tháng { $month } · việc { $number }/{ $total }
check-done = Đã xong
    .words = xong|đã xong|rồi
check-going = Đang làm
    .words = đang làm|đang
check-none = Chưa làm được
    .words = chưa|chưa làm|chưa làm được
check-note = Ghi một câu
check-skip = Việc sau ›
check-stop = Để sau
    .words = để sau|dừng|thôi
check-before = Lần trước ({ $month }): { $way }.
check-due-ask = Việc này { $due }. Đồng chí lùi đến khi nào? Chọn, hoặc gõ ngày.
check-due-keep = Giữ hạn cũ
check-all-title = <b>Tiến độ tháng { $month }</b>
check-all = Mỗi việc đồng chí gõ một số, lần lượt từ trên xuống: <b>1</b> đã xong, <b>2</b> đang làm, <b>3</b> chưa làm được, <b>0</b> để sau. Ví dụ, với { $count } việc: <b>{ $example }</b>
check-numbers = Tôi cần đúng { $count } số từ 0 đến 3, mỗi việc một số, theo thứ tự.
check-over = Đã ghi tiến độ tháng { $month }: { $done } xong, { $going } đang làm, { $none } chưa làm được. Cảm ơn đồng chí.
check-none-left = Tháng này không có việc nào chờ ghi.
tasks-plan = { $late ->
    [0] Kế hoạch tự sửa: { $open } việc đang mở.
   *[other] Kế hoạch tự sửa: { $open } việc đang mở, { $late } việc quá hạn.
    }

# A new cycle.
carry-ask = Đợt này đồng chí không còn đánh dấu điều ấy. Việc này coi như đã xong chứ?
carry-done = Đúng, đã xong
carry-keep = Vẫn làm tiếp
carry-kept = Đã ghi: vẫn làm tiếp.
review-opening-plan = Kế hoạch tự sửa của đồng chí còn { $count } việc đang mở.
review-see-plan = Xem kế hoạch tự sửa
review-to-plan = Lập kế hoạch tự sửa
    .words = kế hoạch|lập kế hoạch
review-to-plan-why = Giờ mời đồng chí chọn việc để sửa, mỗi biểu hiện một việc là đủ.

# The year's summary.
year-ask = Đồng chí muốn xem năm nào?
year-choice = Năm { $year }
year-title = <b>Tổng kết tự sửa năm { $year }</b>
year-title-plain = Tự sửa năm { $year }
year-note = Riêng đồng chí xem, để tự viết bản kiểm điểm cuối năm. Không gửi cho ai.
year-note-plain = Bản cá nhân
year-note-some = Bản cá nhân · { $drawn } trong { $total } việc
year-no-cycle = Năm này chưa có bài tự soi nào.
year-cycle = { $count ->
    [0] Đợt đóng ngày { $on }: không đánh dấu điều nào
   *[other] Đợt đóng ngày { $on }: { $count } biểu hiện
    }
year-sign = • { $id } { $label }
year-cycle-gone = Đợt đóng ngày { $on }: đã nộp, không giữ bài
year-cycle-paper = Đợt đóng ngày { $on }: nộp bản giấy
year-no-lines = Năm này chưa có việc nào trong kế hoạch.
year-counts = <b>{ $total } việc:</b> { $done } xong, { $left } đang mở, { $dropped } đã thôi.
year-line = • { $words } <i>({ $standing })</i>
year-line-signs = • { $words } ({ $signs }) <i>({ $standing })</i>
charts-year-month = • Tháng { $month }: { $state }
charts-year-done = đã xong
charts-year-going = đang làm
charts-year-none = chưa làm được
charts-year-dropped = đã thôi
