# The private address of a cell's calendar, which a phone reads by itself.
calendar-link-take = Đăng ký lịch tự cập nhật
calendar-link = <b>Lịch tự cập nhật.</b> Đồng chí chép liên kết dưới đây, dán vào mục đăng ký lịch (thêm lịch bằng URL) của ứng dụng lịch. Từ đó, chi bộ đổi lịch thì lịch của đồng chí tự đổi theo.
calendar-link-seen = Ai có liên kết này chỉ xem được chi bộ họp lúc nào, ở đâu, không thấy gì khác. Nếu dùng lịch của Google, máy chủ Google sẽ đọc liên kết này. Lỡ để lộ, đồng chí bấm “Đổi liên kết”: liên kết cũ hết dùng được ngay.
calendar-link-new = Đổi liên kết
calendar-link-stop = Thôi dùng
calendar-link-renewed = Đã đổi. Liên kết cũ không dùng được nữa; đồng chí dán liên kết mới vào ứng dụng lịch.
calendar-link-stopped = Đã bỏ liên kết. Lịch trong máy của đồng chí sẽ không tự cập nhật nữa.
