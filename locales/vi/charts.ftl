# Pictures of the published figures, and the same in words.
charts-heading = <b>{ $words }</b>
charts-line = • { $label }: { $figure }
charts-figure = khoảng { $value }/{ $n } đồng chí ({ $low }–{ $high })
charts-none = chưa có số liệu
charts-about = khoảng { $value }/{ $n }
charts-range = ({ $low }–{ $high })
charts-cell = ≈{ $value }/{ $n }
charts-cell-none = –
charts-key-none = –: chưa có số liệu
charts-key-value = khoảng bao nhiêu đồng chí
charts-key-range = từ ít nhất đến nhiều nhất
charts-key-cell = ≈: khoảng bao nhiêu đồng chí
charts-table = Bảng số
charts-open = Mở hình to
charts-failed = Lần này tôi chưa vẽ được hình. Số liệu có đủ ở dưới đây.
