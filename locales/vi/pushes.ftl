# A browser that says "there is something new".
push-title = Có việc mới
push-open = Báo cho tôi khi có việc mới
push-what = <b>Báo khi có việc mới.</b> Khi có việc mà đồng chí chưa mở trang này, máy sẽ hiện đúng ba chữ “Có việc mới”. Người khác nhìn vào không biết thêm gì. Đồng chí tắt lúc nào cũng được.
push-seen = Tín hiệu đi qua máy chủ của hãng làm trình duyệt (như Google, Apple). Hãng chỉ biết trình duyệt này vừa nhận một tín hiệu từ trang này; trong tín hiệu không có nội dung gì.
push-turn-on = Bật trên máy này
push-turn-off = Tắt trên máy này
push-again = Thử bật lại
push-on = <b>Đã bật trên máy này.</b> Khi có việc mà đồng chí chưa mở trang, máy sẽ báo “Có việc mới”.
push-off = Đã tắt. Máy này sẽ không báo nữa.
push-denied = Chưa bật được: trình duyệt đang chặn thông báo của trang này. Đồng chí bấm biểu tượng cạnh địa chỉ trang, cho phép Thông báo, rồi thử lại.
push-later = Chưa bật, vì trình duyệt chưa được đồng chí cho phép. Khi muốn, đồng chí thử lại và chọn Cho phép.
push-home = Chưa bật được. Trên iPhone, iPad, đồng chí bấm nút Chia sẻ, chọn “Thêm vào MH chính”, mở Tự soi từ biểu tượng mới rồi bật ở đó. Nếu ở đó hỏi mã, đồng chí lấy mã nối ở mục Máy và kênh.
push-unsupported = Chưa bật được: trình duyệt này không nhận thông báo. Đồng chí mở trang bằng Chrome, Edge hoặc Firefox; nếu đang ở trong Zalo, đồng chí chọn mở bằng trình duyệt.
push-failed = Chưa bật được, có thể do mạng. Đồng chí thử lại sau ít phút giúp.
