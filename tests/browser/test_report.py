"""axe-core finds nothing in the report as HTML, draft or locked, nor in the open site's pages, narrow or wide, and no
column is torn."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from actions.rounds.life_cycle import publish_round
from bot.web.site import load_site
from i18n import translator
from reports.content.half_year.of_round import load_report
from reports.content.half_year.words.whole import half_year_document
from reports.formats import report_html
from tests.browser.conftest import PATIENCE
from tests.browser.test_accessibility import AXE, SIZES
from tests.conftest import STOCKHOLM
from tests.reports.formats.bad_texts import BAD_TEXTS
from tests.reports.formats.documents import sample_document
from tests.reports.rounds import CLOSED, lock, the_round, two_rounds

pytestmark = pytest.mark.browser


@pytest.fixture
def pages(tmp_path: Path) -> list[Path]:
    t = translator("sv", STOCKHOLM)
    made: dict[str, bytes] = {}
    with two_rounds(tmp_path) as database:
        for name in ("draft", "locked"):
            with database.read() as session:
                report = load_report(session, the_round(session), CLOSED, STOCKHOLM)
            made[name] = report_html.render(half_year_document(t, report, "html"))
            if name == "draft":
                lock(database)
        with database.write() as session:
            publish_round(session, the_round(session), CLOSED)
            made["start"] = load_site(session, "sv", STOCKHOLM, CLOSED)[""].make()
            made["on the site"] = load_site(session, "sv", STOCKHOLM, CLOSED)["en/halvar-2022/"].make()
    made["bad"] = report_html.render(sample_document(rows=len(BAD_TEXTS) * 3, comments=BAD_TEXTS))
    for name, content in made.items():
        (tmp_path / f"{name}.html").write_bytes(content)
    return [tmp_path / f"{name}.html" for name in made]


# Cells whose text goes beyond them, and a page that is wider than the screen.
TORN = """() => [...document.querySelectorAll('td, th')].filter((cell) => cell.scrollWidth > cell.clientWidth + 1)
  .map((cell) => cell.textContent.slice(0, 80))"""
WIDER = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"


def test_nothing_is_found_and_nothing_torn(chromium: Browser, pages: list[Path]) -> None:
    for width, height in SIZES.values():
        page = chromium.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
        page.set_default_timeout(PATIENCE)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))  # noqa: B023 - of this page alone
        for path in pages:
            page.goto(path.as_uri())
            page.evaluate(AXE)
            found: list[dict[str, Any]] = page.evaluate("axe.run(document).then((found) => found.violations)")
            assert [f"{v['id']}: {n['target']} {n['html'][:120]}" for v in found for n in v["nodes"]] == []
            assert page.evaluate(TORN) == []
            assert not page.evaluate(WIDER), f"{path.name} at {width}"
        assert asked == [path.as_uri() for path in pages], "nothing else is fetched"
        page.close()
