"""What the desk answers to: one module a subject, one row here."""

from archiver.desk.routes import agenda, coming_in, exports, hiding, recording, sessions, text

ROUTERS = (
    coming_in.router,
    sessions.router,
    recording.router,
    agenda.router,
    text.router,
    hiding.router,
    exports.router,
)
