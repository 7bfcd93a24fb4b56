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
