from django.urls import path

from lessons.views import findings, lessons, networks

app_name = "lessons"

urlpatterns = [
    path("lecciones/", lessons.lesson_list, name="lessons"),
    path("lecciones/nueva/", lessons.lesson_new, name="new"),
    path("lecciones/<int:pk>/", lessons.lesson_detail, name="lesson"),
    path("lecciones/<int:pk>/editar/", lessons.lesson_edit, name="edit"),
    path("lecciones/<int:pk>/publicar/", lessons.publish, name="publish"),
    path("hallazgos/", findings.finding_list, name="findings"),
    path("hallazgos/<slug:code>/", findings.finding_detail, name="finding"),
    path("redes/", networks.network_list, name="networks"),
    path("redes/<slug:slug>/", networks.network_detail, name="network"),
]
