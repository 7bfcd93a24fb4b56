# Meetings: when the cell meets, and the secretary's rule for it.
menu-meetings = Lịch sinh hoạt chi bộ
    .words = lịch họp|lịch
meeting-title = <b>Lịch sinh hoạt · { $cell }</b>
meeting-none = Chi bộ chưa đặt lịch sinh hoạt ở đây.
meeting-next = Buổi tới: <b>{ $moment }</b>, { $minutes } phút.
meeting-then = Buổi sau đó: { $moment }.
meeting-place = Nơi họp: { $place }
meeting-calendar-take = Thêm vào lịch điện thoại
meeting-calendar-title = Sinh hoạt chi bộ
meeting-calendar = Đây là tệp lịch có { $count } buổi tới. Đồng chí mở tệp, điện thoại sẽ hỏi thêm vào lịch. Khi chi bộ đổi lịch, đồng chí lấy tệp mới.
meeting-manage = Đặt, đổi lịch của chi bộ
meeting-manage-of = Đặt, đổi lịch của { $cell }
meeting-rule = Họp <b>{ $rule }</b>, lúc <b>{ $at }</b>, { $minutes } phút.
meeting-rule-day = ngày { $day } hằng tháng
meeting-rule-weekday = { $ordinal ->
    [1] { $weekday } đầu tiên hằng tháng
    [-1] { $weekday } cuối cùng hằng tháng
   *[other] { $weekday } lần thứ { $ordinal } hằng tháng
    }
meeting-rule-last = ngày làm việc cuối tháng
meeting-rule-other = theo lịch riêng ({ $rule })
meeting-set = Đặt lịch
meeting-set-again = Đổi ngày giờ
meeting-place-set = Đổi nơi họp
meeting-kind-ask = Chi bộ họp vào ngày nào? Đồng chí đặt một lần, lịch tự lặp lại mỗi tháng.
meeting-kind-day = Một ngày cố định trong tháng
meeting-kind-weekday = Một thứ cố định trong tháng
meeting-kind-last = Ngày làm việc cuối tháng
meeting-day-ask = Ngày mấy hằng tháng? (Ngày 29 đến 31 không phải tháng nào cũng có; đồng chí có thể chọn ngày làm việc cuối tháng.)
meeting-ordinal-ask = Lần thứ mấy trong tháng? Ví dụ: thứ Ba đầu tiên của tháng là lần đầu.
meeting-ordinal = { $ordinal ->
    [1] Lần đầu
    [-1] Lần cuối
   *[other] Lần thứ { $ordinal }
    }
meeting-weekday-ask = Vào thứ mấy?
weekday = { $number ->
    [0] Thứ Hai
    [1] Thứ Ba
    [2] Thứ Tư
    [3] Thứ Năm
    [4] Thứ Sáu
    [5] Thứ Bảy
   *[6] Chủ nhật
    }
meeting-day = { $weekday }, { $day }
meeting-moment = { $weekday }, { $day }, lúc { $at }
meeting-hour-ask = Họp { $rule }. Mấy giờ bắt đầu? Đồng chí chọn, hoặc gõ giờ khác, ví dụ 19h45.
meeting-hour-unclear = Tôi chưa rõ giờ đồng chí viết. Đồng chí gõ như 19h45 hoặc 7:30 giúp.
meeting-long-ask = Bắt đầu lúc { $at }. Buổi họp kéo dài bao lâu?
meeting-minutes = { $minutes ->
    [120] 120 phút (có chuyên đề)
   *[other] { $minutes } phút
    }
meeting-dates = Sáu buổi tới:
meeting-date = • { $moment }
meeting-holiday = trùng { $name }; có thể họp { $other }
meeting-save = Lưu lịch này
meeting-saved = Đã lưu lịch. Đảng viên trong chi bộ xem được ở mục Lịch sinh hoạt.
meeting-again = Chọn lại
meeting-place-ask = Chi bộ họp ở đâu? Đồng chí viết ngắn, ví dụ: Nhà văn hóa khu phố 3.
meeting-place-later = Để sau
meeting-place-kept = Đã ghi nơi họp.
meeting-back = Quay lại
    .words = quay lại
meeting-rule-wrong = Quy tắc lịch chưa đúng. Ví dụ: FREQ=MONTHLY;BYMONTHDAY=3 hoặc FREQ=MONTHLY;BYDAY=1TU, không có giờ và không có ngày kết thúc.
meeting-cells-only = { $unit } có chi bộ bên dưới; lịch sinh hoạt đặt cho từng chi bộ.
meeting-minutes-wrong = Buổi họp kéo dài từ { $least } đến { $most } phút.
