"""One life of a browser with a profile of its own, for test_enketo_browser: `answer` without a line, or `send`."""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from ngo2.questionnaires.tests.test_enketo_browser import ARGUMENTS, answer, opened, states, until


def main(step: str, url: str, folder: Path, browser: str) -> None:
    photo = (folder / "photo.jpg").read_bytes()
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            str(folder / "profile"), executable_path=browser, args=ARGUMENTS, locale="zh-CN"
        )
        page = context.new_page()
        if step == "answer":
            opened(page, url)
            page.wait_for_selector("text=This form also opens without a connection.")
            context.set_offline(True)
            answer(page, "finished", [photo])
            page.fill('input[name="/data/group_name"]', "begun")
            file = {"name": "draft.jpg", "mimeType": "image/jpeg", "buffer": photo}
            page.set_input_files('input[name="/data/photo"]', [file])
            page.wait_for_selector("[data-state=draft]", timeout=20_000)  # kept by itself
            page.wait_for_timeout(200)
        else:
            context.set_offline(True)
            opened(page, url)
            assert sorted(states(page)) == ["draft", "waiting"], states(page)
            page.click("text=Go on")
            page.wait_for_selector("text=You go on with answers")
            assert page.input_value('input[name="/data/group_name"]') == "begun"
            page.wait_for_selector(".file-preview img")
            page.fill('input[name="/data/group_name"]', "begun and finished")
            page.check('input[data-name="/data/province"][value="hb"]')
            page.click("text=Finish and send")
            page.wait_for_selector('.enketo-status[data-kind="good"]')
            context.set_offline(False)
            until(lambda: states(page) == ["sent", "sent"], page)
        context.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), sys.argv[4])
