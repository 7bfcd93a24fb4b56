"""Marks of state secrecy: a marking is refused, the everyday word is not."""

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import secrecy
from flows.replies import FlowError

MARKINGS = (
    "MẬT",
    "[MẬT]",
    "TỐI MẬT",
    "TUYỆT MẬT",
    "tối mật",
    "tuyệt mật",
    "Tối Mật",
    "Tuyệt  mật",
    "TUYỆT-MẬT",
    "TUYỆT.MẬT",
    "TUYỆT\nMẬT",
    "M Ậ T",
    "M.Ậ.T",
    "M-Ậ-T",
    "TUYET MAT",
    "độ mật",
    "ĐỘ MẬT: TỐI MẬT",
    "Văn bản có độ Mật",
    "tài liệu mật",
    "Tài liệu Mật của tỉnh",
    "văn bản mật",
    "công văn mật số 12",
    "đóng dấu mật",
    "dấu MẬT",
    "hồ sơ mật",
    "HỒ SƠ MẬT",
    "chỉ thị mật",
    "báo cáo mật",
    "MẬT\nBÁO CÁO tình hình",
    "MẬT BÁO CÁO tình hình",
    "MẬT CHỈ THỊ 05",
    "MẬT KẾ HOẠCH diễn tập",
    "MẬT NGHỊ QUYẾT 12",
    "MẬT DANH SÁCH cán bộ",
    "Số 12-MẬT",
    "theo văn bản MẬT, tôi được giao",
    "họp bàn TUYỆT MẬT về đất",
    "buổi họp tối mật",
    "buổi tối mật",
    "BUỔI TỐI MẬT",
    "buổi tối mật báo cáo",
    "ong và TỐI MẬT",
    "TỐI MẬT KHẨU LỆNH diễn tập",
    "tối mật thiết kế hầm",
    "TỐI MẬT Độ khẩn: Hỏa tốc",
    "MẬT Độ khẩn: Thượng khẩn",
    "MẬT KHẨU LỆNH",
    "MẬT MÃ SỐ 15",
    "MẬT DANH MỤC tài liệu",
    "MẬT HIỆU LỰC từ ngày ký",
    "MẬT THƯ CÔNG tác",
    "tài liệu MẬT HOA KỲ",
    "BÍ MẬT NHÀ NƯỚC MẬT",
    "hồ sơ mật vụ án",
    "tài liệu mật thiết kế cầu",
    "(Mật)",
    "[ mật ]",
    "_MẬT_ kế hoạch",
    "**MẬT** kế hoạch",
    "TUYỆT_MẬT",
    "kèm bản TUYỆT–MẬT",
)
HEADINGS = (
    "Mật: Kế hoạch 05",
    "mật: kế hoạch 05",
    "Mật - Kế hoạch 05",
    "Mật – Kế hoạch 05",
    "**Mật**: Kế hoạch 05",
    "(1) Mật: Kế hoạch 05",
    "“Mật” - Kế hoạch 05",
    "Mật",
    "Kính gửi các chi bộ\nMật\nKế hoạch 05",
    "toi mat: ke hoach 05",
    "Toi mat - ke hoach 05",
    "TOI MAT\nke hoach 05",
    "tuyet mat: ke hoach 05",
    "Tuyet mat",
)
"""Marks for where they stand: at the start of a line, before a colon, a dash or its end."""
FILES = (
    "congvan.Mật.png",
    "tuyet_mat.png",
    "TUYET-MAT.docx",
    "Công_văn_TUYỆT_MẬT.pdf",
    "tuyệt.mật.pdf",
    "toi_mat.docx",
    "Ke hoach 05 (toi mat).docx",
    "KH05_toi-mat_ban-cuoi.docx",
    "TuyetMat.pdf",
    "mật.pdf",
    "MẬT_KH05.docx",
    "Mật - Kế hoạch 05.docx",
    "Kế hoạch 05 - Mật.docx",
    "Kế hoạch 05 Mật.docx",
    "KH-05_mật_bản 2.docx",
    "Kế hoạch [Mật].docx",
    "kehoach.mật",
    "cong_van_mat.pdf",
    "Tai lieu mat.docx",
)
FILES_HARMLESS = (
    *("mật ong.jpg", "mật_ong.jpg", "mật-ong-rừng.jpg", "Mật Ong.png", "mat ong.jpg", "mat_ong.jpg"),
    *("Bí mật của thành công.pdf", "bí_mật_của_thành_công.pdf", "bi_mat_cua_thanh_cong.pdf"),
    *("mật độ dân cư.xlsx", "Mật_độ.xlsx", "bảo mật.docx", "bảo-mật.docx", "Bao_mat_thong_tin.docx"),
    *("đổi mật khẩu.pdf", "mật_khẩu.txt", "túi-mật.png", "tuần trăng mật.png", "Ong lấy mật.pdf"),
    *("mat_tran_to_quoc.docx", "ho_so_mat_tran.docx", "rua_mat.png", "ban do mat bang.pdf"),
    *("bữa_tối_mật_ong.png", "bua_toi_mat_ong.png", "tuyet mat ong.jpg", "tôi mất thẻ.jpg", "kế hoạch.pdf"),
    *("Automat.pdf", "format_to.docx", ".txt", "", "thân_mật.docx", "tạm_mất_điện.pdf"),
)
HARMLESS = (
    "bí mật",
    "bảo mật",
    "cơ mật",
    "thân mật",
    "mật độ",
    "mật khẩu",
    "mật ong",
    "mật mía",
    "mật thiết",
    "mật vụ",
    "mật mã",
    "mật báo",
    "mật thám",
    "mật thư",
    "mật danh",
    "mật ngữ",
    "mật hiệu",
    "mật lệnh",
    "túi mật",
    "sỏi mật",
    "ống mật",
    "ngọt mật",
    "trăng mật",
    "nằm gai nếm",
    "mật chỉ",
    "mật nghị",
    "mật kế",
    "gan mật",
    "mật hoa",
    "tối mật ong",
    "tối mật mía",
    "tuyệt mật ong",
    "bữa tối mật ong",
    "buổi tối mật độ xe",
    "chiều tối mật khẩu",
    "mỗi tối mật gấu",
)
SENTENCES = (
    "Giữ bí mật cho hàng xóm",
    "MẬT ĐỘ DÂN CƯ CAO",
    "TÔI ĐỂ LỘ MẬT KHẨU",
    "báo cáo mật độ dân cư",
    "tài liệu mật mã học",
    "loại mật ong rừng",
    "quan hệ mật thiết với dân",
    "có lúc chưa giữ BÍ MẬT công việc",
    "uống mật gấu chữa bệnh",
    "mật",
    "mật ngọt chết ruồi",
    "Uống tối mật ong cho dễ ngủ",
    "ăn nhẹ vào buổi tối. Mật ong thì ít",
    "Ngon tuyệt! Mật ong rừng",
    "túi mật (có sỏi)",
    "đường mật",
    "tôi mất bình tĩnh",
    "MẶT TRẬN TỔ QUỐC",
    "SỰ THẬT MẤT LÒNG",
    "",
    "Mật ong: 2 lít",
    "Mật độ: 300 người",
    "bí mật của thành công: chăm chỉ",
    "Bí mật",
    "Bí mật - ai cũng biết",
    "Bảo mật: không đưa thẻ cho ai",
    "Mật khẩu: không nói cho ai",
    "toi mat dien thoai tu tuan truoc",
    "hom qua toi mat xe - da bao cong an",
    "tuyet mat me",
    "tôi mất: một điện thoại",
    "Mất - còn",
)
CASES = st.sampled_from([str.lower, str.upper, str.title, str.capitalize])
FORMS = st.sampled_from(["NFC", "NFD"])
AROUND = st.sampled_from(["", "Tôi nói: ", "việc nhà, ", "(", "Năm 2025 "])


@pytest.mark.parametrize("words", MARKINGS)
def test_a_marking(words: str) -> None:
    assert secrecy.marked(words)


@pytest.mark.parametrize("words", HEADINGS)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_marking_for_where_it_stands(words: str, form: Any) -> None:
    assert secrecy.marked(unicodedata.normalize(form, words))


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_marking_in_the_name_of_a_file(name: str, form: Any) -> None:
    assert secrecy.names_secret(unicodedata.normalize(form, name))


@pytest.mark.parametrize("name", FILES_HARMLESS)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_an_everyday_name_of_a_file(name: str, form: Any) -> None:
    assert not secrecy.names_secret(unicodedata.normalize(form, name))


def test_on_one_line_it_is_still_where_it_stood() -> None:
    with pytest.raises(FlowError, match="secrecy-refused"):
        secrecy.check_line("Mật\nKế hoạch 05", 100)


@pytest.mark.parametrize("words", [*HARMLESS, *SENTENCES])
def test_an_everyday_word(words: str) -> None:
    assert not secrecy.marked(words)


@given(st.sampled_from(HARMLESS), CASES, FORMS, AROUND)
def test_no_harmless_compound_is_refused_in_any_case(
    words: str, case: object, form: object, before: str
) -> None:
    typed = unicodedata.normalize(form, before + case(words))  # type: ignore[operator, arg-type]
    assert not secrecy.marked(typed)


@given(st.sampled_from(MARKINGS), FORMS, AROUND, st.sampled_from(["", ".", " của xã", "\nngày 1/2"]))
def test_every_marking_is_refused_wherever_it_stands(
    words: str, form: object, before: str, after: str
) -> None:
    assert secrecy.marked(unicodedata.normalize(form, before + words + after))  # type: ignore[arg-type]


@given(st.sampled_from(["tối mật", "tuyệt mật"]), CASES, FORMS, AROUND)
def test_the_strong_marks_are_refused_in_any_case(
    words: str, case: object, form: object, before: str
) -> None:
    assert secrecy.marked(unicodedata.normalize(form, before + case(words)))  # type: ignore[operator, arg-type]
