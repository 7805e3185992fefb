from django.urls import path

from digests import views

app_name = "digests"

urlpatterns = [
    path("boletin/", views.preferences, name="preferences"),
    path("boletin/baja/", views.unsubscribe, name="unsubscribe"),
    path("correo-enviado/", views.kept_mail, name="kept_mail"),
    path("correo-enviado/<int:pk>/", views.kept_mail_detail, name="kept_mail_detail"),
    path("correo-enviado/<int:pk>/html/", views.kept_mail_html, name="kept_mail_html"),
]
