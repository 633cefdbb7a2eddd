"""What a key of the study file means: the lines about it in the file that `lift init` writes, and where it stands."""

import re

from lift.study.scaffold import TEMPLATE


def explained(word: str) -> str | None:
    """Return section, line and remark of every key or section of this name; None where there is none.

    `word` is a key ("absent"), a section ("campaign.spend") or both ("data.absent").
    """
    wanted = word.strip().strip("[]").lower()
    found: list[str] = []
    section, block, taking = "", list[str](), False
    for row in [*TEMPLATE.splitlines(), ""]:
        line = row.removeprefix("# ")
        head = re.match(r"\[{1,2}([a-z_.]+)\]{1,2}", line)
        key = re.match(r"([a-z_]+) = ", line)
        if taking and not (row.startswith("#  ") and not head and not key):
            found.append("\n".join(block))
            taking = False
        if head:
            section = head[1]
        if (head and section == wanted) or (key and wanted in {key[1], f"{section}.{key[1]}"}):
            taking, block = True, [f"[{section}]"] if key else []
        if taking:
            block.append(re.sub(r"^#\s+#?\s*", "    # ", row) if row.startswith("#  ") else line)
    return "\n\n".join(found) or None
