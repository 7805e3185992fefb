from collections.abc import Iterator
from typing import Any

import pytest

from lessons.meaning import asking
from lessons.meaning.embedding import embedding
from tests.support.search.meaning import of_text


@pytest.fixture(autouse=True)
def on(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEANING = True
    monkeypatch.setattr(embedding, "vector_of", of_text)


@pytest.fixture(scope="module", autouse=True)
def _model_ends() -> Iterator[None]:
    yield
    embedding.end()


@pytest.fixture(autouse=True)
def worker_is_there() -> Iterator[None]:
    """That a test found it away is nothing to the next."""
    yield
    asking.worker_away.end()
