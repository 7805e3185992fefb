from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from digests.models import Digest, KeptMail, Subscription
from tests.support.clock import TUESDAY


def run(at: str | None = None) -> tuple[list[str], str]:
    out, err = StringIO(), StringIO()
    try:
        call_command("send_digests", *(["--at", at] if at else []), stdout=out, stderr=err)
    except CommandError as error:
        err.write(str(error))
    return out.getvalue().splitlines(), err.getvalue()


@pytest.mark.parametrize("at", ["2026-12-01T07:00", "2026-12-01 12:00+00:00"])
def test_runs_a_moment_and_says_what_it_did(cast, publish, mailoutbox, at):
    member = cast.user("member")
    cast.user("no_network")
    publish()
    out, err = run(at)
    assert out == [
        "2 created",
        f"{member.email}: 1 lessons",
        "1 sent",
        "1 empty",
        "0 failed",
        "0 cancelled",
    ]
    assert err == ""
    assert [mail.to for mail in mailoutbox] == [[member.email]]
    assert set(Digest.objects.values_list("period_end", flat=True)) == {TUESDAY.replace(month=12, day=1)}


def test_the_command_run_again_does_nothing(member, publish, mailoutbox):
    publish()
    run("2026-12-01T07:00")
    assert run("2026-12-01T07:00")[0] == ["0 created", "0 sent", "0 empty", "0 failed", "0 cancelled"]
    assert len(mailoutbox) == 1


def test_without_a_moment_digests_are_sent_for_now(member, clock):
    assert run()[0][0] == "0 created"
    clock.move_to(TUESDAY)
    assert run()[0][0] == "1 created"


@pytest.mark.parametrize(
    "at",
    ["tomorrow", "2026-13-01T07:00", "2026-12-01T07:00 PET", "9999-12-31T23:59", "0001-01-01", " ", "\0"],
)
def test_a_bad_moment_is_one_line_and_nothing_happens(member, at):
    out, err = run(at)
    assert out == []
    assert at in err
    assert "\n" not in err
    assert not Subscription.objects.exists()


def test_a_digest_that_cannot_be_sent_does_not_stop_the_others(cast, publish, post):
    refused, other = cast.user("member"), cast.user("observer")
    publish()
    post.answers = {refused.email: "450 later"}
    out, err = run("2026-12-01T07:00")
    assert out[1:3] == [f"{other.email}: 1 lessons", "1 sent"]
    assert "SMTPRecipientsRefused" in err
    assert err.endswith("1 could not be sent; they will be tried again.")


def test_by_hand_there_is_no_pause_before_the_next_try(member, publish, post, post_is_down):
    publish()
    post_is_down(True)
    with pytest.raises(CommandError, match="1 could not be sent"):
        call_command("send_digests", at="2026-12-01T07:00", stdout=StringIO(), stderr=StringIO())
    post_is_down(False)
    assert "1 sent" in run("2026-12-01T07:00")[0]
    assert len(post.mails) == 1


def test_in_the_embedded_run_the_mail_is_kept(member, publish, settings):
    settings.EMAIL_BACKEND = "digests.delivery.backend.KeepingBackend"
    publish(title="Visitar pronto")
    run("2026-12-01T07:00")
    kept = KeptMail.objects.get()
    assert (kept.to, kept.subject) == (member.email, "1 lección nueva: Visitar pronto")
    assert "Visitar pronto" in kept.text
    assert "<html" in kept.html
    assert kept.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
