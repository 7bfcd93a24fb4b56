# Phiếu mời: in ra giấy, cắt theo nét đứt, đưa tận tay từng đồng chí
slips-button = Phiếu mời để in
slips-ask =
    <b>Phiếu mời để in</b> · { $cell }
    Sẽ cấp { $count } mã mời mới cho { $count } đồng chí chưa vào Tự soi, mỗi đồng chí một phiếu, một trang bốn phiếu. Mã đã cấp cho các đồng chí này trước đây không dùng được nữa.
slips-ask-joined = { $count } đồng chí đã vào rồi, nên không có phiếu.
slips-ask-held = { $count } đồng chí đã được cấp lại mã trong 30 ngày qua, nên cũng không có phiếu. Cần thì nhờ cán bộ đảng ủy hoặc người vận hành.
slips-pdf = Cấp mã, lấy phiếu PDF
    .words = pdf
slips-docx = Cấp mã, lấy phiếu Word (DOCX)
    .words = word|docx
slips-none = Không còn ai cần phiếu: các đồng chí trong danh sách đều đã vào Tự soi.
slips-none-held = Các đồng chí chưa vào đều đã được cấp lại mã trong 30 ngày qua. Muốn cấp lần nữa, xin nhờ cán bộ đảng ủy hoặc người vận hành.
slips-changed = Sau khi đồng chí mở mục này đã có mã được cấp, nên lần bấm này không cấp thêm mã nào. Cần phiếu mới thì chọn lại:
slips-made =
    Đã cấp { $count } mã, dùng một lần, trước ngày { $until }. Phiếu ở tệp kèm theo.
    Xin tải về ngay: mã không xem lại được. In ra, cắt theo nét đứt, đưa tận tay, rồi xóa tệp.
slips-failed = Chưa làm được tệp để in. Mã thì đã cấp rồi và dùng được, xin chép ra giấy:
slips-listed = Kênh này không gửi được tệp. Mã của từng người đây, xin chép ra giấy:
slips-code = • { $name }: <b>{ $code }</b>
slips-elsewhere = Đảng viên { $id } không thuộc { $unit }.
slips-many = Có { $count } phiếu, một tệp nhiều nhất { $most } phiếu. Xin làm cho từng tổ chức ở cấp dưới.

# Trên phiếu
slip-title = Phiếu mời vào Tự soi
slip-code = Mã mời
slip-web = Trang web
slip-telegram = Telegram
slip-telegram-too = Hoặc Telegram
slip-scan-web = Quét ô vuông bằng máy ảnh điện thoại, bấm dòng hiện ra.
slip-scan-telegram = Quét ô vuông bằng máy ảnh điện thoại, bấm Bắt đầu (Start).
slip-scan-either = Quét một trong hai ô bằng máy ảnh điện thoại, bấm dòng hiện ra.
slip-scan-none = Mở Tự soi theo cách chi bộ hướng dẫn, rồi gõ mã mời ở trên.
slip-else-web = Không quét được: mở { $address }, gõ mã mời.
slip-else-telegram = Không quét được: tìm @{ $bot } trong Telegram, gõ mã mời.
slip-recovery = Chép ba từ khôi phục ra giấy, cất kỹ: chỉ hiện một lần.
slip-begin = Bấm “{ $button }”.
slip-again-recovery = Gõ ba từ khôi phục cũ, hoặc xác nhận trên máy cũ: mọi thứ vẫn còn nguyên.
slip-again-wait = Không có cả hai: một ngày sau vào được, và bắt đầu lại từ đầu.
slip-until = Mã dùng một lần, trước ngày { $until }.
slip-help = Cần người giúp: hỏi bí thư chi bộ.
slip-private = Không cán bộ nào, không đảng viên nào khác xem được câu trả lời của đồng chí.
