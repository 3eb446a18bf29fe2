"""Plain wire text as a fixture format. The loaddata of this app reads it with more care."""

from collections.abc import Iterator
from typing import Any

from django.core.serializers.base import Serializer as BaseSerializer, SerializationError
from django.core.serializers.python import Deserializer as PythonDeserializer

from articles.imports.formats import wiretext
from articles.imports.records import Known


class Serializer(BaseSerializer):
    """Stories are not written as wire text."""

    def serialize(self, *args: Any, **options: Any) -> Any:
        raise SerializationError("Wire text can be read, not written; dump as json.")


def Deserializer(stream_or_string: Any, **options: Any) -> Iterator[Any]:  # noqa: N802 — Django's
    data = stream_or_string if isinstance(stream_or_string, (str, bytes)) else stream_or_string.read()
    data = data.encode() if isinstance(data, str) else data
    records = wiretext.read(data, "wire text", Known(), lambda note: None)
    return iter(
        PythonDeserializer(
            [{"model": record.model, "fields": record.fields} for record in records], **options
        )
    )
