# A shared commitment: what a member promises his cell, with his name.
commitment-open = Cam kết trước chi bộ
    .words = cam kết
commitment-title = <b>Cam kết trước chi bộ</b>
commitment-what =
    Nếu muốn, đồng chí viết một lời cam kết để cả chi bộ cùng đọc, có tên đồng chí. Lời này viết riêng, không dính đến biểu hiện hay kế hoạch nào.
    Trang chung chỉ mở khi có ít nhất { $enough } đồng chí cam kết. Rút lại lúc nào cũng được, có hiệu lực ngay.
commitment-own = Lời của đồng chí: <b>“{ $words }”</b>
commitment-until = Giữ đến { $on }, hoặc đến khi đồng chí rút lại.
commitment-write = Viết cam kết
commitment-change = Đổi lời
commitment-revoke = Rút lại
commitment-revoked = Đã rút lại. Lời của đồng chí không còn ở đâu nữa.
commitment-kept = Đã ghi lời cam kết.
commitment-page = Trang chung của chi bộ
commitment-page-title = <b>Cam kết của { $cell }</b>
commitment-line = <b>{ $name }</b>: { $words }
commitment-closed = Trang chung chưa mở. Trang mở khi có ít nhất { $enough } đồng chí cam kết.
commitment-at-home = Trang này có tên và lời của các đồng chí khác, nên chỉ mở trên trang web của tổ chức: { $address }
commitment-at-home-only = Trang này có tên và lời của các đồng chí khác, nên chỉ mở trên trang web của tổ chức.
commitment-ask = Đồng chí chọn một lời, hoặc viết một câu ngắn của mình. Cả chi bộ sẽ đọc, có tên đồng chí.
commitment-sure = Cả chi bộ sẽ đọc, có tên đồng chí: <b>“{ $words }”</b>
commitment-yes = Đồng ý, ghi lên trang chung
commitment-no-sign = Lời này cả chi bộ đọc, nên xin đừng nhắc số biểu hiện. Đồng chí viết lại giúp, hoặc chọn một lời có sẵn.
commitment-general = { $number ->
    [1] Dự đủ các buổi sinh hoạt, đến đúng giờ
    [2] Mỗi buổi họp phát biểu ít nhất một lần
    [3] Mỗi tuần đọc một văn bản mới của Đảng
    [4] Mỗi tháng thăm một gia đình khó khăn
    [5] Việc được giao thì làm đúng hẹn
    [6] Góp ý thẳng thắn, nói lời xây dựng
    [7] Không chia sẻ tin chưa rõ nguồn
   *[8] Tiết kiệm điện, nước, giấy nơi làm việc
    }
