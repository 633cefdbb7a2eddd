"""The same slides, the same bytes: no times, no random names, members in a fixed order."""

from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_TIME = (1980, 1, 1, 0, 0, 0)


def packed(presentation: Any) -> bytes:
    """The presentation as a file."""
    raw, out = BytesIO(), BytesIO()
    presentation.save(raw)
    with ZipFile(raw) as read, ZipFile(out, "w", ZIP_DEFLATED) as written:
        names = sorted(read.namelist(), key=lambda name: (name != "[Content_Types].xml", name))
        for name in names:
            member = ZipInfo(name, _TIME)
            member.compress_type, member.create_system, member.external_attr = ZIP_DEFLATED, 0, 0
            written.writestr(member, read.read(name))
    return out.getvalue()
