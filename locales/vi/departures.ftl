# Không còn trong danh sách: phần riêng còn lại
off-roll = Mục này chỉ dành cho đảng viên trong danh sách ở đây.
off-roll-at-home = Trên kênh này không xem bài và kế hoạch được nữa. Đồng chí xem trên trang web của tổ chức, hoặc trong bản tải về.
left-title =
    <b>Đồng chí { $name }</b>
    Đồng chí không còn trong danh sách đảng viên ở đây nữa, nên không mở được phần của chi bộ.
left-until = Những gì đồng chí đã viết vẫn là của riêng đồng chí, được giữ kín đến { $until } rồi xóa hẳn. Muốn giữ lại, xin tải về trước ngày ấy.
left-mistake = Nếu có nhầm lẫn, xin nhờ bí thư chi bộ.
left-told = Đồng chí không còn trong danh sách đảng viên ở đây nữa.
left-see = Xem và tải về
left-review = Xem bài tự soi, đợt { $opened }
left-plan = Xem kế hoạch tự sửa
left-inbox = Thông báo đã nhận
