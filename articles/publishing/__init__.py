"""Every change that readers can see passes through here.

The doors are `actions` (the verbs, each one transaction), `workflow` (who may move what),
`checks` (what a story lacks) and, for importers, `freeze`. Nobody else writes Publications,
their link rows, addresses, moments or the timeline.
"""
