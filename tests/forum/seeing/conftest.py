"""Nothing counted yet."""

import pytest

from forum.publishing import pages
from forum.publishing.store import Store
from forum.seeing import figures, metrics
from forum.seeing.figures import Ledger


@pytest.fixture(autouse=True)
def nothing_counted(monkeypatch):
    figures.from_store.clear()
    figures.other_answers.clear()
    monkeypatch.setattr(metrics, "ledger", Ledger())
    monkeypatch.setattr(pages, "store", Store(10_000_000))
