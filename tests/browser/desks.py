"""The desks in a real browser: sign in as B and C, transfer a call by clicking, edit its data, join, transfer again.

    python3 tests/browser/desks.py HOOKFLASH SCREENSHOTS

runs HOOKFLASH's lab in a folder of its own and keeps a picture of each step in SCREENSHOTS. Needs Debian's chromium,
chromium-driver and python3-selenium.
"""

import pathlib
import re
import subprocess
import sys
import tempfile
import time

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

C, D = "2125550103", "2125550104"


def start(command, folder):
    """The lab; its address once its own transfer is over."""
    lab = subprocess.Popen([command, "lab", "--directory", folder], stdout=subprocess.PIPE, text=True)
    for line in lab.stdout:
        found = re.search(r"(http://\S+)/lab$", line.strip())
        if found:
            return lab, found.group(1)
    raise SystemExit("the lab did not start")


class Window:
    """A browser window of somebody."""

    def __init__(self, name, pictures):
        options = Options()
        for argument in ["--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1400,1000"]:
            options.add_argument(argument)
        self.browser = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
        self.name, self.pictures, self.step = name, pictures, 0

    def find(self, test_id):
        return self.browser.find_element(By.CSS_SELECTOR, f'[data-testid="{test_id}"]')

    def until(self, what, wanted, within=20):
        end = time.monotonic() + within
        seen = None
        while time.monotonic() < end:
            try:
                seen = wanted()
                if seen:
                    return seen
            except Exception as error:  # the page is being drawn anew
                seen = error
            time.sleep(0.05)
        self.picture("failed")
        raise SystemExit(f"{self.name}: {what}: {seen!r}")

    def click(self, test_id):
        def done():
            button = self.find(test_id)
            if not (button.is_displayed() and button.is_enabled()):
                return False
            button.click()
            return True

        self.until(f"click {test_id}", done)

    def write(self, test_id, text):
        def done():
            field = self.find(test_id)
            field.send_keys(Keys.CONTROL, "a")
            field.send_keys(text)
            return True

        self.until(f"write {test_id}", done)

    def shows(self, test_id, text, within=20):
        self.until(f"{test_id} shows {text}", lambda: text in self.find(test_id).text, within)

    def holds(self, test_id, text, within=20):
        self.until(f"{test_id} holds {text}", lambda: self.find(test_id).get_attribute("value") == text, within)

    def phone(self, state, within=20):
        self.until(f"telephone {state}", lambda: self.find("phone-state").get_attribute("data-state") == state, within)

    def picture(self, what):
        self.step += 1
        self.browser.save_screenshot(str(self.pictures / f"{self.name}-{self.step:02}-{what}.png"))

    def sign_in(self, base):
        self.browser.get(f"{base}/desk/{self.name}/")
        self.write("password", f"{self.name}-in-the-lab")
        self.picture("sign-in")
        self.click("sign-in")
        self.until("connected", lambda: self.find("connection").get_attribute("data-state") == "connected")
        self.click("ready")
        self.until("ready", lambda: self.find("agent-state").get_attribute("data-state") == "ready")
        self.picture("ready")


class Caller:
    """A's telephone, on the lab's page."""

    def __init__(self, base, pictures):
        self.window = Window("caller", pictures)
        self.window.browser.get(f"{base}/lab")
        self.window.until("the lab's page", lambda: self.window.find("phone-state").text)


def main():
    command, pictures = sys.argv[1], pathlib.Path(sys.argv[2])
    pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        lab, base = start(command, folder)
        windows = []
        try:
            transfer(base, pictures, windows)
        finally:
            for window in windows:
                window.browser.quit()
            lab.terminate()
            lab.wait(20)
    print("browser: all good")


def transfer(base, pictures, windows):
    bob, carol, dave = (Window(name, pictures) for name in ["bob", "carol", "dave"])
    windows += [bob, carol, dave]
    for window in [bob, carol, dave]:
        window.sign_in(base)
    # Carol and Dave are away, so that the call comes to Bob.
    for window in [carol, dave]:
        window.click("away")
    caller = Caller(base, pictures)
    windows.append(caller.window)
    caller.window.click("call-group")
    bob.shows("caller", "Ann Archer")
    bob.phone("ringing")
    bob.picture("offered")
    bob.click("answer")
    bob.phone("talking")
    bob.write("notes", "wants two hoses")
    bob.click("add-item")
    bob.write("item-0-description", "Garden hose, 20 m")
    bob.write("item-0-quantity", "2")
    bob.write("item-0-price", "24.50")
    bob.click("save")
    bob.until("saved", lambda: not bob.find("save").is_enabled())
    bob.picture("edited")
    bob.write("transfer-number", C)
    bob.click("transfer")
    carol.holds("notes", "wants two hoses")
    carol.holds("item-0-description", "Garden hose, 20 m")
    carol.phone("ringing")
    carol.picture("data-before-the-answer")
    carol.click("answer")
    carol.phone("talking")
    bob.click("join")
    bob.phone("conference")
    carol.phone("conference")
    bob.picture("conference")
    carol.write("notes", "wants two hoses; before Friday")
    carol.click("save")
    bob.holds("notes", "wants two hoses; before Friday")
    bob.picture("sees-the-edit")
    bob.click("leave")
    bob.phone("idle")
    carol.phone("talking")
    carol.picture("has-the-caller")
    # A page that is loaded again has everything.
    carol.browser.refresh()
    carol.holds("notes", "wants two hoses; before Friday")
    carol.phone("talking")
    carol.picture("loaded-again")
    carol.write("transfer-number", D)
    carol.click("transfer")
    dave.holds("notes", "wants two hoses; before Friday")
    dave.phone("ringing")
    dave.click("answer")
    dave.phone("talking")
    carol.click("join")
    carol.phone("conference")
    carol.click("leave")
    dave.phone("talking")
    dave.picture("second-transfer")
    caller.window.picture("the-lab")


main()
