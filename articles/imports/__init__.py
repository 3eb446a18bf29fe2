"""One door for everything that comes in: records from streams, rows from records.

`run` is the door: it reads labels (files, names of fixtures), and writes all of them or nothing.
Before the database is locked, `formats` (pure) make records of bytes, `fields` and `foreign` clean
and check them, `media` and `pictures` store and make pictures. Then `rows` writes what differs,
as far as `desk` allows, `chains` takes versions on proof, `freezing` makes those that are missing.
"""
