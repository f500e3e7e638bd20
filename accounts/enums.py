"""The nine roles of the department's letter of 27 March 2555 and the scope each one has."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Who somebody is to the system. What each role may enter stands in `projects.permissions`."""

    PLANNER = "PLANNER", _("planner")
    FINANCE = "FINANCE", _("finance officer")
    EDUCATION = "EDUCATION", _("education officer")
    ENGINEER = "ENGINEER", _("engineer")
    EXECUTIVE = "EXECUTIVE", _("executive")
    PROVINCIAL_ANALYST = "PROVINCIAL_ANALYST", _("provincial analyst")
    PROVINCIAL_CHIEF = "PROVINCIAL_CHIEF", _("provincial chief")
    DEPARTMENT_ANALYST = "DEPARTMENT_ANALYST", _("department analyst")
    DEPARTMENT_ADMIN = "DEPARTMENT_ADMIN", _("department administrator")


AUTHORITY_ROLES = frozenset({Role.PLANNER, Role.FINANCE, Role.EDUCATION, Role.ENGINEER, Role.EXECUTIVE})
PROVINCE_ROLES = frozenset({Role.PROVINCIAL_ANALYST, Role.PROVINCIAL_CHIEF})
NATIONAL_ROLES = frozenset({Role.DEPARTMENT_ANALYST, Role.DEPARTMENT_ADMIN})
