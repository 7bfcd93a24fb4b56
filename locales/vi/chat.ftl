# Menu, help, joining, channels.
menu-title =
    Chào đồng chí <b>{ $name }</b>
    { $cell }
menu-cycle-open = Đợt tự soi đang mở: đã trả lời { $done }/{ $total }, hạn nộp { $closes }.
menu-handed-in = Bài tự soi đợt này đã nộp. Còn sửa được đến { $closes }.
menu-no-cycle = Hiện chưa có đợt tự soi nào mở.
menu-review = Tự soi
    .words = tự soi|soi|làm bài
menu-privacy = Quyền riêng tư
menu-links = Máy và kênh của tôi
menu-language = Ngôn ngữ · Language
menu-help = Trợ giúp
    .words = giúp|hỗ trợ
menu-home = Về trang chính
    .words = menu|trang chính|về
menu-later = Để lúc khác
    .words = lúc khác|để sau
menu-cancelled = Đã dừng. Những gì đã lưu vẫn còn nguyên.
help-member =
    <b>Trợ giúp</b>
    • Bấm nút, hoặc gõ số hay chữ trên nút.
    • /tusoi: tự soi, hoặc làm tiếp chỗ dở
    • /kehoach: việc tự sửa, ghi tiến độ
    • /thongbao: thông báo gửi đồng chí, trả lời dự hay vắng
    • /guithongbao: bí thư, cấp ủy gửi thông báo, giấy mời
    • /quyenriengtu: xem, tải về, rút lại, xóa dữ liệu của mình
    • /lienket: thêm máy, thêm kênh, mã PIN
    • /chibo: danh sách chi bộ · /nhatky: cán bộ đã làm gì
    • /menu: trang chính · /huy: dừng việc đang làm
    Đây không phải hồ sơ đảng viên chính thức. Cần người giúp, đồng chí hỏi bí thư chi bộ.
help-stranger =
    <b>Trợ giúp</b>
    Đồng chí cần mã mời gồm 8 ký tự do bí thư chi bộ đưa. Có mã rồi, gõ vào đây là xong.
    Chưa có mã, đồng chí hỏi bí thư chi bộ.
language-ask = Đồng chí muốn dùng tiếng nào? · Which language?
language-vi = Tiếng Việt
language-en = English
language-set = Đã đổi sang tiếng Việt.
not-understood = Tôi chưa hiểu câu vừa rồi. Đồng chí bấm nút, hoặc gõ số của điều muốn chọn:
not-understood-typed = Tôi chưa hiểu câu vừa rồi. Đồng chí gõ số của điều muốn chọn:
not-understood-again = Tôi vẫn chưa hiểu. Đồng chí bấm một nút ở trên, hoặc /menu để về trang chính.
not-understood-again-typed = Tôi vẫn chưa hiểu. Đồng chí gõ số trong danh sách ở trên, hoặc /menu để về trang chính.
words-only = Ở đây tôi chỉ đọc được chữ, nên tin vừa rồi không được lưu. Đồng chí bấm nút hoặc gõ chữ giúp.
edited-only = Sửa tin cũ không làm đổi câu trả lời. Muốn đổi, đồng chí bấm lại nút hoặc gõ lại.
choice-unknown = Nút này không còn dùng nữa. Mời đồng chí chọn lại:
group-only = Tôi chỉ trò chuyện riêng. Đồng chí bấm vào tên tôi rồi nhắn riêng nhé.
keep-continue = Chọn việc tiếp theo:
incident = Xin lỗi đồng chí, vừa có trục trặc. Câu trả lời đã lưu vẫn còn. Nếu gặp lại, xin báo mã { $id } cho bí thư. Gõ /menu để tiếp tục.
bearings = Vừa rồi máy của tôi tạm dừng. Nếu đồng chí đã nhắn mà chưa thấy trả lời, xin nhắn lại. Đồng chí đang ở đây:
too-many-tries = Sai nhiều lần quá. Vì an toàn, đồng chí chờ một giờ rồi thử lại.

# Joining
welcome =
    <b>Chào đồng chí!</b> Đây là Tự soi, nơi mỗi đảng viên tự xem lại mình, riêng tư.
    Đồng chí gõ mã mời gồm 8 ký tự do bí thư chi bộ đưa, ví dụ <b>ACDE-FGHJ</b>.
not-joined = Đồng chí cần vào bằng mã mời trước đã.
code-unlike = Mã mời gồm 8 chữ và số, ví dụ ACDE-FGHJ. Đồng chí xem lại giúp.
code-wrong = Mã này không đúng, đã dùng rồi hoặc đã hết hạn. Đồng chí xem lại, hoặc xin bí thư mã mới.
code-other-bot = Chi bộ của đồng chí dùng một bot Zalo khác. Đồng chí hỏi bí thư tên bot ấy rồi gõ lại mã ở đó; mã này vẫn còn dùng được.
code-off-roll = Người mang mã này không còn trong danh sách ở đây. Nếu có nhầm lẫn, đồng chí hỏi bí thư chi bộ.
code-other-seat = Ở đây đồng chí đã vào rồi, nên không cần mã nữa. Mã đó vẫn còn dùng được.
joined =
    <b>Chào đồng chí { $name }!</b>
    Đồng chí đã vào { $cell }.
joined-office = Ở đây đồng chí giữ chức vụ <b>{ $office }</b>, { $unit }.
joined-office-acting = Ở đây đồng chí làm thay chức vụ <b>{ $office }</b>, { $unit }.
joined-offer = Có việc bàn giao chức vụ chờ đồng chí trả lời.
joined-recovery =
    <b>Từ khôi phục của đồng chí:</b>
    <b>{ $words }</b>
    Xin chép ra giấy và cất kỹ. Ba từ này chỉ hiện một lần. Nếu mất hết máy cũ, chỉ ba từ này mở lại được những gì đồng chí đã viết.
joined-basis = Danh sách họ tên, chức vụ do tổ chức đảng lập để quản lý đảng viên. Tên và địa chỉ nhận tin được mã hóa.
joined-review = Bắt đầu tự soi
linked = Máy này đã nối với đồng chí. Mọi thứ vẫn còn nguyên.
linked-elsewhere = Có thêm một nơi vừa được nối với đồng chí: <b>{ $channel }</b>. Nếu không phải đồng chí, hãy gỡ ra ngay.

# A seat somebody uses already
claim-ask =
    Có người dùng mã mời mới để vào bằng tên của đồng chí trên một máy khác.
    Đúng là đồng chí thì xin xác nhận, ở đây hoặc trong /lienket. Nếu không trả lời, máy đó vào được lúc { $at } nhưng <b>không xem được</b> những gì đồng chí đã viết.
claim-yes = Đúng là tôi
claim-no = Không phải tôi, chặn lại
claim-waiting =
    Chỗ này đang có người dùng. Nếu là đồng chí, gõ <b>ba từ khôi phục</b> vào đây để vào ngay, hoặc xác nhận trên máy cũ.
    Không có cả hai, đồng chí vào được lúc { $at }, bắt đầu lại từ đầu. Những gì viết trước đây vẫn khóa kín, và bị xóa sau 90 ngày nếu không ai mở.
claim-accepted = Đã xác nhận. Máy kia vào được ngay.
claim-confirmed = Máy cũ đã xác nhận. Đồng chí dùng tiếp được ngay, mọi thứ vẫn còn nguyên.
claim-denied = Đã chặn. Đồng chí nên báo bí thư để cấp lại mã cho đúng người.
claim-effective = Đã qua 24 giờ và không ai trả lời, nên máy kia đã vào được. Máy đó <b>không xem được</b> những gì đồng chí đã viết. Nếu không phải đồng chí, xin báo bí thư ngay.
claim-entered = Đồng chí vào được rồi. Xin tạo từ khôi phục: bấm nút, hoặc gõ /start.
claim-fresh = Đồng chí bắt đầu lại từ đầu và <b>chưa có từ khôi phục</b>. Xin tạo ngay: nếu mất hết máy, chỉ ba từ ấy mở lại được những gì đồng chí viết từ nay. Nội dung cũ vẫn khóa kín, mở được bằng ba từ cũ.
claim-gone = Yêu cầu này không còn nữa.
claim-settled-already = Yêu cầu này đã được giải quyết rồi. Dưới đây là các máy và kênh của đồng chí; có nơi nào lạ, xin gỡ ra và báo bí thư.

# Channels, PIN, recovery word
links-title = <b>Máy và kênh của đồng chí</b> ({ $count })
links-line = • { $channel }, từ { $since }
links-line-here = • { $channel }, từ { $since } (đang dùng)
links-new = Nối thêm máy hoặc kênh
links-remove = Gỡ một máy hoặc kênh
links-see = Xem các máy và kênh
links-back = Quay lại
links-sealed = Có nội dung cũ đang khóa. Mở bằng ba từ khôi phục cũ; không mở thì sau 90 ngày bị xóa.
links-code =
    Mã nối: <b>{ $code }</b>
    Mở Tự soi trên máy hoặc kênh kia rồi gõ mã này. Mã dùng một lần, trong { $minutes } phút. Đừng đưa mã cho ai.
links-code-web = Hoặc mở: { $address }
links-no-files =
    Kênh này không gửi được tệp, nên chưa có bản nào được tạo ra. Không mất gì cả.
    Đồng chí lấy mã nối, mở Tự soi trên trang web, gõ mã, rồi chọn lại mục này ở đó để tải về.
links-no-files-web = Trang web: { $address }
links-new-code = Lấy mã nối cho trang web
links-unlink = Gỡ máy hoặc kênh nào? Nơi bị gỡ không xem được gì nữa.
links-unlinked = Đã gỡ.
links-unlinked-here = Đã gỡ khỏi đây. Những gì đồng chí viết vẫn ở trên máy chủ. Muốn vào lại, đồng chí dùng mã nối từ máy khác, hoặc xin bí thư mã mới và gõ ba từ khôi phục.
links-gone = Nơi này đã được gỡ trước đó.
pin-new = Đặt mã PIN cho máy này
pin-off = Bỏ mã PIN
pin-ask-new = Đồng chí gõ mã PIN mới: 4 đến 8 chữ số.
pin-unfit = Mã PIN gồm 4 đến 8 chữ số. Đồng chí gõ lại giúp.
pin-set = Đã đặt mã PIN. Nghỉ quá { $minutes } phút, máy này sẽ hỏi mã.
pin-dropped = Đã bỏ mã PIN.
pin-ask = Đồng chí gõ mã PIN để tiếp tục.
pin-wrong = Mã PIN chưa đúng.
pin-forgot = Tôi quên mã PIN
pin-forgotten = Không xem lại được mã PIN. Đồng chí có thể gỡ khỏi máy này rồi vào lại bằng mã nối, hoặc mã mới và ba từ khôi phục.
pin-forget-here = Gỡ khỏi máy này
recovery-new = Tạo từ khôi phục mới
recovery-open = Mở nội dung cũ
recovery-ask = Đồng chí gõ ba từ khôi phục cũ.
recovery-fresh =
    <b>Từ khôi phục mới:</b>
    <b>{ $words }</b>
    Xin chép ra giấy. Chỉ hiện một lần; ba từ cũ không dùng được nữa.
recovery-wrong = Ba từ này chưa đúng. Đồng chí xem lại giúp; không cần gõ dấu.
recovery-done = Đúng rồi. Mọi thứ đồng chí đã viết vẫn còn nguyên. Ba từ vừa gõ là từ khôi phục của đồng chí.
recovery-nothing = Không có nội dung cũ nào đang khóa.

# Command menu of Telegram
command-tusoi = Tự soi, hoặc làm tiếp
command-kehoach = Kế hoạch tự sửa
command-menu = Trang chính
command-lichhop = Lịch sinh hoạt chi bộ
command-ketqua = Kết quả chung của chi bộ
command-quyenriengtu = Dữ liệu và quyền của tôi
command-lienket = Máy và kênh của tôi
command-ngonngu = Ngôn ngữ
command-trogiup = Trợ giúp
command-huy = Dừng việc đang làm

# Offices
office-secretary = Bí thư
office-deputy = Phó bí thư
office-committee = Chi ủy viên
office-clerk = Thư ký
office-officer = Cán bộ đảng ủy
office-operator = Người vận hành
