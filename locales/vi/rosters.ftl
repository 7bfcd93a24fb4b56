# Danh sách từ tệp: tệp mẫu

roster-template-sheet = Danh sách
roster-template-name = Họ và tên
roster-template-id = Mã đảng viên
roster-template-post = Chức vụ
roster-template-standing = Loại đảng viên
roster-template-unit = Mã chi bộ
roster-template-official = Chính thức
roster-template-probationary = Dự bị
roster-template-only = Mời chọn Chính thức hoặc Dự bị; để trống là Chính thức.
roster-example-name-1 = (Ví dụ) Nguyễn Văn An
roster-example-id-1 = 001
roster-example-post-1 = Bí thư
roster-example-standing-1 = Chính thức
roster-example-unit-1 = KP3
roster-example-name-2 = (Ví dụ) Trần Thị Bình
roster-example-id-2 = 002
roster-example-post-2 = Đảng viên
roster-example-standing-2 = Dự bị
roster-example-unit-2 = KP3
roster-template-help = Cách ghi
roster-template-help-1 = Mỗi đồng chí một dòng. Hai dòng ví dụ không được nhập; để lại hay xóa đi đều được.
roster-template-help-2 = Chỉ Họ và tên là phải có. Các cột khác để trống hoặc xóa cột cũng được.
roster-template-help-3 = Mã đảng viên: mã của tổ chức đặt, mỗi đồng chí một mã. Có mã thì người trùng tên không bị lẫn.
roster-template-help-4 = Mã chi bộ: chỉ cần khi tệp có nhiều chi bộ. Ô để trống thì lấy mã ở dòng trên.
roster-template-help-5 = Thay cho cột Loại đảng viên, có thể dùng cột Ngày chính thức (ngày/tháng/năm): ngày chưa tới nghĩa là còn dự bị.
roster-template-help-6 = Không cần ngày sinh, địa chỉ, số điện thoại: Tự soi không giữ những điều ấy.

# Trong cuộc trò chuyện

roster-format-here = Tệp này không phải bảng tính. Đồng chí hãy lưu thành XLSX hoặc CSV UTF-8 rồi gửi lại.
roster-in-button = Nhập danh sách từ tệp
roster-in-form = Cho tôi tệp mẫu
    .words = tệp mẫu|mẫu
roster-in-form-here = Đây là tệp mẫu: mỗi đồng chí một dòng, hai dòng ví dụ để lại cũng được. Ghi xong, đồng chí gửi tệp vào đây.
roster-in-ask = Mời đồng chí gửi danh sách của <b>{ $cell }</b>: tệp XLSX hoặc CSV, có cột Họ và tên. Đồng chí sẽ được xem trước; chưa bấm đồng ý thì chưa có gì thay đổi. Tệp được xóa ngay sau khi đọc.
roster-in-gone = Danh sách đã gửi không còn ở đây: chỉ giữ một giờ. Mời đồng chí gửi lại.
roster-in-problems = { $count ->
   *[other] Tệp có <b>{ $count }</b> chỗ cần sửa; chưa nhập gì cả.
}
roster-in-place = Dòng { $row }, cột { $column }
roster-in-row = Dòng { $row }
roster-in-problem = • { $place }: { $what }
roster-in-mend = Đồng chí sửa trong tệp rồi gửi lại vào đây.
roster-in-doubt = Dòng { $row }: <b>{ $name }</b> trùng họ tên với người khác. Đây là ai? (Còn { $left } chỗ cần hỏi.)
roster-in-beside-row = • Dòng { $row } của tệp: { $name }
roster-in-beside-seat = • Trong danh sách: { $name }
roster-in-leave = Cùng người ở dòng { $lines }: bỏ dòng này
roster-in-same = Vẫn là { $post }
roster-in-other = Là người khác
roster-in-title = Danh sách từ tệp cho <b>{ $cell }</b>
roster-in-counts = Thêm { $added } · đổi { $changed } · giữ nguyên { $same } · không có trong tệp { $absent }
roster-in-sheet = Đọc trang “{ $sheet }”; không đọc { $others } trang khác.
roster-in-unknown = Bỏ qua các cột: { $columns }.
roster-in-left = Bỏ qua dòng { $lines }: { $why }.
roster-left-above = nằm trên dòng tiêu đề
roster-left-headings = dòng tiêu đề
roster-left-example = dòng ví dụ
roster-left-sum = dòng cộng
roster-left-continued = ô họ tên nối với dòng trên
roster-left-end = phần ký tên
roster-left-same = trùng người với dòng khác
roster-in-waiting = { $count ->
   *[other] { $count } đồng chí khác đang chờ cấp ủy xác nhận.
}
roster-in-added = + { $name } ({ $standing })
roster-in-changed = ≠ { $name } ({ $standing })
roster-in-official = chính thức
roster-in-probationary = dự bị
roster-in-elsewhere = ! { $name }: mã này đang ở chi bộ khác. Hãy chuyển sinh hoạt, đừng thêm mới.
roster-in-absent = – { $name }: không có trong tệp, giữ nguyên
roster-in-sure = Đồng ý thì danh sách được cập nhật ngay.
roster-in-sure-committee = Đồng ý thì những đồng chí mới được đề nghị lên cấp ủy xác nhận; các thay đổi khác có hiệu lực ngay.
roster-in-nothing = Tệp không có gì mới so với danh sách.
roster-in-yes = Đồng ý
roster-in-drop = Bỏ, không nhập
roster-in-dropped = Đã bỏ, danh sách không đổi.
roster-in-moved = Danh sách vừa thay đổi. Đây là bản xem trước mới.
roster-in-many = Mỗi lần trong trò chuyện chỉ nhập được nhiều nhất { $max } đồng chí. Danh sách dài hơn xin nhờ người vận hành.
roster-in-done = Đã nhập: thêm { $added }, đổi { $changed }.
roster-in-proposed = Đã đề nghị thêm { $added } đồng chí, chờ cấp ủy xác nhận; đã đổi { $changed }.
roster-in-some = Đã đề nghị { $done } đồng chí, còn { $left }. Đồng chí bấm Đồng ý để tiếp tục.
