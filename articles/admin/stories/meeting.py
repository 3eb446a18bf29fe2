"""A save that meets another: the form is brought up to date before it is judged.

Whoever sends a form that was built from an older revision gets the others' changes merged into
it. Where both changed the same words nothing is written: the form comes back with both, and the
person decides. A decision is sent as "settle-KEY", KEY naming the place and the others' words.
"""

from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _, ngettext

from articles import merging
from articles.admin.stories.presence import name_of
from articles.admin.stories.typed import LINKS, Typed, is_open, put, read
from articles.admin.stories.typesetting import with_type
from articles.content import StoryContent
from articles.models import Revision, Story

SETTLE = "settle-"
# The desk's own matters, which no revision holds: the form carries what they were.
DESK_FIELDS = ("notes", "slug", "embargo_until", "take_down_at", "planned_words", "typography")


@dataclass(frozen=True)
class Meeting:
    """What came of bringing a form up to date. `taken` names the fields others changed."""

    others: list[Revision]
    taken: tuple[str, ...] = ()
    collisions: tuple[merging.Collision, ...] = ()
    decisions: dict[str, merging.Choice] = field(default_factory=dict)

    def who(self, name: str = "", *, user: Any = None) -> str:
        """Who changed a field last, and when: "Edith at 14:32 EST"."""
        changed = [row for row in self.others if not name or name in row.changed.split()]
        if not self.others:
            return _("Somebody")
        row = (changed or self.others)[-1]
        person = _("you, in another window,") if row.by == user else name_of(row.by)
        here = timezone.localtime(row.at)
        moment = f"{here:%H:%M} {here.tzname()}"
        if here.date() != timezone.localdate():
            moment = f"{here:%Y-%m-%d} {moment}"
        return _("%(person)s at %(moment)s") % {"person": person, "moment": moment}

    def errors(self, field_name: str, part: str = "", *, user: Any = None) -> list[tuple[str, Any]]:
        """The collisions of a field, or of a row of it, as errors: the form's name, both sides."""
        return [
            (one.name if part else one.field, self._shown(one, user))
            for one in self.collisions
            if one.field == field_name and one.part == part
        ]

    def whole_error(self, user: Any) -> ValidationError | None:
        """Why nothing was saved."""
        if not self.collisions:
            return None
        count = len(self.collisions)
        return ValidationError(
            ngettext(
                "This story was saved by %(who)s while you were writing. In one place you both "
                "changed the same words: choose below, then save. Nothing is saved until then, "
                "and nothing is lost.",
                "This story was saved by %(who)s while you were writing. In %(count)s places you "
                "both changed the same words: choose below, then save. Nothing is saved until "
                "then, and nothing is lost.",
                count,
            ),
            code="collision",
            params={"who": self.who(user=user), "count": count},
        )

    def said(self, user: Any) -> str:
        """What was merged, in a sentence."""
        labels = [str(merging.label_of(name)) for name in self.taken]
        return _(
            "This story was also saved by %(who)s; both are in it now. Theirs: %(fields)s."
        ) % {
            "who": self.who(user=user),
            "fields": get_text_list(labels, _("and")),
        }

    def _shown(self, one: merging.Collision, user: Any) -> ValidationError:
        block = render_to_string(
            "admin/articles/story/collision.html",
            {
                "collision": one,
                "name": f"{SETTLE}{one.key}",
                "who": self.who(one.field, user=user),
                "rows": _side_by_side(one),
                "is_html": one.field == "body",
                "chosen": self.decisions.get(one.key, ""),
            },
        )
        return ValidationError(block, code="collision")


def _side_by_side(one: merging.Collision) -> list[merging.Row]:
    """Mine (old) and theirs (new), with the words marked in which they differ."""
    if one.field == "body":
        return list(merging.body_rows(one.mine, one.theirs))
    model = LINKS.get(one.name or one.field)
    mine, theirs = one.mine, one.theirs
    if model is not None:
        rows = {
            str(row.uid): str(row) for row in model.objects.filter(uid__in={mine, theirs} - {""})
        }
        mine, theirs = rows.get(mine, mine), rows.get(theirs, theirs)
    return [merging.text_row(mine, theirs)]


def meet(
    request: HttpRequest, story: Story, form_class: Any, row_forms: dict[str, Any]
) -> Meeting | None:
    """Bring the sent form up to date, in `request.POST`. None where nobody else has saved.

    Call with the story's row locked.
    """
    data: Any = request.POST
    newest = _newest(story)
    base = base_of(data, story) or newest
    decisions = _decisions(data)
    form = form_class(data, instance=Story.objects.get(pk=story.pk))
    desk, desk_collisions = _merged_desk(form, story, decisions)
    if base == newest and not desk and not desk_collisions:
        return None
    before = base.story_content()
    typed = Typed(data, form, row_forms, before)
    now = Story.objects.for_content().get(pk=story.pk).content()
    mine = typed.content
    if _sets_type(form, story):
        # Saving sets the type of all three: what differs in it alone is nobody's change.
        before, now, mine = with_type(before), with_type(now), with_type(mine)
    merged = merging.merge(before, now, mine, decisions)
    collisions = (*merged.collisions, *desk_collisions)
    as_typed = {
        one.name: getattr(typed.content, one.name)
        for one in fields(StoryContent)
        if getattr(merged.content, one.name) == getattr(mine, one.name)
    }
    fresh = typed.data_for(replace(merged.content, **as_typed), story)
    for name, value in desk.items():
        put(fresh, name, value)
    if not collisions:
        fresh["base_revision"] = str(newest.number)
        for name in _desk_names(form):
            known = getattr(story, name)
            put(fresh, f"initial-{name}", str(known) if isinstance(known, datetime) else known)
    # Otherwise it stays a form of the old revision until all is decided.
    fresh._mutable = False
    request.POST = fresh  # type: ignore[assignment]
    return Meeting(
        others=_saved_since(base, story),
        taken=(*merged.taken, *desk),
        collisions=collisions,
        decisions=decisions,
    )


def _sets_type(form: Any, story: Story) -> bool:
    if not is_open(form, "typography"):
        return story.typography
    return bool(read(form, "typography", story.typography))


def _newest(story: Story) -> Revision:
    """The newest saved revision. Before the very first save, the state it will change is kept:
    without it nobody could say later what that save has changed."""
    saved = Revision.objects.saved().filter(story=story)
    found = saved.order_by("-number").first()
    if found is None:
        known = Story.objects.for_content().get(pk=story.pk)
        kind = Revision.Kind.WIRE
        found = Revision.objects.keep(known, kind=kind, by=None, at=story.saved_at)
    return found


def base_of(data: Any, story: Story) -> Revision | None:
    """The revision the form was built from: the first where there was none yet."""
    number = data.get("base_revision") or ""
    if not number.isdecimal() or len(number) > 9:
        return None
    saved = Revision.objects.saved().filter(story=story).order_by("number")
    return saved.filter(number=number).first() or saved.first()


def _decisions(data: Any) -> dict[str, merging.Choice]:
    return {
        name.removeprefix(SETTLE): merging.Choice(value)
        for name, value in data.items()
        if name.startswith(SETTLE) and value in set(merging.Choice)
    }


def _desk_names(form: Any) -> list[str]:
    """The desk's fields this form may change and has told what they were."""
    return [
        name
        for name in DESK_FIELDS
        if is_open(form, name) and form.add_initial_prefix(name) in form.data
    ]


def _merged_desk(
    form: Any, story: Story, decisions: dict[str, merging.Choice]
) -> tuple[dict[str, Any], tuple[merging.Collision, ...]]:
    """The desk's fields that others changed, merged, and those that collide."""
    names = _desk_names(form)
    theirs = {name: _whole_second(getattr(story, name)) for name in names}
    before = {name: _before(form, name, theirs[name]) for name in names}
    mine = {name: _whole_second(read(form, name, theirs[name])) for name in names}
    merged, collisions = merging.merge_values(before, theirs, mine, decisions)
    taken = {name: merged[name] for name in names if merged[name] != mine[name]}
    return {
        name: getattr(story, name) if value == theirs[name] else value
        for name, value in taken.items()
    }, collisions


def desk_matters_differ(form: Any, story: Story) -> bool:
    """Whether the form holds other desk matters than the story."""
    for name in DESK_FIELDS:
        if is_open(form, name):
            stands = _whole_second(getattr(story, name))
            if _whole_second(read(form, name, stands)) != stands:
                return True
    return False


def _before(form: Any, name: str, otherwise: Any) -> Any:
    """What a desk's field held when the form was built."""
    one = form.fields[name]
    raw = one.hidden_widget().value_from_datadict(form.data, {}, form.add_initial_prefix(name))
    try:
        return _whole_second(one.to_python(raw))
    except ValidationError:
        return otherwise


def _whole_second(value: Any) -> Any:
    """Forms do not carry parts of a second."""
    return value.astimezone(UTC).replace(microsecond=0) if isinstance(value, datetime) else value


def _saved_since(base: Revision, story: Story) -> list[Revision]:
    rows = Revision.objects.saved().filter(story=story, number__gt=base.number)
    return list(rows.select_related("by").defer("content", "form").order_by("number"))
