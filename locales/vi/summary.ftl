# Summary, publication and what comes back to the members.
figures-are-out = Số liệu chung của đợt tự soi đã có. Đồng chí xem khi tiện.
menu-results = Kết quả chung của chi bộ
