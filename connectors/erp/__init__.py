"""The ERP connector and its simulator."""
