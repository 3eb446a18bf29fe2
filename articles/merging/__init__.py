"""Two people, one story: what a save changes of another, and what changed between two versions.

Works on StoryContent alone and knows no model. `merge` brings two changed contents together over
the one both began from; `compare` says what differs between two, word by word.
"""

from articles.merging.comparing import Change, changed_fields, compare
from articles.merging.labels import label_of, text_of
from articles.merging.marking import Row, Segment, body_rows, text_row
from articles.merging.settling import Choice, Collision
from articles.merging.sizing import Size, difference, proposal
from articles.merging.stories import Merge, merge, merge_values

__all__ = [
    "Change",
    "Choice",
    "Collision",
    "Merge",
    "Row",
    "Segment",
    "Size",
    "body_rows",
    "changed_fields",
    "compare",
    "difference",
    "label_of",
    "merge",
    "merge_values",
    "proposal",
    "text_of",
    "text_row",
]
