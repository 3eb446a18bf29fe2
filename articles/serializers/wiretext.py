"""Plain wire text as a fixture format. The loaddata of this app reads it with more care."""

from collections.abc import Iterator
from typing import Any

from django.core.serializers import base, python

from articles.imports.formats import wiretext
from articles.imports.records import ImportProblem, Known


class Serializer(base.Serializer):
    """Stories are not written as wire text."""

    def serialize(self, *args: Any, **options: Any) -> Any:
        raise base.SerializationError("Wire text can be read, not written; dump as json.")


def Deserializer(stream_or_string: Any, **options: Any) -> Iterator[Any]:  # noqa: N802 — Django's
    """The objects, in the order in which they need one another.

    A reference to one that is not saved yet is left to Django's `deferred_fields`.
    """
    given = stream_or_string
    data = given if isinstance(given, (str, bytes)) else given.read()
    data = data.encode() if isinstance(data, str) else data
    options["handle_forward_references"] = True
    try:
        records = list(wiretext.read(data, "wire text", Known(), lambda note: None))
    except ImportProblem as problem:
        raise base.DeserializationError(str(problem)) from problem
    return iter(
        python.Deserializer(
            [{"model": record.model, "fields": record.fields} for record in records], **options
        )
    )
