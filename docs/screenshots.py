"""Makes the pictures of the documentation from a running site with the demonstration data.

    bin/run                                                     # in another terminal
    .venv/bin/python docs/screenshots.py --password PASSWORD    # as bin/run prints it

Needs Chromium and its driver, and the packages of requirements-dev.txt. Writes docs/images/*.png.

With --every FOLDER it takes every page instead, at its full height, in both themes, at 1280 and 390 pixels, to look at
before a change is called done; with --language fr as well, in French.
"""

from __future__ import annotations

import argparse
import io
import re
import shutil
from pathlib import Path

from PIL import Image
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support import expected_conditions
from selenium.webdriver.support.ui import WebDriverWait

IMAGES = Path(__file__).resolve().parent / "images"
WIDTH, HEIGHT = 1280, 860
WAIT_SECONDS = 15
OPTIONS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)


def browser() -> webdriver.Chrome:
    """Start Chromium."""
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or shutil.which("google-chrome") or ""
    for option in OPTIONS:
        options.add_argument(option)
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))
    resize(driver, WIDTH, HEIGHT)
    show(driver, "light")
    return driver


EVERY = (
    "/",
    "/jobs/",
    "/jobs/?q=nothing+like+this",
    "/jobs/selection/?all=1",
    "/jobs/new/",
    "/jobs/upload/",
    "<batch>",
    "/jobs/titles/",
    "/jobs/titles/?least=80",
    "/jobs/titles/?unmatched=1",
    "/jobs/titles/choose/?title=Data+Engineer+(Cloud+Platforms)",
    "/jobs/compare/",
    "/jobs/<job>/",
    "/jobs/<job>/edit/",
    "/jobs/<job>/similar/",
    "/jobs/compare/?a=<job>",
    "/jobs/compare/?a=<job>&b=<other>",
    "/skills/",
    "/skills/<skill>/",
    "/search/?q=data",
    "/analytics/skills/",
    "/analytics/skills/?department=Nowhere",
    "/analytics/departments/?a=Finance&b=Communications",
    "/account/",
    "/account/password/",
    "/account/tokens/",
    "/account/webhooks/",
    "/style-guide/",
    "/no-such-page/",
)
WIDTHS = (1280, 390)
HIGHEST = 8000


def every_page(driver: webdriver.Chrome, site: str, folder: Path) -> None:
    """Keep each page as FOLDER/PAGE-WIDTH-THEME.png, and say which ones are wider than the screen."""
    folder.mkdir(parents=True, exist_ok=True)
    driver.get(f"{site}/jobs/")
    jobs = driver.find_elements(By.CSS_SELECTOR, "table.rows tbody th a")
    named = {
        f"<{name}>": str(job.get_attribute("href")).split("/")[-2]
        for name, job in zip(("job", "other"), jobs, strict=False)
    }
    driver.get(f"{site}/skills/")
    skill = driver.find_element(By.CSS_SELECTOR, "table.rows tbody th a")
    named["<skill>"] = str(skill.get_attribute("href")).split("/")[-2]
    driver.get(f"{site}/jobs/upload/")
    batch = driver.find_element(By.CSS_SELECTOR, "a[href^='/jobs/batches/']")
    named["<batch>"] = str(batch.get_attribute("href")).removeprefix(site)
    for page in EVERY:
        address = page
        for name, value in named.items():
            address = address.replace(name, value)
        for width in WIDTHS:
            for theme in ("light", "dark"):
                show(driver, theme)
                resize(driver, width, HEIGHT)
                driver.get(site + address)
                WebDriverWait(driver, WAIT_SECONDS).until(
                    lambda driver: driver.execute_script(
                        "return [...document.querySelectorAll('[data-figure]')].every((one) => one.dataset.drawn)"
                    )
                )
                wide = driver.execute_script("return document.documentElement.scrollWidth") > width
                resize(
                    driver, width, min(HIGHEST, driver.execute_script("return document.documentElement.scrollHeight"))
                )
                name = re.sub(r"\W+", "-", page).strip("-") or "home"
                driver.save_screenshot(str(folder / f"{name}-{width}-{theme}.png"))
                print(f"{name}-{width}-{theme}{': wider than the screen' if wide else ''}", flush=True)


def show(driver: webdriver.Chrome, theme: str) -> None:
    """Give the pages a theme, and have them scroll at once, so that no picture is taken on the way."""
    features = [
        {"name": "prefers-color-scheme", "value": theme},
        {"name": "prefers-reduced-motion", "value": "reduce"},
    ]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})


def resize(driver: webdriver.Chrome, width: int, height: int) -> None:
    """Give the window a size in CSS pixels."""
    driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < WIDTHS[0]},
    )


def wait_for(driver: webdriver.Chrome, selector: str) -> None:
    """Wait until something that matches `selector` can be seen."""
    WebDriverWait(driver, WAIT_SECONDS).until(
        expected_conditions.visibility_of_element_located((By.CSS_SELECTOR, selector))
    )


def picture(driver: webdriver.Chrome, name: str) -> None:
    """Keep what is to be seen as docs/images/NAME.png, in a palette of 128 colours so that it stays small."""
    shot = Image.open(io.BytesIO(driver.get_screenshot_as_png())).convert("RGB")
    shot.quantize(128, dither=Image.Dither.NONE).save(IMAGES / f"{name}.png", optimize=True)


def main() -> None:
    """Sign in and take each picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", default="http://127.0.0.1:8000")
    parser.add_argument("--password", required=True)
    parser.add_argument("--every", type=Path, metavar="FOLDER")
    parser.add_argument("--language", default="en", choices=("en", "fr"))
    arguments = parser.parse_args()
    IMAGES.mkdir(exist_ok=True)
    driver = browser()
    try:
        driver.get(f"{arguments.site}/login/")
        driver.find_element(By.NAME, "username").send_keys("demo")
        driver.find_element(By.NAME, "password").send_keys(arguments.password)
        driver.find_element(By.CSS_SELECTOR, "main button").click()
        wait_for(driver, "h1")
        for button in driver.find_elements(By.CSS_SELECTOR, f"button[name=language][value={arguments.language}]"):
            button.click()
            wait_for(driver, f"html[lang={arguments.language}] h1")
        if arguments.every:
            every_page(driver, arguments.site, arguments.every)
            return
        picture(driver, "home")
        driver.get(f"{arguments.site}/jobs/?department=Digital+Services")
        wait_for(driver, "table.rows")
        picture(driver, "jobs")
        driver.get(f"{arguments.site}/jobs/selection/?all=1&department=Digital+Services")
        picture(driver, "chosen-jobs")
        driver.get(f"{arguments.site}/search/?q=data")
        picture(driver, "search")
        driver.get(f"{arguments.site}/jobs/?q=data+engineer")
        driver.find_element(By.CSS_SELECTOR, "table.rows tbody th a").click()
        wait_for(driver, ".skill-row a[href^='?skill=']")
        driver.find_element(By.CSS_SELECTOR, ".skill-row a[href^='?skill=']").click()
        wait_for(driver, "mark.chosen")
        driver.execute_script("window.scrollTo({top: 0, behavior: 'instant'})")
        picture(driver, "job")
        driver.get(driver.find_element(By.CSS_SELECTOR, "a.button.primary[href$='/edit/']").get_attribute("href") or "")
        driver.find_element(By.NAME, "suggest").click()
        wait_for(driver, "button[name=apply]")
        picture(driver, "suggest-title")
        driver.get(f"{arguments.site}/jobs/upload/")
        picture(driver, "upload")
        driver.get(f"{arguments.site}/analytics/skills/")
        wait_for(driver, ".chart svg")
        picture(driver, "dashboard")
        driver.get(f"{arguments.site}/account/")
        picture(driver, "account")
    finally:
        driver.quit()


if __name__ == "__main__":
    main()
