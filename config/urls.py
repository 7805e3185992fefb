"""Spanish pages have no prefix, English ones are under /en/; the paths themselves are the same, and Spanish."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from config.accounts.profile import profile
from config.pages import orientation, views
from config.pages.style import style, style_picture
from config.privacy import views as privacy_views
from config.translations import language
from config.web import again
from lessons import urls as lesson_urls
from lessons.feeds import views as feeds_views
from lessons.pages.views.home import home
from networks import urls as network_urls

OF_NETWORKS = [
    path("cuenta/perfil/", profile, name="profile"),
    *network_urls.urlpatterns,
    *lesson_urls.of_networks,
]

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", feeds_views.sitemap_index, name="sitemap"),
    path("sitemap-<int:number>.xml", feeds_views.sitemap_part, name="sitemap_part"),
    path(".well-known/security.txt", views.security, name="security"),
    *i18n_patterns(
        path("", home, name="home"),
        path("manifest.webmanifest", views.manifest, name="manifest"),
        path("estilo/", style, name="style"),
        path("estilo/<slug:picture>/", style_picture, name="style_picture"),
        path("idioma/", language.choose, name="language"),
        path("acerca/", orientation.about, name="about"),
        path("privacidad/", orientation.privacy, name="privacy"),
        path("ayuda/", orientation.help_page, name="help"),
        path("", include((OF_NETWORKS, "networks"))),
        path("", include("lessons.urls")),
        path("", include("digests.urls")),
        path("cuenta/mis-datos/", privacy_views.own_data_page, name="own_data"),
        path("cuenta/mis-datos.json", privacy_views.own_data_file, name="own_data_file"),
        path("cuenta/cerrar/", privacy_views.close_account, name="close_account"),
        path("cuenta/", include("allauth.account.urls")),
        path("cuenta/segundo-factor/", include("allauth.mfa.urls")),
        path("administracion/", include("config.desk.urls")),
        path("admin/", admin.site.urls),
        prefix_default_language=False,
    ),
]

# The largest body that a view takes, in bytes; of all others GENERAL, of which the longest lesson is a tenth.
# Files have room above what their forms accept, so that it is the form that says what is too large, and why.
KILOBYTE, MEGABYTE = 1024, 1024 * 1024
SMALL, GENERAL = 64 * KILOBYTE, 2 * MEGABYTE
BODIES = {
    "nowhere": SMALL,
    # From anybody, without an account.
    "lessons:workshop_enter": SMALL,
    "lessons:workshop_write": SMALL,
    "lessons:answer_by_mail": SMALL,
    "digests:unsubscribe": SMALL,
    "networks:invitation": SMALL,
    "language": SMALL,
    "account_*": SMALL,
    "mfa_*": SMALL,
    # With files.
    "lessons:upload": MEGABYTE + SMALL,
    "lessons:photo_edit": 24 * MEGABYTE,
    "lessons:files": 40 * MEGABYTE,
    "lessons:import_new": 24 * MEGABYTE,
    "networks:import_new": 24 * MEGABYTE,
}

handler400, handler403, handler404 = views.bad_request, views.forbidden, views.not_found
handler429, handler500 = again.too_often, views.server_error
