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

# A single meeting: moved, cancelled, a theme, an agenda line.
meeting-theme = Chuyên đề: { $theme }
meeting-agenda = Nội dung: { $agenda }
meeting-next-moved = (Chuyển từ { $planned }.)
meeting-next-cancelled = Buổi { $moment } <b>đã hủy</b>.
meeting-change = Đổi một buổi
meeting-notes = Ghi số liệu buổi vừa qua
meeting-which = Đồng chí muốn xem hay đổi buổi nào?
meeting-cancelled-label = { $moment } (hủy)
meeting-is-planned = <b>Buổi { $moment }</b>
meeting-is-moved = <b>Buổi { $moment }</b> (chuyển từ { $planned })
meeting-is-cancelled = <b>Buổi { $moment }</b>: đã hủy
meeting-move = Chuyển sang ngày khác
meeting-unmove = Trả về ngày theo lịch
meeting-cancel = Hủy buổi này
meeting-uncancel = Vẫn họp buổi này
meeting-theme-set = Ghi chuyên đề
meeting-agenda-set = Ghi nội dung
meeting-keep = Thôi, giữ như cũ
meeting-move-ask = Buổi { $moment } chuyển sang ngày nào? Đồng chí chọn, hoặc gõ ngày giờ khác, ví dụ: 15/3, 15/3 19h30, thứ Sáu 19h45.
meeting-move-unclear = Tôi chưa rõ ngày đồng chí viết. Đồng chí gõ như 15/3, hoặc 8h tối 15/3 giúp.
meeting-move-check = Chuyển buổi họp từ { $old } sang <b>{ $new }</b>? Đảng viên trong chi bộ được báo một lần, và được hỏi lại có dự không.
meeting-move-holiday = Ngày này trùng { $name }; có thể họp { $other }.
meeting-move-yes = Chuyển và báo chi bộ
meeting-move-other = Chọn ngày khác
meeting-moved-now = Đã chuyển buổi họp. Chi bộ được báo trong ít phút.
meeting-cancel-ask = Hủy buổi { $moment }? Đảng viên trong chi bộ được báo một lần. Các buổi khác vẫn theo lịch.
meeting-cancel-yes = Hủy và báo chi bộ
meeting-cancelled-now = Đã hủy buổi này. Chi bộ được báo trong ít phút.
meeting-back-ask = Buổi này họp lại vào <b>{ $new }</b>? Đảng viên trong chi bộ được báo một lần.
meeting-back-yes = Họp và báo chi bộ
meeting-back-now = Buổi này họp theo ngày giờ ghi dưới đây. Chi bộ được báo trong ít phút.
meeting-theme-ask = Chuyên đề của buổi { $moment } là gì? Đồng chí viết gọn một dòng; gõ dấu - để bỏ.
meeting-agenda-ask = Buổi { $moment } bàn việc gì? Đồng chí viết gọn một dòng; gõ dấu - để bỏ.
meeting-line-kept = Đã ghi. Nếu có thay đổi, chi bộ được báo một lần.
meeting-gone = Buổi này không còn trong lịch. Lịch bây giờ là:
meeting-begun = Buổi này đã bắt đầu, nên không đổi được nữa.
meeting-not-begun = Buổi này chưa họp. Họp xong đồng chí ghi số liệu nhé.
meeting-not-held = Buổi này đã hủy. Lịch bây giờ là:
meeting-changed-since = Buổi này vừa được đổi khác, nên tôi chưa làm gì thêm. Bây giờ là:
meeting-past = Ngày giờ này đã qua. Đồng chí chọn ngày giờ khác giúp.
meeting-far = Chỉ chuyển được trong vòng { $days } ngày so với lịch. Đồng chí chọn ngày gần hơn giúp.
meeting-taken = Giờ này chi bộ đã có buổi họp khác. Đồng chí chọn ngày giờ khác giúp.
meeting-same = Buổi họp đang ở đúng ngày giờ này rồi.
meeting-told-moved = Buổi sinh hoạt chi bộ { $old } chuyển sang <b>{ $new }</b>.
meeting-told-moved-more = Buổi sinh hoạt chi bộ { $old } chuyển sang <b>{ $new }</b>. { $more }
meeting-told-cancelled = Buổi sinh hoạt chi bộ { $old } <b>không họp</b>. Buổi sau vẫn theo lịch.
meeting-told-back = Buổi sinh hoạt chi bộ <b>vẫn họp</b>: { $new }.
meeting-told-theme = Buổi sinh hoạt chi bộ { $new } có nội dung mới. { $more }
meeting-told-cleared = Nội dung buổi sinh hoạt chi bộ { $new } có thay đổi.
meeting-told-both = Chuyên đề: { $theme }. Nội dung: { $agenda }
weekday-typed = { $number ->
    [0] thứ hai|thứ 2|t2
    [1] thứ ba|thứ 3|t3
    [2] thứ tư|thứ 4|t4
    [3] thứ năm|thứ 5|t5
    [4] thứ sáu|thứ 6|t6
    [5] thứ bảy|thứ 7|t7
   *[6] chủ nhật|cn
    }
moment-fillers = ngày|lúc|vào|hôm|sang|buổi|ban
part-am = am|sa
part-morning = sáng
part-noon = trưa
part-afternoon = chiều
part-evening = tối
part-night = đêm|khuya
part-pm = pm|ch
part-before = buổi|ban

# How long before its meetings a cell is reminded.
meeting-offsets = Nhắc trước buổi họp
offset-ask = Nhắc đảng viên trước mỗi buổi họp bao lâu? Đồng chí bấm để chọn hoặc bỏ. Không chọn mục nào thì không nhắc.
offset-days = Trước { $days } ngày
offset-hours = Trước { $hours } giờ, kèm nơi họp
offset-unknown = Không có mức nhắc ấy; chỉ có: { $codes }.

# Whether a member comes.
attendance-yes = Tôi sẽ dự
attendance-no = Tôi vắng
attendance-none = Buổi tới đồng chí có dự được không?
attendance-coming = Buổi tới đồng chí đã báo: <b>sẽ dự</b>.
attendance-away = Buổi tới đồng chí đã báo: <b>vắng</b>.
attendance-away-why = Buổi tới đồng chí đã báo: <b>vắng</b> ({ $reason }).
attendance-who-sees = <i>Chỉ bí thư, phó bí thư chi bộ thấy; xóa sau buổi họp hai ngày; không phải điểm danh.</i>
attendance-reason-ask = Đã báo đồng chí vắng. Nếu tiện, đồng chí viết ngắn lý do. Chỉ bí thư, phó bí thư đọc được.
attendance-no-reason = Không nêu lý do
attendance-coming-kept = Đã ghi: đồng chí sẽ dự. Đổi ý lúc nào cũng được, trước giờ họp.
attendance-absent-kept = Đã ghi: đồng chí vắng. Đổi ý lúc nào cũng được, trước giờ họp.
attendance-nobody = Chưa ai báo dự hay vắng.
attendance-counts = Báo sẽ dự: { $coming }. Báo vắng: { $absent }.
attendance-absent = • { $name }
attendance-absent-why = • { $name }: { $reason }

# After a meeting.
meeting-past-which = Đồng chí ghi số liệu buổi nào?
meeting-past-none = Trong tháng qua chưa có buổi họp nào theo lịch ở đây.
meeting-was = <b>Buổi { $moment }</b>
meeting-held-ask = Buổi này có họp không?
meeting-held-yes = Có họp
meeting-held-no = Không họp
meeting-held-kept = Đã ghi: có họp.
meeting-not-held-kept = Đã ghi: không họp.
meeting-was-held = Có họp.
meeting-was-not-held = Không họp.
meeting-present = Có mặt: { $number }
meeting-spoke = Phát biểu: { $number }
meeting-criticism = Phút dành cho tự phê bình và phê bình: { $number }
meeting-numbers-set = Ghi, sửa số liệu
meeting-present-ask = Bao nhiêu đồng chí có mặt? Đồng chí gõ số.
meeting-numbers-how = Có thể gõ luôn ba số: có mặt, phát biểu, số phút tự phê bình và phê bình. Ví dụ: 12 9 30. Số nào không có thì gõ dấu -.
meeting-numbers-later = Để sau
meeting-spoke-ask = Bao nhiêu đồng chí phát biểu? Đồng chí gõ số; không nhớ thì gõ dấu -.
meeting-spoke-none = Không có ai
meeting-minutes-ask = Tự phê bình và phê bình hết bao nhiêu phút? Đồng chí gõ số; không nhớ thì gõ dấu -.
meeting-minutes-none = Không có phút nào
meeting-numbers-kept = Đã ghi số liệu. Cần sửa lúc nào đồng chí mở lại buổi này.
meeting-numbers-unclear = Tôi chưa rõ. Đồng chí gõ số, ví dụ 12, hoặc ba số cách nhau: 12 9 30.
meeting-numbers-most = Số này lớn quá: nhiều nhất là { $most }. Đồng chí xem lại giúp.
meeting-numbers-spoke = Số phát biểu nhiều hơn số có mặt ({ $present }). Đồng chí xem lại giúp.
meeting-told-rule = Chi bộ đổi lịch sinh hoạt: họp { $rule }, lúc { $at }. Đồng chí có thể xem buổi tới trong mục của mình.
