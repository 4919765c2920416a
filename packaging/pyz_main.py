"""Starts the program inside `micloud-helper.pyz`, and says so in one sentence where Python is too old for it.

Any Python since 2.7 must be able to parse this file: no annotations, no f-strings, ASCII only.
"""

import sys

if sys.version_info < (3, 11):
    sys.stderr.write(
        "Program ini perlu Python 3.11 atau yang lebih baru, sedangkan ini Python %d.%d.\n"
        "This program needs Python 3.11 or newer, and this is Python %d.%d.\n" % (sys.version_info[:2] * 2)
    )
    sys.exit(1)

import gettext
import io

translation_on_disk = gettext.translation


def translation(domain, localedir=None, languages=None, class_=None, fallback=False):
    """Find translations as `gettext.translation` does, but in this archive first: gettext itself opens only real files.

    The names of holidays need it.
    """
    for language in languages or ():
        name = "/".join((localedir or "", language, "LC_MESSAGES", domain + ".mo"))
        try:
            return gettext.GNUTranslations(io.BytesIO(__loader__.get_data(name)))
        except OSError:
            pass  # not in the archive
    return translation_on_disk(domain, localedir, languages, class_, fallback)


gettext.translation = translation

from micloud_helper.cli import main

main()
