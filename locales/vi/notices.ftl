# Thông báo: soạn, xác nhận, gửi

notice-from = <b>{ $unit }</b>
notice-title = <b>{ $title }</b>
notice-wants-answer = Đồng chí vui lòng trả lời thông báo này.
notice-answer = Mở để trả lời
notice-open = Mở thông báo
