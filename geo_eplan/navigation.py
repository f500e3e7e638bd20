"""The bar at the top of every page: where each role can go, and who is signed in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext, pgettext_lazy

from accounts.enums import AUTHORITY_ROLES, NATIONAL_ROLES, PROVINCE_ROLES, Role
from accounts.scopes import Scope
from layers.models import LocalAuthority, Province

_ABOVE = PROVINCE_ROLES | NATIONAL_ROLES
_EVERYBODY = AUTHORITY_ROLES | _ABOVE

# Address name, label, who sees it; what a role does every day comes first. A page that is not installed has no link.
DESTINATIONS: tuple[tuple[str, Any, frozenset[Role]], ...] = (
    ("home", pgettext_lazy("menu", "Home"), _EVERYBODY),
    ("dashboard", pgettext_lazy("menu", "Overview"), _ABOVE),
    ("plans", pgettext_lazy("menu", "Plans"), frozenset({Role.PLANNER})),
    ("pin_editor", pgettext_lazy("menu", "Coordinates"), frozenset({Role.ENGINEER})),
    ("finance", pgettext_lazy("menu", "Finance"), frozenset({Role.FINANCE})),
    ("completeness", pgettext_lazy("menu", "Completeness"), _EVERYBODY),
    ("authority_map", pgettext_lazy("menu", "Map"), _EVERYBODY),
    ("checks", pgettext_lazy("menu", "To be mended"), _EVERYBODY),
    ("imports", pgettext_lazy("menu", "Imports"), frozenset({Role.PLANNER, Role.FINANCE})),
    ("procurement", pgettext_lazy("menu", "Procurement file"), NATIONAL_ROLES),
    ("people", pgettext_lazy("menu", "People"), frozenset({Role.EXECUTIVE, Role.DEPARTMENT_ADMIN})),
    ("pace", pgettext_lazy("menu", "Remaining"), _EVERYBODY),
    ("stalled_works", pgettext_lazy("menu", "Stalled"), _ABOVE | {Role.ENGINEER, Role.FINANCE, Role.EXECUTIVE}),
    ("dashboard", pgettext_lazy("menu", "Overview"), AUTHORITY_ROLES),
    ("exports", pgettext_lazy("menu", "Exports"), _EVERYBODY),
)
# So many stand in the bar, the others behind "More": with the search beside them, a bar of 1,200 px holds no more.
IN_THE_BAR = 5


@dataclass(frozen=True)
class Link:
    """One link of the bar. `current` marks the page that is open."""

    url: str
    label: str
    current: bool = False


def _address(name: str) -> str | None:
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


def links_for(roles: Iterable[Role], path: str) -> list[Link]:
    """The links of somebody with these roles; of those whose address begins `path`, the longest is the current one."""
    held = frozenset(roles)
    open_to = [(url, str(label)) for name, label, who in DESTINATIONS if held & who and (url := _address(name))]
    here = max(
        (url for url, _label in open_to if path == url or (url != "/" and path.startswith(url))), key=len, default=None
    )
    return [Link(url=url, label=label, current=url == here) for url, label in open_to]


@dataclass(frozen=True)
class Menu:
    """All links in their order; `first` stand in the bar, `more` in the list beside it."""

    links: list[Link]

    def __iter__(self) -> Iterator[Link]:
        return iter(self.links)

    def __len__(self) -> int:
        return len(self.links)

    @property
    def first(self) -> list[Link]:
        return self.links[:IN_THE_BAR]

    @property
    def more(self) -> list[Link]:
        return self.links[IN_THE_BAR:]

    @property
    def current_is_behind(self) -> bool:
        """Whether the open page is one of those that the bar does not show."""
        return any(link.current for link in self.more)


def _menu(request: HttpRequest) -> Menu:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return Menu([])
    return Menu(links_for(user.scope.roles, request.path))


def place_of(scope: Scope) -> str:
    """Where somebody works: the authority, the province, or the department, and `+2` for more."""
    if scope.is_national:
        return gettext("Department of Local Administration")
    if scope.authority_ids:
        first = LocalAuthority.objects.filter(pk__in=scope.authority_ids).order_by("pk").first()
        name, others = (first.short_name if first else ""), len(scope.authority_ids) - 1
    elif scope.province_codes:
        province = Province.objects.filter(pk__in=scope.province_codes).order_by("pk").first()
        name, others = (
            (gettext("%(province)s province") % {"province": province.name} if province else ""),
            len(scope.province_codes) - 1,
        )
    else:
        return ""
    return f"{name} +{others}" if others else name


def _me(request: HttpRequest) -> dict[str, Any]:
    """What stands beside the person's sign: role and place, and links to their own settings."""
    user = request.user
    if not user.is_authenticated:
        return {"name": "", "place": "", "links": []}
    roles = sorted(user.scope.roles, key=list(Role).index)
    name = " · ".join(str(role.label) for role in roles) or user.get_username()
    pages: tuple[tuple[str, str], ...] = (
        ("account_change_password", gettext("Change the password")),
        ("mfa_index", gettext("Second step of signing in")),
    )
    if user.scope.authority_ids:
        pages = (("set_aside", gettext("What was set aside")), *pages)
    own = [Link(url=url, label=label) for name, label in pages if (url := _address(name))]
    return {"name": name, "place": place_of(user.scope), "links": own}


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `navigation`, `me` and `demonstration`.

    The first two are worked out only when a template asks, so that an error page can be shown without the database.
    """
    return {
        "navigation": SimpleLazyObject(partial(_menu, request)),
        "me": SimpleLazyObject(partial(_me, request)),
        # Only production refuses demonstration accounts; everywhere else the data may be the demonstration's.
        "demonstration": not settings.REFUSE_DEMONSTRATION_ACCOUNTS,
    }
