from django.urls import path

from lessons.views import (
    desk,
    findings,
    lessons,
    networks,
    organisations,
    people,
    persons,
    photos,
    regions,
    voices,
    writing,
)

app_name = "lessons"

urlpatterns = [
    path("lecciones/", lessons.lesson_list, name="lessons"),
    path("lecciones/nueva/", writing.lesson_new, name="new"),
    path("lecciones/borrador/", writing.autosave, name="autosave"),
    path("lecciones/vista-previa/", writing.preview, name="preview"),
    path("lecciones/<int:pk>/", lessons.lesson_detail, name="lesson"),
    path("lecciones/<int:pk>/editar/", writing.lesson_edit, name="edit"),
    path("lecciones/<int:pk>/vista-previa/", writing.preview, name="preview"),
    path("lecciones/alcance/", writing.audience, name="audience"),
    path("lecciones/<int:pk>/alcance/", writing.audience, name="audience"),
    path("lecciones/<int:pk>/publicar/", lessons.publish, name="publish"),
    path("lecciones/<int:pk>/confirmar/", voices.corroborate, name="corroborate"),
    path("lecciones/<int:pk>/usar/", voices.use, name="use"),
    path("lecciones/<int:pk>/foto/", photos.photo_edit, name="photo_edit"),
    path("lecciones/<int:pk>/foto/<str:size>.webp", photos.photo, name="photo"),
    path("hallazgos/", findings.finding_list, name="findings"),
    path("hallazgos/<slug:code>/", findings.finding_detail, name="finding"),
    path("matriz/", findings.matrix, name="matrix"),
    path("departamentos/", regions.region_list, name="regions"),
    path("organizaciones/<slug:slug>/", organisations.organisation_detail, name="organisation"),
    path("redes/", networks.network_list, name="networks"),
    path("redes/<slug:slug>/", networks.network_detail, name="network"),
    path("personas/<int:pk>/", persons.person, name="person"),
    path("redes/<slug:slug>/secretaria/", desk.desk, name="desk"),
    path("redes/<slug:slug>/entrega/", people.pack, name="pack"),
    path("redes/<slug:slug>/entrega.pdf", people.pack_pdf, name="pack_pdf"),
    path("redes/<slug:slug>/personas/", people.people, name="people"),
    path("redes/<slug:slug>/personas/<int:pk>/", people.handover, name="handover"),
    path("redes/<slug:slug>/lugar/", networks.place, name="place"),
]
