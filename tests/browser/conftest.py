import os
import shutil
from collections.abc import Iterator

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.management import call_command
from django.db import connections
from django.test.testcases import LiveServerThread
from playwright.sync_api import expect

from apps.ledger.rights import WEB_ROLE
from tests.browser.people import PATIENCE_MS
from tests.conftest import clone_database, connected_to, drop_database

# Playwright keeps an event loop in the test's thread, in which Django would refuse to query.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
# Playwright's own, which a second list replaces, and those that draw an address bar beside each page: half a second
FEATURES = (
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,"
    "LensOverlay,MediaRouter,PaintHolding,ThirdPartyStoragePartitioning,AvoidCorsURLLoaderRestartOnRedirect,"
    "TcpPortRandomizationWin,OptimizationHints,NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch,"
    "WebUIOmniboxPopup,WebUIOmniboxAimPopup"
)
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    f"--disable-features={FEATURES}",
]


def chromium() -> str:
    names = ("chromium", "chromium-browser", "google-chrome")
    return next(path for path in map(shutil.which, names) if path)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args) -> dict:
    """The system's Chromium; as root it runs only without its sandbox."""
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return browser_type_launch_args | {"executable_path": chromium(), "args": QUIET + sandbox}


@pytest.fixture(scope="session", autouse=True)
def patience() -> None:
    """What is expected may take its time in every test, whichever comes first in a process."""
    expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture
def site(demo_database, django_db_blocker) -> Iterator[str]:
    """The address of the running site, on a copy of the demo register that only this test writes to.

    It has the rights of the web's database role and no more, as the running site does.
    """
    name = f"{demo_database}_site"
    with django_db_blocker.unblock():
        clone_database(demo_database, name)
        with connected_to(name):
            call_command("web_rights", verbosity=0)
        with connected_to(name, WEB_ROLE):
            server = LiveServerThread("127.0.0.1", StaticFilesHandler)
            server.daemon = True
            server.start()
            server.is_ready.wait()
            if server.error:
                raise server.error
            yield f"http://127.0.0.1:{server.port}"
            server.terminate()
            connections.close_all()
        drop_database(name)


@pytest.fixture
def page(site, page) -> Iterator:
    """A page that fails the test if it asks another host for anything or breaks the security policy."""
    strangers, complaints = [], []
    own = (site, "data:", "blob:")
    page.on("request", lambda request: request.url.startswith(own) or strangers.append(request.url))
    page.on("console", lambda line: "Content Security Policy" in line.text and complaints.append(line.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.set_default_timeout(PATIENCE_MS)
    yield page
    assert strangers == []
    assert complaints == []
