"""Who did what, in the admin's own log."""

from typing import Any

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.db.models import Model


def record(row: Model, by: Any, message: str, *, is_new: bool = False) -> None:
    """Put on record what somebody did with a row; what the system does is not."""
    if by is not None:
        LogEntry.objects.log_actions(
            user_id=by.pk,
            queryset=[row],
            action_flag=ADDITION if is_new else CHANGE,
            change_message=message,
            single_object=True,
        )
