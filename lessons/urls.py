from django.urls import path

from lessons.collections import views as collections_views
from lessons.consent import views
from lessons.conversation import views as conversation_views
from lessons.experience.views import citing, exchange, uses
from lessons.exports import views as exports_views
from lessons.feeds import views as feeds_views
from lessons.files.views import attachments, photos, uploads
from lessons.findings.views import evidence, findings, gaps
from lessons.handover import views as handover_views
from lessons.importing import views as importing_views
from lessons.library import views as library_views
from lessons.moderation.views import suspended, takedown
from lessons.pages.views import (
    desk,
    first_steps,
    found,
    lessons,
    mine,
    networks,
    notices,
    organisations,
    persons,
    regions,
    similar,
    voices,
)
from lessons.printouts import views as printouts_views
from lessons.printouts.contents import Kind
from lessons.relations import views as relations_views
from lessons.review.views import review, versions
from lessons.saved_searches import views as saved_searches_views
from lessons.search import views as search_views
from lessons.verification import views as verification_views
from lessons.vitality import views as vitality_views
from lessons.workshops.views import notes, workshops
from lessons.writing.views import drafts, translations, writing

app_name = "lessons"
PDF, WORD = {"kind": Kind.LEARNING_PDF}, {"kind": Kind.LEARNING_WORD}

urlpatterns = [
    path("lecciones/", lessons.lesson_list, name="lessons"),
    path("lecciones/donde-y-cuando/", found.found_where_and_when, name="found"),
    path("fuentes-publicadas/", library_views.library_list, name="library"),
    path("mis-lecciones/", mine.my_lessons, name="mine"),
    path("lecciones/sugerencias/", search_views.suggestions, name="suggestions"),
    path("lecciones.atom", feeds_views.feed, name="feed"),
    path("lecciones.<slug:form>", exports_views.take_along, name="table"),
    path("exportaciones/<uuid:key>/", exports_views.export_page, name="export"),
    path("exportaciones/<uuid:key>/archivo", exports_views.export_file, name="export_file"),
    path("lecciones/nueva/", writing.lesson_new, name="new"),
    path("lecciones/ejemplo/", library_views.example_lesson, name="example"),
    path("lecciones/plantilla.xlsx", importing_views.import_template, {"form": "xlsx"}, name="import_template"),
    path("lecciones/plantilla.csv", importing_views.import_template, {"form": "csv"}, name="import_headings"),
    path("lecciones/borrador/", writing.autosave, name="autosave"),
    path("lecciones/vista-previa/", writing.preview, name="preview"),
    path("lecciones/<int:pk>/", lessons.lesson_detail, name="lesson"),
    path("lecciones/<int:pk>/semejantes/", similar.similar_lessons, name="similar"),
    path("lecciones/<int:pk>/editar/", writing.lesson_edit, name="edit"),
    path("lecciones/<int:pk>/vista-previa/", writing.preview, name="preview"),
    path("lecciones/parecidas/", writing.nearest, name="nearest"),
    path("lecciones/<int:pk>/parecidas/", writing.nearest, name="nearest"),
    path("lecciones/alcance/", writing.audience, name="audience"),
    path("lecciones/<int:pk>/alcance/", writing.audience, name="audience"),
    path("lecciones/<int:pk>/descartar/", drafts.discard, name="discard"),
    path("lecciones/<int:pk>/publicar/", lessons.publish, name="publish"),
    path("lecciones/<int:pk>/entregar/", review.hand_in, name="hand_in"),
    path("lecciones/<int:pk>/retirar/", review.take_back, name="take_back"),
    path("lecciones/<int:pk>/revision/", review.looked_at, name="review"),
    path("lecciones/<int:pk>/revision/<int:note>/", review.settle, name="settle"),
    path("lecciones/<int:pk>/versiones/", versions.versions, name="versions"),
    path("lecciones/<int:pk>/versiones/objetar/", versions.object_to, name="object_to"),
    path("lecciones/<int:pk>/ocultar/", takedown.take_down, name="take_down"),
    path("lecciones/<int:pk>/mostrar/", takedown.put_back, name="put_back"),
    path("lecciones/<int:pk>/vigencia/", verification_views.still_true, name="still_true"),
    path("lecciones/<int:pk>/vigencia/otra-vez/", verification_views.in_force_again, name="in_force_again"),
    path("vigencia/<str:token>/", verification_views.answer_by_mail, name="answer_by_mail"),
    path("lecciones/<int:pk>/lo-mio/", views.show_mine, name="show_mine"),
    path("lecciones/<int:pk>/confirmar/", voices.corroborate, name="corroborate"),
    path("lecciones/<int:pk>/usar/", voices.use, name="use"),
    path("lecciones/<int:pk>/citar/", citing.cite, name="cite"),
    path("lecciones/<int:pk>/considerar/", citing.consider, name="consider"),
    path("consideradas/", citing.considered, name="considered"),
    path("consideradas.<str:form>", citing.considered_file, name="considered_file"),
    path("consideradas/<int:pk>/quitar/", citing.no_longer_considered, name="no_longer_considered"),
    path("usos/<int:pk>/", uses.told_use, name="told_use"),
    path("usos/<int:pk>/retirar/", uses.withdraw_use, name="withdraw_use"),
    path("lecciones/<int:pk>/foto/", photos.photo_edit, name="photo_edit"),
    path("lecciones/<int:pk>/foto/<str:size>.webp", photos.photo, name="photo"),
    path("avisos/", notices.notice_list, name="notices"),
    path("avisos/vistos/", notices.notices_seen, name="notices_seen"),
    path("lecciones/<int:pk>/archivos/", attachments.files, name="files"),
    path("lecciones/<int:pk>/archivos/subidas/", uploads.upload_begin, name="upload_begin"),
    path("lecciones/<int:pk>/archivos/subidas/<uuid:key>/", uploads.upload, name="upload"),
    path("lecciones/<int:pk>/archivos/<uuid:key>/", attachments.file, name="file"),
    path("lecciones/<int:pk>/archivos/<uuid:key>/miniatura.webp", attachments.file_thumbnail, name="file_thumbnail"),
    path("lecciones/<int:pk>/archivos/<uuid:key>/quitar/", attachments.file_remove, name="file_remove"),
    path("lecciones/<int:pk>/conversacion/", conversation_views.conversation, name="conversation"),
    path(
        "lecciones/<int:pk>/conversacion/<int:comment_pk>/retirar/",
        conversation_views.take_back,
        name="comment_take_back",
    ),
    path("lecciones/<int:pk>/conversacion/<int:comment_pk>/avisar/", conversation_views.report, name="comment_report"),
    path(
        "lecciones/<int:pk>/conversacion/<int:comment_pk>/moderar/",
        conversation_views.moderate,
        name="comment_moderate",
    ),
    path("conversaciones/correo/", conversation_views.talk_mail, name="talk_mail"),
    path("lecciones/<int:pk>/coleccionar/", collections_views.collect, name="collect"),
    path("colecciones/", collections_views.collection_list, name="collections"),
    path("colecciones/nueva/", collections_views.collection_new, name="collection_new"),
    path("colecciones/<int:pk>/", collections_views.collection, name="collection"),
    path("colecciones/<int:pk>/editar/", collections_views.collection_edit, name="collection_edit"),
    path("colecciones/<int:pk>/orden/", collections_views.arrange, name="collection_arrange"),
    path("colecciones/<int:pk>/enlace/", collections_views.link, name="collection_link"),
    path("colecciones/<int:pk>/borrar/", collections_views.remove, name="collection_remove"),
    path("colecciones/<int:pk>/paquete.pdf", printouts_views.collection_file, PDF, "collection_pdf"),
    path("colecciones/<int:pk>/paquete.docx", printouts_views.collection_file, WORD, "collection_docx"),
    path("colecciones/enlace/<str:token>/", collections_views.shared, name="shared"),
    path("colecciones/enlace/<str:token>/paquete.pdf", printouts_views.shared_file, PDF, "shared_pdf"),
    path("colecciones/enlace/<str:token>/paquete.docx", printouts_views.shared_file, WORD, "shared_docx"),
    path("busquedas/", saved_searches_views.saved_searches, name="saved_searches"),
    path("busquedas/guardar/", saved_searches_views.save_search, name="save_search"),
    path("busquedas/<int:pk>/", saved_searches_views.saved_search, name="saved_search"),
    path("busquedas/<int:pk>/quitar/", saved_searches_views.saved_search_remove, name="saved_search_remove"),
    path("lecciones/<int:pk>/relacionadas/", relations_views.relations, name="relations"),
    path("lecciones/<int:pk>/relacionadas/nueva/", relations_views.relate, name="relate"),
    path("lecciones/<int:pk>/relacionadas/<int:relation>/terminar/", relations_views.relation_end, name="relation_end"),
    path("lecciones/<int:pk>/traducir/<slug:language>/", translations.translate, name="translate"),
    path(
        "lecciones/<int:pk>/traducir/<slug:language>/apartar/",
        translations.translation_aside,
        name="translation_aside",
    ),
    path("hallazgos/", findings.finding_list, name="findings"),
    path("hallazgos/<slug:code>/", findings.finding_detail, name="finding"),
    path("hallazgos/<slug:code>/donde/", evidence.finding_where, name="finding_where"),
    path("hallazgos/<slug:code>/usos/", evidence.finding_uses, name="finding_uses"),
    path("matriz/", findings.matrix, name="matrix"),
    path("vacios/", gaps.gaps, name="gaps"),
    path("vacios/tabla.csv", gaps.gaps_table, name="gaps_table"),
    path("vitalidad/", vitality_views.vitality, name="vitality"),
    path("departamentos/", regions.region_list, name="regions"),
    path("redes/<slug:slug>/intercambio/", exchange.exchange, name="exchange"),
    path("redes/<slug:slug>/intercambio.csv", exchange.exchange_csv, name="exchange_csv"),
    path("redes/<slug:slug>/vitalidad/", vitality_views.network_vitality, name="network_vitality"),
    path("redes/<slug:slug>/suspensiones/", suspended.suspended, name="suspended"),
    path("redes/<slug:slug>/importar/", importing_views.import_new, name="import_new"),
    path("redes/<slug:slug>/importar/<int:pk>/", importing_views.import_detail, name="import"),
    path("redes/<slug:slug>/importar/<int:pk>/filas.<str:form>", importing_views.import_faulty, name="import_faulty"),
    path("redes/<slug:slug>/importar/<int:pk>/deshacer/", importing_views.import_undo, name="import_undo"),
    path("redes/<slug:slug>/entrega/", handover_views.pack, name="pack"),
    path("redes/<slug:slug>/entrega.pdf", printouts_views.handover_file, name="pack_pdf"),
    path("redes/<slug:slug>/personas/", handover_views.people, name="people"),
    path("redes/<slug:slug>/personas/<int:pk>/", handover_views.handover, name="handover"),
    path("redes/<slug:slug>/talleres/", workshops.workshop_list, name="workshops"),
    path("redes/<slug:slug>/talleres/<int:pk>/", workshops.workshop_detail, name="workshop"),
    path("redes/<slug:slug>/talleres/<int:pk>/abrir/", workshops.workshop_open, name="workshop_open"),
    path("taller/", notes.enter, name="workshop_enter"),
    path("taller/<slug:code>/", notes.write, name="workshop_write"),
]

# Pages about networks, composed of what lessons know too: config/urls.py puts them under the noun that they show.
of_networks = [
    path("primeros-pasos/", first_steps.first_steps, name="first_steps"),
    path("organizaciones/<slug:slug>/", organisations.organisation_detail, name="organisation"),
    path("redes/", networks.network_list, name="networks"),
    path("redes/vinculos/", networks.ties, name="ties"),
    path("redes/<slug:slug>/", networks.network_detail, name="network"),
    path("personas/<int:pk>/", persons.person, name="person"),
    path("redes/<slug:slug>/recorrido/", networks.course, name="course"),
    path("redes/<slug:slug>/historia/", networks.history, name="history"),
    path("redes/<slug:slug>/secretaria/", desk.desk, name="desk"),
    path("redes/<slug:slug>/lugar/", networks.place, name="place"),
]
