"""What one asks of the site, and how: each thing says whether it was answered as it should be."""

from bench.http.floor import PREFIX
from bench.http.line import Answer, Line
from bench.pages import NEW, client_of, facts, typed

EMPTY, SAVE = f"{PREFIX}empty/", f"{PREFIX}save/"


class WrongAnswer(Exception):
    pass


def get(line: Line, path: str, status: int = 200, **headers: str) -> Answer:
    return _must(status, line.get(path, **headers), path)


def cookies_of(who: str) -> dict[str, str]:
    """Return those of a session; nobody's are none."""
    return {name: cookie.value for name, cookie in client_of(who).cookies.items()}


def floor_row() -> str:
    return f"{PREFIX}row/{facts()['article']}/"


def floor_search(path: str) -> str:
    return f"{PREFIX}search/?{path.partition('?')[2]}"


def open_floor_form(line: Line) -> dict[str, str]:
    return get(line, SAVE).hidden | {"title": "Una lección", "words": "Pedimos una cita la primera semana. " * 8}


def save_floor_form(line: Line, form: dict[str, str]) -> None:
    _must(302, line.post(SAVE, form), SAVE)


def open_form(line: Line, who: str = "member") -> dict[str, str]:
    """Return a whole new lesson, with what the form sends by itself."""
    hidden = get(line, NEW).hidden
    return typed(who) | hidden


def save_form(line: Line, form: dict[str, str]) -> str:
    """Return the address of the lesson."""
    return _must(302, line.post(NEW, form), NEW).headers["location"]


def _must(status: int, answer: Answer, path: str) -> Answer:
    if answer.status != status:
        raise WrongAnswer(f"{path}: {answer.status} instead of {status}: {answer.text[:500]}")
    return answer
