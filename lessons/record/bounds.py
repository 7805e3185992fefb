"""These bounds limit what one person or one network may keep in lessons; see networks/record/bounds.py.

| what | most | why |
|---|---|---|
| drafts that a person wrote | 300 | a secretariat that writes up an archive by hand has a hundred at most |
| lessons of imports that are still drafts, of a network | 20,000 | the largest file that is accepted |
| workshops open at once, of a network | 20 | a national assembly in twenty rooms; also how many codes can be guessed |
| workshops opened by a person in a day | 20 | the same; each takes 500 notes of 1,000 characters |
| collections of a person | 200 | of 100 lessons each |
| saved searches of a person | 30 | a digest asks ten of them |
| uses that a person tells in a day | 60 | a plan of a year told in an afternoon |
| remarks in reviews by a person in a day | 300 | ten lessons with thirty each |
| half-sent files of a person | 5 of 25 MB, two weeks | lessons/files/models/upload.py |
| files of a lesson, and of a person in a day | 10, 500 MB | lessons/files/attachments.py |
| comments of a person | 10 in ten minutes, 60 a day | lessons/conversation/actions.py |
| all text that a person sends in a day | 200 million characters | config/web/again.py: what no bound here names |
"""

from django.utils.translation import gettext_lazy as _

from networks.record.bounds import Bound

DRAFTS = Bound(
    300, _("You have %(most)s drafts. Publish some, or discard those that you no longer need, to make room.")
)
IMPORTED_DRAFTS = Bound(
    20_000,
    _(
        "With these, more than %(most)s imported lessons of this network "
        "would be drafts. Publish some, or undo an import."
    ),
)
OPEN_WORKSHOPS = Bound(20, _("This network has %(most)s open workshops. First close one that is over."))
WORKSHOPS_OF_A_DAY = Bound(20, _("You opened %(most)s workshops in a day. Use one of them, or wait until tomorrow."))
COLLECTIONS = Bound(200, _("You have %(most)s collections. First remove one that you no longer need."))
SAVED_SEARCHES = Bound(30, _("You have %(most)s saved searches. First remove one that you no longer need."))
USES_OF_A_DAY = Bound(60, _("You recorded %(most)s uses in a day. Record this one tomorrow."))
REMARKS_OF_A_DAY = Bound(300, _("You made %(most)s remarks in a day. Make this one tomorrow."))
