from django.urls import path

from networks.agreements import views
from networks.announcements import views as announcements_views
from networks.importing import views as importing_views
from networks.joining.views import joining, taking_part
from networks.organisations import views as organisations_views
from networks.people.views import directory
from networks.profile import views as profile_views
from networks.sessions import views as sessions_views

urlpatterns = [
    path("anuncios/<int:pk>/leido/", announcements_views.put_away, name="announcement_put_away"),
    path("cuenta/sesiones/", sessions_views.sessions, name="sessions"),
    path("personas/", directory.directory, name="directory"),
    path("participar/", taking_part.take_part, name="take_part"),
    path("invitacion/", joining.invitation, name="invitation"),
    path("redes/<slug:slug>/editar/", profile_views.network_edit, name="network_edit"),
    path("redes/<slug:slug>/vinculos/", profile_views.relations, name="relations"),
    path("redes/<slug:slug>/vinculos/<int:pk>/terminar/", profile_views.relation_end, name="relation_end"),
    path("redes/<slug:slug>/vinculos/<int:pk>/responder/", views.relation_answer, name="relation_answer"),
    path("redes/<slug:slug>/integrantes/", profile_views.affiliations, name="affiliations"),
    path("redes/<slug:slug>/integrantes/<int:pk>/terminar/", profile_views.affiliation_end, name="affiliation_end"),
    path(
        "redes/<slug:slug>/integrantes/pedidos/<int:pk>/retirar/",
        views.affiliation_withdraw,
        name="affiliation_withdraw",
    ),
    path("redes/<slug:slug>/invitar/", joining.invite, name="invite"),
    path("redes/<slug:slug>/invitaciones/<int:pk>/reenviar/", joining.invitation_again, name="invitation_again"),
    path("redes/<slug:slug>/invitaciones/<int:pk>/retirar/", joining.invitation_revoke, name="invitation_revoke"),
    path("redes/<slug:slug>/participar/", joining.join, name="join"),
    path("redes/<slug:slug>/pedidos/<int:pk>/", joining.request_answer, name="request_answer"),
    path("organizaciones/", organisations_views.organisation_list, name="organisations"),
    path("organizaciones/nueva/", organisations_views.organisation_new, name="organisation_new"),
    path("organizaciones/exportar.<slug:form>", importing_views.organisation_export, name="organisation_export"),
    path("organizaciones/pedidos/<int:pk>/", views.affiliation_answer, name="affiliation_answer"),
    path("organizaciones/importar/", importing_views.import_new, name="import_new"),
    path("organizaciones/importar/<int:pk>/", importing_views.import_detail, name="import"),
    path("organizaciones/importar/<int:pk>/filas.csv", importing_views.import_faulty, name="import_faulty"),
    path("organizaciones/<slug:slug>/editar/", organisations_views.organisation_edit, name="organisation_edit"),
    path("organizaciones/<slug:slug>/cerrar/", organisations_views.organisation_close, name="organisation_close"),
    path("organizaciones/<slug:slug>/unir/", organisations_views.organisation_merge, name="organisation_merge"),
    path("organizaciones/union/<int:pk>/deshacer/", organisations_views.merge_undo, name="merge_undo"),
]
