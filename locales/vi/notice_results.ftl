# What came of a notice, for who sent it.
notresult-button = Kết quả thông báo này
notresult-title = <b>{ $title }</b>
notresult-sent = { $unit } · gửi ngày { $day }
notresult-unit = <b>{ $unit }</b>
notresult-seen = Người nhận: { $people }. Đã xem: <b>{ $seen }</b>. Chưa xem: { $unseen }.
notresult-laid = Đã gửi đi: { $laid }/{ $people }.
notresult-answers = Dự: <b>{ $coming }</b>. Vắng: { $absent }. Cử người đi thay: { $deputy }. Chưa trả lời: { $silent }.
notresult-registered = Chi bộ đã đăng ký: <b>{ $done }/{ $cells }</b>. Chưa đăng ký: { $open }.
notresult-line-registered = • { $unit }: { $cells ->
    [1] { $done ->
        [0] chưa đăng ký
       *[other] đã đăng ký
    }
   *[other] { $done }/{ $cells } chi bộ đã đăng ký
    }
notregistered-button = Chi bộ nào đăng ký ngày nào ({ $count })
notregister-title = <b>Ngày giờ đã đăng ký</b>
notregister-line = • { $unit }: { $at }
notregister-nobody = Chưa có chi bộ nào đăng ký.
notresult-line = • { $unit }: xem { $seen }/{ $people }
notresult-line-answers = • { $unit }: xem { $seen }/{ $people }, trả lời { $answered }
notresult-recalled = Đã thu hồi lúc { $at }.
notresult-corrected = Đã sửa lúc { $at }. Số đã xem tính theo bản mới.
notresult-closed = Không nhận trả lời nữa.
notresult-nudged = Nhắc gần nhất: { $day }.
notresult-units = Xem theo từng đơn vị
notresult-absent = Ai vắng, vì sao ({ $count })
notresult-deputy = Ai đi thay ({ $count })
notresult-do = Sửa, thu hồi, đóng trả lời
notresult-back = Quay lại kết quả
    .words = quay lại
notresult-keep = Thôi, giữ như cũ
notresult-is-recalled = Thông báo này đã được thu hồi rồi.

# By name.
notmissing-seen = Ai chưa xem ({ $count })
notmissing-answered = Ai chưa trả lời ({ $count })
notmissing-registered = Chi bộ chưa đăng ký: ai cần nhắc ({ $count })
notmissing-registered-title = <b>Chi bộ chưa đăng ký</b>
notmissing-seen-title = <b>Chưa xem thông báo</b>
notmissing-answered-title = <b>Chưa trả lời thông báo</b>
notsaid-absent-title = <b>Báo vắng</b>
notsaid-deputy-title = <b>Cử người đi thay</b>
notsaid-absent = • { $name }: { $words }
notsaid-deputy = • { $name }: { $words } đi thay
notsaid-nothing = • { $name }
notnames-line = • { $name } · { $cell }
notnames-nobody = Không còn đồng chí nào trong danh sách này.
notnames-at-home = Họ tên chỉ xem trên trang web của tổ chức: { $address }
notnames-at-home-only = Họ tên chỉ xem trên trang web của tổ chức.

# Reminding only those.
notnudge-seen = Nhắc những đồng chí chưa xem
notnudge-answered = Nhắc những đồng chí chưa trả lời
notnudge-registered = Nhắc chi bộ chưa đăng ký
notnudge-registered-ask = Chi bộ chưa đăng ký: <b>{ $people }</b> đồng chí phụ trách; <b>{ $reached }</b> đồng chí có nơi nhận tin. Chỉ nhắc những đồng chí này, mỗi ngày một lần. Nhắc bây giờ?
notnudge-registered-many = Chi bộ chưa đăng ký: <b>{ $people }</b> đồng chí phụ trách. Chỉ nhắc những đồng chí này, trừ ai đã rời danh sách hoặc chưa có nơi nhận tin; mỗi ngày một lần. Nhắc bây giờ?
notnudge-seen-ask = Chưa xem: <b>{ $people }</b> đồng chí; <b>{ $reached }</b> đồng chí có nơi nhận tin. Chỉ nhắc những đồng chí này, mỗi ngày một lần. Nhắc bây giờ?
notnudge-answered-ask = Chưa trả lời: <b>{ $people }</b> đồng chí; <b>{ $reached }</b> đồng chí có nơi nhận tin. Chỉ nhắc những đồng chí này, mỗi ngày một lần. Nhắc bây giờ?
notnudge-seen-many = Chưa xem: <b>{ $people }</b> đồng chí. Chỉ nhắc những đồng chí này, trừ ai đã rời danh sách hoặc chưa có nơi nhận tin; mỗi ngày một lần. Nhắc bây giờ?
notnudge-answered-many = Chưa trả lời: <b>{ $people }</b> đồng chí. Chỉ nhắc những đồng chí này, trừ ai đã rời danh sách hoặc chưa có nơi nhận tin; mỗi ngày một lần. Nhắc bây giờ?
notnudge-yes = Nhắc
notnudge-begun = Đang gửi lời nhắc. Ban đêm thì sáng mai mới tới nơi.
notnudge-none = Không còn đồng chí nào cần nhắc.
notnudge-unreached = Những đồng chí còn lại chưa vào Tự soi hoặc không có nơi nhận tin, nên chưa nhắc được ở đây.
notnudge-today = Hôm nay đã nhắc rồi. Mỗi thông báo nhắc nhiều nhất một lần một ngày.
notnudge-closed = Thông báo này không nhận trả lời nữa, nên không nhắc trả lời.
notnudge-said = { $unit } có thông báo gửi đồng chí. Mời đồng chí mở xem.

# Taking it back, closing it.
notrecall-button = Thu hồi thông báo
notrecall-ask = Thu hồi thông báo này? Đã gửi tới { $people } đồng chí. Từ lúc xác nhận, không ai đọc được nội dung nữa; tin đã gửi được xóa ở nơi nào xóa được, nơi khác được báo là đã thu hồi. Không hoàn lại được.
notrecall-yes = Thu hồi
notrecall-done = Đã thu hồi.
notclose-button = Thôi nhận trả lời
notclose-ask = Thôi nhận trả lời thông báo này? Những câu đã trả lời vẫn giữ nguyên. Không mở lại được.
notclose-yes = Thôi nhận trả lời
notclose-done = Đã thôi nhận trả lời.
notclose-already = Thông báo này đã thôi nhận trả lời rồi.

# Correcting it.
notcorrect-button = Sửa nội dung
notcorrect-which = Sửa phần nào?
notcorrect-title = Tiêu đề
notcorrect-words = Lời thông báo
notcorrect-begun = Xem bản đang sửa
notcorrect-no = Thôi, bỏ bản sửa
notcorrect-dropped = Đã bỏ bản sửa. Thông báo vẫn như cũ.
notcorrect-ask = Đồng chí viết lại phần “{ $part }”, đầy đủ cả chỗ không đổi.
notcorrect-check = Bản sửa gửi tới đúng { $people } đồng chí đã có trong danh sách. { $seen } đồng chí đã xem bản cũ sẽ được tính là chưa xem. Câu trả lời đã có vẫn giữ.
notcorrect-yes = Gửi bản sửa
notcorrect-again = Sửa tiếp
notcorrect-same = Nội dung này giống hệt nội dung đang có. Đồng chí viết lại giúp, hoặc thôi không sửa.
notcorrect-outdated = Bản sửa này không còn, hoặc đã gửi rồi. Dưới đây là thông báo bây giờ.
notcorrect-done = Đã sửa. Bản mới đang được gửi tới đúng những đồng chí đã nhận bản cũ.
