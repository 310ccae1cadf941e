"""The CRM connector and its simulator."""
