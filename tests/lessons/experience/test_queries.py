import uuid

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser

from lessons.experience import actions
from lessons.experience.permissions import may_speak
from lessons.experience.queries import SHOWN, voices_of
from lessons.experience.strength import for_cards
from lessons.models import Application, Corroboration, Lesson
from tests.support.factories import (
    ApplicationFactory,
    CorroborationFactory,
    LessonFactory,
    MembershipFactory,
    OrganisationFactory,
    speak_for,
)

CorroborationEvent = apps.get_model("lessons", "CorroborationEvent")


def voices_on(lesson, reader, **options):
    return voices_of(lesson, reader, lesson.corroborations.count(), lesson.applications.count(), **options)


class TestCorroborate:
    def say(self, cast, lesson, stance="confirms", text=""):
        actions.corroborate(lesson, by=cast.user("other_member"), network=cast.other_network, stance=stance, text=text)

    def test_keeps_who_and_for_whom(self, cast, published):
        organisation = OrganisationFactory()
        speak_for(organisation, cast.user("other_member"))
        self.say(cast, published, text="También aquí.")
        said = Corroboration.objects.get()
        assert (said.lesson, said.by, said.network) == (published, cast.user("other_member"), cast.other_network)
        assert (said.organisation, said.stance, said.text) == (organisation, "confirms", "También aquí.")

    def test_a_changed_mind_replaces_the_word_and_history_keeps_both(self, cast, published):
        self.say(cast, published)
        self.say(cast, published, "differs", "Aquí fue al revés.")
        assert Corroboration.objects.get().text == "Aquí fue al revés."
        assert list(CorroborationEvent.objects.order_by("pk").values_list("pgh_label", "stance")) == [
            ("insert", "confirms"),
            ("update", "differs"),
        ]


class TestUse:
    def use(self, cast, lesson, key, who="other_member", **said):
        said = {"network": cast.other_network, "result": "worked", "text": "", **said}
        actions.record_use(lesson, by=cast.user(who), key=key, **said)

    def test_sent_twice_is_one_and_two_uses_are_two(self, cast, published):
        key = uuid.uuid4()
        self.use(cast, published, key, text="La primera.")
        self.use(cast, published, key, text="Otra vez la misma.")
        assert Application.objects.get().text == "Otra vez la misma."  # Back, another word, send
        self.use(cast, published, uuid.uuid4(), result="failed")
        assert Application.objects.count() == 2

    def test_a_key_of_somebody_else_hides_no_use(self, cast, published):
        key = uuid.uuid4()
        self.use(cast, published, key)
        self.use(cast, published, key, who="other_secretariat")
        self.use(cast, LessonFactory(published=True), key)
        assert Application.objects.count() == 3


class TestStrength:
    def test_counts_voices_of_networks_apart_and_each_use(self, cast, published):
        CorroborationFactory.create_batch(2, lesson=published, network=cast.other_network)
        CorroborationFactory(lesson=published)
        CorroborationFactory(lesson=published, network=cast.other_network, stance="differs")
        ApplicationFactory.create_batch(3, lesson=published, network=cast.other_network)
        CorroborationFactory(), ApplicationFactory()  # of other lessons
        counted = Lesson.objects.get(pk=published.pk)
        assert (counted.confirming, counted.differing, counted.used) == (0, 0, 3)
        assert (len(counted.confirming_voices), len(counted.differing_voices)) == (3, 1)

    def test_of_silence_is_nothing(self, published):
        counted = for_cards(Lesson.objects).get()
        assert (counted.confirming, counted.differing, counted.used) == (0, 0, 0)


class TestVoices:
    def test_who_differs_comes_first_however_many_agree(self, cast, published):
        CorroborationFactory(lesson=published, stance="differs")
        CorroborationFactory.create_batch(SHOWN, lesson=published)
        ApplicationFactory(lesson=published)
        heard = voices_on(published, cast.user("member"))
        assert [voice.kind for voice in heard.shown] == ["differs", *["confirms"] * (SHOWN - 1), "used"]
        assert heard.are_more

    def test_all_if_asked(self, cast, published):
        CorroborationFactory.create_batch(SHOWN + 2, lesson=published)
        heard = voices_on(published, cast.user("other_member"), every=True)
        assert len(heard.shown) == SHOWN + 2
        assert not heard.are_more

    def test_names_are_for_those_who_signed_in(self, cast, published):
        Lesson.objects.update(visibility="public")
        said = CorroborationFactory(lesson=published)
        assert voices_on(published, cast.user("no_network")).shown[0].person == said.by.name
        assert voices_on(published, AnonymousUser()).shown[0].person == ""

    def test_ones_own_is_known(self, cast, published):
        CorroborationFactory(lesson=published)
        ApplicationFactory(lesson=published, by=cast.user("other_member"))
        assert voices_on(published, cast.user("other_member")).mine is None
        CorroborationFactory(lesson=published, by=cast.user("other_member"), text="Lo mío.")
        assert voices_on(published, cast.user("other_member")).mine.text == "Lo mío."
        assert voices_on(published, AnonymousUser()).mine is None


class TestMaySpeak:
    @pytest.mark.parametrize(
        ("who", "may"),
        [
            ("no_network", False),
            ("observer", False),
            ("secretariat", False),
            ("member", True),
            ("other_member", True),
            ("admin", True),
        ],
    )
    def test_writers_but_never_the_author(self, cast, published, who, may):
        assert may_speak(cast.user(who), published) is may

    def test_nobody_may_speak_of_a_draft(self, cast, draft):
        assert not may_speak(cast.user("secretariat"), draft)

    def test_no_visitor_may_speak_of_a_lesson_without_author(self, cast, study_lesson):
        assert not may_speak(AnonymousUser(), study_lesson)
        assert may_speak(MembershipFactory().user, study_lesson)
