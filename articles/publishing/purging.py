"""The hook for whatever keeps copies before us: told what is gone, so that it forgets at once.

NEWSROOM_PURGE_URL gets a POST with `{"paths": ["/media/…", …]}` and, where NEWSROOM_PURGE_TOKEN is
set, that as its bearer token. What to do with it is a line of the CDN's own.
"""

import json
import logging
import urllib.request
from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from articles.publishing.background import task

logger = logging.getLogger(__name__)

PATHS_AT_ONCE = 100
SECONDS = 10
# The last of these comes about 20 minutes after the first.
ATTEMPTS = 5


def purge(paths: Sequence[str]) -> None:
    """Have these paths forgotten by the CDN, if there is one. Call after the commit."""
    if settings.NEWSROOM_PURGE_URL:
        for start in range(0, len(paths), PATHS_AT_ONCE):
            purge_soon.enqueue(list(paths[start : start + PATHS_AT_ONCE]))


@task(priority=50)
def purge_soon(paths: list[str], attempt: int = 1) -> None:
    """The task; a hook that does not answer is asked again, later and later."""
    try:
        _post(paths)
    except OSError as error:
        logger.warning("The purge hook did not take %s paths (%s)", len(paths), error)
        if attempt == ATTEMPTS:
            raise
        at = timezone.now() + timedelta(seconds=SECONDS * 3**attempt)
        purge_soon.using(run_after=at).enqueue(paths, attempt + 1)


def _post(paths: list[str]) -> None:
    headers = {"Content-Type": "application/json"}
    if settings.NEWSROOM_PURGE_TOKEN:
        headers["Authorization"] = f"Bearer {settings.NEWSROOM_PURGE_TOKEN}"
    request = urllib.request.Request(
        settings.NEWSROOM_PURGE_URL,
        data=json.dumps({"paths": paths}).encode(),
        headers=headers,
    )
    # The address is the operator's own setting, checked to be http or https there.
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # nosec B310
        logger.info("Purged %s paths: %s", len(paths), answer.status)
