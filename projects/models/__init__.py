"""The life cycle of a project, from the plan's vision to the last payment, and the ledger that counts it."""

from projects.models.imports import ImportJob, ImportMapping, ImportRow
from projects.models.ledger import ChangeLog, StageInterval, StageLedger
from projects.models.maps import MapCell, MapDirty, MapPoint, MapState
from projects.models.money import (
    BudgetApproval,
    CarryOver,
    Contract,
    ContractAmendment,
    ContractShare,
    Disbursement,
    Instalment,
    RetentionRelease,
)
from projects.models.papers import ProjectComment, ProjectDocument
from projects.models.places import Handover, Position, Progress, ProgressPhoto
from projects.models.plans import Approach, DevelopmentPlan, PlanRevision, Strategy, Vision
from projects.models.procurement import ProcurementAgency, ProcurementRow
from projects.models.projects import CheckReason, PlanApproval, PlannedBudget, Programme, Project, UrgentPolicy
from projects.models.provinces import ProvinceDay, ProvinceLedger, ProvincePosting, ProvinceRegistry, RegistryException
from projects.models.records import AuthorityRecord
from projects.models.references import WithinAuthorityForeignKey
from projects.models.searching import ProjectWords
from projects.models.tallies import Tally, TallyPosting

__all__ = [
    "Approach",
    "AuthorityRecord",
    "BudgetApproval",
    "CarryOver",
    "ChangeLog",
    "CheckReason",
    "Contract",
    "ContractAmendment",
    "ContractShare",
    "DevelopmentPlan",
    "Disbursement",
    "Handover",
    "ImportJob",
    "ImportMapping",
    "ImportRow",
    "Instalment",
    "MapCell",
    "MapDirty",
    "MapPoint",
    "MapState",
    "PlanApproval",
    "PlanRevision",
    "PlannedBudget",
    "Position",
    "ProcurementAgency",
    "ProcurementRow",
    "Programme",
    "Progress",
    "ProgressPhoto",
    "Project",
    "ProjectComment",
    "ProjectDocument",
    "ProjectWords",
    "ProvinceDay",
    "ProvinceLedger",
    "ProvincePosting",
    "ProvinceRegistry",
    "RegistryException",
    "RetentionRelease",
    "StageInterval",
    "StageLedger",
    "Strategy",
    "Tally",
    "TallyPosting",
    "UrgentPolicy",
    "Vision",
    "WithinAuthorityForeignKey",
]
