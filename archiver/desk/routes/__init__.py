"""What the desk answers to: one module a subject, one row here."""

from archiver.desk.routes import (
    agenda,
    coming_in,
    exports,
    hiding,
    recording,
    review,
    search,
    sessions,
    text,
)

ROUTERS = (
    coming_in.router,
    sessions.router,
    search.router,
    recording.router,
    agenda.router,
    review.router,
    text.router,
    hiding.router,
    exports.router,
)
