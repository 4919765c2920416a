"""From files to values: the guide, answers files and the program's own words.

The only package that knows YAML. Everything wrong with a file is reported at once, each with its place.
"""

from micloud_helper.loader.answers import FIRST_DAY as FIRST_DAY
from micloud_helper.loader.answers import LAST_DAY as LAST_DAY
from micloud_helper.loader.answers import load_answers as load_answers
from micloud_helper.loader.answers import read_answers as read_answers
from micloud_helper.loader.guide import guide_bytes as guide_bytes
from micloud_helper.loader.guide import load_guide as load_guide
from micloud_helper.loader.guide import read_guide as read_guide
from micloud_helper.loader.reader import MAX_BYTES as MAX_BYTES
from micloud_helper.loader.reader import load_messages as load_messages
from micloud_helper.loader.reader import read_resource as read_resource
