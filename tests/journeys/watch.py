"""What no page may do, noticed while a story runs."""

from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request

LOCAL_SCHEMES = {"data", "blob", "about"}


class Watch:
    """Collects one line for each request to another host, console error and uncaught exception of a page."""

    def __init__(self, page: Page, server: str, expects_css: bool = True) -> None:
        self.host = urlsplit(server).netloc
        self.expects_css = expects_css
        self.complaints: list[str] = []
        page.context.on("request", self._request)
        page.context.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"script error: {error}"))

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in LOCAL_SCHEMES and address.netloc != self.host:
            self.complaints.append(f"request to another host: {request.url}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type != "error":
            return
        source = message.location.get("url", "")
        refused_on_purpose = not self.expects_css and source.endswith(".css")
        # Chromium calls each answer of 4xx an error of the page: stories that refuse somebody need those.
        answered = "the server responded with a status of 4" in message.text
        cut_off = (
            "net::ERR_INTERNET_DISCONNECTED" in message.text
        )  # by the story itself: we have no internet here
        if not refused_on_purpose and not answered and not cut_off:
            self.complaints.append(f"console: {message.text} ({source})")
