"""From files to values: the guide, answers files and the program's own words.

The only package that knows YAML. Everything wrong with a file is reported at once, each with its place.
"""

from micloud_helper.loader.answers import FIRST_DAY, LAST_DAY, load_answers, read_answers
from micloud_helper.loader.guide import guide_bytes, load_guide, read_guide
from micloud_helper.loader.nodes import MAX_BYTES
from micloud_helper.loader.resources import load_messages, read_resource, resource_path

__all__ = [
    "FIRST_DAY",
    "LAST_DAY",
    "MAX_BYTES",
    "guide_bytes",
    "load_answers",
    "load_guide",
    "load_messages",
    "read_answers",
    "read_guide",
    "read_resource",
    "resource_path",
]
