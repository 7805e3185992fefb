"""This picture shows a network's course on a finding over time, and its place among the others."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext

from lessons.assessments.models import Assessment, place_in_words
from lessons.frame.models import Finding
from networks.models import Network

WIDTH, HEIGHT, EDGE = 120, 44, 6
ENOUGH = 8


@dataclass(frozen=True)
class Course:
    """Holds the network's own `answers`, oldest first. `others` counts the other networks at each place, 1 to 5."""

    finding: Finding
    answers: list[Assessment]
    others: list[int]

    @property
    def newest(self) -> Assessment | None:
        return self.answers[-1] if self.answers else None

    @property
    def moved(self) -> bool:
        """Return whether its newest answer is another than its first."""
        return bool(self.answers) and self.answers[0].place != self.answers[-1].place

    @property
    def points(self) -> list[tuple[int, int]]:
        """Return one point for each answer, evenly apart: they show how it went, not how fast."""
        steps = max(len(self.answers) - 1, 1)
        span = WIDTH - 2 * EDGE
        return [
            (EDGE + span * turn // steps, HEIGHT - EDGE - (answer.place - 1) * (HEIGHT - 2 * EDGE) // 4)
            for turn, answer in enumerate(self.answers)
        ]

    @property
    def line(self) -> str:
        return " ".join(f"{x},{y}" for x, y in self.points)

    @property
    def among(self) -> str:
        """Say in words where it stands among the networks that told their place."""
        total = sum(self.others)
        if not total or not self.newest:
            return gettext("no other network has said where it stands") if not total else ""
        same = self.others[self.newest.place - 1]
        below = sum(self.others[: self.newest.place - 1])
        numbers = {"total": total, "below": below, "same": same, "above": total - same - below}
        if not self.finding.has_poles:
            text = gettext("of %(total)s other networks, %(below)s stand lower, %(same)s here, %(above)s higher")
            return " · ".join(filter(None, [text % numbers, _quarter(numbers)]))
        poles = {"one": self.finding.pole_one, "two": self.finding.pole_two}
        text = gettext(
            "of %(total)s other networks, %(below)s are nearer “%(one)s”, %(same)s here, %(above)s nearer “%(two)s”"
        )
        return text % {**numbers, **poles}

    @property
    def others_in_words(self) -> list[tuple[str, int]]:
        return [(place_in_words(self.finding, place), many) for place, many in enumerate(self.others, 1) if many]


def _quarter(numbers: dict[str, int]) -> str:
    """Say in which quarter the network is; empty if there are too few others to speak of quarters."""
    if numbers["total"] < ENOUGH:
        return ""
    if numbers["below"] and numbers["above"] * 4 < numbers["total"]:
        return gettext("the highest quarter")
    if numbers["above"] and numbers["below"] * 4 < numbers["total"]:
        return gettext("the lowest quarter")
    return gettext("the middle half")


def courses_of(network: Network, kind: str) -> list[Course]:
    findings = list(Finding.objects.assessable(kind))
    own: dict[int, list[Assessment]] = defaultdict(list)
    for answer in (
        Assessment.objects.filter(network=network, finding__in=findings)
        .select_related("made_by")
        .order_by("made_on", "pk")
    ):
        own[answer.finding_id].append(answer)
    others: dict[int, list[int]] = defaultdict(lambda: [0] * 5)
    standing = Assessment.objects.standing().filter(finding__in=findings).exclude(network=network)
    for finding, place, many in standing.order_by().values_list("finding", "place").annotate(Count("pk")):
        others[finding][place - 1] = many
    for finding in findings:
        for answer in own[finding.pk]:
            answer.finding = finding
    return [Course(finding, own[finding.pk], others[finding.pk]) for finding in findings]
