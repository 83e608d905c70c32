"""What the desk answers to: one module a subject, one row here."""

from archiver.desk.routes import coming_in, hiding, sessions

ROUTERS = (coming_in.router, sessions.router, hiding.router)
