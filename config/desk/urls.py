from django.urls import path

from config.desk import access_views, views

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
    path("almacenamiento/", views.storage, name="desk_storage"),
]
