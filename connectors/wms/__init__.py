"""The WMS connector and its simulator."""
