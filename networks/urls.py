from django.urls import path

from networks.views import (
    agreements,
    announcements,
    directory,
    joining,
    networks,
    organisations,
    profile,
    sessions,
    tables,
    taking_part,
)

app_name = "networks"

urlpatterns = [
    path("anuncios/<int:pk>/leido/", announcements.put_away, name="announcement_put_away"),
    path("cuenta/perfil/", profile.profile, name="profile"),
    path("cuenta/sesiones/", sessions.sessions, name="sessions"),
    path("personas/", directory.directory, name="directory"),
    path("participar/", taking_part.take_part, name="take_part"),
    path("invitacion/", joining.invitation, name="invitation"),
    path("redes/<slug:slug>/editar/", networks.network_edit, name="network_edit"),
    path("redes/<slug:slug>/vinculos/", networks.relations, name="relations"),
    path("redes/<slug:slug>/vinculos/<int:pk>/terminar/", networks.relation_end, name="relation_end"),
    path("redes/<slug:slug>/vinculos/<int:pk>/responder/", agreements.relation_answer, name="relation_answer"),
    path("redes/<slug:slug>/integrantes/", networks.affiliations, name="affiliations"),
    path("redes/<slug:slug>/integrantes/<int:pk>/terminar/", networks.affiliation_end, name="affiliation_end"),
    path(
        "redes/<slug:slug>/integrantes/pedidos/<int:pk>/retirar/",
        agreements.affiliation_withdraw,
        name="affiliation_withdraw",
    ),
    path("redes/<slug:slug>/invitar/", joining.invite, name="invite"),
    path("redes/<slug:slug>/invitaciones/<int:pk>/reenviar/", joining.invitation_again, name="invitation_again"),
    path("redes/<slug:slug>/invitaciones/<int:pk>/retirar/", joining.invitation_revoke, name="invitation_revoke"),
    path("redes/<slug:slug>/participar/", joining.join, name="join"),
    path("redes/<slug:slug>/pedidos/<int:pk>/", joining.request_answer, name="request_answer"),
    path("organizaciones/", organisations.organisation_list, name="organisations"),
    path("organizaciones/nueva/", organisations.organisation_new, name="organisation_new"),
    path("organizaciones/exportar.<slug:form>", tables.organisation_export, name="organisation_export"),
    path("organizaciones/pedidos/<int:pk>/", agreements.affiliation_answer, name="affiliation_answer"),
    path("organizaciones/importar/", tables.import_new, name="import_new"),
    path("organizaciones/importar/<int:pk>/", tables.import_detail, name="import"),
    path("organizaciones/importar/<int:pk>/filas.csv", tables.import_faulty, name="import_faulty"),
    path("organizaciones/<slug:slug>/editar/", organisations.organisation_edit, name="organisation_edit"),
    path("organizaciones/<slug:slug>/cerrar/", organisations.organisation_close, name="organisation_close"),
    path("organizaciones/<slug:slug>/unir/", organisations.organisation_merge, name="organisation_merge"),
    path("organizaciones/union/<int:pk>/deshacer/", organisations.merge_undo, name="merge_undo"),
]
