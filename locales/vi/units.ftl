# Tổ chức, danh sách, chức trách và đợt tự soi: những lời từ chối, phần lớn do lệnh của người vận hành

unit-unknown = Không có tổ chức nào mang mã {$code}.
unit-closed = Tổ chức {$code} đã kết thúc hoạt động.
unit-code-form = Không dùng được mã {$code}. Mã gồm 2 đến 32 chữ cái A–Z, chữ số hoặc dấu gạch nối.
unit-name-form = Tổ chức cần có tên, dài nhất {$max} chữ.
unit-kind-unknown = Không có loại hình {$kind}. Các loại hình: {$known}.
unit-code-taken = Mã {$code} đã thuộc về tổ chức khác.

unit-below-itself = Không thể chuyển {$unit} vào bên dưới chính nó.
unit-has-members = {$unit} đang có đảng viên trong danh sách, nên không đặt tổ chức khác bên dưới được.
unit-not-empty = {$unit} còn đảng viên hoặc còn tổ chức bên dưới. Hãy sáp nhập hoặc chuyển đi trước.
unit-merge-itself = Không thể sáp nhập {$unit} vào tổ chức ở bên dưới nó, hoặc vào chính nó.
unit-merge-unlike = Không thể sáp nhập {$unit} vào {$into}: chi bộ chỉ nhập vào chi bộ, cấp trên chỉ nhập vào cấp trên.
unit-split-none = Hãy nêu các đảng viên của {$unit} sẽ sang chi bộ mới.
unit-split-all = {$unit} sẽ không còn ai. Nếu chỉ đổi tên, hãy dùng lệnh đổi tên.
unit-cycle-open = {$unit} đang trong đợt tự soi đến ngày {$closes}. Tổ chức đứng yên trong đợt để không ai bị nhận ra; xin làm lại sau khi công bố kết quả.

unit-row-code = không dùng được mã “{$code}”: mã gồm 2 đến 32 chữ cái A–Z, chữ số hoặc dấu gạch nối
unit-row-name = tổ chức cần có tên, dài nhất {$max} chữ
unit-row-kind = không có loại hình “{$kind}”; hãy ghi: khu dân cư (residential), cơ quan (agency), sự nghiệp (public_service), doanh nghiệp (enterprise), lực lượng vũ trang (armed_forces) hoặc khác (other)
unit-row-twice = mã này đã có ở dòng {$first}
unit-row-parent = không có tổ chức cấp trên mang mã “{$code}”
unit-row-peopled = tổ chức “{$code}” đang có đảng viên trong danh sách, nên không đặt tổ chức khác bên dưới được
unit-row-circle = tổ chức này nằm trong một vòng cấp trên, hoặc ở quá sâu
unit-no-header = Không tìm thấy dòng tiêu đề. Cần có cột Mã và cột Tên.
roster-empty-units = Tệp không có tổ chức nào.

setting-unknown = Không có cài đặt {$name}. Các cài đặt: {$known}.
setting-value = Cài đặt {$name} không nhận giá trị “{$value}”. Ví dụ: {$example}.
setting-stricter = Cài đặt {$name} chỉ được chặt hơn; hiện đang là {$holds}.

member-unknown = Không có đảng viên nào mang số {$id}.
member-left = Đảng viên {$id} không còn trong danh sách.
member-there = Đảng viên {$id} đang có trong danh sách.
restore-late = Đảng viên {$id} đã ra khỏi danh sách quá 30 ngày, những gì đã viết không còn. Xin thêm lại như người mới.
member-id-taken = Mã riêng này đã thuộc về đảng viên {$id} của tổ chức.
member-same-name = {$unit} đã có đảng viên trùng họ tên: {$id}. Nếu là người khác, hãy thêm --same-name.
member-name-form = Đây không phải họ tên. Họ tên bắt đầu bằng chữ cái, chỉ gồm chữ cái, dấu cách và các dấu . , ' ’ ( ) / -
member-too-many-letters = Dài quá {$max} chữ. Đồng chí viết ngắn lại giúp.

transfer-no-cell = {$unit} không phải chi bộ: đảng viên sinh hoạt ở chi bộ.
transfer-same-cell = Đồng chí ấy đang ở {$unit} rồi.
transfer-told = Đồng chí đã được chuyển sinh hoạt đến {$cell}. Những gì đồng chí đã viết vẫn là của riêng đồng chí.

roster-name-missing = thiếu họ và tên
roster-name-form = đây không phải họ tên: họ tên bắt đầu bằng chữ cái, chỉ gồm chữ cái, dấu cách và các dấu . , ' ’ ( ) / -
roster-too-many-letters = dài quá {$max} chữ
roster-standing = “{$value}” không phải chính thức, cũng không phải dự bị
roster-id-twice = mã riêng này đã có ở dòng {$first}
roster-day = “{$value}” không phải ngày tháng; hãy viết ngày/tháng/năm, ví dụ 03/02/2024
roster-day-to-come = “{$value}” là ngày chưa tới
roster-day-far = “{$value}” quá xa: ngày chính thức chưa tới chỉ có ở đảng viên dự bị, trong vòng hai năm; mời xem lại
roster-unit-unknown = không có chi bộ nào là “{$unit}” trong phạm vi đang nhập
roster-unit-closed = “{$unit}” đã kết thúc hoạt động
roster-unit-no-cell = “{$unit}” không phải chi bộ: bên dưới còn có tổ chức khác
roster-unit-ambiguous = có {$number} tổ chức cùng tên “{$unit}”; hãy ghi mã chi bộ
roster-unit-missing = thiếu tên hoặc mã chi bộ
roster-cell-encoding = ô này gõ bằng {$encoding}; hãy chuyển sang Unicode (trong Unikey: Công cụ, Chuyển mã)
roster-cell-unread = ô này không có giá trị (công thức chưa tính, hoặc lỗi); hãy mở tệp bằng Excel, bấm lưu rồi gửi lại
roster-after-end = dòng này nằm sau chỗ ký tên; nếu là đảng viên, hãy đưa lên trên
roster-too-large = Tệp lớn hơn {$megabytes} MB.
roster-too-long = Tệp có hơn {$rows} dòng.
roster-format = Không đọc được {$name}. Hãy lưu thành XLSX hoặc CSV UTF-8.
roster-locked = Tệp đang khóa bằng mật khẩu. Đồng chí mở bằng Excel, vào Tệp (File), Thông tin (Info), bỏ mật khẩu, lưu lại rồi gửi tệp đã mở khóa.
roster-unreadable = Tệp bị hỏng hoặc không phải bảng. Hãy lưu lại thành XLSX hoặc CSV UTF-8.
roster-encoding = Tệp không ở dạng Unicode (UTF-8). Hãy lưu thành XLSX, hoặc CSV UTF-8 trong Excel.
roster-encoding-old = Tệp gõ bằng {$encoding}, không phải Unicode. Hãy chuyển mã sang Unicode (trong Unikey: Công cụ, Chuyển mã), rồi lưu thành XLSX, hoặc CSV UTF-8 trong Excel.
roster-empty = Tệp không có đảng viên nào.
roster-no-header = Không tìm thấy dòng tiêu đề. Cần có một cột tên là Họ và tên.
roster-no-unit = Tệp không ghi mỗi người thuộc chi bộ nào. Hãy thêm một cột Mã chi bộ hoặc Chi bộ, hoặc nêu một chi bộ bằng --unit.
roster-doubts = { $number ->
   *[other] Có {$number} dòng trùng họ tên với người khác; chưa nhập gì cả.
}
roster-moved = Danh sách vừa thay đổi trong lúc nhập; chưa nhập gì cả. Mời làm lại từ đầu.
roster-decided-twice = Dòng {$row} được gán cho một đảng viên đã có dòng khác; chưa nhập gì cả.

role-unknown = Không có chức trách {$role}. Các chức trách: {$known}.
role-elsewhere = {$unit} không phải chi bộ của đảng viên này, cũng không phải cấp trên của chi bộ đó.
role-held-already = Đảng viên này đang giữ chức trách ấy ở {$unit}.
role-not-held = Đảng viên này không giữ chức trách ấy ở {$unit}.
role-secretary-taken = {$unit} đang có bí thư: đảng viên {$id}. Hãy thôi chức trách đó trước.

cycle-date-form = “{$value}” không phải ngày tháng. Hãy viết 2026-12-31 hoặc 2026-12-31T17:00.
cycle-opens-past = Đợt tự soi không thể mở vào lúc đã qua.
cycle-closes-past = Đợt tự soi không thể đóng vào lúc đã qua.
cycle-too-short = Đợt tự soi kéo dài ít nhất {$days} ngày.
cycle-too-long = Đợt tự soi kéo dài nhiều nhất một năm.
cycle-checklist = Không dùng được bảng biểu hiện: {$problem}
cycle-no-members = Danh sách của {$unit} chưa có ai.
cycle-overlaps = Mỗi đảng viên chỉ ở trong một đợt đang mở: {$unit} có đợt từ {$opens} đến {$closes}.
cycle-budget = {$unit} sẽ có hơn hai đợt trong vòng một năm. Mỗi lần công bố đều hé lộ một chút, thêm lần thứ ba thì có thể đoán ra câu trả lời của từng người. Đợt kế tiếp mở được từ ngày {$again}.

# Bản thử cỡ một tỉnh (dành cho người vận hành)
province-too-small = Bản thử cỡ một tỉnh cần ít nhất { $least } đảng viên.
province-not-empty = Bản thử đã có dữ liệu. Hãy xóa các tệp data/demo* rồi chạy lại, hoặc chạy `tusoi demo` để dùng tiếp.
province-real = Đây không phải cơ sở dữ liệu của bản thử: không ghi gì vào đó.

# /donvi
menu-units = Tổ chức trực thuộc
    .words = đơn vị|tổ chức
unit-which = Xem tổ chức nào?
unit-title = <b>{ $name }</b> ({ $code })
unit-cells = Chi bộ: { $cells }
unit-members = Đảng viên: { $members }
unit-members-joined = Đảng viên: { $members }, đã vào Tự soi: { $joined }
unit-row = { $name } ({ $members })
unit-roll = Danh sách chi bộ
unit-up = Lên { $name }
unit-find = Tìm nhanh: gõ tên hoặc mã tổ chức.
unit-find-nothing = Không thấy tổ chức nào có tên hoặc mã như vậy ở bên dưới.
unit-found = Có { $count } tổ chức:
unit-found-many = Có { $count } tổ chức. Đây là những tổ chức đầu; xin gõ rõ hơn.
