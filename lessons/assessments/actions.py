"""A network says of itself where it stands on the findings."""

from django.db import transaction

from lessons.assessments.models import Assessment
from lessons.frame.models import Finding
from networks.models import Network, User


@transaction.atomic
def assess(network: Network, answers: dict[Finding, tuple[int, str]], *, by: User) -> None:
    """Keep where a network says it stands: its place on each finding, and a note. Skip unchanged answers.

    Nothing is overwritten: the newest answer counts, and those before it tell how the network changed.
    """
    Network.objects.select_for_update(no_key=True).get(pk=network.pk)  # a form sent twice at once is kept once
    standing = Assessment.objects.newest().filter(network=network).values_list("finding", "place", "note")
    kept = {finding: (place, note) for finding, place, note in standing}
    for theme, (place, note) in answers.items():
        if kept.get(theme.pk) != (place, note):
            Assessment.objects.create(network=network, finding=theme, place=place, note=note, made_by=by)
