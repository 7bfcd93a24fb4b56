# Files that are sent in.
file-too-large = Tệp này lớn hơn { $megabytes } MB nên tôi không nhận được. Đồng chí gửi bản nhỏ hơn, hoặc chia thành vài tệp.
file-empty = Tệp này trống, không có gì bên trong. Đồng chí xem lại rồi gửi lại giúp.
file-program = Để an toàn, tôi không nhận loại tệp có thể chạy chương trình (ví dụ exe, apk, html, hay văn bản có macro). Đồng chí gửi bản PDF, ảnh, hoặc lưu lại thành docx, xlsx rồi gửi giúp.
file-many = Đồng chí đang gửi nhiều tệp cùng lúc quá. Xin chờ các tệp kia gửi xong rồi gửi tiếp.
file-hour = Trong một giờ qua đồng chí đã gửi nhiều tệp. Xin nghỉ một lát, khoảng một giờ nữa đồng chí gửi tiếp được.
file-not-received = Tệp vừa rồi chưa đến nơi, nên không có gì được lưu. Đồng chí gửi lại giúp.
file-gone = Tệp này không còn được lưu nữa.
file-caption = Lời ghi kèm theo tệp không được lưu. Cần thì đồng chí gõ thành tin riêng.
file-pictures-only = Ở kênh này chỉ gửi được ảnh. Tài liệu thì đồng chí gửi trên trang web.
file-pictures-only-web = Ở kênh này chỉ gửi được ảnh. Tài liệu thì đồng chí gửi trên trang web: { $address }
file-not-here = Kênh này không gửi được tệp. Đồng chí mở Tự soi trên trang web để gửi.
file-not-here-web = Kênh này không gửi được tệp. Đồng chí mở Tự soi trên trang web để gửi: { $address }
file-otherwise = Ở đây tôi nhận tệp hoặc ảnh. Đồng chí gửi lại dưới dạng tệp giúp.
# Files as links, where a platform carries none.
link-file = 📎 <b>{ $name }</b>
link-private = Đường dẫn riêng của đồng chí: tải được trên một máy, trong 24 giờ.
