"""What the desk answers to: one module a subject, one row here."""

from archiver.desk.routes import coming_in, sessions, text

ROUTERS = (coming_in.router, sessions.router, text.router)
