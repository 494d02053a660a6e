"""The search box on top of every page: what it suggests while one types, by keyboard, by mouse, to a screen reader."""

from __future__ import annotations

import pytest
from selenium.webdriver.common.keys import Keys

pytestmark = pytest.mark.browser

OPTION = "#site-suggestions [role=option]"


@pytest.fixture
def searcher(editor, make_job):
    make_job(title="Python developer", text="Requirements\nExperience with Python.")
    editor.open("/skills/")
    return editor


def _chosen(browser):
    return browser.run("""
        const field = document.activeElement;
        return document.getElementById(field.getAttribute('aria-activedescendant'))?.textContent ?? null;
    """)


def _type(browser, words):
    """Type into the box, and wait for what is suggested for all of it and not for its beginning only."""
    browser.keys("/", *words)
    browser.wait(lambda: browser.texts(OPTION)[-1:] == [f"All that holds “{words}”"], f"for suggestions for “{words}”")
    browser.see_element(OPTION)


def test_by_keyboard(searcher):
    _type(searcher, "pyth")
    field = searcher.focused()
    assert field.get_attribute("id") == "site-search"
    assert field.aria_role == "combobox"
    assert field.get_attribute("aria-expanded") == "true"
    searcher.wait(
        lambda: "suggestion" in searcher.run("return document.getElementById('status').textContent"), "to hear"
    )
    assert _chosen(searcher) is None
    searcher.keys(Keys.DOWN)
    assert _chosen(searcher) == "Python developer"
    assert not searcher.violations()
    searcher.keys(Keys.UP, Keys.UP)
    assert _chosen(searcher) == "All that holds “pyth”"
    searcher.keys(Keys.ESCAPE)
    assert not searcher.find("#site-suggestions").is_displayed()
    assert field.get_attribute("value") == "pyth"
    assert field.get_attribute("aria-expanded") == "false"
    searcher.keys(Keys.DOWN, Keys.DOWN)
    searcher.keys(Keys.ENTER)
    searcher.wait(lambda: searcher.path != "/skills/", "for the page")


def test_enter_without_a_choice_leads_to_all_results(searcher):
    _type(searcher, "pyth")
    searcher.keys(Keys.ENTER)
    searcher.see_heading("Search")
    assert searcher.path == "/search/?q=pyth"


def test_by_mouse_and_gone_with_the_focus(searcher):
    _type(searcher, "python dev")
    searcher.keys(Keys.TAB)
    assert not searcher.find("#site-suggestions").is_displayed()
    searcher.find("#site-search").click()
    searcher.keys(Keys.DOWN)
    searcher.see_element(OPTION).click()
    searcher.see_heading("Python developer")


def test_what_is_typed_last_counts(searcher):
    _type(searcher, "pyth")
    searcher.keys("zzzz")
    searcher.wait(lambda: not searcher.find("#site-suggestions").is_displayed(), "for the list to go")
    assert searcher.focused().get_attribute("value") == "pythzzzz"
