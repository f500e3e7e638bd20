"""Who may do what: one row for every address of the site, after the roles of the letter of 27 March 2555.

The gate (geo_eplan.gate) reads this table before a view is asked, and the test beside it (tests/house/
test_access_table.py) walks every address, method, role and scope and compares. What a role enters stands in
`projects.permissions.ENTERS`; this table refers to it.

A new page is one line:

    Route("plan", "/plans/{plan}/", reads=SIGNED_IN, writes=entering(Record.PLAN), reach=Reach.AUTHORITY),

`example` is an address of it, with the names of the test's world in braces. What is answered:

- nobody is signed in: the page to sign in on (302); programs get 401;
- the address names something of an authority the person does not see: 404, as if it were not there;
- none of the person's roles is in `reads` (or `writes`): 403; what is nobody's is not looked up before.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from accounts.enums import AUTHORITY_ROLES, NATIONAL_ROLES, PROVINCE_ROLES, Role
from accounts.permissions import ASSIGNS
from projects.enums import Record
from projects.permissions import COMMENTS, ENTERS


@dataclass(frozen=True, slots=True)
class Who:
    """Roles, or everybody who is signed in, or anybody at all. Somebody signed in without a role is in no `roles`."""

    roles: frozenset[Role] = frozenset()
    is_signed_in: bool = False
    is_anybody: bool = False

    def includes(self, roles: frozenset[Role]) -> bool:
        """Whether somebody signed in with these roles is among them."""
        return self.is_anybody or self.is_signed_in or bool(self.roles & roles)


class Reach(Enum):
    """Whose the thing is that an address names."""

    NONE = "nobody's: a list of what one sees, a page of one's own, or the registry, which is public"
    AUTHORITY = "a local authority's: its staff, its province and the department see it"
    STAFF = "a person's in a local authority: whoever assigns its staff sees it"
    OWN = "one's own: everybody else is told there is none"


ANYBODY = Who(is_anybody=True)
SIGNED_IN = Who(is_signed_in=True)
NOBODY = Who()
ASSIGNERS = Who(frozenset(ASSIGNS))
ADMINISTRATORS = Who(frozenset({Role.DEPARTMENT_ADMIN}))
STAFF = Who(AUTHORITY_ROLES)
WIDE = Who(PROVINCE_ROLES | NATIONAL_ROLES)


def entering(*records: Record) -> Who:
    """The roles that enter such records."""
    return Who(frozenset(role for role, entered in ENTERS.items() if entered & set(records)))


ENTERERS = entering(*Record)


@dataclass(frozen=True, slots=True)
class Route:
    """One row. `writes` is None where nothing is sent to; `there` are the roles that get through in the authority of
    the example, where that are fewer than `writes` (one address for several kinds of record)."""

    name: str
    example: str
    reads: Who = SIGNED_IN
    writes: Who | None = None
    reach: Reach = Reach.NONE
    there: Who | None = None
    method: str = "POST"


_PLACE = "?authority={authority}"

ROUTES: tuple[Route, ...] = (
    # --- the door ---------------------------------------------------------------------------------------------------
    Route("healthz", "/healthz", reads=ANYBODY),
    Route("api-schema", "/api/schema/", reads=ANYBODY),
    Route("account_login", "/accounts/login/", reads=ANYBODY, writes=ANYBODY),
    Route("set_language", "/language/", reads=ANYBODY, writes=ANYBODY),
    Route("activate", "/accounts/activate/{word}/", reads=ANYBODY, writes=ANYBODY),
    Route("account_inactive", "/accounts/inactive/", reads=ANYBODY),
    Route("account_reset_password", "/accounts/password/reset/", reads=ANYBODY, writes=ANYBODY),
    Route("account_reset_password_done", "/accounts/password/reset/sent/", reads=ANYBODY),
    Route("account_reset_password_from_key", "/accounts/password/reset/1-x/", reads=ANYBODY, writes=ANYBODY),
    Route("account_reset_password_from_key_done", "/accounts/password/reset/saved/", reads=ANYBODY),
    Route("account_logout", "/accounts/logout/", reads=ANYBODY, writes=ANYBODY),
    Route("mfa_authenticate", "/accounts/second-step/code/", reads=ANYBODY, writes=ANYBODY),
    # --- one's own account ------------------------------------------------------------------------------------------
    Route("home", "/"),
    Route("account_reauthenticate", "/accounts/confirm/", writes=SIGNED_IN),
    Route("account_change_password", "/accounts/password/", writes=SIGNED_IN),
    Route("mfa_index", "/accounts/second-step/"),
    Route("mfa_reauthenticate", "/accounts/second-step/confirm/", writes=SIGNED_IN),
    Route("mfa_activate_totp", "/accounts/second-step/on/", writes=SIGNED_IN),
    Route("mfa_deactivate_totp", "/accounts/second-step/off/", writes=SIGNED_IN, reach=Reach.OWN),
    Route("mfa_view_recovery_codes", "/accounts/second-step/codes/", reach=Reach.OWN),
    Route("mfa_generate_recovery_codes", "/accounts/second-step/codes/new/", writes=SIGNED_IN),
    Route("mfa_download_recovery_codes", "/accounts/second-step/codes/text/", writes=SIGNED_IN, reach=Reach.OWN),
    Route("api-me", "/api/me/"),
    Route("api-tokens", "/api/me/tokens/", writes=SIGNED_IN),
    Route("api-token", "/api/me/tokens/{token}/", reads=NOBODY, writes=SIGNED_IN, reach=Reach.OWN, method="DELETE"),
    # --- the registry and the ground, which are public to whoever is signed in ---------------------------------------
    Route("api-provinces", "/api/provinces/"),
    Route("api-provinces-geojson", "/api/provinces.geojson"),
    Route("api-province-geojson", "/api/provinces/{province}.geojson"),
    Route("api-authorities", "/api/authorities/"),
    Route("api-authorities-geojson", "/api/authorities.geojson"),
    Route("api-authority", "/api/authorities/{authority}/"),
    Route("api-authority-geojson", "/api/authorities/{authority}.geojson"),
    Route("tile-ground", "/tiles/ground/6/50/29"),
    Route("api-programmes", "/api/programmes/"),
    Route("api-coordinates-read", "/api/coordinates/read", reads=NOBODY, writes=SIGNED_IN),
    # --- projects ---------------------------------------------------------------------------------------------------
    Route("project", "/projects/{project}/", reach=Reach.AUTHORITY),
    Route("authority_map", f"/projects/map/{_PLACE}", reach=Reach.AUTHORITY),
    Route(
        "pin_editor", "/projects/positions/?authority={authority}&project={project}", reach=Reach.AUTHORITY,
        writes=entering(Record.POSITION),
    ),
    Route(
        "pin_readings", "/projects/positions/readings/?authority={authority}&project={project}", reach=Reach.AUTHORITY,
        reads=NOBODY, writes=entering(Record.POSITION),
    ),
    Route("search", "/search/?q=5190"),
    Route("set_aside", f"/set-aside/{_PLACE}", reach=Reach.AUTHORITY),
    Route(
        "set_aside_new", "/set-aside/new/?kind=project&id={project}", reach=Reach.AUTHORITY,
        reads=ENTERERS, writes=ENTERERS, there=entering(Record.PROJECT),
    ),
    Route(
        "set_aside_bring_back", "/set-aside/bring-back/?kind=project&id={set_aside}", reach=Reach.AUTHORITY,
        reads=NOBODY, writes=ENTERERS, there=entering(Record.PROJECT),
    ),
    Route("api-search", "/api/search/?q=5190"),
    Route("api-projects", f"/api/projects/{_PLACE}", reach=Reach.AUTHORITY),
    Route("api-projects-totals", f"/api/projects/totals/{_PLACE}", reach=Reach.AUTHORITY),
    Route("api-projects-geojson", f"/api/projects.geojson{_PLACE}", reach=Reach.AUTHORITY),
    Route("tile-projects", f"/tiles/projects/6/50/29{_PLACE}", reach=Reach.AUTHORITY),
    Route("api-project", "/api/projects/{project}/", reach=Reach.AUTHORITY),
    Route(
        "api-positions", "/api/projects/{project}/positions/", reach=Reach.AUTHORITY, writes=entering(Record.POSITION)
    ),
    Route(
        "api-position-withdraw", "/api/projects/{project}/positions/{position}/withdraw/", reach=Reach.AUTHORITY,
        reads=NOBODY, writes=entering(Record.POSITION),
    ),
    # --- the planner's workspace ------------------------------------------------------------------------------------
    Route("plans", "/plans/?plan={plan}", reach=Reach.AUTHORITY),
    Route(
        "plan_new", f"/plans/new/{_PLACE}", reach=Reach.AUTHORITY,
        reads=entering(Record.PLAN), writes=entering(Record.PLAN),
    ),
    Route(
        "plan_edit", "/plans/{plan}/edit/", reach=Reach.AUTHORITY,
        reads=entering(Record.PLAN), writes=entering(Record.PLAN),
    ),
    Route(
        "plan_vision", "/plans/{plan}/vision/", reach=Reach.AUTHORITY,
        reads=entering(Record.PLAN), writes=entering(Record.PLAN),
    ),
    Route(
        "plan_strategies", "/plans/{plan}/strategies/", reach=Reach.AUTHORITY,
        reads=entering(Record.STRATEGY), writes=entering(Record.STRATEGY),
    ),
    Route(
        "plan_strategy", "/plans/{plan}/strategies/{strategy}/", reach=Reach.AUTHORITY,
        reads=entering(Record.STRATEGY), writes=entering(Record.STRATEGY),
    ),
    Route(
        "plan_approach_new", "/plans/{plan}/strategies/{strategy}/approaches/new/", reach=Reach.AUTHORITY,
        reads=entering(Record.STRATEGY), writes=entering(Record.STRATEGY),
    ),
    Route(
        "plan_approach", "/plans/{plan}/approaches/{approach}/", reach=Reach.AUTHORITY,
        reads=entering(Record.STRATEGY), writes=entering(Record.STRATEGY),
    ),
    Route(
        "plan_project_new", "/plans/{plan}/projects/new/", reach=Reach.AUTHORITY,
        reads=entering(Record.PROJECT), writes=entering(Record.PROJECT),
    ),
    Route(
        "plan_project", "/plans/{plan}/projects/{project}/", reach=Reach.AUTHORITY,
        reads=entering(Record.PROJECT), writes=entering(Record.PROJECT),
    ),
    Route(
        "plan_approve", "/plans/{plan}/approve/?what=plan", reach=Reach.AUTHORITY,
        reads=NOBODY, writes=entering(Record.PLAN_APPROVAL, Record.BUDGET_APPROVAL),
    ),
    Route(
        "plan_revisions", "/plans/{plan}/revisions/", reach=Reach.AUTHORITY, writes=entering(Record.PLAN_REVISION)
    ),
    Route(
        "plan_revision", "/plans/{plan}/revisions/{revision}/", reach=Reach.AUTHORITY,
        reads=entering(Record.PLAN_REVISION), writes=entering(Record.PLAN_REVISION),
    ),
    Route(
        "plan_revision_approve", "/plans/{plan}/revisions/{revision}/approve/", reach=Reach.AUTHORITY,
        reads=entering(Record.PLAN_REVISION), writes=entering(Record.PLAN_REVISION),
    ),
    Route(
        "plan_rows_check", "/plans/{plan}/rows/check/", reach=Reach.AUTHORITY,
        reads=NOBODY, writes=entering(Record.PROJECT),
    ),
    Route(
        "plan_rows_save", "/plans/{plan}/rows/save/", reach=Reach.AUTHORITY,
        reads=NOBODY, writes=entering(Record.PROJECT),
    ),
    # --- the finance officer's workspace ------------------------------------------------------------------------------
    Route("finance", f"/finance/{_PLACE}", reach=Reach.AUTHORITY),
    Route(
        "contract_new", f"/finance/contracts/new/{_PLACE}", reach=Reach.AUTHORITY,
        reads=entering(Record.CONTRACT), writes=entering(Record.CONTRACT),
    ),
    Route(
        "finance_contract", "/finance/contracts/{contract}/?do=pay", reach=Reach.AUTHORITY,
        writes=entering(Record.DISBURSEMENT),
    ),
    Route(
        "contract_change", "/finance/contracts/{contract}/change/", reach=Reach.AUTHORITY,
        reads=entering(Record.CONTRACT), writes=entering(Record.CONTRACT),
    ),
    Route(
        "contract_schedule", "/finance/contracts/{contract}/schedule/", reach=Reach.AUTHORITY,
        reads=entering(Record.CONTRACT), writes=entering(Record.CONTRACT),
    ),
    Route(
        "finance_project", "/finance/projects/{project}/", reach=Reach.AUTHORITY, writes=entering(Record.DISBURSEMENT)
    ),
    Route(
        "purchases", f"/finance/purchases/{_PLACE}&row={{purchase}}", reach=Reach.AUTHORITY,
        writes=entering(Record.CONTRACT),
    ),
    Route(
        "finance_set_aside", "/finance/set-aside/contract/{contract}/", reach=Reach.AUTHORITY,
        reads=NOBODY, writes=entering(Record.CONTRACT),
    ),
    # --- the works ----------------------------------------------------------------------------------------------------
    Route("works", "/projects/{project}/works/?action=report", reach=Reach.AUTHORITY, writes=entering(Record.PROGRESS)),
    Route("stalled_works", f"/works/stalled/{_PLACE}", reach=Reach.AUTHORITY),
    Route("stalled_works_file", f"/works/stalled/list.csv{_PLACE}", reach=Reach.AUTHORITY),
    Route("photo", "/projects/{project}/photos/{photo}/", reach=Reach.AUTHORITY),
    Route("photo_small", "/projects/{project}/photos/{photo}/small/", reach=Reach.AUTHORITY),
    Route("document", "/projects/{project}/documents/{document}/", reach=Reach.AUTHORITY),
    Route(
        "documents", "/projects/{project}/documents/", reach=Reach.AUTHORITY,
        reads=NOBODY, writes=entering(Record.DOCUMENT),
    ),
    Route("comments", "/comments/"),
    Route(
        "project_comments", "/projects/{project}/comments/?action=comment", reach=Reach.AUTHORITY,
        reads=NOBODY, writes=Who(COMMENTS),
    ),
    # --- checks ------------------------------------------------------------------------------------------------------
    Route("checks", f"/checks/{_PLACE}", reach=Reach.AUTHORITY),
    Route(
        "check_reason", "/checks/reason/?project={project}&check=contract_above_budget&reason=x",
        reach=Reach.AUTHORITY, reads=NOBODY, writes=entering(Record.CONTRACT),
    ),
    # --- bringing data in ---------------------------------------------------------------------------------------------
    Route("imports", "/imports/", reads=ENTERERS, writes=ENTERERS),
    Route("import_jobs", "/imports/jobs/", reads=ENTERERS),
    Route("import_sample", "/imports/sample.xlsx", reads=ENTERERS),
    Route(
        "procurement", "/imports/procurement/?agency={agency}", reads=Who(NATIONAL_ROLES), writes=Who(NATIONAL_ROLES)
    ),
    Route("import_job", "/imports/{import}/", reach=Reach.AUTHORITY, reads=ENTERERS),
    Route("import_columns", "/imports/{import}/columns/", reach=Reach.AUTHORITY, reads=NOBODY, writes=ENTERERS),
    Route("import_progress", "/imports/{import}/progress/", reach=Reach.AUTHORITY, reads=ENTERERS),
    Route(
        "import_apply", "/imports/{import}/apply/", reach=Reach.AUTHORITY, reads=NOBODY, writes=ENTERERS,
        there=entering(Record.PROJECT),
    ),
    Route("import_cancel", "/imports/{import}/cancel/", reach=Reach.AUTHORITY, reads=NOBODY, writes=ENTERERS),
    Route(
        "import_undo", "/imports/{import}/undo/", reach=Reach.AUTHORITY, reads=ENTERERS, writes=ENTERERS,
        there=entering(Record.PROJECT),
    ),
    Route("import_refused_csv", "/imports/{refused}/refused.csv", reach=Reach.AUTHORITY, reads=ENTERERS),
    Route("import_refused_xlsx", "/imports/{refused}/refused.xlsx", reach=Reach.AUTHORITY, reads=ENTERERS),
    # --- reports ----------------------------------------------------------------------------------------------------
    Route("completeness", "/reports/completeness/"),
    Route("completeness_paper", "/reports/completeness/print/"),
    Route("completeness_file", "/reports/completeness/figures.csv"),
    Route("completeness_names_file", "/reports/completeness/names.csv?stage=plan&year=2559"),
    Route("api-completeness", "/api/completeness/"),
    Route("api-completeness-authorities", "/api/completeness/authorities/?stage=plan&year=2559"),
    Route("api-status", "/api/status/"),
    Route("api-dashboard", "/api/dashboard/"),
    Route("dashboard", "/reports/dashboard/"),
    Route("dashboard_file", "/reports/dashboard/figures.csv"),
    Route("status", "/reports/status/"),
    Route("status_file", "/reports/status/figures.csv"),
    Route("pace", "/reports/pace/"),
    Route("pace_file", "/reports/pace/figures.csv"),
    Route("pace_curve_file", "/reports/pace/curve.csv"),
    Route("api-pace", "/api/pace/"),
    Route("map_report", f"/reports/map/{_PLACE}", reach=Reach.AUTHORITY),
    Route("map_report_file", f"/reports/map/file{_PLACE}", reach=Reach.AUTHORITY),
    Route("exports", "/exports/", writes=SIGNED_IN),
    Route("export_jobs", "/exports/jobs/"),
    Route("export_cancel", "/exports/{export}/cancel/", reads=NOBODY, writes=SIGNED_IN, reach=Reach.OWN),
    Route("export_file", "/exports/{export}/file/", reach=Reach.OWN),
    Route("api-exports", "/api/exports/", writes=SIGNED_IN),
    Route("api-export", "/api/exports/{export}/", writes=SIGNED_IN, reach=Reach.OWN, method="DELETE"),
    Route("api-export-file", "/api/exports/{export}/file", reach=Reach.OWN),
    # --- people -----------------------------------------------------------------------------------------------------
    Route("people", "/people/", reads=ASSIGNERS),
    Route("people_new", "/people/new/", reads=ASSIGNERS, writes=ASSIGNERS),
    Route("person", "/people/{person}/", reads=ASSIGNERS, writes=ASSIGNERS, reach=Reach.STAFF),
    Route("person_link", "/people/{person}/link/", reads=NOBODY, writes=ASSIGNERS, reach=Reach.STAFF),
    Route(
        "assignment_end", "/people/assignments/{assignment}/end/", reads=NOBODY, writes=ASSIGNERS, reach=Reach.STAFF
    ),
    Route(
        "assignment_hand_over", "/people/assignments/{assignment}/hand-over/", reads=ASSIGNERS, writes=ASSIGNERS,
        reach=Reach.STAFF,
    ),
    Route("trainings", "/people/training/", reads=ADMINISTRATORS, writes=ADMINISTRATORS),
    # --- the administration site: one row for all of it ---------------------------------------------------------------
    Route("admin:*", "/admin/", reads=ADMINISTRATORS, writes=ADMINISTRATORS),
)  # fmt: skip

BY_NAME: dict[str, Route] = {route.name: route for route in ROUTES}


def route_of(view_name: str) -> Route | None:
    """The row of an address by its name (`project`, `admin:index`); None for one that has no row."""
    namespace, colon, _name = view_name.partition(":")
    return BY_NAME.get(f"{namespace}:*" if colon else view_name)


def who_may(route: Route, method: str) -> Who:
    """Who may use this method: `reads` for GET, HEAD and OPTIONS, `writes` for everything else."""
    return route.reads if method in {"GET", "HEAD", "OPTIONS"} else route.writes or NOBODY
