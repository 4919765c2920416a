"""The checklist in words: what every format shows, in the same order, in one language or several."""

from micloud_helper.sheet.composer import compose as compose
from micloud_helper.sheet.form import Entry as Entry
from micloud_helper.sheet.form import Note as Note
from micloud_helper.sheet.form import Section as Section
from micloud_helper.sheet.form import Sheet as Sheet
from micloud_helper.sheet.form import Translations as Translations
