import time
from io import StringIO
from django.core.management import call_command
from lessons.integrity.invariants import broken
from lessons.models import *
def test_it(study, db):
    t=time.time(); call_command("load_library", stdout=StringIO()); print("lib",time.time()-t)
    call_command("load_demo", anywhere=True, stdout=StringIO())
    t=time.time()
    import cProfile,pstats
    p=cProfile.Profile()
    call_command("load_demo_network", anywhere=True)
    print("year",time.time()-t)
    print([(i.name,f) for i,f,_ in broken()])
    for l in Lesson.objects.filter(network__slug="red-de-ejemplo"): print(l.state,l.published_at,l.review_on,l.confirming,l.differing,l.used,l.title)
    t=time.time(); call_command("load_demo_network", remove=True); print("gone",time.time()-t)
    print([(i.name,f) for i,f,_ in broken()])
    assert 0
