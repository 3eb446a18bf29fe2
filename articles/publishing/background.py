"""Slow work off the request: Django's own tasks, which on Django 5 are a package of their own.

Whoever defines a task takes `task` from here; it goes with 5.2. TASKS in the settings says who
runs them: the worker that `serve` starts, or another engine on other machines. A task is put
into its queue after the commit, and finds by itself that there is nothing to do any more.
"""

from datetime import datetime
from functools import partial
from typing import Any

import django
from django.db import transaction

if django.VERSION < (6, 0):
    from django_tasks import task
else:
    from django.tasks import task  # type: ignore[import-not-found, no-redef, unused-ignore]

__all__ = ["after_commit", "task"]


def after_commit(job: Any, *args: Any, at: datetime | None = None) -> None:
    """Queue a task once this transaction is committed, to run at once or `at` a time.

    An engine that cannot wait for a time is not asked to: what would have been done then is done
    by `make_renditions`.
    """
    if at is None:
        transaction.on_commit(partial(job.enqueue, *args))
    elif job.get_backend().supports_defer:
        transaction.on_commit(partial(job.using(run_after=at).enqueue, *args))
