"""The menus on every page: which pages a person may open, in groups, and which of them is open."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.accounts.permissions import may_write

# A group without a name is links of their own
GROUPS: tuple[tuple[Promise | None, dict[str, Promise]], ...] = (
    (None, {"pages:own-work": _("My work"), "pages:map": _("Workspace"), "pages:figures": _("Figures")}),
    (
        _("Overview"),
        {
            "pages:dashboard": _("Dashboard"),
            "scoreboard:board": _("Scoreboard"),
            "reports:list": _("Reports"),
        },
    ),
    (
        _("Topics"),
        {
            "construction:board": _("Construction and land"),
            "surveillance:board": _("Surveillance"),
            "deployments:calendar": _("Deployments"),
            "field:page": _("In the field"),
        },
    ),
    (
        _("Data"),
        {
            "documents:list": _("Documents"),
            "reference:index": _("Reference data"),
            "quality:page": _("Data quality"),
            "pages:changes": _("Changes"),
            "pages:review": _("Review"),
        },
    ),
    (_("Administration"), {"pages:audit": _("Audit"), "pages:people": _("People")}),
)
GENERAL = frozenset(
    {"pages:figures", "construction:board", "scoreboard:board", "reports:list", "quality:page"}
)
OF_ROLES = {"pages:audit": {User.Role.AUDITOR, User.Role.ADMIN}, "pages:people": {User.Role.ADMIN}}


@dataclass(frozen=True)
class Link:
    """A page in a menu; `current` says as ARIA does whether it, or a page under it, is the one that is shown."""

    address: str
    name: Promise
    current: str


@dataclass(frozen=True)
class Menu:
    name: Promise
    links: list[Link]

    @property
    def current(self) -> Link | None:
        return next((link for link in self.links if link.current), None)


def may_open(user: User, name: str) -> bool:
    """Tell whether a page of the menus is there for a person."""
    if name in OF_ROLES:
        return user.role in OF_ROLES[name]
    if name == "pages:own-work":
        return user.is_bounded and may_write(user, "work")
    if name == "field:page" and user.is_read_only:
        return False
    return name != "pages:figures" if user.reads_fully else name in GENERAL


def menus(user: User, path: str) -> Iterator[Link | Menu]:
    """Yield what stands in the header for a person on the page at `path`; a menu of one page is its link."""
    for name, pages in GROUPS:
        links = [_link(page, label, path) for page, label in pages.items() if may_open(user, page)]
        if name is None or len(links) == 1:
            yield from links
        elif links:
            yield Menu(name, links)


def _link(page: str, name: Promise, path: str) -> Link:
    address = reverse(page)
    is_under = address != "/" and path.startswith(address)
    return Link(address, name, "page" if path == address else "true" if is_under else "")
