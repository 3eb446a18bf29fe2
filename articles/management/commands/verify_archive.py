from itertools import groupby
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.models import Ledger, Publication, Story, chain_faults


class Command(BaseCommand):
    help = "Checks the chain of versions of every published story; says what does not hold."

    def handle(self, *args: Any, **options: Any) -> None:
        uids = dict(Story.objects.values_list("pk", "uid"))
        ledger = {entry.story_id: entry for entry in Ledger.objects.iterator()}
        checked, faults = 0, []
        versions = Publication.objects.order_by("story_id", "number").iterator()
        for story_id, chain in groupby(versions, key=lambda version: version.story_id):
            checked += 1
            found = chain_faults(str(uids[story_id]), chain, ledger.pop(story_id, None))
            faults += [f"story {uids[story_id]}: {fault}" for fault in found]
        for story_id in ledger:
            faults.append(f"story {uids[story_id]}: all its versions are missing")
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise CommandError(f"{len(faults)} fault(s) in {checked} chain(s); see above.")
        self.stdout.write(f"{checked} chain(s) hold.")
