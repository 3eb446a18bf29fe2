"""Every change that readers can see passes through here.

The doors are `actions` (the verbs of stories, each one transaction), `photos` (those of photos),
`renditions` (what readers get of photos, made after the commit), `workflow` (who may move what),
`checks` and `warnings` (what a story lacks, what to know before it goes out) and, for importers,
`freeze`. Nobody else writes Publications, their link rows, addresses, moments or the timeline.
"""
