"""The desk: technician and clerks record, search, review and correct in the browser.

A web application on this workstation over one archive. It holds no truth of its own: what it shows
is read from the session folders, what people do is appended there as the commands do, and long work
is a command that outlives it.
"""

from archiver.desk.app import make_app
from archiver.desk.context import Desk
from archiver.desk.people import Account, People, Person, Role

__all__ = ["Account", "Desk", "People", "Person", "Role", "make_app"]
