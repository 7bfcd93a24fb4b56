# Tin tự gửi đi: đính chính, thu hồi, tệp kèm theo

letter-amended = <b>Đính chính.</b> Nội dung đúng như sau:
letter-recalled = { $unit } đã thu hồi một thông báo gửi trước đó. Đồng chí vui lòng bỏ qua nội dung đã nhận.
letter-files = Kèm { $count } tệp, đồng chí xem trên trang chat: { $home }
letter-files-web = Kèm { $count } tệp, đồng chí xem trên trang chat của tổ chức.
