"""Who may do what: the one place that says so.

A right comes from a person's groups. With a story it reaches as far as the person does: to their
own, to those of others if they may change those, and only within the sections they work in. What
concerns the whole paper is for those who work in all of it.
"""

import logging
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from articles.models import Byline, Section, SectionLimit, Story

logger = logging.getLogger(__name__)

CHANGE = "articles.change_story"
CHANGE_OTHERS = "articles.change_others_story"
PUBLISH = "articles.publish_story"
# The photos of every story and the words under them, for whoever may change nothing else of it.
ILLUSTRATE = "articles.change_caption"
PHOTO_RIGHTS = "articles.change_photo_rights"
FRONTS = "articles.change_front"
BACKEND = "django.contrib.auth.backends.ModelBackend"
NAMED = 3


class Refused(PermissionDenied):
    """Says why, and whom to ask. The attempt is on record already."""


# Questions


def may(user: Any, permission: str, story: Story) -> bool:
    """Whether the person has a permission and reaches this story with it."""
    return bool(user.has_perm(permission)) and reaches(user, story)


def may_change(user: Any, story: Story) -> bool:
    return may(user, CHANGE, story)


def may_illustrate(user: Any, story: Story) -> bool:
    """Whether the person may choose and caption the story's photos, if nothing else of it."""
    if not user.has_perm(ILLUSTRATE):
        return may_change(user, story)
    return story.pk is None or in_their_sections(_row(story), user).exists()


def may_everywhere(user: Any, permission: str) -> bool:
    """For what concerns the whole paper: fronts, sections, people, photos' rights, logins."""
    return may_in(user, permission, None)


def may_in(user: Any, permission: str, section: Section | None) -> bool:
    """For what concerns a section, or without one the whole paper."""
    sections = sections_of(user)
    here = sections is None or (section is not None and section.pk in sections)
    return bool(user.has_perm(permission)) and here


def reaches(user: Any, story: Story) -> bool:
    """Whether the story is one this person may work on at all; a new one is."""
    everything = sections_of(user) is None and user.has_perm(CHANGE_OTHERS)
    return everything or story.pk is None or in_reach(_row(story), user).exists()


def outranks(user: Any, other: Any) -> bool:
    """Whether a person may do something another may not. The deactivated count as they stood."""
    if user.is_superuser or other.is_superuser:
        return not other.is_superuser
    return _held(user).exclude(pk__in=_held(other)).exists()


# Adjectives


def mine(stories: QuerySet[Story], user: Any) -> QuerySet[Story]:
    """Of stories, those this person began or signs with a byline."""
    signed = Byline.objects.filter(person__login=user)
    return stories.filter(Q(begun_by=user) | Q(pk__in=signed.values("story")))


def in_their_sections(stories: QuerySet[Story], user: Any) -> QuerySet[Story]:
    """Of stories, those in a section this person works in, or in none."""
    sections = sections_of(user)
    if sections is None:
        return stories
    return stories.filter(Q(section=None) | Q(section__in=sections))


def in_reach(stories: QuerySet[Story], user: Any) -> QuerySet[Story]:
    """Of stories, those this person may work on."""
    within = in_their_sections(stories, user)
    return within if user.has_perm(CHANGE_OTHERS) else mine(within, user)


def they_may_give(groups: QuerySet[Group], user: Any) -> QuerySet[Group]:
    """Of groups, those with no right the person lacks: nobody gives what they do not have."""
    if user.is_superuser:
        return groups
    return groups.exclude(permissions__in=Permission.objects.exclude(pk__in=_held(user)))


# People


def sections_of(user: Any) -> frozenset[int] | None:
    """The sections somebody works in, with those within them; None stands for the whole paper.

    Asked once for each person a request reads, as Django does with their permissions.
    """
    if user.is_superuser:
        return None
    if not hasattr(user, "_sections"):
        limits = SectionLimit.objects.filter(user=user.pk).values("section")
        found = Section.objects.filter(Q(pk__in=limits) | Q(parent__in=limits))
        user._sections = frozenset(found.values_list("pk", flat=True)) or None
    sections: frozenset[int] | None = user._sections
    return sections


def who_may(permission: str, story: Story) -> QuerySet[Any]:
    """Everybody at the desk who may do this with a story of others."""
    able = _with(permission).filter(pk__in=_with(CHANGE_OTHERS).values("pk"), is_staff=True)
    if story.section is None:
        return able
    limits = SectionLimit.objects.filter(user=OuterRef("pk"))
    here = limits.filter(section__in=[story.section, story.section.parent_id or story.section])
    return able.filter(Q(is_superuser=True) | ~Exists(limits) | Exists(here))


def writers_of(story: Story) -> QuerySet[Any]:
    """Whose story it is: who began it, and who signs it with a login of their own."""
    signed = story.bylines.exclude(person__login=None).values("person__login")
    people = get_user_model().objects.filter(is_active=True)
    return people.filter(Q(pk=story.begun_by_id) | Q(pk__in=signed))


def name_of(user: Any) -> str:
    return str(user.get_full_name() or user.get_username())


# Answers


def require(
    by: Any, permission: str, story: Story | None, *, doing: Any, section: Section | None = None
) -> None:
    """Let pass who may; without a story, for what concerns a section or the whole paper.

    None is the system. Raises: Refused.
    """
    if by is None:
        return
    if may(by, permission, story) if story else may_in(by, permission, section):
        return
    logger.warning(
        "Refused: %s may not use “%s” on story %s",
        by.get_username(), doing, story.pk if story else "-",
    )  # fmt: skip
    raise Refused(why_not(by, permission, story, doing=doing))


def why_not(user: Any, permission: str, story: Story | None, *, doing: Any) -> str:
    """Why a person may not, and whom to ask."""
    ask = _whom_to_ask(permission, story)
    if not user.has_perm(permission):
        return _("You may not use “%(verb)s” here; %(ask)s.") % {"verb": doing, "ask": ask}
    if story is None:
        why = _("This concerns the whole paper, and you work in some sections of it")
    elif not in_their_sections(_row(story), user).exists():
        why = _("You do not work in %(section)s") % {"section": story.section}
    elif story.begun_by:
        why = _("This is %(name)s’s story") % {"name": name_of(story.begun_by)}
    else:
        why = _("This story is not yours")
    return f"{why}; {ask}."


def _whom_to_ask(permission: str, story: Story | None) -> str:
    people = who_may(permission, story) if story else _with(permission).filter(is_staff=True)
    names = ", ".join(name_of(user) for user in people.order_by("username")[:NAMED])
    return _("ask an editor (%(names)s)") % {"names": names} if names else _("ask an editor")


def _with(permission: str) -> QuerySet[Any]:
    return get_user_model().objects.with_perm(permission, backend=BACKEND)


def _held(user: Any) -> QuerySet[Permission]:
    return Permission.objects.filter(Q(group__user=user) | Q(user=user))


def _row(story: Story) -> QuerySet[Story]:
    # As the database has it: a form may have put another section into the object.
    return Story.objects.filter(pk=story.pk)
