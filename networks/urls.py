from django.urls import path

from networks import views

app_name = "networks"

urlpatterns = [
    path("cuenta/perfil/", views.profile, name="profile"),
]
