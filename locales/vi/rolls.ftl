menu-roll = Danh sách chi bộ, mã mời
    .words = chi bộ|danh sách
roll-title = <b>{ $cell }</b> · { $count } đồng chí
roll-joined = Đã vào Tự soi: { $count }. Chỉ biết ai đã vào, không biết ai đã làm gì.
roll-at-home = Danh sách chỉ xem trên trang web của tổ chức: { $address }
roll-at-home-only = Danh sách chỉ xem trên trang web của tổ chức.
roll-line = • { $name }
roll-line-office = • { $name } · { $office }
roll-label = { $name }
roll-label-not-joined = { $name } · chưa vào
roll-seat = <b>{ $name }</b>
roll-post = Chức vụ: { $post }
standing-official = Đảng viên chính thức
standing-probationary = Đảng viên dự bị
roll-has-joined = Đã vào Tự soi.
roll-not-joined = Chưa vào Tự soi.
roll-code = Cấp mã mời mới
    .words = cấp mã mới
roll-back = Quay lại
roll-code-ask = Cấp mã mời mới cho <b>{ $name }</b>? Mã cũ, nếu có, sẽ không dùng được nữa.
roll-code-ask-joined = <b>{ $name }</b> đang dùng Tự soi. Mã mới là để nối một máy khác: đồng chí ấy được báo, có một ngày để từ chối, và việc này ghi vào nhật ký. Cấp mã?
roll-code-yes = Cấp mã
roll-code-made = Mã vừa được cấp rồi. Muốn cấp lần nữa, đồng chí bấm lại từ đầu.
roll-code-new =
    Mã mời của <b>{ $name }</b>:
    <b>{ $code }</b>
    Dùng một lần, đến { $until }. Chỉ hiện ở đây một lần: đồng chí chép ra giấy, đưa tận tay.
roll-code-link = Hoặc mở: { $address }
roll-code-committee = Trong 30 ngày qua đã cấp lại mã cho đồng chí này. Muốn cấp lần nữa, xin nhờ cán bộ đảng ủy hoặc người vận hành.

# Thay đổi danh sách: thêm, chuyển, thôi
roll-add = Thêm đồng chí
    .words = thêm
roll-waiting = Đề nghị chờ xác nhận ({ $count })
roll-move = Chuyển sinh hoạt
roll-leave = Không còn trong danh sách
proposals-title = <b>Chờ xác nhận</b>: { $count } đề nghị
proposals-none = Không có đề nghị nào chờ xác nhận.
proposal-addition = Thêm: { $name }
proposal-addition-unnamed = Thêm một đồng chí
proposal-transfer = Chuyển sinh hoạt: { $name }
proposal-transfer-unnamed = Chuyển sinh hoạt một đồng chí
proposal-leaving-left = Thôi sinh hoạt: { $name }
proposal-leaving-left-unnamed = Một đồng chí thôi sinh hoạt
proposal-leaving-deceased = Từ trần: { $name }
proposal-leaving-deceased-unnamed = Một đồng chí từ trần
proposal-cell = Chi bộ: { $cell }
proposal-to = Chuyển đến: { $cell }
proposal-by = Người đề nghị: { $name }
proposal-same-name = Chi bộ đang có { $count } đồng chí trùng họ tên. Xin xem kỹ có phải một người không.
proposal-yes = Xác nhận
proposal-no = Không xác nhận
proposal-back = Rút đề nghị
proposal-see = Xem đề nghị
proposal-done = Đã cập nhật danh sách.
proposal-declined = Đã trả lời là không. Người đề nghị được báo.
proposal-taken-back = Đã rút đề nghị.
proposal-there = Đồng chí ấy đang có một đề nghị chờ xác nhận. Xin chờ, hoặc rút đề nghị trước.
proposal-both = Việc chuyển này do cấp trên của cả hai chi bộ xác nhận.
proposal-told = Có đề nghị về danh sách chi bộ chờ đồng chí xác nhận.
proposal-declined-told = Một đề nghị của đồng chí về danh sách chi bộ không được xác nhận.
add-name-ask = Họ và tên đồng chí mới? Xin gõ đủ dấu.
add-standing-ask = Đồng chí ấy là:
add-ask = Thêm vào danh sách chi bộ?
add-ask-committee = Gửi đề nghị này? Cấp trên (hoặc người vận hành) xác nhận thì đồng chí ấy mới vào danh sách.
add-yes = Thêm vào danh sách
add-send = Gửi đề nghị
add-post = Ghi chức vụ
add-post-ask = Chức vụ của đồng chí ấy?
add-drop = Bỏ, không thêm
add-done = Đã thêm vào danh sách. Đồng chí có thể cấp mã mời.
add-sent = Đã gửi đề nghị. Khi được xác nhận, danh sách sẽ thay đổi.
add-dropped = Không thêm ai.
leave-ask = <b>{ $name }</b> không còn trong danh sách chi bộ, vì sao?
leave-sure =
    <b>{ $name }</b>: { $why }. Đưa ra khỏi danh sách?
    Những gì đồng chí ấy đã viết vẫn được giữ kín, và xóa sau 30 ngày. Nếu nhầm, trong một ngày đồng chí hoàn tác được ở đây.
leave-sure-committee =
    <b>{ $name }</b>: { $why }. Gửi đề nghị này?
    Cấp trên (hoặc người vận hành) xác nhận thì danh sách mới thay đổi. Những gì đồng chí ấy đã viết vẫn được giữ kín, và xóa sau 30 ngày.
leave-last = Đồng chí là người duy nhất xác nhận được thay đổi ở chi bộ này, nên chưa tự ra khỏi danh sách được. Xin nhờ người vận hành, hoặc giao việc cho đồng chí khác trước.
restore-button = Hoàn tác: đưa { $name } trở lại
restore-done = Đồng chí ấy đã có lại trong danh sách.
restore-late-here = Không hoàn tác ở đây được nữa. Trong 30 ngày, người vận hành còn đưa trở lại được.
restore-told = Đồng chí đã có lại trong danh sách. Mọi thứ vẫn còn nguyên.
leave-left = Đã thôi sinh hoạt ở đây
leave-deceased = Đã từ trần
move-where = Chuyển <b>{ $name }</b> đến chi bộ nào?
move-type = Chi bộ khác: gõ tên hoặc mã chi bộ.
move-fits = { $count } chi bộ hợp với điều đồng chí gõ:
move-too-many = Có { $count } chi bộ hợp với điều đồng chí gõ. Đây là những chi bộ đầu; xin gõ rõ hơn.
move-nothing = Không thấy chi bộ nào có tên hoặc mã như vậy.
move-ask = Chuyển <b>{ $name }</b> đến <b>{ $cell }</b>? Đồng chí ấy được báo; những gì đã viết đi theo đồng chí ấy. Chức vụ ở chi bộ cũ sẽ thôi.
move-ask-committee = Đề nghị chuyển <b>{ $name }</b> đến <b>{ $cell }</b>? Cấp trên của cả hai chi bộ (hoặc người vận hành) sẽ xác nhận. Chức vụ ở chi bộ cũ khi ấy sẽ thôi.
proposal-unknown = Không có đề nghị nào mang số { $id } đang chờ.
somebody = một đồng chí
names-at-home = Việc này cần thấy họ tên, nên chỉ làm được trên trang web của tổ chức.
