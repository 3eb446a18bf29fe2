"""Stories at the desk, one file a concern; `story.StoryAdmin` puts them together."""

from articles.admin.stories.story import StoryAdmin

__all__ = ["StoryAdmin"]
