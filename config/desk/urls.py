from django.urls import path

from config.desk.views import access, announcements, hidden, mail, networks, pages

urlpatterns = [
    path("", pages.desk, name="desk"),
    path("personas/", pages.people, name="desk_people"),
    path("personas/<int:pk>/", pages.person, name="desk_person"),
    path("personas/<int:pk>/suspender/", access.suspend_person, name="desk_suspend"),
    path("personas/<int:pk>/restituir/", access.let_in_again, name="desk_let_in"),
    path("bitacora/", pages.audit_log, name="desk_audit"),
    path("bitacora.csv", pages.audit_export, name="desk_audit_export"),
    path("tareas/", pages.tasks, name="desk_tasks"),
    path("tareas/<int:pk>/vista/", pages.failure_seen, name="desk_failure_seen"),
    path("ingresos/", pages.sign_ins, name="desk_sign_ins"),
    path("correo/", mail.mail, name="desk_mail"),
    path("correo/prueba/", mail.send_test_mail, name="desk_test_mail"),
    path("correo/rebotes/<int:pk>/", mail.bounces_forgotten, name="desk_bounces_forgotten"),
    path("redes/", networks.networks, name="desk_networks"),
    path("redes/nueva/", networks.network_new, name="desk_network_new"),
    path("redes/<slug:slug>/cerrar/", networks.network_close, name="desk_network_close"),
    path("redes/<slug:slug>/abrir/", networks.network_open, name="desk_network_open"),
    path("sectores/nuevo/", networks.sector_new, name="desk_sector_new"),
    path("sectores/<slug:slug>/", networks.sector_switch, name="desk_sector_switch"),
    path("anuncios/", announcements.announcements, name="desk_announcements"),
    path("anuncios/<int:pk>/quitar/", announcements.announcement_remove, name="desk_announcement_remove"),
    path("ocultas/", hidden.hidden_lessons, name="desk_hidden"),
    path("almacenamiento/", pages.storage, name="desk_storage"),
]
