# Consent and rights.
consent-review =
    <b>Trước khi bắt đầu, xin đồng chí đồng ý</b>

    <b>Lưu gì:</b> câu trả lời, ghi chú và kế hoạch tự sửa của đồng chí, được mã hóa.

    <b>Để làm gì:</b> để đồng chí tự sửa, và để tính số chung của chi bộ. Không dùng để đánh giá, xếp loại hay kỷ luật.

    <b>Ai thấy:</b> chỉ đồng chí. Chi bộ và cấp trên chỉ thấy số chung đã làm tròn, không tên.

    <b>Về kỹ thuật, ai có thể:</b> người nào nắm cả máy chủ lẫn chìa khóa mã hóa thì có thể đọc những gì chưa xóa.

    <b>Đến bao giờ:</b> câu trả lời: đến khi công bố số chung, chậm nhất 30 ngày sau khi đóng đợt; giữ lâu hơn chỉ khi đồng chí muốn. Kế hoạch: đến khi đồng chí xóa, hoặc hai năm không mở.

    <b>Rút lại:</b> gõ /quyenriengtu bất cứ lúc nào, xóa ngay. Không đồng ý cũng không sao: đồng chí nộp bản giấy.
consent-review-agree = Tôi đồng ý
    .words = đồng ý|có|ok
consent-platform-telegram =
    <b>Về Telegram</b>
    Những gì hiện ra và được bấm ở đây đi qua máy chủ của <b>Telegram FZ-LLC, đặt tại nước ngoài (trụ sở ở Dubai, Các Tiểu vương quốc Ả Rập Thống nhất)</b>. Công ty này có thể đọc được.
    Đồng chí có đồng ý tự soi và lập kế hoạch ngay trên Telegram không? Rút lại lúc nào cũng được: /quyenriengtu.
consent-platform-telegram-agree = Tôi đồng ý dùng Telegram
    .words = đồng ý|có|ok
consent-platform-zalo =
    <b>Về Zalo</b>
    Những gì hiện ra và được gõ ở đây đi qua máy chủ của <b>Công ty cổ phần VNG, Việt Nam</b>. Công ty này có thể đọc được.
    Đồng chí có đồng ý tự soi và lập kế hoạch ngay trên Zalo không? Rút lại lúc nào cũng được: /quyenriengtu.
consent-platform-zalo-agree = Tôi đồng ý dùng Zalo
    .words = đồng ý|có|ok
consent-use-web = Hoặc làm trên trang web của tổ chức, không qua công ty nào: { $address }
consent-not-now = Để lúc khác
    .words = không|không đồng ý|lúc khác
consent-needed = Cần đồng chí đồng ý trước đã.
consent-outdated = Nội dung xin đồng ý vừa được sửa. Mời đồng chí đọc lại:
purpose-review = Tự soi, tự sửa và tính số chung
purpose-platform-telegram = Dùng qua Telegram
purpose-platform-zalo = Dùng qua Zalo
privacy-title =
    <b>Quyền riêng tư</b>
    Câu trả lời là của đồng chí. Không cán bộ nào, không đảng viên nào khác xem được qua Tự soi.
    Ở đây đồng chí xem, tải về, rút lại hoặc xóa được ngay.
privacy-audit = Cán bộ đã làm gì ở chi bộ?
privacy-see = Đang lưu gì về tôi?
privacy-take = Tải về bản của tôi
privacy-withdraw = Rút lại sự đồng ý
privacy-delete = Xóa hết những gì tôi đã viết
privacy-back = Quay lại
privacy-see-roster = <b>Danh sách của tổ chức:</b> { $name }, { $post }, { $cell }. Tên và chức vụ được mã hóa. Danh sách mỗi đợt chỉ ghi đồng chí thuộc chi bộ nào.
privacy-see-accounts = <b>Máy và kênh đã nối:</b> { $count }. Địa chỉ được mã hóa.
privacy-see-consents = <b>Đã đồng ý:</b> { $purpose } ({ $on })
privacy-see-reviews = <b>Bài tự soi:</b> { $count }
privacy-see-vault = <b>Từ khôi phục:</b> chỉ giữ một mã kiểm tra, không suy ngược ra ba từ được.
privacy-see-outbox = <b>Tin nhắc đã gửi:</b> giữ 30 ngày.
privacy-see-codes = <b>Mã mời, mã nối:</b> chỉ giữ một mã kiểm tra, xóa 30 ngày sau khi hết hạn.
privacy-see-plan = <b>Kế hoạch tự sửa:</b> { $open } việc đang mở, { $closed } việc đã khép, cùng các lần ghi. Giữ đến khi đồng chí xóa, hoặc hai năm không mở.
privacy-see-commitment = <b>Cam kết trước chi bộ:</b> giữ đến khi đồng chí rút lại, lâu nhất 13 tháng.
privacy-see-meetings = <b>Sinh hoạt và nhắc việc:</b> lời báo dự hay vắng (xóa hai ngày sau buổi họp), cách nhắc việc, liên kết lịch, máy được báo tin.
privacy-see-acts = <b>Việc làm theo chức vụ:</b> nhật ký (việc gì, lúc nào, không có nội dung) lưu lâu dài; lời kèm, bản tự soi tập thể lưu cùng đợt. Đảng viên trong chi bộ được biết.
privacy-no-consent = Hiện đồng chí chưa đồng ý điều gì.
privacy-review-paper = • Đợt { $opened }: nộp bản giấy
privacy-review-submitted = • Đợt { $opened }: đã nộp, còn giữ câu trả lời
privacy-review-draft = • Đợt { $opened }: đang làm dở
privacy-review-erased = • Đợt { $opened }: câu trả lời đã xóa
privacy-taken = Đây là tất cả những gì đang lưu về đồng chí: một bản để đọc và một bản cho máy tính. Xin giữ cẩn thận.
privacy-withdraw-ask = Đồng chí muốn rút lại điều gì?
privacy-withdraw-review = Rút lại thì mọi câu trả lời đang lưu, cả bản đồng chí giữ, kế hoạch, lời cam kết và liên kết tải còn lại bị xóa ngay. Số chung đã công bố không đổi. Tin đã hiện trong Telegram hay Zalo, đồng chí tự xóa trong ứng dụng.
privacy-withdraw-platform = Rút lại thì trên kênh đó không tự soi, không xem kế hoạch được nữa. Những gì đã trả lời vẫn còn, làm tiếp được trên trang web. Tin đã hiện trên kênh đó, đồng chí tự xóa trong ứng dụng.
privacy-withdraw-yes = Rút lại ngay
privacy-withdrawn = <b>Đã rút lại</b> “{ $purpose }” lúc { $at }. Tin này là giấy báo nhận.
privacy-delete-ask =
    <b>Xóa hết những gì đồng chí đã viết?</b>
    Câu trả lời, ghi chú, kế hoạch, lời cam kết, sự đồng ý, các máy và kênh đã nối: xóa ngay và không lấy lại được. Bản sao lưu cũng không đọc lại được, chậm nhất sau một giờ.
    Muốn giữ bản của mình thì đồng chí tải về, mở xem được rồi hãy xóa: xóa rồi thì liên kết tải cũng mất.
    Tên trong danh sách của tổ chức vẫn còn. Số chung đã công bố không đổi. Tin đã hiện trong Telegram hay Zalo, đồng chí tự xóa trong ứng dụng.
privacy-delete-yes = Xóa hết, ngay bây giờ
privacy-deleted = <b>Đã xóa</b> lúc { $at }: { $count } mục, cùng chìa khóa mở chúng. Không ai đọc lại được. Tin này là giấy báo nhận. Muốn dùng lại, đồng chí xin bí thư mã mới.

# The copy to take along
export-title = BẢN CÁ NHÂN – những gì Tự soi đang lưu về tôi
export-member = Danh sách của tổ chức
export-role = Chức vụ trong tổ chức
export-stay = Các chi bộ trước đây
export-proposal = Đề nghị chưa giải quyết
export-storedfile = Tệp tôi đã gửi vào
export-notice = Thông báo tôi đã soạn
export-noticecopy = Thông báo tôi được gửi
export-participant = Các đợt được tính là thành viên
export-code = Mã mời và mã nối
export-vault = Phần riêng của tôi
export-account = Máy và kênh
export-claim = Yêu cầu vào từ máy khác
export-consent = Sự đồng ý
export-review = Bài tự soi
export-plan = Kế hoạch tự sửa
export-commitment = Cam kết trước chi bộ
export-outbox = Tin đã gửi cho tôi
export-act = Nhật ký: việc tôi làm theo chức vụ, việc cán bộ làm liên quan đến tôi
export-cover = Lời kèm tôi viết
export-collective = Bản tự soi tập thể tôi ghi
export-attendance = Lời báo dự hay vắng
export-attendant = Các chi bộ tôi được phân công dự
export-remark = Nhận xét của tôi về các buổi họp
export-reminding = Cách nhắc việc
export-calendarlink = Liên kết lịch
export-incoming = Tin chưa được trả lời
export-presence = Lần nhắn gần nhất trên Zalo
export-pushsubscription = Máy được báo tin
