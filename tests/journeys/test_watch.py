"""The watch itself must turn red: faults planted in a page."""

from playwright.sync_api import Browser, Page, Route

from tests.journeys.watch import Watch

SERVER = "http://ngo2.test"


def _complaints(browser: Browser, html: str, **options: bool) -> list[str]:
    """Open a page made of `html`; nothing leaves the machine: every address is answered here."""

    def answer(route: Route) -> None:
        if route.request.url.endswith(".css") and not options.get("expects_css", True):
            route.abort()
        else:
            route.fulfill(
                body=html if route.request.is_navigation_request() else "", content_type="text/html"
            )

    context = browser.new_context()
    context.route("**/*", answer)
    page: Page = context.new_page()
    watch = Watch(page, SERVER, **options)
    page.goto(SERVER)
    page.wait_for_timeout(50)
    context.close()
    return watch.complaints


def test_a_quiet_page_has_no_complaint(browser: Browser) -> None:
    html = "<link rel='icon' href='data:,'><img src='/own.png' alt=''><p>calm</p>"
    assert _complaints(browser, html) == []


def test_a_request_to_another_host_is_a_complaint(browser: Browser) -> None:
    html = "<link rel='icon' href='data:,'><img src='http://elsewhere.test/pixel.png' alt=''>"
    assert _complaints(browser, html) == ["request to another host: http://elsewhere.test/pixel.png"]


def test_console_and_script_errors_are_complaints(browser: Browser) -> None:
    html = "<link rel='icon' href='data:,'><script>console.error('first'); throw new Error('second')</script>"
    assert sorted(_complaints(browser, html)) == [f"console: first ({SERVER}/)", "script error: second"]


def test_a_style_sheet_refused_on_purpose_is_none(browser: Browser) -> None:
    html = "<link rel='icon' href='data:,'><link rel='stylesheet' href='/ui.css'><p>plain</p>"
    assert _complaints(browser, html, expects_css=False) == []
