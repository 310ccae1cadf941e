"""The policy: which role may do which action. Screens, requests and services all ask this one table."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

CUSTOMER = "customer"
CSR = "csr"
CSR_LEAD = "csr_lead"
RETURNS_MGR = "returns_mgr"
FINANCE_DIR = "finance_dir"
RISK_REVIEW = "risk_review"
EHS = "ehs"
RECEIVER = "receiver"
INSPECTOR = "inspector"
AR_CLERK = "ar_clerk"
PROCESS_OWNER = "process_owner"
DEVELOPER = "developer"
ADMIN = "admin"

ROLES: Mapping[str, str] = MappingProxyType(
    {
        CUSTOMER: "Customer",
        CSR: "Customer service",
        CSR_LEAD: "Customer service lead",
        RETURNS_MGR: "Returns manager",
        FINANCE_DIR: "Finance director",
        RISK_REVIEW: "Risk review",
        EHS: "Environment, health and safety",
        RECEIVER: "Receiver",
        INSPECTOR: "Inspector",
        AR_CLERK: "Accounts receivable clerk",
        PROCESS_OWNER: "Process owner",
        DEVELOPER: "Connector developer",
        ADMIN: "Administrator",
    }
)

_EVERYBODY = frozenset(ROLES)
_STAFF = _EVERYBODY - {CUSTOMER}
_TASK_WORKERS = frozenset({CSR, CSR_LEAD, RETURNS_MGR, FINANCE_DIR, RISK_REVIEW, EHS, RECEIVER, INSPECTOR, AR_CLERK})

ACTIONS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "returns.read": _STAFF,
        "returns.create": frozenset({CSR, CSR_LEAD, RETURNS_MGR}),
        "returns.cancel": frozenset({CSR, CSR_LEAD, RETURNS_MGR}),
        "returns.read_own": frozenset({CUSTOMER}),
        "portal.use": frozenset({CUSTOMER}),
        "tasks.work": _TASK_WORKERS,
        "tasks.read_all": frozenset({CSR_LEAD, RETURNS_MGR, ADMIN}),
        "instances.read": frozenset({CSR_LEAD, RETURNS_MGR, PROCESS_OWNER, DEVELOPER, ADMIN}),
        "instances.start": frozenset({DEVELOPER, ADMIN}),
        "instances.repair": frozenset({RETURNS_MGR, DEVELOPER, ADMIN}),
        "incidents.read": frozenset({CSR_LEAD, RETURNS_MGR, PROCESS_OWNER, DEVELOPER, ADMIN}),
        "deployments.read": frozenset({RETURNS_MGR, PROCESS_OWNER, DEVELOPER, ADMIN}),
        "deployments.deploy": frozenset({PROCESS_OWNER, ADMIN}),
        "deployments.activate": frozenset({PROCESS_OWNER, ADMIN}),
        "modeler.read": frozenset({RETURNS_MGR, PROCESS_OWNER, DEVELOPER, ADMIN}),
        "modeler.edit": frozenset({PROCESS_OWNER}),
        "decisions.evaluate": frozenset({PROCESS_OWNER, DEVELOPER, ADMIN}),
        "connectors.read": frozenset({PROCESS_OWNER, DEVELOPER, ADMIN}),
        "connectors.edit": frozenset({DEVELOPER, ADMIN}),
        "webhooks.read": frozenset({DEVELOPER, ADMIN}),
        "webhooks.edit": frozenset({ADMIN}),
        "messages.publish": frozenset({DEVELOPER, ADMIN}),
        "admin.users": frozenset({ADMIN}),
        "audit.read": frozenset({FINANCE_DIR, ADMIN}),
        "live.read": _EVERYBODY,
        "api.docs": _EVERYBODY,
        "help.read": _EVERYBODY,
    }
)


def allows(roles: Iterable[str], action: str) -> bool:
    """Whether any of `roles` may do `action`; an action that is not in the table is nobody's."""
    return not ACTIONS.get(action, frozenset()).isdisjoint(roles)


def explain(action: str) -> str:
    """The rule in words, for a refusal: who may do it."""
    roles = ACTIONS.get(action)
    if not roles:
        return f"the policy has no rule for {action}, so nobody may do it"
    return f"{action} needs one of the roles {', '.join(sorted(roles))}"
