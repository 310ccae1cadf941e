"""The Flask application: every screen, the REST API, the workers and the command line."""
