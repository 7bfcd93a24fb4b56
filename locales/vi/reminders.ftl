# Reminders: the same for everybody of a cell, poor in content; what is his own is behind the button.
reminder-meeting = Sắp đến sinh hoạt chi bộ: { $moment }. Đồng chí có thể xem việc của mình.
reminder-place = Sắp đến sinh hoạt chi bộ: { $moment }. Nơi họp: { $place }.
reminder-theme = Chuyên đề: { $theme }
reminder-closing = Đợt tự soi sắp khép lại. Đồng chí có thể xem việc của mình.
reminder-again = Đồng chí đã hẹn tôi nhắc lại. Đồng chí có thể xem việc của mình.
reminder-tasks = Xem việc của tôi
    .words = việc của tôi|việc
reminder-type = (Đồng chí gõ /viec để xem.)
tasks-title = <b>Việc của đồng chí</b>
tasks-later = Đồng chí muốn tôi nhắc lại lúc khác?
snooze-afternoon = Chiều nay
snooze-tomorrow = Mai
snooze-days = 3 ngày nữa
snooze-set = Tôi sẽ nhắc lại đồng chí: { $moment }.
snooze-late = Giờ hẹn đó không còn kịp nữa. Đồng chí xem việc của mình ngay tại đây.
reminding-open = Cách nhắc việc
reminding-title = <b>Nhắc việc</b>
    Đồng chí muốn được nhắc thế nào? Từ 21 giờ đến 6 giờ 30 tôi không nhắc. Chỉ đồng chí biết lựa chọn này.
reminding-all = Nhắc tất cả
reminding-meetings = Chỉ nhắc sinh hoạt chi bộ
reminding-notices = Chỉ thông báo chính thức
reminding-set = Đã ghi cách nhắc việc.
digest-attendance = Báo trước: { $coming } sẽ dự, { $absent } vắng.
digest-unreached = { $count } đảng viên hiện không nhận được tin nhắc (đã chặn hoặc rời kênh chat). Chi bộ nhắc miệng giúp.
digest-forward = Đồng chí có thể chuyển đoạn dưới đây vào nhóm Zalo của chi bộ:
digest-own = Mỗi đồng chí mở Tự soi của mình để xem.
run-unknown = Không có đợt gửi nào tên { $run }. Lệnh tusoi outbox runs cho xem các đợt.
