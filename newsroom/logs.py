"""What no line of the log may hold."""

import logging
import re

# Whoever knows a preview's address may read what is not published.
PREVIEW = re.compile(r"(/preview/[^/\s]{8})[^/\s]*")


class WithoutTokens(logging.Filter):
    """Cuts the address of a preview, so that a line says which one and opens none."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = PREVIEW.sub(r"\1…", record.getMessage()), ()
        return True
