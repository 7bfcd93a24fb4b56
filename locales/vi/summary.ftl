# Summary, publication and what comes back to the members.
figures-are-out = Số liệu chung của đợt tự soi đã có. Đồng chí xem khi tiện.
menu-results = Kết quả chung của chi bộ
    .words = kết quả
menu-summary = Tổng hợp của chi bộ, đơn vị
    .words = tổng hợp
menu-cycle = Đợt tự soi
summary-which = Đồng chí muốn xem tổng hợp của nơi nào?
summary-nothing = { $unit } chưa có đợt tự soi nào.
summary-counting = Đợt tự soi của { $unit } vừa đóng. Số liệu đang được tổng hợp, đồng chí xem lại sau vài phút.
summary-again = Xem lại
summary-open-title =
    <b>{ $unit }</b>
    Đợt tự soi đang mở, hạn nộp { $closes }.
summary-not-counted-yet = Số người nộp được cập nhật vào 6 giờ sáng mỗi ngày; lần đầu là sáng mai.
summary-handed-in = Đã nộp: <b>{ $handed }/{ $expected }</b> đồng chí (đến { $at }).
summary-complete = Nộp đủ: <b>{ $complete }/{ $cells }</b> chi bộ.
summary-days-left = { $days ->
    [0] Hôm nay là ngày cuối.
   *[other] Còn { $days } ngày.
    }
summary-by-unit = Theo từng nơi, chậm trước
summary-message-make = Lời nhắn gửi nhóm chi bộ
summary-message-how = Đồng chí chép lời nhắn dưới đây gửi vào nhóm của chi bộ. Lời nhắn giống nhau cho mọi người.
summary-message = Kính gửi các đồng chí { $unit }: đợt tự soi đang mở, hạn nộp { $closes }. Đồng chí nào làm dở thì làm tiếp đúng chỗ ấy. Không cán bộ nào xem được câu trả lời của từng người. Xin cảm ơn.
summary-earlier = Kết quả đợt trước
summary-turnout-title = <b>{ $unit }</b> · ai nộp chậm xếp trước
summary-turnout = • { $unit }: { $handed }/{ $expected }
summary-before = ‹ Trang trước
summary-after = Trang sau ›
summary-back = Quay lại
    .words = quay lại
summary-closed-title = <b>{ $cells }</b> · đợt đóng ngày { $closed }
summary-pooled = Ít bài nên các chi bộ tính chung.
summary-n = Tính trên <b>{ $n }</b> bài tự soi. Số đã làm tròn; trong ngoặc là khoảng có thể.
summary-top = Nhiều nhất
summary-top-title = <b>Nhiều nhất</b>
summary-compared = { $heading } (↑↓ so với đợt trước)
summary-top-none = Không có biểu hiện nào nổi lên.
summary-causes = Nguyên nhân
summary-causes-title = <b>Nguyên nhân được nêu</b>
summary-cause-other = nguyên nhân khác
summary-group = <b>{ $group }</b>
summary-line = • <b>{ $id }</b> { $label }: khoảng { $value }/{ $n } đồng chí ({ $low }–{ $high })
summary-line-more = • <b>{ $id }</b> { $label }: khoảng { $value }/{ $n } đồng chí ({ $low }–{ $high }), nhiều hơn ↑
summary-line-fewer = • <b>{ $id }</b> { $label }: khoảng { $value }/{ $n } đồng chí ({ $low }–{ $high }), ít hơn ↓
summary-line-cause = • { $label }: khoảng { $value }/{ $n } đồng chí ({ $low }–{ $high })
summary-in-person = { $ids }: những điều này nên trao đổi trực tiếp; số liệu chỉ nêu khi có từ { $enough } bài trở lên.
summary-none-nobody = Không có số liệu: đợt này chưa ai nộp.
summary-none-paper = Không có số liệu: mọi người đều nộp bản giấy.
summary-none-few = Không có số liệu: ít bài quá. Cần ít nhất { $enough } bài, kể cả khi gộp với chi bộ khác, để không ai bị đoán ra.
summary-cover-read = Lời của bí thư
    .words = lời bí thư
summary-cover = <b>Lời của bí thư</b>
summary-cover-now = <i>Câu đang gửi kèm:</i> { $words }
summary-cover-write = Viết một câu gửi chi bộ
summary-cover-ask = Đồng chí viết một câu gửi kèm số liệu cho cả chi bộ đọc (dưới 300 chữ cái). Xin đừng ghi tên ai.
summary-cover-take = Bỏ câu đã viết
summary-cover-back = Thôi, quay lại
cover-kept = Đã ghi. Đảng viên trong chi bộ đọc câu này cùng số liệu.
cover-taken = Đã bỏ câu gửi kèm.
kind-residential = Khu dân cư
kind-agency = Cơ quan
kind-public_service = Đơn vị sự nghiệp, trường học
kind-enterprise = Doanh nghiệp
kind-armed_forces = Lực lượng vũ trang
kind-other = Loại hình khác
results-none = Chi bộ chưa có kết quả chung nào. Khi có, đồng chí xem ở đây.
results-mine = Đối chiếu với bài của tôi
results-mine-title = <b>Bài của riêng đồng chí</b>, chỉ đồng chí thấy:
results-mine-none = Đồng chí không ghi biểu hiện nào trong những điều nêu ở đây.
results-mine-line = • { $id } { $label }: { $degree }. Cả chi bộ: khoảng { $value }/{ $n } ({ $low }–{ $high })
privacy-opened = Số liệu chung của { $unit } đã được mở { $count } lần trong một năm qua, bởi: { $offices }.
privacy-not-opened = Trong một năm qua chưa ai mở số liệu chung của chi bộ.

# Cycles
cycle-unknown = Không có đợt tự soi số { $id }.
cycle-ended = Đợt này không còn mở nên không đổi được nữa.
cycle-not-later = Hạn mới phải sau hạn đang có: { $closes }.
cycle-not-all = Chưa đóng sớm được: tính đến sáng nay vẫn còn người chưa nộp.
cycle-not-yours = Việc mở và đóng đợt tự soi do bí thư và cấp trên làm.
cycle-which = Đồng chí muốn xem đợt tự soi của nơi nào?
cycle-none = <b>{ $unit }</b> chưa có đợt tự soi nào đang mở. Mở ngay một đợt, kéo dài bao lâu?
cycle-days = { $days } ngày
cycle-open-ask = Mở đợt tự soi cho <b>{ $unit }</b>, đến hết ngày { $closes }? Danh sách người tham gia được chốt ngay lúc mở. Mỗi chi bộ chỉ có hai đợt trong một năm.
cycle-open-yes = Mở đợt tự soi
cycle-back = Thôi, quay lại
cycle-opened = Đợt tự soi đã mở.
cycle-planned = <b>{ $unit }</b> đã hẹn một đợt tự soi: mở ngày { $opens }, đóng { $closes }.
cycle-is-open = <b>{ $unit }</b>: đợt tự soi đang mở, đóng lúc { $closes }. Đến giờ đó số liệu chung tự công bố.
cycle-longer = Gia hạn thêm { $days } ngày
cycle-extend-ask = Gia hạn đến { $closes }? Mọi người trong đợt đều được báo hạn mới.
cycle-extend-yes = Gia hạn
cycle-extended-now = Đã gia hạn. Mọi người sẽ được báo.
cycle-extended = Đợt tự soi được gia hạn đến { $closes }.
cycle-close = Mọi người đã nộp, đóng sớm
cycle-close-ask = Mọi người đã nộp. Đóng đợt ngay bây giờ? Sau khi đóng không ai sửa bài được nữa.
cycle-close-yes = Đóng đợt
cycle-closed-now = Đợt tự soi đã đóng.
cycle-step = Số liệu làm tròn theo bội của { $least } đến { $most }.
cycle-step-lower = Nơi này đã làm tròn theo { $step }; chỉ được tăng lên, không được giảm.
cycle-step-readers = Làm tròn nhỏ hơn { $least } chỉ dùng được ở chi bộ mà ngoài bí thư không ai đọc số liệu: không có phó bí thư, không có chi ủy.
summary-one-reader = Đợt này được mở với điều kiện chỉ bí thư đọc số liệu.

# The collective self-review
body-button = Bản tự soi tập thể của chi ủy
body-title = <b>Tự soi tập thể</b> · { $group }
body-how = Chi ủy chọn những điều thấy ở chi bộ mình. Bản này ghi tên người nộp, cả chi bộ đều đọc được.
body-next = Trang sau ›
    .words = tiếp|sau
body-submit = Nộp bản tập thể
body-done = Đã nộp. Đảng viên trong chi bộ đọc được bản này cùng số chung.
body-read = Tự soi tập thể của chi ủy
    .words = tập thể
body-beside = Số chung của đảng viên về những điều ấy:
body-none = không thấy điều nào
body-line = <b>Chi ủy tự soi tập thể:</b> { $said }. Người nộp: { $name }, ngày { $on }.

# Pictures
summary-chart-note = Đợt đóng ngày { $closed }. Tính trên { $n } bài tự soi.
summary-grid-note = { $count } đợt gần nhất
summary-cycles = So các đợt
summary-cycles-title = <b>Các biểu hiện qua các đợt</b>
summary-cycles-none = Mới có một đợt có số liệu, nên chưa so được.
