"""Who may open what: every URL × every kind of person, and a refusal changes nothing.

The table is also the documentation. A URL that has no row in it fails.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils.timezone import localdate, now

from config.celery import TICK_KEY
from digests.models import KeptMail, Subscription
from digests.tokens import token_of
from lessons import asks, life
from lessons.models import (
    Attachment,
    CollectionItem,
    Consideration,
    Lesson,
    LessonImport,
    LessonRelation,
    Photo,
    ReviewNote,
    WorkshopNote,
)
from lessons.suspending import suspend
from lessons.taking_down import take_down
from lessons.two_at_once import pen_of, seen_now, values_of
from lessons.uploads import begin
from networks.actions import merge_organisations
from networks.joining import token_of as invitation_token
from networks.models import (
    Affiliation,
    AffiliationRequest,
    Announcement,
    NetworkRelation,
    OrganisationImport,
    RelationRequest,
    TaskFailure,
    User,
)
from tests.cast import Cast
from tests.factories import (
    ApplicationFactory,
    CollectionFactory,
    CommentFactory,
    FindingFactory,
    InvitationFactory,
    JoinRequestFactory,
    LessonFactory,
    OrganisationFactory,
    SectorFactory,
    TranslationFactory,
    UserFactory,
    WorkshopFactory,
    WorkshopNoteFactory,
    belong,
)
from tests.url_table import urls

# login: sent to sign in · done: it worked, and changed something · 302: sent elsewhere, nothing changed.
# What is of a lesson names which: by its visibility if it is published, `draft` is the member's, `text` the
# secretariat's draft, `kept` one for which the member answers, `ended` one that was archived, `study` a lesson of
# nobody here. A URL without a row for POST refuses it with 405.
PEOPLE = (
    "anonymous", "no_network", "other_member", "other_secretariat", "observer", "member", "secretariat", "admin",
)  # fmt: skip
TABLE = """
url                                 of           how  anon  none  o.mem o.sec obser membr secre admin
healthz                             -            GET  200   200   200   200   200   200   200   200
healthz                             -            POST 200   200   200   200   200   200   200   200
robots                              -            GET  200   200   200   200   200   200   200   200
security                            -            GET  200   200   200   200   200   200   200   200
manifest                            -            GET  200   200   200   200   200   200   200   200
home                                -            GET  200   200   200   200   200   200   200   200
language                            -            GET  405   405   405   405   405   405   405   405
language                            -            POST 302   done  done  done  done  done  done  done
about                               -            GET  200   200   200   200   200   200   200   200
privacy                             -            GET  200   200   200   200   200   200   200   200
help                                -            GET  200   200   200   200   200   200   200   200
style                               -            GET  200   200   200   200   200   200   200   200
style_picture                       quipu        GET  200   200   200   200   200   200   200   200
lessons:lessons                     -            GET  200   200   200   200   200   200   200   200
lessons:table                       csv          GET  200   200   200   200   200   200   200   200
lessons:mine                        -            GET  login 200   200   200   200   200   200   200
lessons:first_steps                 -            GET  login 200   200   200   200   200   200   200
lessons:new                         -            GET  login 403   200   200   403   200   200   200
lessons:new                         -            POST login 403   422   422   403   done  done  done
lessons:autosave                    -            GET  405   405   405   405   405   405   405   405
lessons:autosave                    -            POST 401   403   422   422   403   done  done  done
lessons:preview                     -            GET  login 405   405   405   405   405   405   405
lessons:preview                     -            POST login 403   200   200   403   200   200   200
lessons:preview                     all_networks GET  login 405   405   405   405   405   405   405
lessons:preview                     all_networks POST login 404   403   403   403   403   200   200
lessons:preview                     draft        GET  login 405   405   405   405   405   405   405
lessons:preview                     draft        POST login 404   404   404   404   200   200   200
lessons:nearest                     -            GET  login 405   405   405   405   405   405   405
lessons:nearest                     -            POST login 403   200   200   403   200   200   200
lessons:nearest                     all_networks GET  login 405   405   405   405   405   405   405
lessons:nearest                     all_networks POST login 404   403   403   403   403   200   200
lessons:nearest                     draft        GET  login 405   405   405   405   405   405   405
lessons:nearest                     draft        POST login 404   404   404   404   200   200   200
lessons:audience                    -            GET  login 405   405   405   405   405   405   405
lessons:audience                    -            POST login 403   200   200   403   200   200   200
lessons:audience                    all_networks GET  login 405   405   405   405   405   405   405
lessons:audience                    all_networks POST login 404   403   403   403   403   200   200
lessons:audience                    draft        GET  login 405   405   405   405   405   405   405
lessons:audience                    draft        POST login 404   404   404   404   200   200   200
lessons:lesson                      public       GET  200   200   200   200   200   200   200   200
lessons:lesson                      all_networks GET  404   404   200   200   200   200   200   200
lessons:lesson                      own_network  GET  404   404   404   404   200   200   200   200
lessons:lesson                      own_organisation GET 404 404  404   404   404   404   200   200
lessons:lesson                      chosen_networks GET 404 404   404   404   200   200   200   200
lessons:lesson                      draft        GET  404   404   404   404   404   200   200   200
lessons:lesson                      text         GET  404   404   404   404   404   404   200   200
lessons:lesson                      study        GET  200   200   200   200   200   200   200   200
lessons:edit                        public       GET  login 403   403   403   403   403   200   200
lessons:edit                        public       POST login 403   403   403   403   403   done  done
lessons:edit                        all_networks GET  login 404   403   403   403   403   200   200
lessons:edit                        all_networks POST login 404   403   403   403   403   done  done
lessons:edit                        own_network  GET  login 404   404   404   403   403   200   200
lessons:edit                        own_network  POST login 404   404   404   403   403   done  done
lessons:edit                        draft        GET  login 404   404   404   404   200   200   200
lessons:edit                        draft        POST login 404   404   404   404   done  done  done
lessons:edit                        text         GET  login 404   404   404   404   404   200   200
lessons:edit                        text         POST login 404   404   404   404   404   done  done
lessons:edit                        study        GET  login 403   403   403   403   403   403   200
lessons:edit                        study        POST login 403   403   403   403   403   403   done
lessons:discard                     draft        GET  login 404   404   404   404   200   403   403
lessons:discard                     draft        POST login 404   404   404   404   done  403   403
lessons:discard                     text         GET  login 404   404   404   404   404   200   403
lessons:discard                     text         POST login 404   404   404   404   404   done  403
lessons:discard                     public       GET  login 403   403   403   403   403   403   403
lessons:discard                     public       POST login 403   403   403   403   403   403   403
lessons:publish                     draft        GET  login 405   405   405   405   405   405   405
lessons:publish                     draft        POST login 404   404   404   404   403   done  done
lessons:publish                     text         GET  login 405   405   405   405   405   405   405
lessons:publish                     text         POST login 404   404   404   404   404   done  done
lessons:publish                     public       GET  login 405   405   405   405   405   405   405
lessons:publish                     public       POST login 403   403   403   403   403   302   302
lessons:hand_in                     draft        GET  login 405   405   405   405   405   405   405
lessons:hand_in                     draft        POST login 404   404   404   404   done  403   403
lessons:hand_in                     text         GET  login 405   405   405   405   405   405   405
lessons:hand_in                     text         POST login 404   404   404   404   404   done  403
lessons:hand_in                     public       GET  login 405   405   405   405   405   405   405
lessons:hand_in                     public       POST login 403   403   403   403   403   302   403
lessons:take_back                   handed_in    GET  login 405   405   405   405   405   405   405
lessons:take_back                   handed_in    POST login 404   404   404   404   done  403   403
lessons:review                      public       GET  login 403   403   403   403   403   200   200
lessons:review                      public       POST login 403   403   403   403   403   done  done
lessons:review                      own_network  GET  login 404   404   404   403   403   200   200
lessons:review                      own_network  POST login 404   404   404   403   403   done  done
lessons:review                      draft        GET  login 404   404   404   404   200   200   200
lessons:review                      draft        POST login 404   404   404   404   done  done  done
lessons:review                      text         GET  login 404   404   404   404   404   200   200
lessons:review                      text         POST login 404   404   404   404   404   done  done
lessons:review                      study        GET  login 403   403   403   403   403   403   200
lessons:review                      study        POST login 403   403   403   403   403   403   done
lessons:settle                      remark       GET  login 405   405   405   405   405   405   405
lessons:settle                      remark       POST login 404   404   404   404   done  done  done
lessons:versions                    public       GET  200   200   200   200   200   200   200   200
lessons:versions                    all_networks GET  404   404   200   200   200   200   200   200
lessons:versions                    own_network  GET  404   404   404   404   200   200   200   200
lessons:versions                    own_organisation GET 404 404  404   404   404   404   200   200
lessons:versions                    chosen_networks GET 404 404   404   404   200   200   200   200
lessons:versions                    draft        GET  404   404   404   404   404   200   200   200
lessons:versions                    study        GET  200   200   200   200   200   200   200   200
lessons:object_to                   handed_in    GET  login 404   404   404   404   200   403   403
lessons:object_to                   handed_in    POST login 404   404   404   404   done  403   403
lessons:object_to                   public       GET  login 403   403   403   403   403   200   403
lessons:object_to                   public       POST login 403   403   403   403   403   done  403
lessons:show_mine                   public       GET  login 405   405   405   405   405   405   405
lessons:show_mine                   public       POST login 302   302   302   302   302   302   302
lessons:show_mine                   own_network  GET  login 405   405   405   405   405   405   405
lessons:show_mine                   own_network  POST login 404   404   404   302   302   302   302
lessons:show_mine                   draft        GET  login 405   405   405   405   405   405   405
lessons:show_mine                   draft        POST login 404   404   404   404   404   404   404
lessons:corroborate                 public       GET  login 403   200   200   403   200   403   200
lessons:corroborate                 public       POST login 403   422   422   403   done  403   done
lessons:corroborate                 all_networks GET  login 404   200   200   403   200   403   200
lessons:corroborate                 all_networks POST login 404   422   422   403   done  403   done
lessons:corroborate                 own_network  GET  login 404   404   404   403   200   403   200
lessons:corroborate                 own_network  POST login 404   404   404   403   done  403   done
lessons:corroborate                 draft        GET  login 404   404   404   404   403   403   403
lessons:corroborate                 draft        POST login 404   404   404   404   403   403   403
lessons:corroborate                 study        GET  login 403   200   200   403   200   200   200
lessons:corroborate                 study        POST login 403   422   422   403   done  done  done
lessons:use                         public       GET  login 403   200   200   403   200   403   200
lessons:use                         public       POST login 403   422   422   403   done  403   done
lessons:use                         all_networks GET  login 404   200   200   403   200   403   200
lessons:use                         all_networks POST login 404   422   422   403   done  403   done
lessons:use                         own_network  GET  login 404   404   404   403   200   403   200
lessons:use                         own_network  POST login 404   404   404   403   done  403   done
lessons:use                         draft        GET  login 404   404   404   404   403   403   403
lessons:use                         draft        POST login 404   404   404   404   403   403   403
lessons:use                         study        GET  login 403   200   200   403   200   200   200
lessons:use                         study        POST login 403   422   422   403   done  done  done
lessons:still_true                  public       GET  200   200   200   200   200   200   200   200
lessons:still_true                  public       POST login 403   403   403   403   403   done  done
lessons:still_true                  all_networks GET  404   404   200   200   200   200   200   200
lessons:still_true                  all_networks POST login 404   403   403   403   403   done  done
lessons:still_true                  own_network  GET  404   404   404   404   200   200   200   200
lessons:still_true                  own_network  POST login 404   404   404   403   403   done  done
lessons:still_true                  kept         GET  404   404   200   200   200   200   200   200
lessons:still_true                  kept         POST login 404   403   403   403   done  done  done
lessons:still_true                  draft        GET  404   404   404   404   404   404   404   404
lessons:still_true                  draft        POST login 404   404   404   404   404   404   404
lessons:still_true                  study        GET  200   200   200   200   200   200   200   200
lessons:still_true                  study        POST login 403   403   403   403   403   403   done
lessons:take_down                   public       GET  login 403   403   403   403   403   403   200
lessons:take_down                   public       POST login 403   403   403   403   403   403   done
lessons:take_down                   own_network  GET  login 404   404   404   403   403   403   200
lessons:take_down                   own_network  POST login 404   404   404   403   403   403   done
lessons:take_down                   draft        GET  login 404   404   404   404   403   403   302
lessons:take_down                   draft        POST login 404   404   404   404   403   403   302
lessons:put_back                    hidden       GET  login 404   404   404   404   404   403   200
lessons:put_back                    hidden       POST login 404   404   404   404   404   403   done
lessons:lesson                      hidden       GET  404   404   404   404   404   404   200   200
lessons:in_force_again              ended        GET  login 405   405   405   405   405   405   405
lessons:in_force_again              ended        POST login 404   403   403   403   403   done  done
lessons:in_force_again              public       GET  login 405   405   405   405   405   405   405
lessons:in_force_again              public       POST login 403   403   403   403   403   302   302
lessons:answer_by_mail              asked        GET  200   200   200   200   200   200   200   200
lessons:answer_by_mail              asked        POST done  done  done  done  done  done  done  done
lessons:answer_by_mail              answered     GET  410   410   410   410   410   410   410   410
lessons:answer_by_mail              answered     POST 410   410   410   410   410   410   410   410
lessons:answer_by_mail              lost         GET  400   400   400   400   400   400   400   400
lessons:answer_by_mail              lost         POST 400   400   400   400   400   400   400   400
lessons:photo_edit                  public       GET  login 403   403   403   403   403   200   200
lessons:photo_edit                  public       POST login 403   403   403   403   403   done  done
lessons:photo_edit                  all_networks GET  login 404   403   403   403   403   200   200
lessons:photo_edit                  all_networks POST login 404   403   403   403   403   done  done
lessons:photo_edit                  own_network  GET  login 404   404   404   403   403   200   200
lessons:photo_edit                  own_network  POST login 404   404   404   403   403   done  done
lessons:photo_edit                  draft        GET  login 404   404   404   404   200   200   200
lessons:photo_edit                  draft        POST login 404   404   404   404   done  done  done
lessons:photo_edit                  text         GET  login 404   404   404   404   404   200   200
lessons:photo_edit                  text         POST login 404   404   404   404   404   done  done
lessons:photo_edit                  study        GET  login 403   403   403   403   403   403   200
lessons:photo_edit                  study        POST login 403   403   403   403   403   403   done
lessons:photo                       public       GET  200   200   200   200   200   200   200   200
lessons:photo                       all_networks GET  404   404   200   200   200   200   200   200
lessons:photo                       own_network  GET  404   404   404   404   200   200   200   200
lessons:photo                       own_organisation GET 404 404  404   404   404   404   200   200
lessons:photo                       chosen_networks GET 404 404   404   404   200   200   200   200
lessons:photo                       draft        GET  404   404   404   404   404   200   200   200
lessons:photo                       text         GET  404   404   404   404   404   404   200   200
lessons:photo                       study        GET  200   200   200   200   200   200   200   200
lessons:notices                     -            GET  login 200   200   200   200   200   200   200
lessons:notices_seen                -            GET  login 405   405   405   405   405   405   405
lessons:notices_seen                -            POST login 302   302   302   302   302   302   302
lessons:files                       public       GET  200   200   200   200   200   200   200   200
lessons:files                       public       POST 403   403   403   403   403   403   done  done
lessons:files                       all_networks GET  404   404   200   200   200   200   200   200
lessons:files                       all_networks POST 404   404   403   403   403   403   done  done
lessons:files                       own_network  GET  404   404   404   404   200   200   200   200
lessons:files                       own_network  POST 404   404   404   404   403   403   done  done
lessons:files                       own_organisation GET  404   404   404   404   404   404   200   200
lessons:files                       own_organisation POST 404   404   404   404   404   404   done  done
lessons:files                       chosen_networks GET  404   404   404   404   200   200   200   200
lessons:files                       chosen_networks POST 404   404   404   404   403   403   done  done
lessons:files                       draft        GET  404   404   404   404   404   200   200   200
lessons:files                       draft        POST 404   404   404   404   404   done  done  done
lessons:files                       text         GET  404   404   404   404   404   404   200   200
lessons:files                       text         POST 404   404   404   404   404   404   done  done
lessons:files                       study        GET  200   200   200   200   200   200   200   200
lessons:files                       study        POST 403   403   403   403   403   403   403   done
lessons:file                        public       GET  200   200   200   200   200   200   200   200
lessons:file                        all_networks GET  404   404   200   200   200   200   200   200
lessons:file                        own_network  GET  404   404   404   404   200   200   200   200
lessons:file                        own_organisation GET  404   404   404   404   404   404   200   200
lessons:file                        chosen_networks GET  404   404   404   404   200   200   200   200
lessons:file                        draft        GET  404   404   404   404   404   200   200   200
lessons:file                        text         GET  404   404   404   404   404   404   200   200
lessons:file                        study        GET  200   200   200   200   200   200   200   200
lessons:file_thumbnail              public       GET  200   200   200   200   200   200   200   200
lessons:file_thumbnail              all_networks GET  404   404   200   200   200   200   200   200
lessons:file_thumbnail              own_network  GET  404   404   404   404   200   200   200   200
lessons:file_thumbnail              draft        GET  404   404   404   404   404   200   200   200
lessons:file_remove                 public       GET  login 405   405   405   405   405   405   405
lessons:file_remove                 public       POST login 403   403   403   403   403   done  done
lessons:file_remove                 all_networks GET  login 405   405   405   405   405   405   405
lessons:file_remove                 all_networks POST login 404   403   403   403   403   done  done
lessons:file_remove                 own_network  GET  login 405   405   405   405   405   405   405
lessons:file_remove                 own_network  POST login 404   404   404   403   403   done  done
lessons:file_remove                 draft        GET  login 405   405   405   405   405   405   405
lessons:file_remove                 draft        POST login 404   404   404   404   done  done  done
lessons:file_remove                 text         GET  login 405   405   405   405   405   405   405
lessons:file_remove                 text         POST login 404   404   404   404   404   done  done
lessons:file_remove                 study        GET  login 405   405   405   405   405   405   405
lessons:file_remove                 study        POST login 403   403   403   403   403   403   done
lessons:upload_begin                public       GET  login 405   405   405   405   405   405   405
lessons:upload_begin                public       POST login 403   403   403   403   403   done  done
lessons:upload_begin                all_networks GET  login 405   405   405   405   405   405   405
lessons:upload_begin                all_networks POST login 404   403   403   403   403   done  done
lessons:upload_begin                own_network  GET  login 405   405   405   405   405   405   405
lessons:upload_begin                own_network  POST login 404   404   404   403   403   done  done
lessons:upload_begin                draft        GET  login 405   405   405   405   405   405   405
lessons:upload_begin                draft        POST login 404   404   404   404   done  done  done
lessons:upload_begin                text         GET  login 405   405   405   405   405   405   405
lessons:upload_begin                text         POST login 404   404   404   404   404   done  done
lessons:upload_begin                study        GET  login 405   405   405   405   405   405   405
lessons:upload_begin                study        POST login 403   403   403   403   403   403   done
lessons:upload                      public       GET  login 403   403   403   403   403   404   404
lessons:upload                      public       POST login 403   403   403   403   403   404   404
lessons:upload                      own_network  GET  login 404   404   404   403   403   404   404
lessons:upload                      own_network  POST login 404   404   404   403   403   404   404
lessons:upload                      draft        GET  login 404   404   404   404   200   404   404
lessons:upload                      draft        POST login 404   404   404   404   done  404   404
lessons:conversation                public       GET  login 200   200   200   200   200   200   200
lessons:conversation                public       POST login 403   done  done  done  done  done  done
lessons:conversation                own_network  GET  login 404   404   404   200   200   200   200
lessons:conversation                own_network  POST login 404   404   404   done  done  done  done
lessons:conversation                draft        GET  login 404   404   404   404   404   404   404
lessons:conversation                draft        POST login 404   404   404   404   404   404   404
lessons:conversation                study        GET  login 200   200   200   200   200   200   200
lessons:conversation                study        POST login 403   done  done  done  done  done  done
lessons:comment_take_back           comment      GET  login 404   403   403   403   200   403   403
lessons:comment_take_back           comment      POST login 404   403   403   403   done  403   403
lessons:comment_report              comment      GET  login 404   200   200   200   403   200   200
lessons:comment_report              comment      POST login 404   done  done  done  403   done  done
lessons:comment_moderate            comment      GET  login 404   403   403   403   403   200   200
lessons:comment_moderate            comment      POST login 404   403   403   403   403   done  done
lessons:talk_mail                   -            GET  login 200   200   200   200   200   200   200
lessons:talk_mail                   -            POST login done  done  done  done  done  done  done
lessons:collect                     public       GET  login 200   200   200   200   200   200   200
lessons:collect                     public       POST login done  done  done  done  done  done  done
lessons:collect                     own_network  GET  login 404   404   404   200   200   200   200
lessons:collect                     own_network  POST login 404   404   404   done  done  done  done
lessons:collect                     draft        GET  login 404   404   404   404   404   404   404
lessons:collect                     draft        POST login 404   404   404   404   404   404   404
lessons:collections                 -            GET  200   200   200   200   200   200   200   200
lessons:collection_new              -            GET  login 200   200   200   200   200   200   200
lessons:collection_new              -            POST login done  422   422   done  done  done  done
lessons:collection                  collection   GET  404   404   404   404   200   200   200   200
lessons:collection_pdf              collection   GET  404   404   404   404   200   200   200   200
lessons:collection_pdf              collection   POST 404   404   404   404   done  done  done  done
lessons:collection_docx             collection   GET  404   404   404   404   200   200   200   200
lessons:collection_docx             collection   POST 404   404   404   404   done  done  done  done
lessons:collection_edit             collection   GET  login 404   404   404   403   200   200   200
lessons:collection_edit             collection   POST login 404   404   404   403   done  done  done
lessons:collection_arrange          collection   GET  login 405   405   405   405   405   405   405
lessons:collection_arrange          collection   POST login 404   404   404   403   done  done  done
lessons:collection_link             collection   GET  login 405   405   405   405   405   405   405
lessons:collection_link             collection   POST login 404   404   404   403   done  done  done
lessons:collection_remove           collection   GET  login 404   404   404   403   200   200   200
lessons:collection_remove           collection   POST login 404   404   404   403   done  done  done
lessons:shared                      link         GET  200   200   200   200   200   200   200   200
lessons:shared_pdf                  link         GET  200   200   200   200   200   200   200   200
lessons:shared_pdf                  link         POST done  done  done  done  done  done  done  done
lessons:shared_docx                 link         GET  200   200   200   200   200   200   200   200
lessons:shared_docx                 link         POST done  done  done  done  done  done  done  done
lessons:relations                   public       GET  200   200   200   200   200   200   200   200
lessons:relations                   all_networks GET  404   404   200   200   200   200   200   200
lessons:relations                   draft        GET  404   404   404   404   404   200   200   200
lessons:relations                   study        GET  200   200   200   200   200   200   200   200
lessons:relate                      public       GET  login 405   405   405   405   405   405   405
lessons:relate                      public       POST login 403   422   422   403   422   done  done
lessons:relate                      own_network  GET  login 405   405   405   405   405   405   405
lessons:relate                      own_network  POST login 404   404   404   403   422   done  done
lessons:relate                      draft        GET  login 405   405   405   405   405   405   405
lessons:relate                      draft        POST login 404   404   404   404   done  done  done
lessons:relation_end                public+link  GET  login 405   405   405   405   405   405   405
lessons:relation_end                public+link  POST login 403   403   403   403   403   done  done
lessons:relation_end                own_network+link GET login 405 405  405   405   405   405   405
lessons:relation_end                own_network+link POST login 404 404  404  403   403   done  done
lessons:translate                   public+en    GET  login 403   200   200   403   200   200   200
lessons:translate                   public+en    POST login 403   done  done  403   done  done  done
lessons:translate                   own_network+en GET login 404  404   404   403   200   200   200
lessons:translate                   own_network+en POST login 404 404   404   403   done  done  done
lessons:translate                   draft+en     GET  login 404   404   404   404   403   403   403
lessons:translate                   draft+en     POST login 404   404   404   404   403   403   403
lessons:translate                   study+en     GET  login 403   200   200   403   200   200   200
lessons:translate                   study+en     POST login 403   done  done  403   done  done  done
lessons:translation_aside           public+en    GET  login 405   405   405   405   405   405   405
lessons:translation_aside           public+en    POST login 403   403   403   403   403   done  done
lessons:translation_aside           own_network+en GET login 405  405   405   405   405   405   405
lessons:translation_aside           own_network+en POST login 404 404   404   403   403   done  done
lessons:findings                    -            GET  200   200   200   200   200   200   200   200
lessons:finding                     finding      GET  200   200   200   200   200   200   200   200
lessons:finding_where               finding      GET  200   200   200   200   200   200   200   200
lessons:finding_uses                finding      GET  200   200   200   200   200   200   200   200
lessons:gaps                        -            GET  200   200   200   200   200   200   200   200
lessons:gaps_table                  -            GET  200   200   200   200   200   200   200   200
lessons:regions                     -            GET  200   200   200   200   200   200   200   200
lessons:matrix                      -            GET  200   200   200   200   200   200   200   200
lessons:organisation                organisation GET  login 404   200   200   200   200   200   200
lessons:desk                        network      GET  login 403   403   403   403   403   200   200
lessons:import_new                  network      GET  login 403   403   403   403   403   200   200
lessons:import_new                  network      POST login 403   403   403   403   403   422   422
lessons:import                      lesson_import GET login 404   404   404   404   404   200   200
lessons:import                      lesson_import POST login 404  404   404   404   404   done  done
lessons:import_faulty               lesson_import GET login 404   404   404   404   404   200   200
lessons:import_undo                 lesson_import GET login 405   405   405   405   405   405   405
lessons:import_undo                 lesson_import POST login 404  404   404   404   404   302   302
lessons:import_undo                 came_in      POST login 404   404   404   404   404   done  done
lessons:import_undo                 came_in      GET  login 405   405   405   405   405   405   405
networks:invite                     network      GET  login 403   403   403   403   403   200   200
networks:invite                     network      POST login 403   403   403   403   403   done  done
networks:invitation                 -            GET  410   410   410   410   410   410   410   410
networks:invitation                 -            POST 410   410   410   410   410   410   410   410
networks:invitation                 invited      GET  200   200   200   200   200   200   200   200
networks:invitation                 invited      POST done  200   200   200   200   200   200   200
networks:invitation_again           invitation   GET  login 405   405   405   405   405   405   405
networks:invitation_again           invitation   POST login 403   403   403   403   403   done  done
networks:invitation_revoke          invitation   GET  login 405   405   405   405   405   405   405
networks:invitation_revoke          invitation   POST login 403   403   403   403   403   done  done
networks:take_part                  -            GET  200   200   200   200   200   200   200   200
networks:join                       network      GET  login 200   200   200   302   302   302   302
networks:join                       network      POST login done  done  done  302   302   302   302
networks:request_answer             wish         GET  login 405   405   405   405   405   405   405
networks:request_answer             wish         POST login 403   403   403   403   403   done  done
networks:organisations              -            GET  login 403   200   200   200   200   200   200
networks:organisation_new           -            GET  login 403   403   200   403   403   200   200
networks:organisation_new           -            POST login 403   403   422   403   403   done  done
networks:organisation_edit          organisation GET  login 404   403   403   403   403   200   200
networks:organisation_edit          organisation POST login 404   403   403   403   403   done  done
networks:organisation_close         organisation GET  login 405   405   405   405   405   405   405
networks:organisation_close         organisation POST login 404   403   403   403   403   403   done
networks:organisation_merge         organisation GET  login 404   403   403   403   403   403   200
networks:organisation_merge         organisation POST login 404   403   403   403   403   403   done
networks:organisation_export        csv          GET  login 403   200   200   200   200   200   200
networks:import_new                 -            GET  login 403   403   200   403   403   200   200
networks:import_new                 -            POST login 403   403   422   403   403   422   422
networks:import                     import       GET  login 404   404   404   404   404   200   200
networks:import                     import       POST login 404   404   404   404   404   done  done
networks:import_faulty              import       GET  login 404   404   404   404   404   200   200
networks:merge_undo                 merge        GET  login 405   405   405   405   405   405   405
networks:merge_undo                 merge        POST login 403   403   403   403   403   403   done
lessons:networks                    -            GET  200   200   200   200   200   200   200   200
lessons:network                     network      GET  200   200   200   200   200   200   200   200
lessons:pack                        network      GET  login 403   403   403   403   200   200   200
lessons:pack                        network      POST login 403   403   403   403   403   done  done
lessons:pack_pdf                    network      GET  login 403   403   403   403   200   200   200
lessons:pack_pdf                    network      POST login 403   403   403   403   done  done  done
lessons:suspended                   network      GET  login 403   403   403   403   403   200   200
lessons:suspended                   network      POST login 403   403   403   403   403   302   302
lessons:people                      network      GET  login 403   403   403   403   403   200   200
lessons:handover                    role         GET  login 403   403   403   403   403   200   200
lessons:handover                    role         POST login 403   403   403   403   403   done  done
lessons:workshops                   network      GET  login 403   403   403   403   200   200   200
lessons:workshops                   network      POST login 403   403   403   403   done  done  done
lessons:workshop                    workshop     GET  login 403   403   403   403   200   200   200
lessons:workshop                    workshop     POST login 403   403   403   403   done  done  done
lessons:workshop_open               workshop     GET  login 405   405   405   405   405   405   405
lessons:workshop_open               workshop     POST login 403   403   403   403   done  done  done
lessons:workshop_enter              -            GET  200   200   200   200   200   200   200   200
lessons:workshop_enter              -            POST 302   302   302   302   302   302   302   302
lessons:workshop_write              code         GET  200   200   200   200   200   200   200   200
lessons:workshop_write              code         POST done  done  done  done  done  done  done  done
lessons:workshop_write              lost         GET  404   404   404   404   404   404   404   404
lessons:workshop_write              lost         POST 404   404   404   404   404   404   404   404
lessons:ties                        -            GET  200   200   200   200   200   200   200   200
lessons:cite                        public       GET  200   200   200   200   200   200   200   200
lessons:cite                        own_network  GET  404   404   404   404   200   200   200   200
lessons:cite                        draft        GET  404   404   404   404   404   404   404   404
lessons:consider                    public       GET  login 405   405   405   405   405   405   405
lessons:consider                    public       POST login done  done  done  done  done  done  done
lessons:consider                    own_network  GET  login 405   405   405   405   405   405   405
lessons:consider                    own_network  POST login 404   404   404   done  done  done  done
lessons:considered                  -            GET  login 200   200   200   200   200   200   200
lessons:considered_file             txt          GET  login 200   200   200   200   200   200   200
lessons:considered_file             csv          GET  login 404   404   404   404   404   404   404
lessons:no_longer_considered        considered   GET  login 405   405   405   405   405   405   405
lessons:no_longer_considered        considered   POST login 404   done  404   404   404   404   404
lessons:told_use                    use          GET  login 404   200   404   404   404   404   404
lessons:told_use                    use          POST login 404   done  404   404   404   404   404
lessons:withdraw_use                use          GET  login 405   405   405   405   405   405   405
lessons:withdraw_use                use          POST login 404   done  404   404   404   404   404
lessons:exchange                    network      GET  200   200   200   200   200   200   200   200
lessons:exchange_csv                network      GET  200   200   200   200   200   200   200   200
lessons:history                     network      GET  200   200   200   200   200   200   200   200
lessons:course                      network      GET  200   200   200   200   200   200   200   200
networks:network_edit               network      GET  login 403   403   403   403   403   200   200
networks:network_edit               network      POST login 403   403   403   403   403   done  done
networks:relations                  network      GET  200   200   200   200   200   200   200   200
networks:relations                  network      POST 403   403   403   403   403   403   done  done
networks:relation_end               relation     GET  login 403   403   403   403   403   200   200
networks:relation_end               relation     POST login 403   403   403   403   403   done  done
networks:affiliations               network      GET  login 403   403   403   200   200   200   200
networks:affiliations               network      POST login 403   403   403   403   403   done  done
networks:affiliation_end            belonging    GET  login 403   403   403   403   403   200   200
networks:affiliation_end            belonging    POST login 403   403   403   403   403   done  done
lessons:place                       themes       GET  login 403   403   403   403   403   200   200
lessons:place                       themes       POST login 403   403   403   403   403   done  done
networks:affiliation_answer         wished       GET  login 405   405   405   405   405   405   405
networks:affiliation_answer         wished       POST login 404   403   403   403   403   done  done
networks:affiliation_withdraw       asks         GET  login 405   405   405   405   405   405   405
networks:affiliation_withdraw       asks         POST login 403   403   403   403   403   done  done
networks:relation_answer            proposal     GET  login 405   405   405   405   405   405   405
networks:relation_answer            proposal     POST login 403   403   403   403   403   done  done
networks:directory                  -            GET  login 200   200   200   200   200   200   200
lessons:person                      person       GET  login 404   404   404   200   200   200   200
own_data                            -            GET  login 200   200   200   200   200   200   200
own_data_file                       -            GET  login 200   200   200   200   200   200   200
close_account                       -            GET  login 200   200   200   200   200   200   200
close_account                       -            POST login 422   422   422   422   422   422   422
desk                                -            GET  login 403   403   403   403   403   403   200
desk_people                         -            GET  login 403   403   403   403   403   403   200
desk_person                         person       GET  login 403   403   403   403   403   403   200
desk_person                         person       POST login 403   403   403   403   403   403   done
desk_suspend                        person       GET  login 403   403   403   403   403   403   200
desk_suspend                        person       POST login 403   403   403   403   403   403   done
desk_let_in                         suspended    GET  login 403   403   403   403   403   403   200
desk_let_in                         suspended    POST login 403   403   403   403   403   403   done
desk_mail                           -            GET  login 403   403   403   403   403   403   200
desk_test_mail                      -            GET  login 405   405   405   405   405   405   405
desk_test_mail                      -            POST login 403   403   403   403   403   403   done
desk_bounces_forgotten              person       GET  login 405   405   405   405   405   405   405
desk_bounces_forgotten              person       POST login 403   403   403   403   403   403   302
desk_hidden                         -            GET  login 403   403   403   403   403   403   200
desk_networks                       -            GET  login 403   403   403   403   403   403   200
desk_network_new                    -            GET  login 403   403   403   403   403   403   200
desk_network_new                    -            POST login 403   403   403   403   403   403   done
desk_network_close                  network      GET  login 403   403   403   403   403   403   200
desk_network_close                  network      POST login 403   403   403   403   403   403   done
desk_network_open                   network      GET  login 405   405   405   405   405   405   405
desk_network_open                   network      POST login 403   403   403   403   403   403   302
desk_sector_new                     -            GET  login 403   403   403   403   403   403   200
desk_sector_new                     -            POST login 403   403   403   403   403   403   done
desk_sector_switch                  sector       GET  login 405   405   405   405   405   405   405
desk_sector_switch                  sector       POST login 403   403   403   403   403   403   done
desk_announcements                  -            GET  login 403   403   403   403   403   403   200
desk_announcements                  -            POST login 403   403   403   403   403   403   done
desk_announcement_remove            announced    GET  login 405   405   405   405   405   405   405
desk_announcement_remove            announced    POST login 403   403   403   403   403   403   done
networks:announcement_put_away      announced    GET  405   405   405   405   405   405   405   405
networks:announcement_put_away      announced    POST 302   302   302   302   302   302   302   302
desk_audit                          -            GET  login 403   403   403   403   403   403   200
desk_audit_export                   -            GET  login 403   403   403   403   403   403   200
desk_sign_ins                       -            GET  login 403   403   403   403   403   403   200
desk_storage                        -            GET  login 403   403   403   403   403   403   200
desk_tasks                          -            GET  login 403   403   403   403   403   403   200
desk_failure_seen                   failure      GET  login 405   405   405   405   405   405   405
desk_failure_seen                   failure      POST login 403   403   403   403   403   403   done
networks:profile                    -            GET  login 200   200   200   200   200   200   200
networks:profile                    -            POST login done  done  done  done  done  done  done
digests:preferences                 -            GET  login 200   200   200   200   200   200   200
digests:preferences                 -            POST login done  done  done  done  done  done  done
digests:unsubscribe                 token        GET  200   200   200   200   200   200   200   200
digests:unsubscribe                 token        POST done  done  done  done  done  done  done  done
digests:unsubscribe                 -            GET  400   400   400   400   400   400   400   400
digests:unsubscribe                 -            POST 400   400   400   400   400   400   400   400
digests:kept_mail                   -            GET  login 403   403   403   403   403   403   200
digests:kept_mail_detail            mail         GET  login 403   403   403   403   403   403   200
digests:kept_mail_html              mail         GET  login 403   403   403   403   403   403   200
networks:sessions                   -            GET  login 200   200   200   200   200   200   200
networks:sessions                   -            POST login done  done  done  done  done  done  done
mfa_index                           -            GET  login 200   200   200   200   200   200   200
mfa_authenticate                    -            GET  login 302   302   302   302   302   302   302
mfa_authenticate                    -            POST login 302   302   302   302   302   302   302
mfa_reauthenticate                  -            GET  login 302   302   302   302   302   302   302
mfa_reauthenticate                  -            POST login 302   302   302   302   302   302   302
mfa_activate_totp                   -            GET  login 302   302   302   302   302   302   302
mfa_activate_totp                   -            POST login 302   302   302   302   302   302   302
mfa_deactivate_totp                 -            GET  login 404   404   404   404   404   404   404
mfa_deactivate_totp                 -            POST login 404   404   404   404   404   404   404
mfa_view_recovery_codes             -            GET  login 404   404   404   404   404   404   404
mfa_generate_recovery_codes         -            GET  login 302   302   302   302   302   302   302
mfa_generate_recovery_codes         -            POST login 302   302   302   302   302   302   302
mfa_download_recovery_codes         -            GET  login 404   404   404   404   404   404   404
mfa_download_recovery_codes         -            POST login 404   404   404   404   404   404   404
mfa_list_webauthn                   -            GET  login 200   200   200   200   200   200   200
mfa_add_webauthn                    -            GET  login 302   302   302   302   302   302   302
mfa_add_webauthn                    -            POST login 302   302   302   302   302   302   302
mfa_reauthenticate_webauthn         -            GET  login 302   302   302   302   302   302   302
mfa_reauthenticate_webauthn         -            POST login 302   302   302   302   302   302   302
mfa_remove_webauthn                 nothing      GET  login 302   302   302   302   302   302   302
mfa_remove_webauthn                 nothing      POST login 302   302   302   302   302   302   302
mfa_edit_webauthn                   nothing      GET  login 302   302   302   302   302   302   302
mfa_edit_webauthn                   nothing      POST login 302   302   302   302   302   302   302
mfa_login_webauthn                  -            GET  login 302   302   302   302   302   302   302
mfa_login_webauthn                  -            POST login 302   302   302   302   302   302   302
account_login                       -            GET  200   302   302   302   302   302   302   302
account_login                       -            POST 200   302   302   302   302   302   302   302
account_signup                      -            GET  200   302   302   302   302   302   302   302
account_signup                      -            POST 200   302   302   302   302   302   302   302
account_logout                      -            GET  302   200   200   200   200   200   200   200
account_logout                      -            POST 302   done  done  done  done  done  done  done
account_inactive                    -            GET  200   200   200   200   200   200   200   200
account_reauthenticate              -            GET  login 200   200   200   200   200   200   200
account_reauthenticate              -            POST login 200   200   200   200   200   200   200
account_email                       -            GET  login 200   200   200   200   200   200   200
account_email                       -            POST login 302   302   302   302   302   302   302
account_change_password             -            GET  login 200   200   200   200   200   200   200
account_change_password             -            POST login 200   200   200   200   200   200   200
account_set_password                -            GET  login 302   302   302   302   302   302   302
account_set_password                -            POST login 302   302   302   302   302   302   302
account_reset_password              -            GET  200   200   200   200   200   200   200   200
account_reset_password              -            POST 200   200   200   200   200   200   200   200
account_email_verification_sent     -            GET  login 302   302   302   302   302   302   302
account_email_verification_sent     -            POST login 302   302   302   302   302   302   302
account_confirm_login_code          -            GET  login 302   302   302   302   302   302   302
account_confirm_login_code          -            POST login 302   302   302   302   302   302   302
account_confirm_password_reset_code -            GET  login login login login login login login login
account_complete_password_reset     -            GET  302   302   302   302   302   302   302   302
account_complete_password_reset     -            POST 302   302   302   302   302   302   302   302
account_password_reset_completed    -            GET  200   200   200   200   200   200   200   200
"""
WRITTEN = {
    "title": "Una lección",
    "what_happened": "Qué pasó.",
    "insight": "Qué se aprendió.",
    "recommendation": "Qué hacer.",
    "visibility": "all_networks",
    "evidence": "research",
    "language": "es",
}
FILE = {"title": "Acta", "kind": "pdf", "extension": "pdf", "mime": "application/pdf", "size": 8, "thumbnail": b"t"}
BODIES = {
    "language": {"language": "en", "next": "/lecciones/"},
    "lessons:new": WRITTEN,
    "lessons:edit": WRITTEN,
    "lessons:handover": {"then": "observer"},
    "lessons:import": {"go": "read"},
    "lessons:place": {"place_T1": "2"},
    "lessons:autosave": WRITTEN,
    "lessons:preview": WRITTEN,
    "lessons:audience": WRITTEN,
    "lessons:review": {"text": "¿Dónde fue?"},
    "lessons:object_to": {"text": "No dije eso."},
    "lessons:nearest": WRITTEN,
    "lessons:photo_edit": {"alt": "Otra"},
    "lessons:files": {"title": "Acta"},
    "lessons:upload_begin": {"name": "acta.pdf", "size": 100},
    "lessons:upload": {"name": "acta.pdf", "size": 100, "mark": "1"},
    "lessons:still_true": {"answer": "still_true"},
    "lessons:answer_by_mail": {"answer": "still_true"},
    "lessons:corroborate": {"stance": "confirms"},
    "lessons:workshops": {"title": "La campaña"},
    "lessons:workshop_enter": {"code": "abc2-34de"},
    "lessons:workshop_write": {"text": "La radio llegó antes."},
    "lessons:conversation": {"text": "¿Cómo fue?"},
    "lessons:comment_report": {"reason": "Ofende."},
    "lessons:comment_moderate": {"then": "hide", "reason": "Ofende."},
    "lessons:talk_mail": {"at_once": "on"},
    "lessons:collect": {"title": "Para empezar"},
    "lessons:collection_new": {"title": "Para empezar", "visibility": "private"},
    "lessons:collection_edit": {"title": "Para empezar", "visibility": "own_network"},
    "lessons:collection_arrange": {"do": "remove"},
    "lessons:collection_link": {"do": "new"},
    "lessons:use": {"result": "worked", "for_what": "Un plan"},
    "lessons:told_use": {"result": "partly"},
    "lessons:translate": WRITTEN,
    "lessons:relate": {"what": "part_of"},
    "networks:organisation_new": {"name": "Centro Rural"},
    "networks:organisation_edit": {"name": "Centro Rural", "version": 1},
    "networks:organisation_merge": {"into": "la-que-queda"},
    "networks:invite": {"addresses": "nueva@ejemplo.example", "role": "member", "language": "es"},
    "networks:invitation": {"name": "Nueva", "password": "tres palabras mías"},
    "networks:join": {"message": "Trabajo en salud comunitaria en Puno."},
    "networks:request_answer": {"then": "decline"},
    "networks:affiliation_answer": {"then": "agree"},
    "networks:relation_answer": {"then": "agree"},
    "networks:network_edit": {
        "name": "Propia",
        "full_name": "Red Propia del Perú",
        "kind": "forum",
        "default_visibility": "public",
        "digest_weekday": 4,
        "version": 1,
    },
    "networks:relations": {"kind": "alliance"},
    "desk_person": {"change": "make_admin"},
    "desk_network_new": {"name": "Nueva", "full_name": "Red Nueva del Perú", "kind": "forum"},
    "desk_network_close": {"reason": "Un error."},
    "desk_sector_new": {"name_es": "Deporte", "name_en": "Sport"},
    "desk_announcements": {
        "text_es": "Mañana no hay página.",
        "text_en": "No page tomorrow.",
        "starts_on": "2026-11-01",
        "ends_on": "2099-11-01",
    },
    "desk_suspend": {"reason": "Un error."},
    "desk_let_in": {"reason": "Un error."},
    "lessons:take_down": {"reason": "Un error."},
    "lessons:put_back": {"reason": "Un error."},
    "networks:affiliations": {"organisation_name": "La que viene"},
    "networks:profile": {
        "name": "Otro nombre",
        "contact_for": "nobody",
        "language": "en",
    },
    "digests:preferences": {"frequency": "monthly"},
    "account_email": {"email": "nueva@ejemplo.example", "action_add": ""},
}
_, *_ROWS = [line.split() for line in TABLE.strip().splitlines()]
EXPECTED = {(url, of, how): dict(zip(PEOPLE, row, strict=True)) for url, of, how, *row in _ROWS}


URLS = set(urls(get_resolver()))
ADDRESSES = [(url, of) for url in sorted(URLS) for of in {o: 0 for u, o, _ in EXPECTED if u == url} or ["-"]]


class Memory:
    """What the addresses are of."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast

    def address(self, url: str, of: str) -> str:
        for kind in (self._of_mail, self._of_people, self._of_talk, self._of_lessons):
            address = kind(url, of)
            if address:
                return address
        raise AssertionError(f"no address of {url} {of}")

    def _of_talk(self, url: str, of: str) -> str:
        member = self.cast.user("member")
        if of in {"use", "considered"}:
            return reverse(url, args=[self._of_other_member(of)])
        if of == "remark":
            note = ReviewNote.objects.create(lesson=self._lesson("draft"), by=member, text="¿Dónde?")
            return reverse(url, args=[note.lesson_id, note.pk])
        if of == "comment":
            comment = CommentFactory(lesson=self._lesson("all_networks"), by=member)
            return reverse(url, args=[comment.lesson_id, comment.pk])
        if of in {"collection", "link"}:
            collection = CollectionFactory(
                by=member,
                network=self.cast.network,
                visibility="own_network",
                share_token="zzq",
                holding=[self._lesson("own_network")],
            )
            return reverse(url, args=[collection.share_token if of == "link" else collection.pk])
        return ""

    def _of_lessons(self, url: str, of: str) -> str:
        if url.startswith(("lessons:file", "lessons:upload")):
            return self._of_files(url, self._lesson(of))
        if of.endswith("+link"):
            lesson = self._lesson(of.removesuffix("+link"))
            one, other = lesson, self._lesson("study")
            link = LessonRelation.objects.create(from_lesson=one, to_lesson=other, kind="related", by=lesson.author)
            return reverse(url, args=[lesson.pk, link.pk])
        if of.endswith("+en"):
            lesson = self._lesson(of.removesuffix("+en"))
            if url == "lessons:translation_aside":
                TranslationFactory(lesson=lesson)
            return reverse(url, args=[lesson.pk, "en"])
        if url in {"lessons:photo", "lessons:photo_edit"}:
            photo = Photo.objects.create(lesson=self._lesson(of), alt="Una", small=b"s", large=b"l", width=1, height=1)
            return reverse(url, args=[photo.lesson_id, "small"][: 1 if url == "lessons:photo_edit" else 2])
        if url == "lessons:answer_by_mail":
            return reverse(url, args=["lost" if of == "lost" else self._asked(is_answered=of == "answered")])
        return reverse(url, args=[] if of == "-" else [self._key(of)])

    def _of_files(self, url: str, lesson: Lesson) -> str:
        if url in {"lessons:files", "lessons:upload_begin"}:
            return reverse(url, args=[lesson.pk])
        if url == "lessons:upload":
            return reverse(url, args=[lesson.pk, begin(lesson, by=self.cast.user("member"), **BODIES[url]).key])
        attachment = Attachment(lesson=lesson, added_by=self.cast.user("secretariat"), **FILE)
        attachment.content.save("acta", ContentFile(b"%PDF-1.7"), save=False)
        attachment.save()
        return reverse(url, args=[lesson.pk, attachment.key])

    def _asked(self, *, is_answered: bool) -> str:
        lesson = self._lesson("kept")
        Lesson.objects.filter(pk=lesson.pk).update(review_on=localdate())
        [ask] = asks.ask_of(self.cast.user("member"), now())
        if is_answered:
            asks.answer_by_mail(ask, answer="still_true")
        return asks.SIGNER.sign(str(ask.pk))

    def _of_mail(self, url: str, of: str) -> str:
        if of == "token":
            return reverse(url, query={"token": token_of(Subscription.objects.get(user=self.cast.user("member")))})
        if of == "invited":
            return reverse(
                url,
                query={
                    "token": invitation_token(
                        InvitationFactory(network=self.cast.network, by=self.cast.user("secretariat"))
                    )
                },
            )
        return ""

    def _of_people(self, url: str, of: str) -> str:
        if of in {"relation", "belonging", "proposal", "asks"}:
            return reverse(url, args=[self.cast.network.slug, self._tie(of)])
        if of == "wished":
            return reverse(url, args=[self._tie(of)])
        if of in {"workshop", "code"} or url == "lessons:workshop_enter":
            return self._of_workshops(url, of)
        if of in {"failure", "person", "suspended", "announced", "sector"}:
            return reverse(url, args=[self._on_the_desk(of)])
        if of in {"invitation", "wish"}:
            waits = InvitationFactory if of == "invitation" else JoinRequestFactory
            return reverse(url, args=[self.cast.network.slug, waits(network=self.cast.network).pk])
        if of in {"lesson_import", "came_in"}:
            form = ["csv"] if url == "lessons:import_faulty" else []
            return reverse(url, args=[self.cast.network.slug, self._import(of), *form])
        if of == "role":
            return reverse(url, args=[self.cast.network.slug, self.cast.user("member").memberships.get().pk])
        return ""

    def _on_the_desk(self, of: str) -> int | str:
        if of == "announced":
            told = {"text_es": "Hola", "text_en": "Hello", "ends_on": localdate()}
            return Announcement.objects.create(**told, by=self.cast.user("admin")).pk
        if of == "sector":
            return str(SectorFactory().slug)
        if of == "failure":
            return TaskFailure.objects.create(task="x", error="ValueError").pk
        if of == "suspended":
            return suspend(UserFactory(), by=self.cast.user("admin"), reason="Una prueba.").user_id
        return self.cast.user("member").pk

    def _of_workshops(self, url: str, of: str) -> str:
        here = {"network": self.cast.network, "facilitator": self.cast.user("secretariat")}
        workshop = WorkshopNoteFactory(workshop=WorkshopFactory(code="ABC234DE", **here)).workshop
        arguments = {"workshop": [self.cast.network.slug, workshop.pk], "code": ["abc2-34de"]}
        return reverse(url, args=arguments.get(of, []))

    def _key(self, of: str) -> object:
        if of in {"quipu", "csv", "txt", "lost", "nothing"}:
            return 0 if of == "nothing" else of
        if of == "finding":
            return FindingFactory().code
        if of == "themes":
            FindingFactory(code="T1", kind="emerging_theme", pole_one_es="Uno", pole_two_es="Otro")
        if of in {"network", "themes"}:
            return self.cast.network.slug
        if of in {"organisation", "merge"}:
            return self._organisation(of)
        if of == "import":
            read = {"by": self.cast.user("secretariat"), "network": self.cast.network, "state": "read"}
            return OrganisationImport.objects.create(**read).pk
        if of == "mail":
            return KeptMail.objects.create(to="a@ejemplo.example", subject="Hola", text="Hola", html="Hola").pk
        return self._lesson(of).pk

    def _import(self, of: str) -> int:
        read = {"state": "read", "found": {"good": 0}}
        batch = LessonImport(by=self.cast.user("secretariat"), network=self.cast.network, **read)
        if of == "came_in":
            batch.state, batch.written, batch.written_at = "written", 1, now()
        batch.save()
        return batch.pk

    def _of_other_member(self, of: str) -> int:
        """Of a lesson that all networks read."""
        lesson, user = self._lesson("all_networks"), self.cast.user("other_member")
        if of == "considered":
            return Consideration.objects.create(user=user, lesson=lesson).pk
        return ApplicationFactory(lesson=lesson, by=user, network=self.cast.other_network).pk

    def _tie(self, of: str) -> int:
        here = self.cast.network
        if of == "relation":
            return NetworkRelation.objects.create(first=here, second=self.cast.other_network, kind="sharing").pk
        return self._request(of) or Affiliation.objects.create(network=here, organisation=OrganisationFactory()).pk

    def _request(self, of: str) -> int:
        """`proposal` and `wished`: of the other network to this one; `asks`: of this one."""
        here, other, by = self.cast.network, self.cast.other_network, self.cast.user("other_secretariat")
        if of == "proposal":
            two = {"first": other, "second": here, "network": other}
            return RelationRequest.objects.create(**two, kind="alliance", asked_by=by).pk
        if of not in {"wished", "asks"}:
            return 0
        organisation = OrganisationFactory()
        belong(organisation, here if of == "wished" else other)
        row = {"organisation": organisation, "network": other if of == "wished" else here, "asked_by": by}
        return AffiliationRequest.objects.create(**row).pk

    def _organisation(self, of: str) -> object:
        organisation, stays = OrganisationFactory(), OrganisationFactory(slug="la-que-queda")
        Affiliation.objects.create(organisation=organisation, network=self.cast.network)
        if of == "organisation":
            return organisation.slug
        return merge_organisations(organisation, into=stays, by=self.cast.user("admin")).pk

    def _lesson(self, of: str) -> Lesson:
        if of == "study":
            said = {"network": None, "author": None, "speaker": "Ana", "visibility": "public"}
            return LessonFactory(published_at=now(), **said)
        author = self.cast.user("member" if of in {"draft", "handed_in"} else "secretariat")
        if of == "handed_in":
            state = {"state": "in_review", "submitted_at": now()}
            return LessonFactory(network=self.cast.network, author=author, visibility="public", **state)
        if of in {"draft", "text"}:
            return LessonFactory(network=self.cast.network, author=author, visibility="public")
        visibility = "all_networks" if of in {"kept", "ended", "hidden"} else of
        lesson = LessonFactory(network=self.cast.network, author=author, visibility=visibility, published=True)
        if of == "kept":
            Lesson.objects.filter(pk=lesson.pk).update(steward=self.cast.user("member"))
        if of == "hidden":
            take_down(lesson, by=self.cast.user("admin"), reason="Una prueba.")
        if of == "ended":
            life.archive(lesson, by=author, reason="Ya no")
        return lesson


@pytest.fixture
def memory(cast: Cast, settings: Any) -> Memory:
    settings.EMAIL_BACKEND = "digests.mail.KeepingBackend"
    settings.SECURITY_CONTACT = "mailto:seguridad@ejemplo.example"
    cache.set(TICK_KEY, now())
    Subscription.starting(cast.user("member")).save()
    return Memory(cast)


# But for what each visit may note, and the words that wait for who wrote them.
NOTED = "- '{last_login,session_data,expire_date}'::text[]"


def rows_of(tables: set[str]) -> dict[str, Any]:
    """All of them, in those tables."""
    parts = [f"SELECT '{table}', array_agg((to_jsonb(t) {NOTED})::text ORDER BY t) FROM {table} t" for table in tables]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts) or "SELECT '', '' WHERE false")
        return dict(cursor.fetchall())


def writes() -> dict[str, int]:
    """How many rows of each table were written in this transaction, also by what was undone in it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
            " WHERE schemaname = 'public' AND relname <> 'django_session'"
        )
        return dict(cursor.fetchall())


def seen_of(address: str, user: User) -> str:
    """What a form that was just opened says it has seen."""
    lesson = Lesson.objects.get(pk=address.split("/")[2])
    return str(seen_now(values_of(lesson), pen_of(lesson, user)))


def outcome(response: HttpResponse) -> str:
    to_login = response.status_code == 302 and "/cuenta/login/" in response["Location"]
    return "login" if to_login else str(response.status_code)


def send(client: Client, address: str, body: dict[str, Any]) -> HttpResponse:
    if "/subidas/" in address and not address.endswith("/subidas/"):  # a slice, and no form
        return client.post(
            address,
            b"x" * BODIES["lessons:upload"]["size"],
            content_type="application/octet-stream",
            headers={"Upload-Offset": "0"},
        )
    return client.post(address, body)


def outcome_of_post(client: Client, address: str, body: dict[str, Any]) -> str:
    """Compares only tables that were written to, with what they hold once it is undone: all would take much longer."""
    written, point = writes(), transaction.savepoint()
    answer = outcome(send(client, address, body))
    touched = {table for table, rows in writes().items() if rows != written.get(table)}
    after = rows_of(touched)
    transaction.savepoint_rollback(point)
    if rows_of(touched) == after:
        return answer
    return "done" if answer in {"200", "302"} else f"{answer}, and yet something changed"


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize(("url", "of"), ADDRESSES)
def test_who_may_open_what(memory: Memory, cast: Cast, url: str, of: str, who: str) -> None:
    assert (url, of, "GET") in EXPECTED, f"{url} is new: add a row to TABLE that says who may open it"
    address, client = memory.address(url, of), cast.client(who)
    expected = EXPECTED[url, of, "GET"][who]
    for prefix in ("",) if url in {"healthz", "robots", "security"} else ("", "/en"):
        assert outcome(client.get(prefix + address)) == expected  # that a GET writes nothing: see conftest.py
    unless_told = "login" if expected == "login" else "405"
    expected = EXPECTED.get((url, of, "POST"), {}).get(who, unless_told)
    if url == "networks:affiliations":
        OrganisationFactory(name="La que viene")
    body = {**BODIES.get(url, {}), "network": cast.network.pk, **rows_named_in(url, address, memory, who)}
    assert outcome_of_post(client, address, body) == expected


def rows_named_in(url: str, address: str, memory: Memory, who: str) -> dict[str, Any]:
    """Of what a form sends, that which names rows of this test."""
    cast = memory.cast
    named: dict[str, Callable[[], dict[str, Any]]] = {
        "lessons:edit": lambda: {"seen": seen_of(address, cast.user(who)) if who != "anonymous" else ""},
        "lessons:pack": lambda: {"to": cast.user("member").pk},
        "lessons:workshop": lambda: {"note": WorkshopNote.objects.get().pk},
        "lessons:collection_arrange": lambda: {"item": CollectionItem.objects.get().pk},
        "lessons:relate": lambda: {"other": memory._lesson("study").pk},
        "networks:relations": lambda: {"second": cast.other_network.pk},
        "lessons:files": lambda: {"file": SimpleUploadedFile("acta.pdf", b"%PDF-1.7\n")},
    }
    return named[url]() if url in named else {}


def test_the_table_has_no_row_of_a_url_that_is_gone() -> None:
    assert {url for url, _, _ in EXPECTED} == URLS


def address_in_admin(url: str) -> str:
    """Whether the row it names exists makes no difference to a refusal."""
    for arguments in ([], ["1"], ["networks"], ["1", "1"]):
        with suppress(NoReverseMatch):
            return reverse(url, args=arguments)
    raise AssertionError(f"no address for {url}")


@pytest.mark.parametrize("who", PEOPLE)
def test_only_an_admin_enters_djangos_admin(cast: Cast, who: str) -> None:
    client, before = cast.client(who), writes()
    assert (client.get("/admin/").status_code == 200) is (who == "admin")
    if who == "admin":  # what they find there: networks/test_admin.py
        return
    for url in sorted(url for url in urls(get_resolver(), of_admin=True) if "<" not in url):
        address = address_in_admin(url)
        assert {client.get(address).status_code, client.post(address).status_code} <= {302, 403}, address
    assert writes() == before
