"""The commands: parse, call, print.

The language is chosen here, before any command is defined, because help texts are made when
their module is imported.
"""

from archiver.i18n import use_language, wanted_language

use_language(wanted_language())
