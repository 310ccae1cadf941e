"""The people of the demo; they exist only where the demo was loaded, and are shown only where RETURNFLOW_DEMO is 1."""

from dataclasses import dataclass

from flask import current_app

from designer.identity import policy, service
from designer.identity.actor import Actor

PASSWORD = "returns-2026"  # noqa: S105 - printed in the README on purpose


@dataclass(frozen=True)
class DemoLogin:
    """One person of the demo."""

    username: str
    name: str
    role: str
    customer_id: str | None = None


DEMO_LOGINS = (
    DemoLogin("c100", "Casey Customer", policy.CUSTOMER, "C100"),
    DemoLogin("csr1", "Chris Service", policy.CSR),
    DemoLogin("csr2", "Cleo Service", policy.CSR),
    DemoLogin("lead1", "Lea Lead", policy.CSR_LEAD),
    DemoLogin("mgr1", "Morgan Manager", policy.RETURNS_MGR),
    DemoLogin("findir1", "Finn Director", policy.FINANCE_DIR),
    DemoLogin("risk1", "Robin Risk", policy.RISK_REVIEW),
    DemoLogin("ehs1", "Ellis Safety", policy.EHS),
    DemoLogin("recv1", "Remy Receiver", policy.RECEIVER),
    DemoLogin("insp1", "Indra Inspector", policy.INSPECTOR),
    DemoLogin("ar1", "Ari Clerk", policy.AR_CLERK),
    DemoLogin("owner1", "Oona Owner", policy.PROCESS_OWNER),
    DemoLogin("dev1", "Devi Developer", policy.DEVELOPER),
    DemoLogin("admin", "Ada Admin", policy.ADMIN),
)


def shown() -> tuple[DemoLogin, ...]:
    """The logins to show on the login page: none unless this is a demo."""
    return DEMO_LOGINS if current_app.config["DEMO"] else ()


def load(by: Actor) -> None:
    """Make the people of the demo; doing it again changes nothing."""
    for login in DEMO_LOGINS:
        service.save_user(
            by,
            login.username,
            name=login.name,
            roles=[login.role],
            password=PASSWORD,
            customer_id=login.customer_id,
        )
