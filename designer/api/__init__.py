"""The REST API: how a view becomes a documented operation, and the document of all of them."""
