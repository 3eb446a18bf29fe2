"""Newsroom's one app. Its rooms follow the stages of a story's life.

    content bylines markup typography       pure: what a story is, how its lines print, what its
    merging pages imaging                   text may hold, how its type is set, how two changes
                                            meet, how it looks, what a photo's bytes are
    search                                  pure, with tables of its own: words in, ids out
    models                                  what the newsroom remembers
    publishing                              every change that readers can see passes through here
    imports                                 records from streams, rows from records
    serializers                             Django's own door to imports/formats
    admin                                   the desk
    reader                                  what readers get; reads only published versions
    templatetags management migrations

Imports go one way: the pure rooms know no model; models know the pure rooms; publishing knows
models; imports and admin know publishing; reader knows Publications and their link rows and
never the working copy. `tests/test_architecture.py` says so in words.
"""
