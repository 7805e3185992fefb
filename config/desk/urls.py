from django.urls import path

from config.desk import access_views, announcement_views, hidden_views, mail_views, network_views, views

urlpatterns = [
    path("", views.desk, name="desk"),
    path("personas/", views.people, name="desk_people"),
    path("personas/<int:pk>/", views.person, name="desk_person"),
    path("personas/<int:pk>/suspender/", access_views.suspend_person, name="desk_suspend"),
    path("personas/<int:pk>/restituir/", access_views.let_in_again, name="desk_let_in"),
    path("bitacora/", views.audit_log, name="desk_audit"),
    path("bitacora.csv", views.audit_export, name="desk_audit_export"),
    path("tareas/", views.tasks, name="desk_tasks"),
    path("tareas/<int:pk>/vista/", views.failure_seen, name="desk_failure_seen"),
    path("ingresos/", views.sign_ins, name="desk_sign_ins"),
    path("correo/", mail_views.mail, name="desk_mail"),
    path("correo/prueba/", mail_views.send_test_mail, name="desk_test_mail"),
    path("correo/rebotes/<int:pk>/", mail_views.bounces_forgotten, name="desk_bounces_forgotten"),
    path("redes/", network_views.networks, name="desk_networks"),
    path("redes/nueva/", network_views.network_new, name="desk_network_new"),
    path("redes/<slug:slug>/cerrar/", network_views.network_close, name="desk_network_close"),
    path("redes/<slug:slug>/abrir/", network_views.network_open, name="desk_network_open"),
    path("sectores/nuevo/", network_views.sector_new, name="desk_sector_new"),
    path("sectores/<slug:slug>/", network_views.sector_switch, name="desk_sector_switch"),
    path("anuncios/", announcement_views.announcements, name="desk_announcements"),
    path("anuncios/<int:pk>/quitar/", announcement_views.announcement_remove, name="desk_announcement_remove"),
    path("ocultas/", hidden_views.hidden_lessons, name="desk_hidden"),
    path("almacenamiento/", views.storage, name="desk_storage"),
]
