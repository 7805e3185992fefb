"""`@Name` in a comment: whom it means, and that nobody is found by it."""

import pytest
from django.core.exceptions import ValidationError

from lessons.conversation import actions
from lessons.conversation.mentions import keep_mentions, with_names
from lessons.models import Lesson
from networks.models import User
from tests.support.factories import CommentFactory, LessonFactory, MembershipFactory, OrganisationFactory, UserFactory


@pytest.fixture
def lesson(cast) -> Lesson:
    return LessonFactory(network=cast.network, author=cast.user("secretariat"), published=True)


@pytest.fixture
def rosa(cast) -> User:
    return MembershipFactory(user=UserFactory(name="Rosa Quispe Huamán"), network=cast.network).user


def refusal(text, writer, lesson) -> str:
    with pytest.raises(ValidationError) as refused:
        keep_mentions(text, writer, lesson)
    return " ".join(refused.value.messages)


class TestWhoIsMeant:
    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("@Rosa Quispe Huamán, ¿y tú?", "@[{}], ¿y tú?"),
            ("Gracias, @rosa QUISPE huaman.", "Gracias, @[{}]."),
            ("@Rosa tiene razón", "@[{}] tiene razón"),
            ("(@Rosa Quispe)\notra línea", "(@[{}])\notra línea"),
            ("@Rosa y @Rosa", "@[{0}] y @[{0}]"),
        ],
    )
    def test_accents_case_and_the_rest_of_the_name_are_no_matter(self, cast, lesson, rosa, typed, kept):
        assert keep_mentions(typed, cast.user("member"), lesson) == (kept.format(rosa.pk), [rosa.pk])

    @pytest.mark.parametrize("typed", ["rosa@ejemplo.example", "a las 3 @ 4", "sin nadie", "@[3]"])
    def test_what_is_no_mention_stays(self, cast, lesson, rosa, typed):
        assert keep_mentions(typed, cast.user("member"), lesson) == (typed, [])

    def test_who_could_be_two_is_asked_back(self, cast, lesson, rosa):
        MembershipFactory(user=UserFactory(name="Rosa Mamani"), network=cast.network)
        said = refusal("Como dijo @Rosa ayer", cast.user("member"), lesson)
        assert "Rosa Quispe Huamán" in said
        assert "Rosa Mamani" in said

    def test_who_is_called_just_that_goes_first(self, cast, lesson, rosa):
        short = MembershipFactory(user=UserFactory(name="Rosa Quispe"), network=cast.network).user
        assert keep_mentions("@Rosa Quispe dijo", cast.user("member"), lesson)[1] == [short.pk]

    def test_ten_people_are_enough(self, cast, lesson):
        for letter in "ABCDEFGHIJK":
            MembershipFactory(user=UserFactory(name=f"{letter}ana Ríos"), network=cast.network)
        everybody = " ".join(f"@{letter}ana" for letter in "ABCDEFGHIJK")
        assert "10" in refusal(everybody, cast.user("member"), lesson)


class TestWhomTheLessonShows:
    """People of other networks whose names its readers read there anyway."""

    def test_the_author_of_the_lesson_can_be_mentioned(self, cast, lesson):
        author = cast.user("secretariat")
        assert keep_mentions(f"@{author.name}", cast.user("other_member"), lesson)[1] == [author.pk]

    def test_the_author_of_an_unnamed_lesson_cannot_be_mentioned(self, cast, lesson):
        lesson.is_unnamed = True
        assert refusal(f"@{cast.user('secretariat').name}", cast.user("other_member"), lesson)

    def test_who_talks_about_it_can_be_mentioned_while_that_stands(self, cast, lesson, rosa):
        comment = CommentFactory(lesson=lesson, by=rosa)
        assert keep_mentions("@Rosa", cast.user("other_member"), lesson)[1] == [rosa.pk]
        actions.take_back(comment, by=rosa)
        assert refusal("@Rosa", cast.user("other_member"), lesson)


class TestNobodyIsFound:
    """The same refusal for who does not exist, may not read, is not seen, or left."""

    def test_whom_one_does_not_see(self, cast, lesson):
        MembershipFactory(user=UserFactory(name="Elena Flores"), network=cast.other_network)
        said = refusal("@Elena", cast.user("member"), lesson)
        assert said == refusal("@Nadie", cast.user("member"), lesson).replace("Nadie", "Elena")

    def test_whom_one_sees_who_cannot_read_it(self, cast, lesson):
        known = MembershipFactory(user=UserFactory(name="Elena Flores"), network=cast.other_network).user
        MembershipFactory(user=cast.user("member"), network=cast.other_network)
        assert keep_mentions("@Elena", cast.user("member"), lesson)[1] == [known.pk]
        lesson.visibility = "own_network"
        assert "Elena" in refusal("@Elena", cast.user("member"), lesson)

    def test_whose_organisation_an_unnamed_lesson_would_tell(self, cast, lesson):
        ours = OrganisationFactory()
        rosa = MembershipFactory(user=UserFactory(name="Rosa Mamani"), network=cast.network, organisation=ours).user
        lesson.visibility, lesson.organisation = "own_organisation", ours
        assert keep_mentions("@Rosa", cast.user("secretariat"), lesson)[1] == [rosa.pk]
        lesson.is_unnamed = True
        assert "Rosa" in refusal("@Rosa", cast.user("secretariat"), lesson)
        CommentFactory(lesson=lesson, by=rosa)
        assert keep_mentions("@Rosa", cast.user("secretariat"), lesson)[1] == [rosa.pk]

    def test_who_closed_their_account(self, cast, lesson, rosa):
        User.objects.filter(pk=rosa.pk).update(is_active=False)
        assert "Rosa" in refusal("@Rosa", cast.user("member"), lesson)


def test_a_name_is_looked_up_when_it_is_read_and_only_of_who_is_mentioned(cast, rosa):
    other = cast.user("other_member")
    rosa.name = "Rosa de Lima"
    assert with_names(f"@[{rosa.pk}] y @[{other.pk}]", [rosa]) == f"@Rosa de Lima y @[{other.pk}]"
