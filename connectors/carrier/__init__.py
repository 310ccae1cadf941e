"""The carrier connector and its simulator."""
