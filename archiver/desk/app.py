"""The web application: its routes, its static files, and the guard around them."""

from importlib.resources import files

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from archiver import __version__
from archiver.desk.context import Desk
from archiver.desk.guard import Guard
from archiver.desk.problems import Problem, tell_problems
from archiver.desk.routes import ROUTERS


def make_app(desk: Desk) -> FastAPI:
    """The application over one archive. Its OpenAPI is at `/api/openapi.json`."""
    app = FastAPI(
        title="archiver",
        version=__version__,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        responses={
            code: {"model": Problem}
            for code in (400, 401, 403, 404, 405, 409, 413, 421, 422, 429, 507)
        },
    )
    app.state.desk = desk
    for router in ROUTERS:
        app.include_router(router)
    static = str(files("archiver.desk") / "static")
    app.mount("/static", StaticFiles(directory=static), name="static")
    tell_problems(app)
    app.add_middleware(Guard, people=desk.people)
    return app
