"""Related rows in one column, so that a page stays one query on both databases."""

from typing import Any

from django.db.models import JSONField, QuerySet, Subquery
from django.db.models.functions import JSONObject


class Rows(Subquery):
    """The rows of a correlated queryset as a list of dictionaries.

    Source: SQLite's json_group_array, PostgreSQL's jsonb_agg.
    """

    output_field = JSONField()
    template = "(SELECT COALESCE(JSONB_AGG(part.piece), '[]') FROM (%(subquery)s) part)"
    sqlite_template = "(SELECT JSON_GROUP_ARRAY(JSON(part.piece)) FROM (%(subquery)s) part)"

    def __init__(self, queryset: QuerySet[Any], **columns: str) -> None:
        super().__init__(queryset.values(piece=JSONObject(**columns)))

    def as_sqlite(self, compiler: Any, connection: Any) -> Any:
        return self.as_sql(compiler, connection, template=self.sqlite_template)
