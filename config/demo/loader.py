"""Loads a network that does not exist, with a year of its life, so that whoever tries the memory finds it lived in.

Whatever has a name says in it that it is invented: network, organisations, people, lessons, workshop, collection. So
lists, exports, citations, pictures and mail say so too.
"""

from datetime import date, datetime, time, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import F
from django.utils.text import slugify
from django.utils.timezone import localdate, now

from config.demo.acts import Year
from config.demo.past import Past
from digests.calendar import LIMA, last_moment, next_moment
from digests.composition.news import new_lessons, new_notices
from digests.models import Digest, DigestItem, Frequency, Subscription
from lessons.models import Lesson, Notice
from networks.frame.loader import read
from networks.models import Affiliation, Membership, Network, NetworkFact, Organisation, Region, Sector, User

HERE = Path(__file__).parent
SLUG = "red-de-ejemplo"
DOMAIN = "red-de-ejemplo.example"  # .example: no mail can ever reach anybody
DAYS = 365


def is_there() -> bool:
    return Network.objects.filter(slug=SLUG).exists()


@transaction.atomic
def load(password: str) -> None:
    """Make the network, and let its people live the year; `password` is the hash of what they sign in with."""
    frame, past = read(HERE / "network.json"), Past()
    network = _network(frame["network"])
    NetworkFact.objects.bulk_create(
        NetworkFact(network=network, topic=topic, text_es=text["es"], text_en=text["en"])
        for topic, text in frame["facts"].items()
    )
    people = _people(frame, network, password)
    past.move_to(_moment(DAYS))
    _live(Year(network, people, read(HERE / "lessons.json")), past)
    # Its counts go by the day of publication, which is another now.
    Lesson.objects.filter(network=network).update(used=F("used"))


def _live(year: Year, past: Past) -> None:
    """Do what was done on each day. The last digest went out in between, so that another waits."""
    weekday = year.network.digest_weekday
    told = last_moment(Frequency.WEEKLY, now(), weekday)
    waits = False
    for ago, rows in groupby(read(HERE / "year.json"), key=lambda row: row["ago"]):
        if _moment(ago) > told and not waits:
            waits = _tell(year.people.values(), told, weekday)
        for row in rows:
            year.do(row, _day(ago))
        past.move_to(_moment(ago))


def _day(ago: int) -> date:
    return localdate() - timedelta(days=ago)


def _moment(ago: int) -> datetime:
    """Return when it was on that day: in the hours in which people work."""
    return datetime.combine(_day(ago), time(9), LIMA) + timedelta(minutes=ago * 47 % 500)


def _network(row: dict[str, Any]) -> Network:
    """Make it. Its digest is tomorrow's, or Monday's, so that it is never far away."""
    tomorrow = (localdate() + timedelta(days=1)).weekday()
    row |= {"sector": Sector.objects.get(slug=row["sector"]), "since_year": _day(DAYS).year}
    return Network.objects.create(**row, digest_weekday=tomorrow if tomorrow in Network.Weekday else 0)


def _people(frame: dict[str, Any], network: Network, password: str) -> dict[str, User]:
    began, organisations = _day(DAYS), {}
    for name, row in frame["organisations"].items():
        regions = Region.objects.filter(slug__in=row.pop("regions"))
        organisations[name] = Organisation.objects.create(slug=slugify(row["name"]), **row)
        organisations[name].regions.set(regions)
        Affiliation.objects.create(network=network, organisation=organisations[name], started_on=began)
    return {login: _person(login, row, network, organisations, password) for login, row in frame["people"].items()}


def _person(login: str, row: dict[str, Any], network: Network, organisations: dict[str, Any], password: str) -> User:
    email, joined = f"{login}@{DOMAIN}", _moment(DAYS)
    told = {"name": row["name"], "knows_about": row["knows_about"], "last_login": _moment(row["seen"])}
    user = User.objects.create(email=email, password=password, joined_at=joined, **told)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    organisation = organisations.get(row["organisation"])
    Membership.objects.create(
        user=user, network=network, role=row["role"], organisation=organisation, started_on=localdate(joined)
    )
    return user


def _tell(people: Any, at: datetime, weekday: int) -> bool:
    """Note that a digest told them, at that moment, all that there was; what they were told by then they have seen."""
    for person in people:
        next_at = next_moment(Frequency.WEEKLY, now(), weekday)
        subscription = Subscription.objects.create(user=person, since=person.joined_at, next_at=next_at)
        sent = {"state": Digest.State.SENT, "composed_at": at, "finished_at": at, "try_after": at, "attempts": 1}
        digest = Digest.objects.create(subscription=subscription, period_end=at, **sent)
        told = {"digest": digest, "subscription": subscription}
        lessons, notices = new_lessons(subscription).only("pk"), new_notices(subscription).only("pk")
        items = [DigestItem(**told, lesson=lesson) for lesson in lessons]
        DigestItem.objects.bulk_create([*items, *(DigestItem(**told, notice=notice) for notice in notices)])
        Notice.objects.filter(to=person).update(seen_at=at)
    return True
