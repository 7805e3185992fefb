"""Lessons that name each other: to readers who may read both, and to nobody else."""

import pytest
from django.db import IntegrityError, transaction

from lessons.models import Lesson, LessonMention
from lessons.relations.mentions import mentioned_in, numbers_in, titles_for, update_mentions
from tests.support.cast import Cast
from tests.support.factories import LessonFactory
from tests.support.htmx import soup
from tests.support.lessons import said, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def secret(cast: Cast) -> Lesson:
    return LessonFactory(
        title="Zzqsecreto",
        network=cast.network,
        author=cast.user("secretariat"),
        visibility="own_network",
        published=True,
    )


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("como en #12", {12}),
        ("(#12), #13. #14!", {12, 13, 14}),
        ("/lecciones/12/ y /en/lecciones/13/", {12, 13}),
        ("http://testserver/lecciones/12/?voices=all#voices y HTTP://TESTSERVER/en/lecciones/13", {12, 13}),
        ("[la otra](/lecciones/12/)", {12}),
        ("https://otra.pe/lecciones/12/", set()),
        ("http://testserver.malo.pe/lecciones/12/", set()),
        ("/lecciones/12/editar/ y /lecciones/12a", set()),
        ("C#12, a#12, &#12; ##12, #12a \\#12", set()),
        ("#9999999999", set()),
    ],
)
def test_numbers_and_addresses_name_a_lesson(text, numbers):
    assert numbers_in(Lesson(what_happened=text)) == numbers


class TestSave:
    def test_keeps_whom_the_text_names_now(self, cast, draft, published):
        client = cast.client("member")
        for text, named in ((f"como en #{published.pk} y #999999 y #{draft.pk}", [published.pk]), ("nada", [])):
            client.post(f"/lecciones/{draft.pk}/editar/", typed(cast, context=text))
            assert list(draft.mentions.values_list("mentioned", flat=True)) == named

    def test_twice_is_once_and_never_itself(self, draft, published):
        draft.context = draft.insight = f"#{published.pk} #{draft.pk}"
        for _ in range(2):
            update_mentions(draft)
        assert LessonMention.objects.count() == 1
        with pytest.raises(IntegrityError), transaction.atomic():
            LessonMention.objects.create(lesson=draft, mentioned=draft)


class TestLink:
    @pytest.mark.parametrize(("written", "shown"), [("/lecciones/{}/", "Zzqsecreto"), ("#{}", "#{}")])
    def test_of_an_address_has_the_title_and_a_number_stays(self, cast, published, secret, written, shown):
        Lesson.objects.filter(pk=published.pk).update(context=f"Nuestro problema {written.format(secret.pk)} fue.")
        link = soup(cast.client("observer").get(published.get_absolute_url())).select_one(f'a[href*="/{secret.pk}/"]')
        assert link.get_text() == shown.format(secret.pk)
        assert link.parent.get_text() == f"Nuestro problema {link.get_text()} fue."

    @pytest.mark.parametrize("written", ["#{}", "/lecciones/{}/", "http://testserver/en/lecciones/{}/"])
    def test_stays_as_it_is_written_for_who_may_not(self, cast, published, secret, written):
        there, gone = written.format(secret.pk), written.format(987654)
        Lesson.objects.filter(pk=published.pk).update(context=f"Como en {there} y {gone}.")
        page = cast.client("other_member").get(published.get_absolute_url())
        assert f"Como en {there} y {gone}." in page.content.decode()
        assert "Zzqsecreto" not in said(page)

    def test_the_preview_tells_no_more(self, cast, secret):
        form = typed(cast, context=f"Como en /lecciones/{secret.pk}/.", network=cast.other_network.pk)
        assert "Zzqsecreto" not in said(cast.client("other_member").post("/lecciones/vista-previa/", form))
        assert "Zzqsecreto" in said(cast.client("member").post("/lecciones/vista-previa/", form))

    def test_is_asked_in_one_query_and_in_none_without_a_number(self, cast, published, django_assert_num_queries):
        others = LessonFactory.create_batch(8, network=cast.network, author=published.author, published=True)
        user = cast.user("member")
        with django_assert_num_queries(0):
            titles_for(published, user)
        published.context = " ".join(f"#{other.pk}" for other in others)
        with django_assert_num_queries(1):
            assert len(titles_for(published, user)) == 8


class TestMentionedIn:
    def test_shows_who_may_read_those_that_name_it(self, cast, published, secret):
        LessonMention.objects.create(lesson=secret, mentioned=published)
        assert "Zzqsecreto" in said(cast.client("observer").get(published.get_absolute_url()))
        page = said(cast.client("other_member").get(published.get_absolute_url()))
        assert "Zzqsecreto" not in page
        assert "La mencionan" not in page

    def test_at_most_five_are_shown_and_no_draft(self, cast, draft, published, django_assert_num_queries):
        others = LessonFactory.create_batch(7, network=cast.network, author=published.author, published=True)
        LessonMention.objects.bulk_create(LessonMention(lesson=each, mentioned=published) for each in [draft, *others])
        user = cast.user("secretariat")
        with django_assert_num_queries(1):
            assert mentioned_in(published, user) == others[:1:-1]
