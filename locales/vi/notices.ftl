# Thông báo: soạn, xác nhận, gửi.
menu-notices = Gửi thông báo
    .words = gửi thông báo|soạn thông báo

# As everybody gets it.
notice-from = <b>{ $unit }</b>
notice-title = <b>{ $title }</b>
notice-field = <b>{ $label }:</b> { $value }
notice-field-list = <b>{ $label }:</b>
notice-wants-answer = Đồng chí vui lòng trả lời thông báo này.
notice-wants-day = Đồng chí vui lòng đăng ký ngày giờ của chi bộ.
notice-register = Mở để đăng ký
notice-answer = Mở để trả lời
notice-open = Mở thông báo

# The way in.
notices-title = <b>Gửi thông báo, giấy mời</b>
notices-how = Bấm vào một thông báo để soạn tiếp, hoặc xem đã gửi đến đâu.
notices-none = Đồng chí chưa soạn thông báo nào.
notice-new = Soạn thông báo mới
    .words = mới|soạn mới
notice-back = Các thông báo đã soạn
    .words = quay lại
notice-item = { $state }: { $title } · { $day }
notice-untitled = (chưa có tiêu đề)
notice-state-draft = Nháp
notice-state-approval = Chờ duyệt
notice-state-fixing = Đang gửi
notice-state-waiting = Hẹn giờ
notice-state-sending = Đang gửi
notice-state-paused = Tạm dừng
notice-state-done = Đã gửi
notice-state-cancelled = Đã hủy
notice-state-recalled = Đã thu hồi
notice-state-series = Hằng tháng
notice-which-unit = Thông báo của tổ chức nào?
notice-which-template =
    Thông báo của <b>{ $unit }</b>.
    Đồng chí chọn một mẫu, hoặc tự viết.
notice-free = Tự viết
    .words = tự viết|viết tự do
notice-many-drafts = Đồng chí đang có { $most } bản nháp. Xin gửi hoặc bỏ bớt một bản trước.

# The overview.
notice-overview = <b>Xem lại</b> · { $unit }
notice-overview-back = Xem lại
    .words = xem lại|quay lại
notice-returned = Người duyệt gửi lại: { $line }
notice-go-on = Làm tiếp
    .words = tiếp|tiếp tục
notice-see = Xem như người nhận
    .words = xem trước
notice-change = Sửa: { $what }
notice-step-title = Tiêu đề
notice-step-words = Lời viết
notice-step-files = Tệp kèm
notice-step-people = Người nhận
notice-step-time = Lúc gửi
notice-step-answer = Trả lời
notice-step-official = Loại
notice-goes = <b>Gửi lúc:</b> { $when }
notice-goes-now = ngay khi xác nhận
notice-goes-morning = { $morning }, vì ban đêm không làm phiền ai
notice-goes-later = { $when } (hẹn { $at } là ban đêm, không làm phiền ai)
notice-this-morning = { $at } sáng nay
notice-next-morning = { $at } sáng mai
notice-night = Ban đêm không làm phiền ai: tin nhắn đến lúc { $morning }. Ai mở /thongbao thì xem được ngay.
notice-monthly-morning = { $rule } (ban đêm không làm phiền ai, nên tin đến lúc { $at } sáng)
notice-monthly =
    { $day ->
        [31] { $at } ngày cuối mỗi tháng
       *[other] { $at } ngày { $day } hằng tháng
    }
notice-next = • { $when }
notice-needs-answer = Người nhận cần trả lời: dự, vắng, hoặc cử người đi thay.
notice-needs-day = Mỗi chi bộ cần đăng ký một ngày giờ.
notice-needs-none = Không cần trả lời.
notice-is-official = Thông báo chính thức: xem được ai chưa đọc để nhắc.
notice-official-answer = Cần trả lời nên là thông báo chính thức: xem được ai chưa đọc, chưa trả lời để nhắc.
notice-official-day = Cần đăng ký nên là thông báo chính thức: xem được ai chưa đọc, chi bộ nào chưa đăng ký để nhắc.
notice-is-news = Tin để biết: chỉ có số người đã đọc.
notice-drop = Bỏ bản nháp này
notice-drop-ask = Bỏ hẳn bản nháp “{ $title }”? Bỏ rồi không lấy lại được.
notice-drop-yes = Bỏ hẳn
notice-dropped = Đã bỏ bản nháp.
notice-not-draft = Thông báo này không còn là bản nháp. Đây là tình hình hiện nay:

# What it says.
notice-ask-title = Tiêu đề là gì? Một dòng ngắn, ví dụ: Lịch trực Tết.
notice-ask-words =
    Đồng chí viết nội dung, dài nhất 3000 chữ cái. Dán được cả liên kết.
    Muốn <b>đậm</b> thì viết **đậm**, muốn <i>nghiêng</i> thì viết _nghiêng_.
notice-ask-more =
    Cần viết thêm gì không? Dài nhất 3000 chữ cái.
    Muốn <b>đậm</b> thì viết **đậm**, muốn <i>nghiêng</i> thì viết _nghiêng_.
notice-is-now = Hiện đang ghi:
notice-skip = Để trống
    .words = để trống|bỏ qua|không
notice-empty = Chưa có chữ nào. Đồng chí viết giúp.
notice-day-unclear = Tôi chưa hiểu ngày này. Ví dụ: 15/12, thứ Sáu, cuối tháng.
notice-moment-unclear = Tôi chưa hiểu rõ ngày giờ này nên không dám đoán. Ví dụ: 19h30 thứ Sáu, 8h ngày 5/12, 8h tối mai.
notice-hour-missing = Còn thiếu giờ. Đồng chí ghi cả ngày lẫn giờ, ví dụ: 19h30 thứ Sáu.
notice-past = Lúc ấy đã qua rồi. Đồng chí ghi ngày giờ sắp tới, cần thì ghi cả năm.
notice-over = Ngày giờ này sẽ qua trước khi thông báo được gửi. Đồng chí sửa lại giúp:
notice-signs-chosen = Đang chọn: { $signs }
notice-signs-none = chưa có
notice-signs-done = Xong, { $count } biểu hiện
    .words = xong
notice-many-signs = Chọn nhiều nhất { $most } biểu hiện cho một diễn đàn.
notice-ask-answer = Người nhận có cần trả lời không?
notice-answer-yes = Cần trả lời: dự, vắng, người đi thay
    .words = có|cần
notice-answer-register = Cần mỗi chi bộ đăng ký ngày giờ
    .words = đăng ký
notice-answer-no = Không cần trả lời
    .words = không
notice-ask-official =
    Đây là thông báo chính thức, hay tin để biết?
    Với thông báo chính thức, người gửi xem được ai chưa đọc để nhắc. Với tin để biết chỉ có số người đã đọc.
notice-official-yes = Thông báo chính thức
    .words = chính thức
notice-official-no = Tin để biết
    .words = tin|để biết

# Files.
notice-ask-files =
    Có gửi kèm ảnh hay tệp không? Nhiều nhất 5 tệp, mỗi tệp không quá 10 MB.
    Đồng chí gửi từng tệp vào đây.
notice-files-none = Không kèm tệp
    .words = không|bỏ qua
notice-files-done = Xong, { $count } tệp
    .words = xong|tiếp
notice-file-out = Bỏ { $name }
notice-file-taken = Đã nhận “{ $name }”.
notice-many-files = Mỗi thông báo kèm nhiều nhất { $most } tệp. Đồng chí bỏ bớt một tệp trước.
notice-files = Kèm theo: { $names }
notice-file = Tệp: { $name }
notice-file-here = Tệp “{ $name }”:

# To whom.
notice-ask-people = <b>Gửi cho ai?</b>
notice-people-done = Gửi cho những người này
    .words = xong|tiếp
notice-people-units = Chọn theo tổ chức
notice-people-kinds = Chọn theo loại hình
notice-people-offices = Chọn theo chức vụ
notice-people-silent = Ai chưa trả lời, chưa đăng ký
notice-people-back = Xong, về người nhận
    .words = xong|quay lại
notice-to-all = Cả { $unit }
notice-to-units =
    { $more ->
        [0] { $units }
       *[other] { $units } và { $more } tổ chức khác
    }
notice-to-kind = • chỉ loại hình: { $kind }
notice-to-office = • chỉ chức vụ: { $office }
notice-to-silent = • chỉ ai chưa trả lời “{ $title }”
notice-to-unregistered = • chỉ chi bộ chưa đăng ký theo “{ $title }”
notice-to-count = <b>{ $people } đồng chí ở { $cells } chi bộ</b>
notice-units = <b>{ $unit }</b>: gửi cho tổ chức nào?
notice-units-all = Chọn tất cả
notice-units-none = Bỏ chọn tất cả
notice-unit-open = Mở { $unit }
notice-unit-up = Lên cấp trên
notice-ask-kinds = Gửi cho loại hình nào? Không đánh dấu gì là mọi loại hình.
notice-ask-offices = Gửi cho ai giữ chức vụ nào? Không đánh dấu gì là mọi đảng viên.
notice-ask-silent = Chỉ gửi cho ai chưa trả lời, hoặc chi bộ chưa đăng ký, theo thông báo nào?
notice-silent = Chưa trả lời: { $title } · { $day }
notice-silent-units = Chi bộ chưa đăng ký: { $title } · { $day }
notice-silent-none = Không lọc theo trả lời
notice-nobody = Chưa có ai nhận thông báo này. Đồng chí chọn lại người nhận:
notice-registers-leaders = Bí thư, phó bí thư đăng ký cho chi bộ, nên thông báo này chỉ gửi cho hai chức vụ ấy. Đồng chí chọn lại chức vụ:
notice-units-moved = Có tổ chức đã chọn nay không còn trực thuộc, nên được bỏ ra. Đồng chí xem lại người nhận:
notice-many-units = Nhiều tổ chức quá, nhiều nhất là { $most }. Đồng chí chọn tổ chức cấp trên của chúng giúp.

# When.
notice-ask-time = <b>Gửi lúc nào?</b>
notice-time-now = Gửi ngay khi xác nhận
    .words = ngay|gửi ngay
notice-time-sendat = Hẹn ngày giờ
    .words = hẹn giờ
notice-time-monthly = Hằng tháng
    .words = hàng tháng
notice-ask-sendat = Gửi ngày giờ nào? Ví dụ: 7h sáng mai, 19h30 thứ Sáu, 8h 5/12.
notice-ask-monthly = Ngày nào trong tháng, lúc mấy giờ? Ví dụ: 8h ngày 5, 19h cuối tháng.
notice-monthly-unclear = Tôi chưa hiểu. Đồng chí ghi ngày trong tháng và giờ, ví dụ: 8h ngày 5, 19h cuối tháng.
series-every = hằng tháng|hàng tháng|mỗi tháng
series-last = cuối tháng|hết tháng|ngày cuối tháng|cuối mỗi tháng|ngày cuối mỗi tháng|ngày cuối hằng tháng|ngày cuối cùng mỗi tháng
notice-monthly-day = “{ $what }” là một ngày cố định; gửi hằng tháng thì lần sau ngày ấy đã qua. Đồng chí chọn lúc gửi khác. Muốn nhắc hằng tháng thì soạn bằng mẫu “Tự viết” và ghi bằng lời, ví dụ: trước ngày 10 hằng tháng.
notice-monthly-optional = “{ $what }” là một ngày cố định; gửi hằng tháng thì lần sau ngày ấy đã qua. Đồng chí để trống mục này, hoặc sửa lúc gửi.
notice-too-far = Chỉ hẹn được trong vòng một năm.
notice-back-step = Quay lại
    .words = quay lại|thôi

# The last look.
notice-preview = <i>Người nhận thấy đúng như dưới đây, kèm nút “{ $button }”.</i>
notice-not-all = Còn vài điều chưa chọn:
notice-send = Gửi
    .words = gửi|gửi đi
notice-see-back = Quay lại
    .words = quay lại|thôi
notice-count =
    Gửi cho <b>{ $people } đồng chí</b> ở <b>{ $cells } chi bộ</b>.
    Lúc gửi: { $when }.
notice-same = Thông báo y như vậy đã được xác nhận { $when } cho một số người trong đó. Đồng chí vẫn gửi lại?
notice-needs-second = Gửi từ { $size } người trở lên cần một cán bộ khác cùng cấp hoặc cấp trên duyệt.
notice-yes = Đúng, gửi
    .words = đúng|gửi
notice-yes-again = Vẫn gửi lại
notice-ask-second = Đề nghị duyệt
    .words = đề nghị
notice-changed = Có thay đổi từ lúc nãy. Đồng chí xem lại số người và nội dung:
notice-confirmed = Đã xác nhận.
notice-asked-second = Đã báo người duyệt.
notice-being-mended = Thông báo này đang được người soạn sửa lại. Khi có đề nghị duyệt lần nữa, đồng chí sẽ được báo.
notice-nobody-approves = Cần một cán bộ khác duyệt, nhưng ở đơn vị và cấp trên chưa có ai. Đồng chí gửi cho ít người hơn, hoặc báo cấp trên.

# A second officer.
notice-approve-please = { $unit } có một thông báo chờ đồng chí duyệt.
notice-approve-see = Xem và duyệt
notice-approve = Duyệt, gửi cho { $people } đồng chí
    .words = duyệt
notice-return = Gửi lại để sửa
    .words = gửi lại
notice-retake = Lấy lại để sửa
notice-waits-second = Đang chờ cán bộ khác duyệt.
notice-ask-return = Cần sửa điều gì? Đồng chí viết một dòng cho người soạn.
notice-returned-now = Đã gửi lại cho người soạn.
notice-approve-own = Đồng chí soạn thông báo này nên không tự duyệt được. Cần một cán bộ khác.
notice-was-approved = Thông báo đồng chí soạn đã được duyệt.
notice-was-returned = Thông báo đồng chí soạn được gửi lại để sửa.

# On its way.
notice-is-fixing = Đang chốt danh sách người nhận.
notice-is-waiting = Đã xác nhận, sẽ gửi đúng giờ.
notice-is-sending = Đang gửi.
notice-is-paused = Đang tạm dừng.
notice-is-done = Đã gửi xong.
notice-is-cancelled = Đã hủy: không gửi thêm cho ai nữa.
notice-is-recalled = Đã thu hồi.
notice-is-series = Gửi hằng tháng.
notice-people = Người nhận: { $people }
notice-fixing = Đã chốt: { $people }
notice-numbers = Đã gửi: { $sent } · Đang chờ: { $waiting } · Đã xem: { $seen }
notice-away = Nhận khi mở trang Tự soi: { $count }
notice-nowhere = Lúc gửi chưa vào Tự soi: { $count }. Ai vào sau vẫn xem được ở mục Thông báo.
notice-stopped = Đã dừng, không gửi: { $count }
notice-failed = Không gửi được: { $failed }
notice-left =
    { $minutes ->
        [1] Còn khoảng một phút.
       *[other] Còn khoảng { $minutes } phút.
    }
notice-results = Ai đã xem, đã trả lời
notice-pause = Tạm dừng
    .words = dừng
notice-resume = Gửi tiếp
    .words = tiếp
notice-stop = Hủy, không gửi nữa
    .words = hủy
notice-end = Thôi gửi hằng tháng
notice-stop-ask =
    Hủy hẳn thông báo này? Những người chưa nhận sẽ không nhận nữa.
    Ai đã nhận thì vẫn còn thông báo; muốn lấy lại thì sau đó bấm “Thu hồi”.
notice-stop-series = Thôi gửi thông báo này hằng tháng? Những lần đã gửi vẫn còn.
notice-stop-yes = Hủy hẳn
notice-paused-now = Đã tạm dừng.
notice-goes-on = Đã cho gửi tiếp.
notice-stopped-now = Đã hủy.
