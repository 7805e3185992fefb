"""Every URL that answers a GET: as what, and for a page who looks at it.

All that looks at pages (axe, weight, phone, keyboard, console, photographs) goes by this table, and
tests/site/test_pages.py holds it against the URL table. Django's own admin is left out: its look is Django's, and who
enters it is told in test_permission_matrix.py.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import Page

from tests.support.factories import PASSWORD
from tests.support.servers.browser import sign_in
from tests.support.site.parts import Memory

LANGUAGES = ("es", "en")
VISITORS = ("anyone", "secretariat", "admin")

# of: the lesson, network …, or `?…` · state: the status if it is not 200, or what is done there first: see DEEDS.
# Whom a page shows the same need not all look at it.
PAGES = """
url                                  of                       state        seen by
home                                 -                        -            anyone secretariat
home                                 -                        menu         admin
about                                -                        -            anyone
privacy                              -                        -            anyone secretariat
help                                 -                        -            anyone
style                                -                        -            anyone
style_picture                        quipu                    -            anyone
style_picture                        mapa                     -            anyone
style_picture                        matriz                   -            anyone
style_picture                        perfil                   -            anyone
lessons:lessons                      -                        -            anyone secretariat
lessons:lessons                      ?q=xyzzy                 -            anyone
lessons:lessons                      ?q=agua&region=zz        -            anyone
lessons:lessons                      ?region=cusco&result=partly  -        anyone
lessons:lessons                      ?q=agua&order=title      -            anyone
lessons:lessons                      ?year=2026&order=unverified  -        anyone
lessons:lessons                      ?order=used&after=zz&page=2  -        anyone
lessons:found                        -                        -            anyone secretariat
lessons:found                        ?confirmed=yes&source=no  -           anyone
lessons:export                       export                   -            secretariat
lessons:mine                         -                        -            secretariat
lessons:mine                         ?stage=due               -            secretariat
networks:first_steps                 -                        -            secretariat admin
lessons:lesson                       lesson                   -            anyone secretariat
lessons:lesson                       others                   -            anyone secretariat
lessons:lesson                       draft                    -            secretariat
lessons:lesson                       nothing                  404          anyone
lessons:similar                      lesson                   -            anyone
lessons:new                          -                        -            secretariat
lessons:new                          -                        with-errors  secretariat
lessons:new                          -                        preview      secretariat
lessons:edit                         lesson                   -            secretariat
lessons:discard                      draft                    -            secretariat
lessons:review                       in_review                -            secretariat
lessons:review                       in_review                commented    secretariat
lessons:versions                     in_review                -            secretariat
lessons:versions                     lesson                   -            anyone
lessons:object_to                    in_review                with-errors  secretariat
lessons:photo_edit                   lesson                   -            secretariat
lessons:photo_edit                   draft                    with-errors  secretariat
lessons:files                        lesson                   -            anyone secretariat
lessons:files                        draft                    with-errors  secretariat
lessons:corroborate                  others                   -            secretariat
lessons:corroborate                  others                   with-errors  secretariat
lessons:use                          others                   -            secretariat
lessons:notices                      -                        -            secretariat
lessons:conversation                 others                   -            secretariat
lessons:conversation                 others                   with-errors  secretariat
lessons:comment_take_back            others/own_comment       -            secretariat
lessons:comment_report               others/their_comment     with-errors  secretariat
lessons:comment_moderate             lesson/reported          -            secretariat
lessons:talk_mail                    -                        -            secretariat
lessons:collect                      others                   -            secretariat
lessons:collect                      others                   with-errors  secretariat
lessons:lessons                      ?q=presupuesto           -            secretariat
lessons:saved_searches               -                        -            secretariat
lessons:saved_search                 saved_search             -            secretariat
lessons:collections                  -                        -            anyone secretariat
lessons:collection                   collection               -            secretariat
lessons:collection_new               -                        with-errors  secretariat
lessons:collection_edit              collection               -            secretariat
lessons:collection_remove            collection               -            secretariat
lessons:shared                       link                     -            anyone
lessons:shared_pdf                   link                     -            anyone
lessons:shared_docx                  link                     -            anyone
lessons:collection_pdf               collection               -            secretariat
lessons:collection_docx              collection?documento=0   -            secretariat
lessons:still_true                   due                      -            secretariat
lessons:still_true                   due?q=mesa               -            secretariat
lessons:still_true                   archived                 -            secretariat
lessons:lesson                       hidden                   -            admin
lessons:take_down                    lesson                   -            admin
lessons:take_down                    lesson                   with-errors  admin
lessons:put_back                     hidden                   -            admin
lessons:lesson                       archived                 -            anyone
lessons:lesson                       due                      -            secretariat
lessons:lessons                      ?state=due               -            secretariat
lessons:answer_by_mail               asked                    -            anyone
lessons:answer_by_mail               asked?answer=no_longer   with-errors  anyone
lessons:answer_by_mail               lost                     400          anyone
lessons:told_use                     use                      -            secretariat
lessons:cite                         others                   -            anyone secretariat
lessons:considered                   -                        -            secretariat
lessons:vitality                     -                        -            secretariat admin
lessons:network_vitality             network                  -            secretariat
lessons:network_vitality             cies                     403          secretariat
lessons:exchange                     cies                     -            anyone secretariat
lessons:relations                    others                   -            anyone secretariat
lessons:relations                    others?q=semana          -            secretariat
lessons:relations                    others                   with-errors  secretariat
lessons:translate                    others/en                -            secretariat
lessons:translate                    lesson/es                with-errors  secretariat
lessons:findings                     -                        -            anyone
lessons:finding                      finding                  -            anyone
lessons:finding_where                finding                  -            anyone
lessons:finding_where                finding?with=P1          -            anyone
lessons:finding_uses                 finding                  -            anyone
lessons:gaps                         -                        -            anyone secretariat
lessons:gaps                         ?kind=department&state=none -         secretariat
lessons:library                      -                        -            anyone
lessons:matrix                       -                        -            anyone
lessons:regions                      -                        -            anyone
networks:networks                    -                        -            anyone
networks:network                     network                  -            anyone secretariat
networks:place                       network                  -            secretariat
lessons:workshops                    network                  -            secretariat
lessons:workshops                    network                  with-errors  secretariat
lessons:workshop                     network/workshop         -            secretariat
lessons:workshop_enter               -                        -            anyone
lessons:workshop_enter               -                        with-errors  anyone
lessons:workshop_write               code                     -            anyone
lessons:workshop_write               code                     with-errors  anyone
lessons:workshop_write               lost                     404          anyone
networks:ties                        -                        -            anyone
networks:history                     network                  -            anyone secretariat
networks:course                      network                  -            anyone secretariat
networks:course                      network?kind=challenge   -            secretariat
networks:place                       network?kind=best_practice -          secretariat
networks:network_edit                network                  -            secretariat
networks:relation_end                network/relation         -            secretariat
networks:affiliation_end             network/belonging        -            secretariat
networks:relations                   network                  -            anyone
networks:relations                   network                  with-errors  secretariat
networks:affiliations                network                  with-errors  secretariat
networks:desk                        network                  -            secretariat
lessons:example                      -                        -            anyone
lessons:import_new                   network                  with-errors  secretariat
lessons:import                       network/lesson_import    -            secretariat
lessons:import                       network/came_in          -            secretariat
networks:invite                      network                  with-errors  secretariat
networks:invitation                  invited                  -            anyone
networks:invitation                  invited                  with-errors  anyone
networks:invitation                  ?token=lost              410          anyone
networks:take_part                   -                        -            anyone secretariat
networks:join                        cies                     with-errors  secretariat
lessons:pack                         network                  -            secretariat
lessons:pack_pdf                     network                  -            secretariat
lessons:suspended                    network                  -            secretariat
lessons:people                       network                  -            secretariat
lessons:handover                     network/role             -            secretariat
networks:organisations               -                        -            secretariat
networks:organisations               ?q=xyzzy                 -            secretariat
networks:import_new                  -                        with-errors  secretariat
networks:import                      import                   -            secretariat
networks:organisation_new            -                        with-errors  secretariat
networks:organisation_edit           organisation             -            admin
networks:organisation_merge          organisation             -            admin
networks:organisation                organisation             -            secretariat admin
networks:directory                   -                        -            secretariat
networks:directory                   ?q=xyzzy                 -            secretariat
networks:person                      person                   -            secretariat
own_data                             -                        -            secretariat
close_account                        -                        -            secretariat
close_account                        -                        with-errors  admin
desk                                 -                        -            admin
desk                                 -                        403          secretariat
desk_people                          -                        -            admin
desk_people                          ?q=xyzzy                 -            admin
desk_person                          person                   -            admin
desk_suspend                         person                   -            admin
desk_suspend                         person                   with-errors  admin
desk_let_in                          suspended                -            admin
desk_mail                            -                        -            admin
desk_hidden                          -                        -            admin
desk_networks                        -                        -            admin
desk_network_new                     -                        -            admin
desk_network_new                     -                        with-errors  admin
desk_network_close                   network                  -            admin
desk_sector_new                      -                        -            admin
desk_announcements                   -                        -            admin
desk_announcements                   -                        with-errors  admin
desk_audit                           -                        -            admin
desk_audit                           ?q=xyzzy                 -            admin
desk_sign_ins                        -                        -            admin
desk_tasks                           -                        -            admin
desk_storage                         -                        -            admin
networks:profile                     -                        -            secretariat
digests:preferences                  -                        -            secretariat
digests:unsubscribe                  token                    -            anyone
digests:unsubscribe                  ?token=lost              400          anyone
digests:kept_mail                    -                        -            admin
digests:kept_mail                    -                        403          secretariat
digests:kept_mail_detail             mail                     -            admin
account_login                        -                        -            anyone
account_login                        -                        with-errors  anyone
account_signup                       -                        -            anyone
account_signup                       -                        code         anyone
networks:sessions                    -                        -            secretariat
mfa_index                            -                        -            secretariat
mfa_activate_totp                    -                        with-errors  secretariat
mfa_list_webauthn                    -                        -            secretariat
mfa_generate_recovery_codes          -                        -            secretariat
mfa_add_webauthn                     -                        -            secretariat
account_logout                       -                        -            secretariat
account_inactive                     -                        -            anyone
account_reauthenticate               -                        -            secretariat
account_email                        -                        -            secretariat
account_change_password              -                        -            secretariat
account_reset_password               -                        -            anyone
account_reset_password               -                        code         anyone
account_password_reset_completed     -                        -            anyone
"""
# What answers with no page of ours: its status if that is not 200, else its kind.
OTHERS = """
url                                  of             answer
healthz                              -              application/json
robots                               -              text/plain
manifest                             -              application/manifest+json
language                             -              400
lessons:publish                      draft          405
lessons:notices_seen                 -              405
lessons:import_template              -              application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
lessons:import_headings              -              text/csv
lessons:import_faulty                network/lesson_import/csv text/csv
lessons:import_undo                  network/lesson_import 405
lessons:hand_in                      draft          405
lessons:show_mine                    others         405
lessons:take_back                    draft          405
lessons:settle                       draft/nothing  405
lessons:in_force_again               archived       405
lessons:autosave                     -              405
lessons:preview                      draft          405
lessons:audience                     draft          405
lessons:nearest                      draft          405
lessons:consider                     others         405
lessons:considered_file              md             text/markdown
lessons:no_longer_considered         nothing        405
lessons:withdraw_use                 nothing        405
lessons:exchange_csv                 network        text/csv
lessons:gaps_table                   -              text/csv
lessons:table                        csv            text/csv
lessons:suggestions                  -              text/html
lessons:feed                         -              application/atom+xml
lessons:export_file                  export         404
sitemap                              -              application/xml
sitemap_part                         0              application/xml
lessons:translation_aside            others/en       405
lessons:relate                       draft          405
lessons:relation_end                 others/lesson_link    405
networks:organisation_close          organisation   405
lessons:workshop_open                network/workshop 405
networks:invitation_again            network/invitation 405
networks:invitation_revoke           network/invitation 405
networks:request_answer              network/wish   405
networks:affiliation_answer          affiliation_wish 405
networks:affiliation_withdraw        network/affiliation_wish 405
networks:relation_answer             network/proposal 405
networks:organisation_export         csv            text/csv
networks:import_faulty               import         text/csv
networks:merge_undo                  nothing        405
lessons:save_search                  -              405
lessons:saved_search_remove          saved_search   405
lessons:collection_arrange           collection     405
lessons:collection_link              collection     405
lessons:photo                        lesson/small   image/webp
lessons:file                         lesson/attachment application/pdf
lessons:file_thumbnail               lesson/attachment image/webp
lessons:file_remove                  lesson/attachment 405
lessons:upload_begin                 lesson         405
lessons:upload                       lesson/00000000-0000-0000-0000-000000000000 404
digests:kept_mail_html               mail           text/html
account_set_password                 -              302
security                             -              404
own_data_file                        -              application/json
desk_audit_export                    -              text/csv
desk_failure_seen                    nothing        405
desk_test_mail                       -              405
desk_bounces_forgotten               person         405
desk_network_open                    network        405
desk_sector_switch                   salud          405
desk_announcement_remove             nothing        405
networks:announcement_put_away       nothing        405
mfa_authenticate                     -              302
mfa_reauthenticate                   -              302
mfa_deactivate_totp                  -              404
mfa_view_recovery_codes              -              404
mfa_download_recovery_codes          -              404
mfa_reauthenticate_webauthn          -              302
mfa_remove_webauthn                  nothing        404
mfa_edit_webauthn                    nothing        404
mfa_login_webauthn                   -              302
account_email_verification_sent      -              302
account_confirm_login_code           -              302
account_confirm_password_reset_code  -              302
account_complete_password_reset      -              302
"""


@dataclass(frozen=True)
class Row:
    url: str
    of: str
    state: str
    seen_by: tuple[str, ...]

    @property
    def name(self) -> str:
        """As photographs are called; what is done there stands after the dot."""
        of = "" if self.of == "-" else "-" + "".join(each if each.isalnum() else "-" for each in self.of).strip("-")
        state = "" if self.state == "-" else f".{self.state}"
        return self.url.replace(":", "-").replace("_", "-") + of + state


def _rows(table: str) -> list[list[str]]:
    return [line.split() for line in table.strip().splitlines()[1:]]


ROWS = [Row(url, of, state, tuple(seen_by)) for url, of, state, *seen_by in _rows(PAGES)]
ANSWERS = {url: (of, answer) for url, of, answer in _rows(OTHERS)}


def address(memory: Memory, url: str, of: str, language: str = "es") -> str:
    """`of` names what `memory` has, or is a query, or both: `lesson/small`, `others?stance=differs`."""
    path, _, query = of.partition("?")
    with override(language):
        if path == "token":
            return reverse(url, query={"token": memory.token})
        if path == "invited":
            return reverse(url, query={"token": memory.invited})
        arguments = [memory.key(part) for part in path.split("/") if part not in {"", "-"}]
        return reverse(url, args=arguments) + (f"?{query}" if query else "")


def pages(memory: Memory, who: str, language: str) -> dict[str, str]:
    """The addresses of the pages that `who` looks at, by their names."""
    return {row.name: address(memory, row.url, row.of, language) for row in ROWS if who in row.seen_by}


def enter(page: Page, memory: Memory, who: str) -> None:
    if who != "anyone":
        sign_in(page, memory.user(who))


def visit(page: Page, name: str, address: str) -> None:
    """Open it, and do there what its name says."""
    page.goto(address)
    if "/reauthenticate/" in page.url and "/reauthenticate/" not in address:  # asks for the password once more
        page.locator("main [name=password]").fill(PASSWORD)
        page.locator("main form button").first.click()
        page.wait_for_url(f"**{address}")
    DEEDS.get(name.partition(".")[2], lambda _: None)(page)


def _send_wrongly(page: Page) -> None:
    # As a browser lets it: what is wrong is said by the server, with and without scripts.
    page.locator("main form").last.evaluate("form => form.noValidate = true")
    page.locator("button[value=publish], main form:last-of-type button:not(.quiet)").last.click()
    page.locator(".errorlist").first.wait_for()


def _preview(page: Page) -> None:
    page.locator("main [name=title]").fill("Pedir la cita en la primera semana")
    page.locator("main button[formaction]").click()
    page.locator("#preview h2").first.wait_for()


def _open_menu(page: Page) -> None:
    page.locator(".menu summary").click()


# An address that asks often is told to wait.
NUMBERS = count(1)


def _wait_for_code(page: Page) -> None:
    """The page that asks for the code of a mail: it stands at an address of its own, but only after a form."""
    page.context.clear_cookies()
    page.reload()
    page.locator("main [name=email]").fill(f"nadie.{next(NUMBERS)}@ejemplo.example")
    for name, text in (("name", "Nadie Conocido"), ("password1", PASSWORD)):
        if page.locator(f"main [name={name}]").count():
            page.locator(f"main [name={name}]").fill(text)
    page.locator("main form button").first.click()
    page.locator("main [name=code]").wait_for()


def _comment_without_words(page: Page) -> None:
    page.locator("#part-insight > div > details summary").last.click()
    page.locator("#part-insight form").last.locator("button").click()
    page.locator("#part-insight .errorlist").wait_for()


DEEDS: dict[str, Callable[[Page], None]] = {
    "with-errors": _send_wrongly,
    "commented": _comment_without_words,
    "menu": _open_menu,
    "preview": _preview,
    "code": _wait_for_code,
}
