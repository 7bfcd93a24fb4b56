# Danh sách từ tệp: tệp mẫu

roster-template-sheet = Danh sách
roster-template-name = Họ và tên
roster-template-id = Mã đảng viên
roster-template-post = Chức vụ
roster-template-standing = Loại đảng viên
roster-template-unit = Mã chi bộ
roster-template-official = Chính thức
roster-template-probationary = Dự bị
roster-template-only = Mời chọn Chính thức hoặc Dự bị; để trống là Chính thức.
roster-example-name-1 = (Ví dụ) Nguyễn Văn An
roster-example-id-1 = 001
roster-example-post-1 = Bí thư
roster-example-standing-1 = Chính thức
roster-example-unit-1 = KP3
roster-example-name-2 = (Ví dụ) Trần Thị Bình
roster-example-id-2 = 002
roster-example-post-2 = Đảng viên
roster-example-standing-2 = Dự bị
roster-example-unit-2 = KP3
roster-template-help = Cách ghi
roster-template-help-1 = Mỗi đồng chí một dòng. Hai dòng ví dụ không được nhập; để lại hay xóa đi đều được.
roster-template-help-2 = Chỉ Họ và tên là phải có. Các cột khác để trống hoặc xóa cột cũng được.
roster-template-help-3 = Mã đảng viên: mã của tổ chức đặt, mỗi đồng chí một mã. Có mã thì người trùng tên không bị lẫn.
roster-template-help-4 = Mã chi bộ: chỉ cần khi tệp có nhiều chi bộ. Ô để trống thì lấy mã ở dòng trên.
roster-template-help-5 = Thay cho cột Loại đảng viên, có thể dùng cột Ngày chính thức (ngày/tháng/năm): ngày chưa tới nghĩa là còn dự bị.
roster-template-help-6 = Không cần ngày sinh, địa chỉ, số điện thoại: Tự soi không giữ những điều ấy.
