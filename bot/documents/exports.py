"""What a member takes along: one ZIP with a text to read and JSON for machines. No signature block."""

import io
import json
import zipfile
from typing import Any

from flows.replies import text
from locales import texts


def make(value: dict[str, list[dict[str, Any]]], language: str) -> bytes:
    """The ZIP's bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("tu-soi.txt", readable(value, language))
        archive.writestr("tu-soi.json", json.dumps(value, ensure_ascii=False, indent=2))
    return buffer.getvalue()


def readable(value: dict[str, list[dict[str, Any]]], language: str) -> str:
    """The same as lines of text under headings."""
    parts = [texts.plain(language, text("export-title")), ""]
    for table, rows in value.items():
        if not rows:
            continue
        parts.append(texts.plain(language, text(f"export-{table}")))
        for row in rows:
            parts += _lines(row, "  ")
            parts.append("")
    return "\n".join(parts)


def _lines(row: dict[str, Any], indent: str) -> list[str]:
    lines = []
    for name, item in row.items():
        if item in (None, "", []):
            continue
        if isinstance(item, list) and isinstance(item[0], dict):
            for part in item:
                lines += _lines(part, indent + "  ")
                lines.append("")
        else:
            shown = ", ".join(map(str, item)) if isinstance(item, list) else str(item)
            lines.append(f"{indent}{name.replace('_', ' ')}: {shown}")
    return lines
