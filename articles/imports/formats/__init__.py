"""One file a format: bytes -> records. Pure: no format knows a model or the database."""
