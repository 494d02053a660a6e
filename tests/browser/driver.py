"""A browser in the words of the person who uses it. Nothing here sleeps: everything waits for what is to be seen."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from selenium import webdriver
from selenium.common.exceptions import (
    ElementClickInterceptedException,
    ElementNotInteractableException,
    NoSuchElementException,
    StaleElementReferenceException,
    WebDriverException,
)
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.select import Select
from selenium.webdriver.support.ui import WebDriverWait

T = TypeVar("T")

AXE = (Path(__file__).parents[1] / "vendor" / "axe-core-4.14.1.min.js").read_text(encoding="utf-8")

PATIENCE_SECONDS = 20
LOOK_EVERY_SECONDS = 0.05
WIDE = (1280, 900)
NARROW = (390, 844)
NARROWEST = (320, 640)  # what a page of 1280 pixels has at 400 %
ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--lang=en",
    "--force-prefers-reduced-motion",  # a page that still scrolls cannot be clicked reliably
)
# A page that the htmx request of an earlier click is about to replace may vanish under the hand.
NOT_YET = (
    NoSuchElementException,
    StaleElementReferenceException,
    ElementClickInterceptedException,
    ElementNotInteractableException,
)


def missing_programs() -> list[str]:
    """Return the programs that browser tests need and that are not on the path."""
    missing = [] if _chromium() else ["chromium"]
    return missing if shutil.which("chromedriver") else [*missing, "chromedriver"]


def _chromium() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((path for name in names if (path := shutil.which(name))), None)


def start_chromium(profile: Path) -> webdriver.Chrome:
    """Start a browser whose profile is the empty folder `profile`."""
    options = webdriver.ChromeOptions()
    options.binary_location = _chromium() or ""
    for argument in (*ARGUMENTS, f"--user-data-dir={profile}"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))


def spoken(text: str) -> str:
    """Return an XPath condition: the element's whole text, the part for screen readers included, is `text`."""
    # XPath 1.0 has no escapes, so the quotes are chosen to be such as the text does not hold.
    quote = "'" if '"' in text else '"'
    return f"normalize-space(.) = {quote}{text}{quote}"


def _unless_swapped(condition: Callable[[], T]) -> T | None:
    """Return what `condition` returns, or None when it met a swap in a way that Selenium has no name for."""
    try:
        return condition()
    except WebDriverException as error:
        if "does not belong to the document" not in (error.msg or ""):
            raise
        return None


class Browser:
    """One person at the site.

    Attributes:
        driver: Selenium's driver.
        address: of the site, without a closing slash.
        refused_paths: paths whose answer the test expects to be an error, which the browser notes on its console.
    """

    def __init__(self, driver: webdriver.Chrome, address: str) -> None:
        self.driver = driver
        self.address = address
        self.refused_paths: set[str] = set()

    # --- Where one is ---------------------------------------------------------------------------------------------

    def open(self, path: str) -> None:
        """Go to `path` of the site."""
        self.driver.get(self.address + path)

    @property
    def path(self) -> str:
        """Path and query string of the page."""
        return str(self.driver.current_url).removeprefix(self.address)

    @property
    def heading(self) -> str:
        """The page's heading."""
        return self.find("h1").text

    @property
    def text(self) -> str:
        """All that can be read on the page."""
        return self.find("body").text

    # --- Waiting --------------------------------------------------------------------------------------------------

    def wait(self, condition: Callable[[], T], what: str) -> T:
        """Return what `condition` returns once that is true; `what` is told where it never is."""
        wait = WebDriverWait(self.driver, PATIENCE_SECONDS, LOOK_EVERY_SECONDS, ignored_exceptions=NOT_YET)
        return wait.until(lambda _driver: _unless_swapped(condition), f"Waited in vain: {what}, at {self.path}")

    def see(self, text: str) -> None:
        """Wait until `text` can be read on the page."""
        self.wait(lambda: text in self.text, f"to read “{text}”")

    def see_in(self, css: str, text: str) -> None:
        """Wait until `text`, no more and no less, is the text of the first element like this."""
        self.wait(lambda: self.find(css).text == text, f"for “{text}” in {css}")

    def see_heading(self, text: str) -> None:
        """Wait until the page's heading is `text`."""
        self.see_in("h1", text)

    def see_heading_beginning(self, text: str) -> None:
        """Wait until the page's heading begins with `text`."""
        self.wait(lambda: self.heading.startswith(text), f"for a heading that begins with “{text}”")

    def see_element(self, css: str) -> WebElement:
        """Wait until an element is displayed, and return it."""
        return self.wait(lambda: next((one for one in self.all(css) if one.is_displayed()), None), f"for {css}")

    def see_gone(self, css: str) -> None:
        """Wait until no element like this is left."""
        self.wait(lambda: not self.all(css), f"for {css} to go")

    # --- Looking --------------------------------------------------------------------------------------------------

    def find(self, css: str) -> WebElement:
        """Return the first element; NoSuchElementException when there is none."""
        return self.driver.find_element(By.CSS_SELECTOR, css)

    def all(self, css: str) -> list[WebElement]:
        """Return all such elements, which may be none."""
        return self.driver.find_elements(By.CSS_SELECTOR, css)

    def texts(self, css: str) -> list[str]:
        """Return the texts of all such elements, read at one moment."""
        script = "return [...document.querySelectorAll(arguments[0])].map((one) => one.innerText.trim())"
        return list(self.driver.execute_script(script, css))

    def run(self, script: str, *arguments: Any) -> Any:
        """Run JavaScript in the page, as its developer tools would."""
        return self.driver.execute_script(script, *arguments)

    def field(self, label: str) -> WebElement:
        """Return the control with this label."""
        xpath = f"//label[{spoken(label)}]"
        return self.find("#" + self.driver.find_element(By.XPATH, xpath).get_attribute("for"))

    def focused(self) -> WebElement:
        """Return the element that has the focus."""
        return self.driver.switch_to.active_element

    def focused_text(self) -> str:
        """Return the whole text of what has the focus, the part for screen readers included."""
        return str(self.run("return document.activeElement.textContent.replace(/\\s+/g, ' ').trim()"))

    # --- Doing ----------------------------------------------------------------------------------------------------

    def press(self, text: str) -> None:
        """Press the button of this text, or open the details of this summary, once there is one."""
        self._click(f"//*[self::button or self::summary][{spoken(text)}]", text)

    def follow(self, text: str) -> None:
        """Follow the link of this text, once there is one."""
        self._click(f"//a[{spoken(text)}]", text)

    def _click(self, xpath: str, text: str) -> None:
        def clicked() -> bool:
            shown = (one for one in self.driver.find_elements(By.XPATH, xpath) if one.is_displayed())
            element = next(shown, None)
            if element is None:
                return False
            element.click()
            return True

        self.wait(clicked, f"for “{text}” to click")

    def write(self, label: str, text: str) -> None:
        """Put `text` into the field with this label in place of what is there."""
        field = self.field(label)
        field.clear()
        field.send_keys(text)

    def choose(self, label: str, option: str) -> None:
        """Choose `option` in the select with this label."""
        Select(self.field(label)).select_by_visible_text(option)

    def keys(self, *keys: str) -> None:
        """Press keys one after the other."""
        ActionChains(self.driver).send_keys(*keys).perform()

    def attach(self, *files: Path) -> None:
        """Choose files on the upload page."""
        self.find("#id_files").send_keys("\n".join(str(file) for file in files))

    def upload(self, *files: Path) -> None:
        """Upload files, and see their progress."""
        self.open("/jobs/upload/")
        self.attach(*files)
        self.press("Upload")

    def set_cookie(self, name: str, value: str) -> None:
        """Set a cookie of the site."""
        self.driver.execute_cdp_cmd("Network.setCookie", {"name": name, "value": value, "url": self.address})

    def clear_cookies(self) -> None:
        """Forget all cookies, whatever page is open."""
        self.driver.execute_cdp_cmd("Network.clearBrowserCookies", {})

    def set_size(self, width: int, height: int) -> None:
        """Give the page this many CSS pixels."""
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def set_media(self, **features: str) -> None:
        """Have media queries find these features, such as forced_colors="active"; without any, the browser's own."""
        emulated = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": emulated})

    def set_scripting(self, on: bool) -> None:
        """Have the browser run the pages' own JavaScript, or not."""
        self.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not on})

    # --- What went wrong ------------------------------------------------------------------------------------------

    def complaints(self) -> list[str]:
        """Return the errors on the console since the last look, without those of the answers that the test expects."""
        entries = [entry for entry in self.driver.get_log("browser") if entry["level"] == "SEVERE"]
        expected = [
            mark for path in self.refused_paths for mark in (f"{self.address}{path} ", f"{self.address}{path}?")
        ]
        expected += [f"Response Status Error Code 500 from {path}" for path in self.refused_paths]
        return [entry["message"] for entry in entries if not any(mark in entry["message"] for mark in expected)]

    def violations(self) -> list[str]:
        """Return what axe finds on the page, one line for each rule and element."""
        script = """
            const done = arguments[0];
            axe.run(document, {rules: {"target-size": {enabled: true}}, resultTypes: ["violations"]}).then(
              (result) => done(result.violations.flatMap((rule) => rule.nodes.map(
                (node) => `${rule.id}: ${node.html.slice(0, 200)} ${node.any[0]?.message ?? ""}`))),
              (error) => done([`axe failed: ${error}`]));
        """
        if not self.run("return 'axe' in window"):  # it is half a megabyte, and a page is looked at more than once
            self.run(AXE)
        return list(self.driver.execute_async_script(script))

    def overflow(self) -> list[str]:
        """Return the elements that reach beyond the page's right edge, when it can be scrolled sideways."""
        script = """
            const width = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= width) return [];
            const wide = [...document.body.querySelectorAll("*")].filter(
              (one) => one.getBoundingClientRect().right > width + 1 && !one.closest(".visually-hidden"));
            return [`${document.documentElement.scrollWidth} of ${width} px`,
              ...wide.slice(0, 5).map((one) => one.outerHTML.slice(0, 160))];
        """
        return list(self.run(script))

    def small_targets(self) -> list[str]:
        """Return what can be pressed and is less than 24 pixels high; links within a sentence may be."""
        script = """
            const inSentence = (one) => getComputedStyle(one).display === "inline" && [...one.parentElement.childNodes]
              .some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim().length > 3);
            return [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
              .filter((one) => one.checkVisibility({checkVisibilityCSS: true}))
              .filter((one) => !one.closest(".visually-hidden, .skip-link, svg") && !inSentence(one))
              .map((one) => [(one.closest("label") ?? one).getBoundingClientRect().height, one.outerHTML])
              .filter(([height]) => height < 23.9)
              .map(([height, html]) => `${height} px high: ${html.slice(0, 160)}`);
        """
        return list(self.run(script))

    def save_picture(self, path: Path) -> None:
        """Keep what is to be seen, and the page's source beside it."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.driver.save_screenshot(str(path))
        facts = {"address": self.driver.current_url, "console": self.driver.get_log("browser")}
        source = f"<!-- {json.dumps(facts)} -->\n{self.driver.page_source}"
        path.with_suffix(".html").write_text(source, encoding="utf-8")
