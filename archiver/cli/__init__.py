"""The commands: parse, call, print.

The language is chosen here, before any command is defined, because help texts are made when
their module is imported. click asks the system's gettext for its own messages: they are in a
catalogue of ours.
"""

import gettext
import os

from archiver.i18n import LOCALE_DIR, language, use_language, wanted_language

use_language(wanted_language())
os.environ["LANGUAGE"] = language()
gettext.bindtextdomain("click", LOCALE_DIR)
gettext.textdomain("click")
