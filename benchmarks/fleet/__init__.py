"""The jobs of standard returns done by workers of the application: embedded, and by Celery."""
