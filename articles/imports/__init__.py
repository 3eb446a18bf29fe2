"""One door for everything that comes in: records from streams, rows from records.

`run` is the door: it reads labels (files, names of fixtures), and writes all of them or nothing.
`formats` are pure functions from bytes to records; `rows` turns records into rows.
"""
